-- ?1 = 20
-- ?2 = "(\"троцкии\")"
-- ?3 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?4 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?5 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\" OR \"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?6 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")) NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?7 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")) OR ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?8 = "[\"arotskii\",\"atotskii\",\"atroskii\",\"atrotkii\",\"atrotsii\",\"atrotski\",\"atrotskii\",\"atrtskii\",\"aроцкии\",\"aтоцкии\",\"aтрокии\",\"aтроции\",\"aтроцки\",\"aтроцкии\",\"aтрцкии\"]"
-- ?9 = "[\"atrcg\"]"
-- ?10 = 1
-- ?11 = "\""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = " NOT "
-- ?16 = "\"\""
-- ?17 = "[\" trotskii \",\" троцк\",\" троцкии \",\" троцкии\"]"
-- ?18 = "((\"trotskii\" OR \"троцк\" OR \"троцкии\" OR \"trotskii\" OR \"троцк\" OR \"троцкии\"))"
-- ?19 = "((\"trotskii\" OR \"троцк\" OR \"троцкии\"))"
-- ?20 = "[\" trotskii \",\" троцк\",\" троцкии \",\" троцкии\"]"
-- ?21 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?22 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?23 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\" OR \"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?24 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")) NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?25 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")) OR ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
SELECT concat('{"data":{"search":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?21 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?22 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?23 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?24 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(concat(?11, w.word, ?12), ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END, ?15, CASE WHEN count(g.spelled) = ?10 THEN concat('(', string_agg(g.spelled, ?14), ')') ELSE ?16 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?10 > 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l2 JOIN record n1 ON n1.id = l2.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":', json_quote(l2.sort), ',"matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l2.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l2.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l2.in_text) j
     WHERE x.id = l2.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?21 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?22 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?23 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?24 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(concat(?11, w.word, ?12), ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END, ?15, CASE WHEN count(g.spelled) = ?10 THEN concat('(', string_agg(g.spelled, ?14), ')') ELSE ?16 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?10 > 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), '}}');
