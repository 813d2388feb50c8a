-- ?1 = 20
-- ?2 = "(\"троцкии\")"
-- ?3 = "((((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\")) NOT \"троцкии\") AND \"person\")"
-- ?4 = "(((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\")) NOT \"троцкии\" NOT \"person\")"
-- ?5 = "((((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\") OR (place : \"троцкии\" OR place : \"троцк\" OR place : \"trotskii\") OR ((\"троцк\" OR \"троцкии\")))) NOT ((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\")))"
-- ?6 = "(((\"троцкии\" OR \"троцк\" OR \"trotskii\")) NOT (((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\") OR (place : \"троцкии\" OR place : \"троцк\" OR place : \"trotskii\") OR ((\"троцк\" OR \"троцкии\")))) NOT ((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\")))"
-- ?7 = "(((\"троцкии\" OR \"троцк\" OR \"trotskii\")))"
-- ?8 = "[\"arotskii\",\"atotskii\",\"atroskii\",\"atrotkii\",\"atrotsii\",\"atrotski\",\"atrotskii\",\"atrtskii\",\"aроцкии\",\"aтоцкии\",\"aтрокии\",\"aтроции\",\"aтроцки\",\"aтроцкии\",\"aтрцкии\"]"
-- ?9 = "[\"aTRCG\"]"
-- ?10 = 1
-- ?11 = "name : \""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = "\"person\""
-- ?16 = " NOT "
-- ?17 = "\"\""
-- ?18 = "[\" trotskii \",\" троцк\",\" троцкии \",\" троцкии\"]"
-- ?19 = "((name : \"троцкии\" OR name : \"троцк\" OR name : \"trotskii\"))"
-- ?20 = "((place : \"троцкии\" OR place : \"троцк\" OR place : \"trotskii\"))"
-- ?21 = "((text : \"троцкии\" OR text : \"троцк\" OR text : \"trotskii\"))"
SELECT concat('{"data":{"search":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?3, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?4, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?5, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?6, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?16, ?7), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?9) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?16, ?7, ?16,
(SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE) l2 JOIN record n1 ON n1.id = l2.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":', json_quote(l2.sort), ',"matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE substr(concat(
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_name) y WHERE y.rowid = l2.id) THEN ',"NAME"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_place) y WHERE y.rowid = l2.id) THEN ',"PLACE"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_text) y WHERE y.rowid = l2.id) THEN ',"TEXT"' ELSE '' END), 2) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?3, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?4, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?5, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?6, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?16, ?7), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?9) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?16, ?7, ?16,
(SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), '}}');
