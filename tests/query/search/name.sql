-- ?1 = 20
-- ?2 = "(\"троцкии\")"
-- ?3 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?4 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?5 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\" NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\" OR \"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?6 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")) NOT \"троцкии\" NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?7 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?8 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\")"
-- ?9 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")) NOT \"троцкии\" NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\" OR \"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?10 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")) NOT \"троцкии\" NOT ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?11 = "(\"троцкии\" OR ((\"троцкии\" OR \"trotskii\" OR \"троцк\")) OR ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?12 = "(\"троцкии\" OR ((\"троцкии\" OR \"trotskii\" OR \"троцк\")) OR ((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?13 = "[\"arotskii\",\"atotskii\",\"atroskii\",\"atrotkii\",\"atrotsii\",\"atrotski\",\"atrotskii\",\"atrtskii\",\"aроцкии\",\"aтоцкии\",\"aтрокии\",\"aтроции\",\"aтроцки\",\"aтроцкии\",\"aтрцкии\"]"
-- ?14 = "[\"atrcg\"]"
-- ?15 = 1
-- ?16 = "\""
-- ?17 = "\""
-- ?18 = " OR "
-- ?19 = " AND "
-- ?20 = " NOT "
-- ?21 = "\"\""
-- ?22 = "(\"троцкии\")"
-- ?23 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?24 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?25 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?26 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")))"
-- ?27 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?28 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?29 = "(((\"trotskii\" OR \"троцк\" OR \"троцкии\")))"
-- ?30 = "(((\"троцкии\" OR \"trotskii\" OR \"троцк\")))"
-- ?31 = ""
-- ?32 = ""
-- ?33 = "[\"arotskii\",\"atotskii\",\"atroskii\",\"atrotkii\",\"atrotsii\",\"atrotski\",\"atrotskii\",\"atrtskii\",\"aроцкии\",\"aтоцкии\",\"aтрокии\",\"aтроции\",\"aтроцки\",\"aтроцкии\",\"aтрцкии\"]"
-- ?34 = "[\"atrcg\"]"
-- ?35 = 1
-- ?36 = "(\"троцкии\")"
-- ?37 = "\""
-- ?38 = "\""
-- ?39 = " OR "
-- ?40 = " AND "
-- ?41 = "((\"trotskii\" OR \"троцк\" OR \"троцкии\" OR \"trotskii\" OR \"троцк\" OR \"троцкии\"))"
-- ?42 = "((\"trotskii\" OR \"троцк\" OR \"троцкии\"))"
-- ?43 = "[\" trotskii \",\" троцк\",\" троцкии \",\" троцкии\"]"
-- ?44 = "[\" trotskii \",\" троцк\",\" троцкии \",\" троцкии\"]"
SELECT concat('{"data":{"search":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?2 AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?7 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?8 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?20, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?11 ELSE ?12 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?19) AS asked FROM
(SELECT concat('(', string_agg(concat(?16, w.word, ?17), ?18), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?13) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?15 AND q.words > 0), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?20, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?11 ELSE ?12 END, ?20, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?19) AS asked FROM
(SELECT concat('(', string_agg(concat(?16, w.word, ?17), ?18), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?13) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?15 AND q.words > 0), ?21), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?19) AS asked FROM
(SELECT concat('(', string_agg(concat(?16, w.word, ?17), ?18), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?13) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?15 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?14) j) w GROUP BY w.letter) g) q WHERE q.words = ?15 AND q.words > 0), '""'), ')', '')) i WHERE TRUE) l2 JOIN record n1 ON n1.id = l2.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":"', l2.sort, '","matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l2.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l2.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l2.in_text) j
     WHERE x.id = l2.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
(SELECT *, CAST(?41 AS text) AS in_name, CAST(?42 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?43 ELSE ?44 END AS text) AS in_text FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?23 ELSE ?27 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?24 ELSE ?28 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?25 ELSE ?29 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?26 ELSE ?30 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?32 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?33) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?40) AS asked FROM
(SELECT concat('(', string_agg(concat(?37, w.word, ?38), ?39), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?35 AND q.words > 0 AND q.asked <> ?36), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?40) AS asked FROM
(SELECT concat('(', string_agg(concat(?37, w.word, ?38), ?39), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?35 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?34) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?35 AND q.words > 0 AND ?34 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?22 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), '}}');
