-- ?1 = 20
-- ?2 = "(\"kameniev\")"
-- ?3 = "((((name : \"kameniev\" OR name : \"kameniev\")) NOT \"kameniev\") AND \"person\")"
-- ?4 = "(((name : \"kameniev\" OR name : \"kameniev\")) NOT \"kameniev\" NOT \"person\")"
-- ?5 = "((((name : \"kameniev\" OR name : \"kameniev\") OR (place : \"kameniev\" OR place : \"kameniev\") OR ((\"kameniev\")))) NOT ((name : \"kameniev\" OR name : \"kameniev\")))"
-- ?6 = "(((\"kameniev\" OR \"kameniev\")) NOT (((name : \"kameniev\" OR name : \"kameniev\") OR (place : \"kameniev\" OR place : \"kameniev\") OR ((\"kameniev\")))) NOT ((name : \"kameniev\" OR name : \"kameniev\")))"
-- ?7 = "(((\"kameniev\" OR \"kameniev\")))"
-- ?8 = "[\"aameniev\",\"akaeniev\",\"akameiev\",\"akamenev\",\"akamenie\",\"akameniev\",\"akameniv\",\"akamniev\",\"akmeniev\"]"
-- ?9 = "[\"aGMNF\"]"
-- ?10 = 1
-- ?11 = "name : \""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = "\"person\""
-- ?16 = " NOT "
-- ?17 = "\"\""
-- ?18 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?19 = "((name : \"kameniev\" OR name : \"kameniev\"))"
-- ?20 = "((place : \"kameniev\" OR place : \"kameniev\"))"
-- ?21 = "((text : \"kameniev\" OR text : \"kameniev\"))"
-- ?22 = " AND (\"person\")"
-- ?23 = "(\"leotrotzki\")"
-- ?24 = "((((name : \"leo\" OR name : \"le\" OR name : \"leo\") AND (name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\")) NOT \"leotrotzki\") AND \"person\")"
-- ?25 = "(((name : \"leo\" OR name : \"le\" OR name : \"leo\") AND (name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\")) NOT \"leotrotzki\" NOT \"person\")"
-- ?26 = "((((name : \"leo\" OR name : \"le\" OR name : \"leo\") OR (place : \"leo\" OR place : \"le\" OR place : \"leo\") OR ((\"le\" OR \"leo\"))) AND ((name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\") OR (place : \"trotzki\" OR place : \"trotz\" OR place : \"trotzk\" OR place : \"trotzki\") OR ((\"trotz\" OR \"trotzk\" OR \"trotzki\")))) NOT ((name : \"leo\" OR name : \"le\" OR name : \"leo\") AND (name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\")))"
-- ?27 = "(((\"leo\" OR \"le\" OR \"leo\") AND (\"trotzki\" OR \"trotz\" OR \"trotzk\" OR \"trotzki\")) NOT (((name : \"leo\" OR name : \"le\" OR name : \"leo\") OR (place : \"leo\" OR place : \"le\" OR place : \"leo\") OR ((\"le\" OR \"leo\"))) AND ((name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\") OR (place : \"trotzki\" OR place : \"trotz\" OR place : \"trotzk\" OR place : \"trotzki\") OR ((\"trotz\" OR \"trotzk\" OR \"trotzki\")))) NOT ((name : \"leo\" OR name : \"le\" OR name : \"leo\") AND (name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\")))"
-- ?28 = "(((\"leo\" OR \"le\" OR \"leo\") AND (\"trotzki\" OR \"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?29 = "[\"aleo\",\"brotzki\",\"btotzki\",\"btrotki\",\"btrotzi\",\"btrotzk\",\"btrotzki\",\"btrozki\",\"btrtzki\"]"
-- ?30 = "[\"bTRCG\"]"
-- ?31 = 2
-- ?32 = "name : \""
-- ?33 = "\""
-- ?34 = " OR "
-- ?35 = " AND "
-- ?36 = "\"person\""
-- ?37 = " NOT "
-- ?38 = "\"\""
-- ?39 = "[\" leo \",\" leo\",\" trotz\",\" trotzk\",\" trotzki\",\" trotzki \",\" trotzki\"]"
-- ?40 = "((name : \"leo\" OR name : \"le\" OR name : \"leo\") OR (name : \"trotzki\" OR name : \"trotz\" OR name : \"trotzk\" OR name : \"trotzki\"))"
-- ?41 = "((place : \"leo\" OR place : \"le\" OR place : \"leo\") OR (place : \"trotzki\" OR place : \"trotz\" OR place : \"trotzk\" OR place : \"trotzki\"))"
-- ?42 = "((text : \"leo\" OR text : \"le\" OR text : \"leo\") OR (text : \"trotzki\" OR text : \"trotz\" OR text : \"trotzk\" OR text : \"trotzki\"))"
SELECT concat('{"data":{"slip":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":', json_quote(l2.sort), ',"matchedIn":', concat('[', CASE WHEN l2.score <= 200 THEN '"NAME"' ELSE substr(concat(
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_name) y WHERE y.rowid = l2.id) THEN ',"NAME"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_place) y WHERE y.rowid = l2.id) THEN ',"PLACE"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l2.in_text) y WHERE y.rowid = l2.id) THEN ',"TEXT"' ELSE '' END), 2) END, ']'), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
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
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', ?22)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"sound":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":', json_quote(l8.sort), ',"matchedIn":', concat('[', CASE WHEN l8.score <= 200 THEN '"NAME"' ELSE substr(concat(
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l8.in_name) y WHERE y.rowid = l8.id) THEN ',"NAME"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l8.in_place) y WHERE y.rowid = l8.id) THEN ',"PLACE"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l8.in_text) y WHERE y.rowid = l8.id) THEN ',"TEXT"' ELSE '' END), 2) END, ']'), ',"node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', ?23, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', ?24, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', ?25, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', ?26, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', ?27, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?31 AND ?31 > 0 THEN concat('(', string_agg(g.asked, ?35), ?35, ?36, ')') ELSE ?38 END FROM
(SELECT concat('(', string_agg(concat(?32, w.word, ?33), ?34), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?29) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?37, ?28), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?39 AS text) AS needles, CAST(?40 AS text) AS in_name, CAST(?41 AS text) AS in_place, CAST(?42 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?31 AND ?31 > 0 THEN concat('(', string_agg(g.asked, ?35), ?35, ?36, ')') ELSE ?38 END FROM
(SELECT concat('(', string_agg(concat(?32, w.word, ?33), ?34), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?29) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?30) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?37, ?28, ?37,
(SELECT CASE WHEN count(*) = ?31 AND ?31 > 0 THEN concat('(', string_agg(g.asked, ?35), ?35, ?36, ')') ELSE ?38 END FROM
(SELECT concat('(', string_agg(concat(?32, w.word, ?33), ?34), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?29) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), '}}');
