-- ?1 = 20
-- ?2 = "(\"kameniev\")"
-- ?3 = "(((\"kameniev\")))"
-- ?4 = "(((\"kameniev\")))"
-- ?5 = "(((\"kameniev\")))"
-- ?6 = "(((\"kameniev\" OR \"kameniev\")))"
-- ?7 = "(((\"kameniev\")))"
-- ?8 = "(((\"kameniev\")))"
-- ?9 = "(((\"kameniev\")))"
-- ?10 = "(((\"kameniev\" OR \"kameniev\")))"
-- ?11 = ""
-- ?12 = ""
-- ?13 = "[\"aameniev\",\"akaeniev\",\"akameiev\",\"akamenev\",\"akamenie\",\"akameniev\",\"akameniv\",\"akamniev\",\"akmeniev\"]"
-- ?14 = "[\"agmnf\"]"
-- ?15 = 1
-- ?16 = "(\"kameniev\")"
-- ?17 = "\""
-- ?18 = "\""
-- ?19 = " OR "
-- ?20 = " AND "
-- ?21 = "((\"kameniev\" OR \"kameniev\"))"
-- ?22 = "((\"kameniev\"))"
-- ?23 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?24 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?25 = " AND (\"person\")"
-- ?26 = "(\"leotrotzki\")"
-- ?27 = "(((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?28 = "(((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?29 = "(((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?30 = "(((\"leo\" OR \"leo\" OR \"le\") AND (\"trotzki\" OR \"trotzki\" OR \"trotzk\" OR \"trotz\")))"
-- ?31 = "(((\"leo\") AND (\"trotzki\")))"
-- ?32 = "(((\"leo\") AND (\"trotzki\")))"
-- ?33 = "(((\"leo\") AND (\"trotzki\")))"
-- ?34 = "(((\"leo\" OR \"leo\") AND (\"trotzki\" OR \"trotzki\")))"
-- ?35 = ""
-- ?36 = ""
-- ?37 = "[\"aleo\",\"brotzki\",\"btotzki\",\"btrotki\",\"btrotzi\",\"btrotzk\",\"btrotzki\",\"btrozki\",\"btrtzki\"]"
-- ?38 = "[\"btrcg\"]"
-- ?39 = 2
-- ?40 = "(\"leo\") AND (\"trotzki\")"
-- ?41 = "\""
-- ?42 = "\""
-- ?43 = " OR "
-- ?44 = " AND "
-- ?45 = "((\"le\" OR \"leo\" OR \"le\" OR \"leo\") OR (\"trotz\" OR \"trotzk\" OR \"trotzki\" OR \"trotz\" OR \"trotzk\" OR \"trotzki\"))"
-- ?46 = "((\"le\" OR \"leo\") OR (\"trotz\" OR \"trotzk\" OR \"trotzki\"))"
-- ?47 = "[\" leo \",\" leo\",\" trotz\",\" trotzk\",\" trotzki\",\" trotzki \",\" trotzki\"]"
-- ?48 = "[\" leo \",\" leo\",\" trotzki\",\" trotzki \",\" trotzki\"]"
SELECT concat('{"data":{"slip":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":"', l2.sort, '","matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l2.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l2.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l2.in_text) j
     WHERE x.id = l2.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
(SELECT *, CAST(?21 AS text) AS in_name, CAST(?22 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?23 ELSE ?24 END AS text) AS in_text FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?7 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?8 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?11 ELSE ?12 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?13) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?20) AS asked FROM
(SELECT concat('(', string_agg(concat(?17, w.word, ?18), ?19), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?15 AND q.words > 0 AND q.asked <> ?16), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?20) AS asked FROM
(SELECT concat('(', string_agg(concat(?17, w.word, ?18), ?19), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?15 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?14) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?15 AND q.words > 0 AND ?14 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?2 AS asked), '""'), ')', ?25)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', ?25)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', ?25)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', ?25)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', ?25)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', ?25)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"sound":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":"', l8.sort, '","matchedIn":', concat('[', CASE WHEN l8.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l8.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l8.id AND y.search_index MATCH l8.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l8.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l8.id AND y.search_index MATCH l8.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l8.in_text) j
     WHERE x.id = l8.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT *, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?48 END AS text) AS in_text FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?27 ELSE ?31 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?28 ELSE ?32 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?29 ELSE ?33 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?30 ELSE ?34 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?35 ELSE ?36 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?37) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?44) AS asked FROM
(SELECT concat('(', string_agg(concat(?41, w.word, ?42), ?43), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?39 AND q.words > 0 AND q.asked <> ?40), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?44) AS asked FROM
(SELECT concat('(', string_agg(concat(?41, w.word, ?42), ?43), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?39 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?38) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?39 AND q.words > 0 AND ?38 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?26 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), '}}');
