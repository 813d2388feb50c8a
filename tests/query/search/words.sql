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
-- ?20 = "((text : \"expelling\" OR text : \"expel\" OR text : \"expelling\" OR text : \"expell\" OR text : \"expellingi\") OR (text : \"parties\" OR text : \"parti\" OR text : \"parties\" OR text : \"part\"))"
-- ?21 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?22 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?23 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT ((\"expel\" OR \"expelling\" OR \"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\" OR \"parti\" OR \"parties\")))"
-- ?24 = "(((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")) NOT ((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?25 = "(((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")) OR ((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?26 = "[\" expel\",\" expelling \",\" expelling\",\" parti\",\" parties \",\" parties\"]"
-- ?27 = "(\"moscowtrial\")"
-- ?28 = "(((name : \"moscow trial\" AND \"person\")) NOT \"moscowtrial\")"
-- ?29 = "(((name : \"moscow trial\" NOT \"person\")) NOT \"moscowtrial\")"
-- ?30 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))) NOT (name : \"moscow trial\"))"
-- ?31 = "((\"moscow trial\") NOT ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?32 = "((\"moscow trial\") OR ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?33 = "[]"
-- ?34 = "[]"
-- ?35 = 0
-- ?36 = "\""
-- ?37 = "\""
-- ?38 = " OR "
-- ?39 = " AND "
-- ?40 = " NOT "
-- ?41 = "\"\""
-- ?42 = "[\" moscow \",\" moscow\",\" trial \",\" trial\"]"
-- ?43 = "(name : \"moscow trial\")"
-- ?44 = "(place : \"moscow trial\")"
-- ?45 = "(text : \"moscow trial\")"
-- ?46 = "(((name : \"moscow trial\" AND \"person\")) NOT \"moscowtrial\")"
-- ?47 = "(((name : \"moscow trial\" NOT \"person\")) NOT \"moscowtrial\")"
-- ?48 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))) NOT (name : \"moscow trial\"))"
-- ?49 = "((\"moscow trial\") NOT ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?50 = "((\"moscow trial\") OR ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?51 = "[\" moscow \",\" moscow\",\" trial \",\" trial\"]"
-- ?52 = "(\"\")"
-- ?53 = "(((name : \"collectiv\" * AND \"person\")) NOT \"\")"
-- ?54 = "(((name : \"collectiv\" * NOT \"person\")) NOT \"\")"
-- ?55 = "(((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))) NOT (name : \"collectiv\" *))"
-- ?56 = "((\"collectiv\" *) NOT ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?57 = "((\"collectiv\" *) OR ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?58 = "[]"
-- ?59 = "[]"
-- ?60 = 0
-- ?61 = "\""
-- ?62 = "\""
-- ?63 = " OR "
-- ?64 = " AND "
-- ?65 = " NOT "
-- ?66 = "\"\""
-- ?67 = "[\" collectiv\"]"
-- ?68 = "(name : \"collectiv\" *)"
-- ?69 = "(place : \"collectiv\" *)"
-- ?70 = "(text : \"collectiv\" *)"
-- ?71 = "(((name : \"collectiv\" * AND \"person\")) NOT \"\")"
-- ?72 = "(((name : \"collectiv\" * NOT \"person\")) NOT \"\")"
-- ?73 = "(((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))) NOT (name : \"collectiv\" *))"
-- ?74 = "((\"collectiv\" *) NOT ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?75 = "((\"collectiv\" *) OR ((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?76 = "[\" collectiv\"]"
-- ?77 = "(\"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?78 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?79 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?80 = "(((\"trial\")) NOT ((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?81 = "(((\"trial\" OR \"trial\")) NOT ((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?82 = "(((\"trial\" OR \"trial\")) OR ((\"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?83 = "[\"arial\",\"atial\",\"atral\",\"atria\",\"atrial\",\"atril\"]"
-- ?84 = "[\"atrl\"]"
-- ?85 = 1
-- ?86 = "\""
-- ?87 = "\""
-- ?88 = " OR "
-- ?89 = " AND "
-- ?90 = " NOT "
-- ?91 = "\"\""
-- ?92 = "[\" trial\",\" trial \",\" trial\"]"
-- ?93 = "((\"trial\" OR \"trial\"))"
-- ?94 = "((\"trial\"))"
-- ?95 = "((text : \"trial\" OR text : \"trial\"))"
-- ?96 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?97 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?98 = "(((\"trial\")) NOT ((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?99 = "(((\"trial\" OR \"trial\")) NOT ((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?100 = "(((\"trial\" OR \"trial\")) OR ((\"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?101 = "[\" trial\",\" trial \",\" trial\"]"
-- ?102 = "(\"\")"
-- ?103 = "(\"\" NOT \"\")"
-- ?104 = "(\"\" NOT \"\")"
-- ?105 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")) NOT \"\")"
-- ?106 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")) NOT ((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")))"
-- ?107 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")) OR ((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")))"
-- ?108 = "[]"
-- ?109 = "[]"
-- ?110 = 0
-- ?111 = "\""
-- ?112 = "\""
-- ?113 = " OR "
-- ?114 = " AND "
-- ?115 = " NOT "
-- ?116 = "\"\""
-- ?117 = "[\" octob\",\" october\",\" october \",\" october\",\" petrogr\",\" petrograd\",\" petrograd \",\" petrogradi\",\" petrograd\"]"
-- ?118 = "((\"octob\" OR \"october\"))"
-- ?119 = "((\"petrogr\" OR \"petrograd\" OR \"petrogradi\"))"
-- ?120 = "\"\""
-- ?121 = "(\"\" NOT \"\")"
-- ?122 = "(\"\" NOT \"\")"
-- ?123 = "(((\"petrograd\") AND (\"octob\" OR \"october\")) NOT \"\")"
-- ?124 = "(((\"petrograd\") AND (\"octob\" OR \"october\")) NOT ((\"petrograd\") AND (\"octob\" OR \"october\")))"
-- ?125 = "(((\"petrograd\") AND (\"octob\" OR \"october\")) OR ((\"petrograd\") AND (\"octob\" OR \"october\")))"
-- ?126 = "[\" octob\",\" october \",\" october\",\" petrograd\",\" petrograd \",\" petrograd\"]"
SELECT concat('{"data":{"forms":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?21 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?22 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?23 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?24 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(concat(?11, w.word, ?12), ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END, ?15, CASE WHEN count(g.spelled) = ?10 THEN concat('(', string_agg(g.spelled, ?14), ')') ELSE ?16 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?10 > 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l2 JOIN record n1 ON n1.id = l2.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l2.score, ',"matchedBy":', json_quote(l2.sort), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', ?2, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?3 ELSE ?21 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?4 ELSE ?22 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?23 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?24 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(concat(?11, w.word, ?12), ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?17 ELSE ?26 END AS text) AS needles, CAST(?18 AS text) AS in_name, CAST(?19 AS text) AS in_place, CAST(?20 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?10 AND ?10 > 0 THEN concat('(', string_agg(g.asked, ?14), ')', ?15, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?25 END, ?15, CASE WHEN count(g.spelled) = ?10 THEN concat('(', string_agg(g.spelled, ?14), ')') ELSE ?16 END) ELSE ?16 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?10 > 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?11, w.word, ?12) END, ?13) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?9) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"phrase":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', ?27, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?28 ELSE ?46 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?29 ELSE ?47 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?30 ELSE ?48 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?35 AND ?35 > 0 THEN concat('(', string_agg(g.asked, ?39), ')', ?40, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?32 ELSE ?50 END) ELSE ?41 END FROM
(SELECT '(' || string_agg(concat(?36, w.word, ?37), ?38) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?36, w.word, ?37) END, ?38) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?33) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?35 AND ?35 > 0 THEN concat('(', string_agg(g.asked, ?39), ')', ?40, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?32 ELSE ?50 END, ?40, CASE WHEN count(g.spelled) = ?35 THEN concat('(', string_agg(g.spelled, ?39), ')') ELSE ?41 END) ELSE ?41 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?35 > 1 THEN concat(?36, w.word, ?37) END, ?38) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?36, w.word, ?37) END, ?38) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?33) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?34) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l8 JOIN record n7 ON n7.id = l8.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":', json_quote(l8.sort), ',"node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', ?27, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?28 ELSE ?46 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?29 ELSE ?47 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?30 ELSE ?48 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?49 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?35 AND ?35 > 0 THEN concat('(', string_agg(g.asked, ?39), ')', ?40, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?32 ELSE ?50 END) ELSE ?41 END FROM
(SELECT '(' || string_agg(concat(?36, w.word, ?37), ?38) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?36, w.word, ?37) END, ?38) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?33) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?51 END AS text) AS needles, CAST(?43 AS text) AS in_name, CAST(?44 AS text) AS in_place, CAST(?45 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?35 AND ?35 > 0 THEN concat('(', string_agg(g.asked, ?39), ')', ?40, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?32 ELSE ?50 END, ?40, CASE WHEN count(g.spelled) = ?35 THEN concat('(', string_agg(g.spelled, ?39), ')') ELSE ?41 END) ELSE ?41 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?35 > 1 THEN concat(?36, w.word, ?37) END, ?38) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?36, w.word, ?37) END, ?38) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?33) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?34) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), ',"beginning":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l14.score, ',"matchedBy":', json_quote(l14.sort), ',"node":', coalesce(CASE n13.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n15.id, '","__typename":"Person","name":', json_quote(n15.name), '}') FROM person n15 WHERE n15.id = n13.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n16.id, '","__typename":"Event","title":', json_quote(n16.title), '}') FROM event n16 WHERE n16.id = n13.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n17.kind, ':', n17.id, '"'), ',"__typename":"Article","title":', json_quote(n17.title), '}') FROM document n17 WHERE n17.id = n13.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n18.kind, ':', n18.id, '"'), ',"__typename":"Quotation","title":', json_quote(n18.title), '}') FROM document n18 WHERE n18.id = n13.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(', ?52, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?53 ELSE ?71 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?54 ELSE ?72 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?55 ELSE ?73 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?56 ELSE ?74 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?60 AND ?60 > 0 THEN concat('(', string_agg(g.asked, ?64), ')', ?65, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?57 ELSE ?75 END) ELSE ?66 END FROM
(SELECT '(' || string_agg(concat(?61, w.word, ?62), ?63) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?61, w.word, ?62) END, ?63) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?58) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?67 ELSE ?76 END AS text) AS needles, CAST(?68 AS text) AS in_name, CAST(?69 AS text) AS in_place, CAST(?70 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?60 AND ?60 > 0 THEN concat('(', string_agg(g.asked, ?64), ')', ?65, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?57 ELSE ?75 END, ?65, CASE WHEN count(g.spelled) = ?60 THEN concat('(', string_agg(g.spelled, ?64), ')') ELSE ?66 END) ELSE ?66 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?60 > 1 THEN concat(?61, w.word, ?62) END, ?63) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?61, w.word, ?62) END, ?63) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?58) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?59) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l14 JOIN record n13 ON n13.id = l14.id ORDER BY l14.place, l14.id LIMIT ?1) r), ',"excluded":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', ?77, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?78 ELSE ?96 END, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?79 ELSE ?97 END, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?80 ELSE ?98 END, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?81 ELSE ?99 END, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?85 AND ?85 > 0 THEN concat('(', string_agg(g.asked, ?89), ')', ?90, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?82 ELSE ?100 END) ELSE ?91 END FROM
(SELECT '(' || string_agg(concat(?86, w.word, ?87), ?88) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?86, w.word, ?87) END, ?88) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?83) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?85 AND ?85 > 0 THEN concat('(', string_agg(g.asked, ?89), ')', ?90, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?82 ELSE ?100 END, ?90, CASE WHEN count(g.spelled) = ?85 THEN concat('(', string_agg(g.spelled, ?89), ')') ELSE ?91 END) ELSE ?91 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?85 > 1 THEN concat(?86, w.word, ?87) END, ?88) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?86, w.word, ?87) END, ?88) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?83) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?84) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE) l20 JOIN record n19 ON n19.id = l20.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l20.sort), ',"node":', coalesce(CASE n19.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n21.id, '","__typename":"Person","name":', json_quote(n21.name), '}') FROM person n21 WHERE n21.id = n19.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n22.id, '","__typename":"Event","title":', json_quote(n22.title), '}') FROM event n22 WHERE n22.id = n19.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n23.kind, ':', n23.id, '"'), ',"__typename":"Article","title":', json_quote(n23.title), '}') FROM document n23 WHERE n23.id = n19.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n24.kind, ':', n24.id, '"'), ',"__typename":"Quotation","title":', json_quote(n24.title), '}') FROM document n24 WHERE n24.id = n19.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', ?77, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?78 ELSE ?96 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?79 ELSE ?97 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?80 ELSE ?98 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?81 ELSE ?99 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?85 AND ?85 > 0 THEN concat('(', string_agg(g.asked, ?89), ')', ?90, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?82 ELSE ?100 END) ELSE ?91 END FROM
(SELECT '(' || string_agg(concat(?86, w.word, ?87), ?88) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?86, w.word, ?87) END, ?88) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?83) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?92 ELSE ?101 END AS text) AS needles, CAST(?93 AS text) AS in_name, CAST(?94 AS text) AS in_place, CAST(?95 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?85 AND ?85 > 0 THEN concat('(', string_agg(g.asked, ?89), ')', ?90, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?82 ELSE ?100 END, ?90, CASE WHEN count(g.spelled) = ?85 THEN concat('(', string_agg(g.spelled, ?89), ')') ELSE ?91 END) ELSE ?91 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?85 > 1 THEN concat(?86, w.word, ?87) END, ?88) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?86, w.word, ?87) END, ?88) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?83) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?84) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l20 JOIN record n19 ON n19.id = l20.id ORDER BY l20.place, l20.id LIMIT ?1) r), ',"fields":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l26.sort), ',"matchedIn":', concat('[', CASE WHEN l26.score <= 200 THEN '"NAME"' ELSE substr(concat(
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l26.in_name) y WHERE y.rowid = l26.id) THEN ',"NAME"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l26.in_place) y WHERE y.rowid = l26.id) THEN ',"PLACE"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l26.in_text) y WHERE y.rowid = l26.id) THEN ',"TEXT"' ELSE '' END), 2) END, ']'), ',"node":', coalesce(CASE n25.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n27.id, '","__typename":"Person","name":', json_quote(n27.name), '}') FROM person n27 WHERE n27.id = n25.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n28.id, '","__typename":"Event","title":', json_quote(n28.title), '}') FROM event n28 WHERE n28.id = n25.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n29.kind, ':', n29.id, '"'), ',"__typename":"Article","title":', json_quote(n29.title), '}') FROM document n29 WHERE n29.id = n25.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n30.kind, ':', n30.id, '"'), ',"__typename":"Quotation","title":', json_quote(n30.title), '}') FROM document n30 WHERE n30.id = n25.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(', ?102, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?103 ELSE ?121 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?104 ELSE ?122 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?105 ELSE ?123 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(', CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?106 ELSE ?124 END, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?110 AND ?110 > 0 THEN concat('(', string_agg(g.asked, ?114), ')', ?115, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?107 ELSE ?125 END) ELSE ?116 END FROM
(SELECT '(' || string_agg(concat(?111, w.word, ?112), ?113) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?111, w.word, ?112) END, ?113) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?108) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?117 ELSE ?126 END AS text) AS needles, CAST(?118 AS text) AS in_name, CAST(?119 AS text) AS in_place, CAST(?120 AS text) AS in_text FROM search_index(concat('(',
(SELECT CASE WHEN count(g.asked) = ?110 AND ?110 > 0 THEN concat('(', string_agg(g.asked, ?114), ')', ?115, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?107 ELSE ?125 END, ?115, CASE WHEN count(g.spelled) = ?110 THEN concat('(', string_agg(g.spelled, ?114), ')') ELSE ?116 END) ELSE ?116 END FROM
(SELECT '(' || string_agg(CASE WHEN w.near = 0 OR ?110 > 1 THEN concat(?111, w.word, ?112) END, ?113) || ')' AS asked, '(' || string_agg(CASE WHEN w.near = 1 THEN concat(?111, w.word, ?112) END, ?113) || ')' AS spelled FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word, 1 AS near FROM json_each(?108) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2), 0 FROM json_each(?109) j ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l26 JOIN record n25 ON n25.id = l26.id ORDER BY l26.place, l26.id LIMIT ?1) r), '}}');
