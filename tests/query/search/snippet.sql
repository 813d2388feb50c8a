-- ?1 = 20
-- ?2 = "(\"kulakyields\")"
-- ?3 = "((((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") AND (name : \"yields\" OR name : \"yield\" OR name : \"yields\")) NOT \"kulakyields\") AND \"person\")"
-- ?4 = "(((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") AND (name : \"yields\" OR name : \"yield\" OR name : \"yields\")) NOT \"kulakyields\" NOT \"person\")"
-- ?5 = "((((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") OR (place : \"kulak\" OR place : \"kul\" OR place : \"kulak\") OR ((\"kul\" OR \"kulak\"))) AND ((name : \"yields\" OR name : \"yield\" OR name : \"yields\") OR (place : \"yields\" OR place : \"yield\" OR place : \"yields\") OR ((\"yield\" OR \"yields\")))) NOT ((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") AND (name : \"yields\" OR name : \"yield\" OR name : \"yields\")))"
-- ?6 = "(((\"kulak\" OR \"kul\" OR \"kulak\") AND (\"yields\" OR \"yield\" OR \"yields\")) NOT (((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") OR (place : \"kulak\" OR place : \"kul\" OR place : \"kulak\") OR ((\"kul\" OR \"kulak\"))) AND ((name : \"yields\" OR name : \"yield\" OR name : \"yields\") OR (place : \"yields\" OR place : \"yield\" OR place : \"yields\") OR ((\"yield\" OR \"yields\")))) NOT ((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") AND (name : \"yields\" OR name : \"yield\" OR name : \"yields\")))"
-- ?7 = "(((\"kulak\" OR \"kul\" OR \"kulak\") AND (\"yields\" OR \"yield\" OR \"yields\")))"
-- ?8 = "[\"aklak\",\"akuak\",\"akula\",\"akulak\",\"akulk\",\"aulak\",\"bields\",\"byelds\",\"byieds\",\"byield\",\"byields\",\"byiels\",\"byilds\"]"
-- ?9 = "[\"aGLG\",\"bALDS\"]"
-- ?10 = 2
-- ?11 = "name : \""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = "\"person\""
-- ?16 = " NOT "
-- ?17 = "\"\""
-- ?18 = "[\" kulak\",\" kulak \",\" kulak\",\" yield\",\" yields\",\" yields \",\" yields\"]"
-- ?19 = "((name : \"kulak\" OR name : \"kul\" OR name : \"kulak\") OR (name : \"yields\" OR name : \"yield\" OR name : \"yields\"))"
-- ?20 = "((place : \"kulak\" OR place : \"kul\" OR place : \"kulak\") OR (place : \"yields\" OR place : \"yield\" OR place : \"yields\"))"
-- ?21 = "((text : \"kulak\" OR text : \"kul\" OR text : \"kulak\") OR (text : \"yields\" OR text : \"yield\" OR text : \"yields\"))"
-- ?22 = " AND (\"article\" OR \"event\")"
-- ?23 = 100
SELECT concat('{"data":{"search":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l2.sort), ',"matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE substr(concat(
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_name) y WHERE y.rowid = l2.id) THEN ',"NAME"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_place) y WHERE y.rowid = l2.id) THEN ',"PLACE"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_text) y WHERE y.rowid = l2.id) THEN ',"TEXT"' ELSE '' END), 2) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), ',"snippet":', coalesce((SELECT concat('{"text":', json_quote(n7.text), ',"spans":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"start":', n8.begins, ',"end":', n8.ends, '}') AS j FROM
(SELECT DISTINCT f.begins AS begins, CASE WHEN substr(f.needle, 1, 1) = ' ' THEN f.begins + instr(substr(f.shadow, CAST(f.begins + 2 AS INTEGER)), ' ') - 1 ELSE f.begins + length(f.needle) END AS ends FROM (WITH RECURSIVE found (needle, shadow, at) AS (SELECT j.value, n7.shadow, instr(n7.shadow, j.value) FROM json_each(n7.needles) j UNION ALL SELECT o.needle, o.shadow, o.at + instr(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) FROM found o WHERE o.at > 0 AND instr(substr(o.shadow, CAST(o.at + 1 AS INTEGER)), o.needle) > 0) SELECT found.needle AS needle, found.shadow AS shadow, CASE WHEN substr(found.needle, 1, 1) = ' ' THEN found.at - 1 ELSE found.at - 2 END AS begins FROM found WHERE found.at > 0) f) n8 WHERE n8.begins >= 0 ORDER BY n8.begins, n8.ends LIMIT ?23) r), '}') FROM
(SELECT b.id AS id, b.needles AS needles, substr(b.body, b.opens + 1, b.length) AS text, concat(substr(b.shadow, b.opens + 1, b.length + 1), ' ') AS shadow FROM
(SELECT a.*, CASE WHEN a.rest = 0 OR a.rest > 40 THEN 200 ELSE 199 + a.rest END AS length FROM
(SELECT s.*, instr(substr(s.shadow, s.opens + 202), ' ') AS rest FROM
(SELECT h.*, CASE WHEN h.hit <= 62 THEN 0 ELSE h.hit - 62 + instr(substr(h.shadow, CAST(h.hit - 60 AS INTEGER), 60), ' ') END AS opens FROM
(SELECT x.id AS id, x.shadow AS shadow, l2.needles AS needles, coalesce((SELECT d.text FROM document d WHERE d.id = x.id),
(SELECT p.description FROM person p WHERE p.id = x.id),
(SELECT e.description FROM event e WHERE e.id = x.id)) AS body, coalesce((SELECT min(instr(x.shadow, j.value)) FROM json_each(l2.needles) j WHERE instr(x.shadow, j.value) > 0), 0) AS hit FROM search_text x WHERE x.id = l2.id) h) s) a) b) n7), 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?2, ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?3, ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?4, ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?5, ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', ?6, ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?16, ?7), ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?18 AS text) AS needles, CAST(?19 AS text) AS in_name, CAST(?20 AS text) AS in_place, CAST(?21 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?9) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?16, ?7, ?16,
(SELECT CASE WHEN count(*) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ?14, ?15, ')') ELSE ?17 END FROM
(SELECT concat('(', string_agg(concat(?11, w.word, ?12), ?13), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), '}}');
