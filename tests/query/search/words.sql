-- ?1 = 5
-- ?2 = "(\"expellingparties\")"
-- ?3 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?4 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?5 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")) NOT ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\" OR \"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\" OR \"part\" OR \"parti\" OR \"parties\")))"
-- ?6 = "(((\"expelling\" OR \"expel\" OR \"expelling\" OR \"expell\" OR \"expellingi\") AND (\"parties\" OR \"parti\" OR \"parties\" OR \"part\")) NOT ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?7 = "(((\"expelling\" OR \"expel\" OR \"expelling\" OR \"expell\" OR \"expellingi\") AND (\"parties\" OR \"parti\" OR \"parties\" OR \"part\")) OR ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?8 = "[\"aepelling\",\"aexelling\",\"aexpeling\",\"aexpellig\",\"aexpellin\",\"aexpelling\",\"aexpellng\",\"aexplling\",\"axpelling\",\"barties\",\"bparies\",\"bpartes\",\"bpartie\",\"bparties\",\"bpartis\",\"bpaties\",\"bprties\"]"
-- ?9 = "[\"aagsplng\",\"bprts\"]"
-- ?10 = 2
-- ?11 = "\""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = " NOT "
-- ?16 = "\"\""
-- ?17 = "[\" expel\",\" expell\",\" expelling\",\" expelling \",\" expellingi\",\" expelling\",\" part\",\" parti\",\" parties\",\" parties \",\" parties\"]"
-- ?18 = "((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\" OR \"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") OR (\"part\" OR \"parti\" OR \"parties\" OR \"part\" OR \"parti\" OR \"parties\"))"
-- ?19 = "((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") OR (\"part\" OR \"parti\" OR \"parties\"))"
-- ?20 = "[\" expel\",\" expell\",\" expelling\",\" expelling \",\" expellingi\",\" expelling\",\" part\",\" parti\",\" parties\",\" parties \",\" parties\"]"
-- ?21 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?22 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?23 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT ((\"expel\" OR \"expelling\" OR \"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\" OR \"parti\" OR \"parties\")))"
-- ?24 = "(((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")) NOT ((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?25 = "(((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")) OR ((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?26 = "(\"moscowtrial\")"
-- ?27 = "(((name : \"moscow trial\" AND \"person\")) NOT \"moscowtrial\")"
-- ?28 = "(((name : \"moscow trial\" NOT \"person\")) NOT \"moscowtrial\")"
-- ?29 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))) NOT (name : \"moscow trial\"))"
-- ?30 = "((\"moscow trial\") NOT ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?31 = "((\"moscow trial\") OR ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?32 = "[]"
-- ?33 = "[]"
-- ?34 = 0
-- ?35 = "\""
-- ?36 = "\""
-- ?37 = " OR "
-- ?38 = " AND "
-- ?39 = " NOT "
-- ?40 = "\"\""
-- ?41 = "[\" moscow \",\" moscow\",\" trial \",\" trial\"]"
-- ?42 = "(name : \"moscow trial\")"
-- ?43 = "(place : \"moscow trial\")"
-- ?44 = "[\" moscow \",\" moscow\",\" trial \",\" trial\"]"
-- ?45 = "(((name : \"moscow trial\" AND \"person\")) NOT \"moscowtrial\")"
-- ?46 = "(((name : \"moscow trial\" NOT \"person\")) NOT \"moscowtrial\")"
-- ?47 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))) NOT (name : \"moscow trial\"))"
-- ?48 = "((\"moscow trial\") NOT ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?49 = "((\"moscow trial\") OR ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?50 = "(\"\")"
-- ?51 = "(((name : \"collectiv\" * AND \"person\")) NOT \"\")"
-- ?52 = "(((name : \"collectiv\" * NOT \"person\")) NOT \"\")"
-- ?53 = "(((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))) NOT (name : \"collectiv\" *))"
-- ?54 = "((\"collectiv\" *) NOT ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?55 = "((\"collectiv\" *) OR ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?56 = "[]"
-- ?57 = "[]"
-- ?58 = 0
-- ?59 = "\""
-- ?60 = "\""
-- ?61 = " OR "
-- ?62 = " AND "
-- ?63 = " NOT "
-- ?64 = "\"\""
-- ?65 = "[\" collectiv\"]"
-- ?66 = "(name : \"collectiv\" *)"
-- ?67 = "(place : \"collectiv\" *)"
-- ?68 = "[\" collectiv\"]"
-- ?69 = "(((name : \"collectiv\" * AND \"person\")) NOT \"\")"
-- ?70 = "(((name : \"collectiv\" * NOT \"person\")) NOT \"\")"
-- ?71 = "(((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))) NOT (name : \"collectiv\" *))"
-- ?72 = "((\"collectiv\" *) NOT ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?73 = "((\"collectiv\" *) OR ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?74 = "(\"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?75 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?76 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?77 = "(((\"trial\")) NOT ((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?78 = "(((\"trial\" OR \"trial\")) NOT ((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?79 = "(((\"trial\" OR \"trial\")) OR ((\"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?80 = "[\"arial\",\"atial\",\"atral\",\"atria\",\"atrial\",\"atril\"]"
-- ?81 = "[\"atrl\"]"
-- ?82 = 1
-- ?83 = "\""
-- ?84 = "\""
-- ?85 = " OR "
-- ?86 = " AND "
-- ?87 = " NOT "
-- ?88 = "\"\""
-- ?89 = "[\" trial\",\" trial \",\" trial\"]"
-- ?90 = "((\"trial\" OR \"trial\"))"
-- ?91 = "((\"trial\"))"
-- ?92 = "[\" trial\",\" trial \",\" trial\"]"
-- ?93 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?94 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?95 = "(((\"trial\")) NOT ((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?96 = "(((\"trial\" OR \"trial\")) NOT ((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?97 = "(((\"trial\" OR \"trial\")) OR ((\"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?98 = "(\"\")"
-- ?99 = "(\"\" NOT \"\")"
-- ?100 = "(\"\" NOT \"\")"
-- ?101 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")) NOT \"\")"
-- ?102 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")) NOT ((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")))"
-- ?103 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")) OR ((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")))"
-- ?104 = "[]"
-- ?105 = "[]"
-- ?106 = 0
-- ?107 = "\""
-- ?108 = "\""
-- ?109 = " OR "
-- ?110 = " AND "
-- ?111 = " NOT "
-- ?112 = "\"\""
-- ?113 = "[\" octob\",\" october\",\" october \",\" october\",\" petrogr\",\" petrograd\",\" petrograd \",\" petrogradi\",\" petrograd\"]"
-- ?114 = "((\"octob\" OR \"october\"))"
-- ?115 = "((\"petrogr\" OR \"petrograd\" OR \"petrogradi\"))"
-- ?116 = "[]"
-- ?117 = "(\"\" NOT \"\")"
-- ?118 = "(\"\" NOT \"\")"
-- ?119 = "(((\"petrograd\") AND (\"octob\" OR \"october\")) NOT \"\")"
-- ?120 = "(((\"petrograd\") AND (\"octob\" OR \"october\")) NOT ((\"petrograd\") AND (\"octob\" OR \"october\")))"
-- ?121 = "(((\"petrograd\") AND (\"octob\" OR \"october\")) OR ((\"petrograd\") AND (\"octob\" OR \"october\")))"
SELECT concat('{"data":{"forms":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?21 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?22 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?23 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?24 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(concat(?11, w.word, ?12), ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?17 AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END, ?15, CASE WHEN count(g.spelled) = ?10 THEN concat('(', string_agg(g.spelled, ?14), ')') ELSE ?16 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?10 > 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l2 JOIN record n1 ON n1.id = l2.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":', json_quote(l2.sort), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
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
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"phrase":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', ?26, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?27 ELSE ?45 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?28 ELSE ?46 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?29 ELSE ?47 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?30 ELSE ?48 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?34 AND ?34 > 0 THEN concat('(', string_agg(g.asked, ?38), ')', ?39, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END) ELSE ?40 END FROM
(SELECT '(' || string_agg(concat(?35, w.word, ?36), ?37) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?35, w.word, ?36) END, ?37) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?32) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?34 AND ?34 > 0 THEN concat('(', string_agg(g.asked, ?38), ')', ?39, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END, ?39, CASE WHEN count(g.spelled) = ?34 THEN concat('(', string_agg(g.spelled, ?38), ')') ELSE ?40 END) ELSE ?40 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?34 > 1 THEN concat(?35, w.word, ?36) END, ?37) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?35, w.word, ?36) END, ?37) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?32) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?33) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l8 JOIN record n7 ON n7.id = l8.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":', json_quote(l8.sort), ',"node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', ?26, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?27 ELSE ?45 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?28 ELSE ?46 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?29 ELSE ?47 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?30 ELSE ?48 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?34 AND ?34 > 0 THEN concat('(', string_agg(g.asked, ?38), ')', ?39, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END) ELSE ?40 END FROM
(SELECT '(' || string_agg(concat(?35, w.word, ?36), ?37) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?35, w.word, ?36) END, ?37) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?32) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?41 AS text) AS needles, CAST(?42 AS text) AS in_name, CAST(?43 AS text) AS in_place, CAST(?44 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?34 AND ?34 > 0 THEN concat('(', string_agg(g.asked, ?38), ')', ?39, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END, ?39, CASE WHEN count(g.spelled) = ?34 THEN concat('(', string_agg(g.spelled, ?38), ')') ELSE ?40 END) ELSE ?40 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?34 > 1 THEN concat(?35, w.word, ?36) END, ?37) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?35, w.word, ?36) END, ?37) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?32) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?33) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), ',"beginning":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l14.score, ',"matchedBy":', json_quote(l14.sort), ',"node":', coalesce(CASE n13.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n15.id, '","__typename":"Person","name":', json_quote(n15.name), '}') FROM person n15 WHERE n15.id = n13.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n16.id, '","__typename":"Event","title":', json_quote(n16.title), '}') FROM event n16 WHERE n16.id = n13.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n17.kind, ':', n17.id, '"'), ',"__typename":"Article","title":', json_quote(n17.title), '}') FROM document n17 WHERE n17.id = n13.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n18.kind, ':', n18.id, '"'), ',"__typename":"Quotation","title":', json_quote(n18.title), '}') FROM document n18 WHERE n18.id = n13.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(', ?50, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?51 ELSE ?69 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?52 ELSE ?70 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?53 ELSE ?71 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?54 ELSE ?72 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?58 AND ?58 > 0 THEN concat('(', string_agg(g.asked, ?62), ')', ?63, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?55 ELSE ?73 END) ELSE ?64 END FROM
(SELECT '(' || string_agg(concat(?59, w.word, ?60), ?61) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?59, w.word, ?60) END, ?61) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?56) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?65 AS text) AS needles, CAST(?66 AS text) AS in_name, CAST(?67 AS text) AS in_place, CAST(?68 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?58 AND ?58 > 0 THEN concat('(', string_agg(g.asked, ?62), ')', ?63, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?55 ELSE ?73 END, ?63, CASE WHEN count(g.spelled) = ?58 THEN concat('(', string_agg(g.spelled, ?62), ')') ELSE ?64 END) ELSE ?64 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?58 > 1 THEN concat(?59, w.word, ?60) END, ?61) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?59, w.word, ?60) END, ?61) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?56) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?57) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l14 JOIN record n13 ON n13.id = l14.id ORDER BY l14.place, l14.id LIMIT ?1) r), ',"excluded":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', ?74, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?75 ELSE ?93 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?76 ELSE ?94 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?77 ELSE ?95 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?78 ELSE ?96 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?82 AND ?82 > 0 THEN concat('(', string_agg(g.asked, ?86), ')', ?87, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?79 ELSE ?97 END) ELSE ?88 END FROM
(SELECT '(' || string_agg(concat(?83, w.word, ?84), ?85) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?83, w.word, ?84) END, ?85) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?80) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?82 AND ?82 > 0 THEN concat('(', string_agg(g.asked, ?86), ')', ?87, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?79 ELSE ?97 END, ?87, CASE WHEN count(g.spelled) = ?82 THEN concat('(', string_agg(g.spelled, ?86), ')') ELSE ?88 END) ELSE ?88 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?82 > 1 THEN concat(?83, w.word, ?84) END, ?85) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?83, w.word, ?84) END, ?85) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?80) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?81) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l20 JOIN record n19 ON n19.id = l20.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l20.sort), ',"node":', coalesce(CASE n19.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n21.id, '","__typename":"Person","name":', json_quote(n21.name), '}') FROM person n21 WHERE n21.id = n19.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n22.id, '","__typename":"Event","title":', json_quote(n22.title), '}') FROM event n22 WHERE n22.id = n19.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n23.kind, ':', n23.id, '"'), ',"__typename":"Article","title":', json_quote(n23.title), '}') FROM document n23 WHERE n23.id = n19.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n24.kind, ':', n24.id, '"'), ',"__typename":"Quotation","title":', json_quote(n24.title), '}') FROM document n24 WHERE n24.id = n19.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', ?74, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?75 ELSE ?93 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?76 ELSE ?94 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?77 ELSE ?95 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?78 ELSE ?96 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?82 AND ?82 > 0 THEN concat('(', string_agg(g.asked, ?86), ')', ?87, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?79 ELSE ?97 END) ELSE ?88 END FROM
(SELECT '(' || string_agg(concat(?83, w.word, ?84), ?85) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?83, w.word, ?84) END, ?85) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?80) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?89 AS text) AS needles, CAST(?90 AS text) AS in_name, CAST(?91 AS text) AS in_place, CAST(?92 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?82 AND ?82 > 0 THEN concat('(', string_agg(g.asked, ?86), ')', ?87, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?79 ELSE ?97 END, ?87, CASE WHEN count(g.spelled) = ?82 THEN concat('(', string_agg(g.spelled, ?86), ')') ELSE ?88 END) ELSE ?88 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?82 > 1 THEN concat(?83, w.word, ?84) END, ?85) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?83, w.word, ?84) END, ?85) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?80) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?81) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l20 JOIN record n19 ON n19.id = l20.id ORDER BY l20.place, l20.id LIMIT ?1) r), ',"fields":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l26.sort), ',"matchedIn":', concat('[', CASE WHEN l26.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l26.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l26.id AND y.search_index MATCH l26.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l26.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l26.id AND y.search_index MATCH l26.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l26.in_text) j
     WHERE x.id = l26.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n25.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n27.id, '","__typename":"Person","name":', json_quote(n27.name), '}') FROM person n27 WHERE n27.id = n25.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n28.id, '","__typename":"Event","title":', json_quote(n28.title), '}') FROM event n28 WHERE n28.id = n25.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n29.kind, ':', n29.id, '"'), ',"__typename":"Article","title":', json_quote(n29.title), '}') FROM document n29 WHERE n29.id = n25.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n30.kind, ':', n30.id, '"'), ',"__typename":"Quotation","title":', json_quote(n30.title), '}') FROM document n30 WHERE n30.id = n25.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(', ?98, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?99 ELSE ?117 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?100 ELSE ?118 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?101 ELSE ?119 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?102 ELSE ?120 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?106 AND ?106 > 0 THEN concat('(', string_agg(g.asked, ?110), ')', ?111, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?103 ELSE ?121 END) ELSE ?112 END FROM
(SELECT '(' || string_agg(concat(?107, w.word, ?108), ?109) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?107, w.word, ?108) END, ?109) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?104) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?113 AS text) AS needles, CAST(?114 AS text) AS in_name, CAST(?115 AS text) AS in_place, CAST(?116 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?106 AND ?106 > 0 THEN concat('(', string_agg(g.asked, ?110), ')', ?111, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?103 ELSE ?121 END, ?111, CASE WHEN count(g.spelled) = ?106 THEN concat('(', string_agg(g.spelled, ?110), ')') ELSE ?112 END) ELSE ?112 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?106 > 1 THEN concat(?107, w.word, ?108) END, ?109) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?107, w.word, ?108) END, ?109) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?104) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?105) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l26 JOIN record n25 ON n25.id = l26.id ORDER BY l26.place, l26.id LIMIT ?1) r), '}}');
