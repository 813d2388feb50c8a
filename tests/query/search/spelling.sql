-- ?1 = 20
-- ?2 = "(\"kameniev\")"
-- ?3 = "(((\"kameniev\")) NOT \"kameniev\")"
-- ?4 = "(((\"kameniev\")) NOT \"kameniev\")"
-- ?5 = "(((\"kameniev\")) NOT ((\"kameniev\" OR \"kameniev\")))"
-- ?6 = "(((\"kameniev\" OR \"kameniev\")) NOT ((\"kameniev\")))"
-- ?7 = "(((\"kameniev\" OR \"kameniev\")) OR ((\"kameniev\")))"
-- ?8 = "[\"aameniev\",\"akaeniev\",\"akameiev\",\"akamenev\",\"akamenie\",\"akameniev\",\"akameniv\",\"akamniev\",\"akmeniev\"]"
-- ?9 = "[\"agmnf\"]"
-- ?10 = 1
-- ?11 = "\""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = " NOT "
-- ?16 = "\"\""
-- ?17 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?18 = "((\"kameniev\" OR \"kameniev\"))"
-- ?19 = "((\"kameniev\"))"
-- ?20 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?21 = "(((\"kameniev\")) NOT \"kameniev\")"
-- ?22 = "(((\"kameniev\")) NOT \"kameniev\")"
-- ?23 = "(((\"kameniev\")) NOT ((\"kameniev\" OR \"kameniev\")))"
-- ?24 = "(((\"kameniev\" OR \"kameniev\")) NOT ((\"kameniev\")))"
-- ?25 = "(((\"kameniev\" OR \"kameniev\")) OR ((\"kameniev\")))"
-- ?26 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?27 = "[\" kameniev\",\" kameniev \",\" kameniev\"]"
-- ?28 = " AND (\"person\")"
-- ?29 = "(\"leotrotzki\")"
-- ?30 = "(((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")) NOT \"leotrotzki\")"
-- ?31 = "(((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")) NOT \"leotrotzki\")"
-- ?32 = "(((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")) NOT ((\"le\" OR \"leo\" OR \"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\" OR \"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?33 = "(((\"leo\" OR \"leo\" OR \"le\") AND (\"trotzki\" OR \"trotzki\" OR \"trotzk\" OR \"trotz\")) NOT ((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?34 = "(((\"leo\" OR \"leo\" OR \"le\") AND (\"trotzki\" OR \"trotzki\" OR \"trotzk\" OR \"trotz\")) OR ((\"le\" OR \"leo\") AND (\"trotz\" OR \"trotzk\" OR \"trotzki\")))"
-- ?35 = "[\"aleo\",\"brotzki\",\"btotzki\",\"btrotki\",\"btrotzi\",\"btrotzk\",\"btrotzki\",\"btrozki\",\"btrtzki\"]"
-- ?36 = "[\"btrcg\"]"
-- ?37 = 2
-- ?38 = "\""
-- ?39 = "\""
-- ?40 = " OR "
-- ?41 = " AND "
-- ?42 = " NOT "
-- ?43 = "\"\""
-- ?44 = "[\" leo \",\" leo\",\" trotz\",\" trotzk\",\" trotzki\",\" trotzki \",\" trotzki\"]"
-- ?45 = "((\"le\" OR \"leo\" OR \"le\" OR \"leo\") OR (\"trotz\" OR \"trotzk\" OR \"trotzki\" OR \"trotz\" OR \"trotzk\" OR \"trotzki\"))"
-- ?46 = "((\"le\" OR \"leo\") OR (\"trotz\" OR \"trotzk\" OR \"trotzki\"))"
-- ?47 = "[\" leo \",\" leo\",\" trotz\",\" trotzk\",\" trotzki\",\" trotzki \",\" trotzki\"]"
-- ?48 = "(((\"leo\") AND (\"trotzki\")) NOT \"leotrotzki\")"
-- ?49 = "(((\"leo\") AND (\"trotzki\")) NOT \"leotrotzki\")"
-- ?50 = "(((\"leo\") AND (\"trotzki\")) NOT ((\"leo\" OR \"leo\") AND (\"trotzki\" OR \"trotzki\")))"
-- ?51 = "(((\"leo\" OR \"leo\") AND (\"trotzki\" OR \"trotzki\")) NOT ((\"leo\") AND (\"trotzki\")))"
-- ?52 = "(((\"leo\" OR \"leo\") AND (\"trotzki\" OR \"trotzki\")) OR ((\"leo\") AND (\"trotzki\")))"
-- ?53 = "[\" leo \",\" leo\",\" trotzki\",\" trotzki \",\" trotzki\"]"
-- ?54 = "[\" leo \",\" leo\",\" trotzki\",\" trotzki \",\" trotzki\"]"
SELECT concat('{"data":{"slip":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
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
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', ?28)) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"sound":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":', json_quote(l8.sort), ',"matchedIn":', concat('[', CASE WHEN l8.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l8.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l8.id AND y.search_index MATCH l8.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l8.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l8.id AND y.search_index MATCH l8.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l8.in_text) j
     WHERE x.id = l8.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(', ?29, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?30 ELSE ?48 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?32 ELSE ?50 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?33 ELSE ?51 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?37 AND ?37 > 0 THEN concat('(', string_agg(g.asked, ?41), ')', ?42, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?34 ELSE ?52 END) ELSE ?43 END FROM
(SELECT '(' || string_agg(concat(?38, w.word, ?39), ?40) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?38, w.word, ?39) END, ?40) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?35) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?53 END AS text) AS needles, CAST(?45 AS text) AS in_name, CAST(?46 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?47 ELSE ?54 END AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?37 AND ?37 > 0 THEN concat('(', string_agg(g.asked, ?41), ')', ?42, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?34 ELSE ?52 END, ?42, CASE WHEN count(g.spelled) = ?37 THEN concat('(', string_agg(g.spelled, ?41), ')') ELSE ?43 END) ELSE ?43 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?37 > 1 THEN concat(?38, w.word, ?39) END, ?40) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?38, w.word, ?39) END, ?40) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?35) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?36) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), '}}');
