-- ?1 = 20
-- ?2 = 100
-- ?3 = "(\"kulakyields\")"
-- ?4 = "(((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?5 = "(((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?6 = "(((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?7 = "(((\"kulak\" OR \"kulak\" OR \"kul\") AND (\"yields\" OR \"yield\" OR \"yields\")))"
-- ?8 = "(((\"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?9 = "(((\"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?10 = "(((\"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?11 = "(((\"kulak\" OR \"kulak\") AND (\"yields\" OR \"yield\")))"
-- ?12 = ""
-- ?13 = ""
-- ?14 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields\",\" yields \",\" yields\"]"
-- ?15 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields \",\" yields\"]"
-- ?16 = "((\"kul\" OR \"kulak\" OR \"kul\" OR \"kulak\") OR (\"yield\" OR \"yields\" OR \"yield\" OR \"yields\"))"
-- ?17 = "((\"kul\" OR \"kulak\") OR (\"yield\" OR \"yields\"))"
-- ?18 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields\",\" yields \",\" yields\"]"
-- ?19 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields \",\" yields\"]"
-- ?20 = " AND (\"article\" OR \"event\")"
SELECT concat('{"data":{"search":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":"', l2.sort, '","matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l2.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l2.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l2.in_text) j
     WHERE x.id = l2.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), ',"snippet":', coalesce((SELECT concat('{"text":', json_quote(n7.text), ',"spans":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"start":', n8.begins, ',"end":', n8.ends, '}') AS j FROM
(SELECT j.value >> 32 AS begins, j.value & 4294967295 AS ends FROM json_each(n7.found, '$[2]') j) n8 WHERE n8.begins >= 0 ORDER BY n8.begins, n8.ends LIMIT ?2) r), '}') FROM
(SELECT b.id AS id, b.found AS found, substr(coalesce((SELECT d.text FROM document d WHERE d.id = b.id),
(SELECT p.description FROM person p WHERE p.id = b.id),
(SELECT e.description FROM event e WHERE e.id = b.id)), json_extract(b.found, '$[0]') + 1, json_extract(b.found, '$[1]')) AS text FROM
(SELECT x.id AS id, passage(x.shadow, l2.needles) AS found FROM search_text x WHERE x.id = l2.id LIMIT 1) b) n7), 'null'), '}') AS j0 FROM
(SELECT *, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?14 ELSE ?15 END AS text) AS needles, CAST(?16 AS text) AS in_name, CAST(?17 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?18 ELSE ?19 END AS text) AS in_text FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?8 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?11 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?12 ELSE ?13 END AS but), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?3 AS asked), '""'), ')', ?20)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', ?20)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', ?20)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', ?20)) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), '}}');
