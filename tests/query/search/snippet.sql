-- ?1 = 20
-- ?2 = "(\"kulakyields\")"
-- ?3 = "(((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")) NOT \"kulakyields\")"
-- ?4 = "(((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")) NOT \"kulakyields\")"
-- ?5 = "(((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")) NOT ((\"kul\" OR \"kulak\" OR \"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\" OR \"yield\" OR \"yields\")))"
-- ?6 = "(((\"kulak\" OR \"kulak\" OR \"kul\") AND (\"yields\" OR \"yield\" OR \"yields\")) NOT ((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?7 = "(((\"kulak\" OR \"kulak\" OR \"kul\") AND (\"yields\" OR \"yield\" OR \"yields\")) OR ((\"kul\" OR \"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?8 = "[\"aklak\",\"akuak\",\"akula\",\"akulak\",\"akulk\",\"aulak\",\"bields\",\"byelds\",\"byieds\",\"byield\",\"byields\",\"byiels\",\"byilds\"]"
-- ?9 = "[\"aglg\",\"balds\"]"
-- ?10 = 2
-- ?11 = "\""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = " NOT "
-- ?16 = "\"\""
-- ?17 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields\",\" yields \",\" yields\"]"
-- ?18 = "((\"kul\" OR \"kulak\" OR \"kul\" OR \"kulak\") OR (\"yield\" OR \"yields\" OR \"yield\" OR \"yields\"))"
-- ?19 = "((\"kul\" OR \"kulak\") OR (\"yield\" OR \"yields\"))"
-- ?20 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields\",\" yields \",\" yields\"]"
-- ?21 = "(((\"kulak\") AND (\"yield\" OR \"yields\")) NOT \"kulakyields\")"
-- ?22 = "(((\"kulak\") AND (\"yield\" OR \"yields\")) NOT \"kulakyields\")"
-- ?23 = "(((\"kulak\") AND (\"yield\" OR \"yields\")) NOT ((\"kulak\" OR \"kulak\") AND (\"yield\" OR \"yields\" OR \"yield\" OR \"yields\")))"
-- ?24 = "(((\"kulak\" OR \"kulak\") AND (\"yields\" OR \"yield\")) NOT ((\"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?25 = "(((\"kulak\" OR \"kulak\") AND (\"yields\" OR \"yield\")) OR ((\"kulak\") AND (\"yield\" OR \"yields\")))"
-- ?26 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields \",\" yields\"]"
-- ?27 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields \",\" yields\"]"
-- ?28 = " AND (\"article\" OR \"event\")"
-- ?29 = 100
SELECT concat('{"data":{"search":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l2.sort), ',"matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l2.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l2.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l2.id AND y.search_index MATCH l2.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l2.in_text) j
     WHERE x.id = l2.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), ',"snippet":', coalesce((SELECT concat('{"text":', json_quote(n7.text), ',"spans":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"start":', n8.begins, ',"end":', n8.ends, '}') AS j FROM
(SELECT DISTINCT f.begins AS begins, CASE WHEN substr(f.needle, 1, 1) = ' ' THEN f.begins + instr(substr(f.shadow, CAST(f.begins + 2 AS INTEGER)), ' ') - 1 ELSE f.begins + length(f.needle) END AS ends FROM (WITH RECURSIVE found (needle, shadow, at) AS (SELECT j.value, n7.shadow, instr(n7.shadow, j.value) FROM json_each(n7.needles) j UNION ALL SELECT o.needle, o.shadow, o.at + instr(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) FROM found o WHERE o.at > 0 AND instr(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) > 0) SELECT found.needle AS needle, found.shadow AS shadow, CASE WHEN substr(found.needle, 1, 1) = ' ' THEN found.at - 1 ELSE found.at - 2 END AS begins FROM found WHERE found.at > 0) f) n8 WHERE n8.begins >= 0 ORDER BY n8.begins, n8.ends LIMIT ?29) r), '}') FROM (WITH h AS MATERIALIZED (SELECT x.id AS id, x.shadow AS shadow, l2.needles AS needles, coalesce((SELECT min(f.at) FROM
(SELECT instr(x.shadow, j.value) AS at FROM json_each(l2.needles) j) f WHERE f.at > 0), 0) AS hit FROM search_text x WHERE x.id = l2.id), s AS MATERIALIZED (SELECT h.*, CASE WHEN h.hit <= 62 THEN 0 ELSE h.hit - 62 + instr(substr(h.shadow, CAST(h.hit - 60 AS INTEGER), 60), ' ') END AS opens FROM h), a AS MATERIALIZED (SELECT s.*, instr(substr(s.shadow, s.opens + 202), ' ') AS rest FROM s), b AS MATERIALIZED (SELECT a.*, CASE WHEN a.rest = 0 OR a.rest > 40 THEN 200 ELSE 199 + a.rest END AS length FROM a) SELECT b.id AS id, b.needles AS needles, substr(coalesce((SELECT d.text FROM document d WHERE d.id = b.id),
(SELECT p.description FROM person p WHERE p.id = b.id),
(SELECT e.description FROM event e WHERE e.id = b.id)), b.opens + 1, b.length) AS text, concat(substr(b.shadow, b.opens + 1, b.length + 1), ' ') AS shadow FROM b) n7), 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(', ?2, ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?21 END, ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?22 END, ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?23 END, ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?24 END, ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(concat(?11, w.word, ?12), ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?20 ELSE ?27 END AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END, ?15, CASE WHEN count(g.spelled) = ?10 THEN concat('(', string_agg(g.spelled, ?14), ')') ELSE ?16 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?10 > 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), '}}');
