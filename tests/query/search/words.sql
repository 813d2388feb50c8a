-- ?1 = 5
-- ?2 = "(\"expellingparties\")"
-- ?3 = "((((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") AND (name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\")) NOT \"expellingparties\") AND \"person\")"
-- ?4 = "(((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") AND (name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\")) NOT \"expellingparties\" NOT \"person\")"
-- ?5 = "((((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") OR (place : \"expelling\" OR place : \"expel\" OR place : \"expell\" OR place : \"expelling\" OR place : \"expellingi\") OR ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\"))) AND ((name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\") OR (place : \"parties\" OR place : \"part\" OR place : \"parti\" OR place : \"parties\") OR ((\"part\" OR \"parti\" OR \"parties\")))) NOT ((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") AND (name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\")))"
-- ?6 = "(((\"expelling\" OR \"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"parties\" OR \"part\" OR \"parti\" OR \"parties\")) NOT (((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") OR (place : \"expelling\" OR place : \"expel\" OR place : \"expell\" OR place : \"expelling\" OR place : \"expellingi\") OR ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\"))) AND ((name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\") OR (place : \"parties\" OR place : \"part\" OR place : \"parti\" OR place : \"parties\") OR ((\"part\" OR \"parti\" OR \"parties\")))) NOT ((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") AND (name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\")))"
-- ?7 = "(((\"expelling\" OR \"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"parties\" OR \"part\" OR \"parti\" OR \"parties\")))"
-- ?8 = "[\"aepelling\",\"aexelling\",\"aexpeling\",\"aexpellig\",\"aexpellin\",\"aexpelling\",\"aexpellng\",\"aexplling\",\"axpelling\",\"barties\",\"bparies\",\"bpartes\",\"bpartie\",\"bparties\",\"bpartis\",\"bpaties\",\"bprties\"]"
-- ?9 = "[\"aAGSPLNG\",\"bPRTS\"]"
-- ?10 = 2
-- ?11 = "name : \""
-- ?12 = "\""
-- ?13 = " OR "
-- ?14 = " AND "
-- ?15 = "\"person\""
-- ?16 = " NOT "
-- ?17 = "\"\""
-- ?18 = "[\" expel\",\" expell\",\" expelling\",\" expelling \",\" expellingi\",\" expelling\",\" part\",\" parti\",\" parties\",\" parties \",\" parties\"]"
-- ?19 = "((name : \"expelling\" OR name : \"expel\" OR name : \"expell\" OR name : \"expelling\" OR name : \"expellingi\") OR (name : \"parties\" OR name : \"part\" OR name : \"parti\" OR name : \"parties\"))"
-- ?20 = "((place : \"expelling\" OR place : \"expel\" OR place : \"expell\" OR place : \"expelling\" OR place : \"expellingi\") OR (place : \"parties\" OR place : \"part\" OR place : \"parti\" OR place : \"parties\"))"
-- ?21 = "((text : \"expelling\" OR text : \"expel\" OR text : \"expell\" OR text : \"expelling\" OR text : \"expellingi\") OR (text : \"parties\" OR text : \"part\" OR text : \"parti\" OR text : \"parties\"))"
-- ?22 = "(\"moscowtrial\")"
-- ?23 = "((((name : \"moscow trial\")) NOT \"moscowtrial\") AND \"person\")"
-- ?24 = "(((name : \"moscow trial\")) NOT \"moscowtrial\" NOT \"person\")"
-- ?25 = "((((name : \"moscow trial\") OR (place : \"moscow trial\") OR ((\"moscow\") AND (\"trial\") AND (text : \"moscow trial\")))) NOT ((name : \"moscow trial\")))"
-- ?26 = "(((\"moscow trial\")) NOT (((name : \"moscow trial\") OR (place : \"moscow trial\") OR ((\"moscow\") AND (\"trial\") AND (text : \"moscow trial\")))) NOT ((name : \"moscow trial\")))"
-- ?27 = "(((\"moscow trial\")))"
-- ?28 = "[]"
-- ?29 = "[]"
-- ?30 = 0
-- ?31 = "name : \""
-- ?32 = "\""
-- ?33 = " OR "
-- ?34 = " AND "
-- ?35 = "\"person\""
-- ?36 = " NOT "
-- ?37 = "\"\""
-- ?38 = "[\" moscow \",\" moscow\",\" trial \",\" trial\"]"
-- ?39 = "((name : \"moscow trial\"))"
-- ?40 = "((place : \"moscow trial\"))"
-- ?41 = "((text : \"moscow trial\"))"
-- ?42 = "(\"\")"
-- ?43 = "((((name : \"collectiv\" *)) NOT \"\") AND \"person\")"
-- ?44 = "(((name : \"collectiv\" *)) NOT \"\" NOT \"person\")"
-- ?45 = "((((name : \"collectiv\" *) OR (place : \"collectiv\" *) OR ((\"collectiv\" *)))) NOT ((name : \"collectiv\" *)))"
-- ?46 = "(((\"collectiv\" *)) NOT (((name : \"collectiv\" *) OR (place : \"collectiv\" *) OR ((\"collectiv\" *)))) NOT ((name : \"collectiv\" *)))"
-- ?47 = "(((\"collectiv\" *)))"
-- ?48 = "[]"
-- ?49 = "[]"
-- ?50 = 0
-- ?51 = "name : \""
-- ?52 = "\""
-- ?53 = " OR "
-- ?54 = " AND "
-- ?55 = "\"person\""
-- ?56 = " NOT "
-- ?57 = "\"\""
-- ?58 = "[\" collectiv\"]"
-- ?59 = "((name : \"collectiv\" *))"
-- ?60 = "((place : \"collectiv\" *))"
-- ?61 = "((text : \"collectiv\" *))"
-- ?62 = "(\"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?63 = "((((name : \"trial\" OR name : \"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\"))) AND \"person\")"
-- ?64 = "(((name : \"trial\" OR name : \"trial\")) NOT \"trial\" NOT \"person\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?65 = "((((name : \"trial\" OR name : \"trial\") OR (place : \"trial\" OR place : \"trial\") OR ((\"trial\")))) NOT ((name : \"trial\" OR name : \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?66 = "(((\"trial\" OR \"trial\")) NOT (((name : \"trial\" OR name : \"trial\") OR (place : \"trial\" OR place : \"trial\") OR ((\"trial\")))) NOT ((name : \"trial\" OR name : \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?67 = "(((\"trial\" OR \"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?68 = "[\"arial\",\"atial\",\"atral\",\"atria\",\"atrial\",\"atril\"]"
-- ?69 = "[\"aTRL\"]"
-- ?70 = 1
-- ?71 = "name : \""
-- ?72 = "\""
-- ?73 = " OR "
-- ?74 = " AND "
-- ?75 = "\"person\""
-- ?76 = " NOT "
-- ?77 = "\"\""
-- ?78 = "[\" trial\",\" trial \",\" trial\"]"
-- ?79 = "((name : \"trial\" OR name : \"trial\"))"
-- ?80 = "((place : \"trial\" OR place : \"trial\"))"
-- ?81 = "((text : \"trial\" OR text : \"trial\"))"
-- ?82 = "(\"\")"
-- ?83 = "((\"\" NOT \"\") AND \"person\")"
-- ?84 = "(\"\" NOT \"\" NOT \"person\")"
-- ?85 = "(((place : \"petrograd\" OR place : \"petrogr\" OR place : \"petrograd\" OR place : \"petrogradi\") AND ((name : \"october\" OR name : \"octob\" OR name : \"october\") NOT \"person\")) NOT \"\")"
-- ?86 = "(((place : \"petrograd\" OR place : \"petrogr\" OR place : \"petrograd\" OR place : \"petrogradi\") AND ((name : \"october\" OR name : \"octob\" OR name : \"october\") NOT \"person\")) NOT ((place : \"petrograd\" OR place : \"petrogr\" OR place : \"petrograd\" OR place : \"petrogradi\") AND ((name : \"october\" OR name : \"octob\" OR name : \"october\") NOT \"person\")) NOT \"\")"
-- ?87 = "(((place : \"petrograd\" OR place : \"petrogr\" OR place : \"petrograd\" OR place : \"petrogradi\") AND ((name : \"october\" OR name : \"octob\" OR name : \"october\") NOT \"person\")))"
-- ?88 = "[]"
-- ?89 = "[]"
-- ?90 = 0
-- ?91 = "name : \""
-- ?92 = "\""
-- ?93 = " OR "
-- ?94 = " AND "
-- ?95 = "\"person\""
-- ?96 = " NOT "
-- ?97 = "\"\""
-- ?98 = "[\" octob\",\" october\",\" october \",\" october\",\" petrogr\",\" petrograd\",\" petrograd \",\" petrogradi\",\" petrograd\"]"
-- ?99 = "(((name : \"october\" OR name : \"octob\" OR name : \"october\") NOT \"person\"))"
-- ?100 = "((place : \"petrograd\" OR place : \"petrogr\" OR place : \"petrograd\" OR place : \"petrogradi\"))"
-- ?101 = "\"\""
SELECT concat('{"data":{"forms":',
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
(SELECT concat('{"score":', l2.score, ',"matchedBy":', json_quote(l2.sort), ',"node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
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
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?8) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"phrase":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?22, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?23, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?24, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?25, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?26, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?30 AND ?30 > 0 THEN concat('(', string_agg(g.asked, ?34), ?34, ?35, ')') ELSE ?37 END FROM
(SELECT concat('(', string_agg(concat(?31, w.word, ?32), ?33), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?28) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?36, ?27), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?30 AND ?30 > 0 THEN concat('(', string_agg(g.asked, ?34), ?34, ?35, ')') ELSE ?37 END FROM
(SELECT concat('(', string_agg(concat(?31, w.word, ?32), ?33), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?28) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?29) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?36, ?27, ?36,
(SELECT CASE WHEN count(*) = ?30 AND ?30 > 0 THEN concat('(', string_agg(g.asked, ?34), ?34, ?35, ')') ELSE ?37 END FROM
(SELECT concat('(', string_agg(concat(?31, w.word, ?32), ?33), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?28) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE) l8 JOIN record n7 ON n7.id = l8.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":', json_quote(l8.sort), ',"node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?22, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?23, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?24, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?25, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', ?26, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?30 AND ?30 > 0 THEN concat('(', string_agg(g.asked, ?34), ?34, ?35, ')') ELSE ?37 END FROM
(SELECT concat('(', string_agg(concat(?31, w.word, ?32), ?33), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?28) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?36, ?27), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?38 AS text) AS needles, CAST(?39 AS text) AS in_name, CAST(?40 AS text) AS in_place, CAST(?41 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?30 AND ?30 > 0 THEN concat('(', string_agg(g.asked, ?34), ?34, ?35, ')') ELSE ?37 END FROM
(SELECT concat('(', string_agg(concat(?31, w.word, ?32), ?33), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?28) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?29) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?36, ?27, ?36,
(SELECT CASE WHEN count(*) = ?30 AND ?30 > 0 THEN concat('(', string_agg(g.asked, ?34), ?34, ?35, ')') ELSE ?37 END FROM
(SELECT concat('(', string_agg(concat(?31, w.word, ?32), ?33), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?28) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), ',"beginning":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l14.score, ',"matchedBy":', json_quote(l14.sort), ',"node":', coalesce(CASE n13.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n15.id, '","__typename":"Person","name":', json_quote(n15.name), '}') FROM person n15 WHERE n15.id = n13.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n16.id, '","__typename":"Event","title":', json_quote(n16.title), '}') FROM event n16 WHERE n16.id = n13.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n17.kind, ':', n17.id, '"'), ',"__typename":"Article","title":', json_quote(n17.title), '}') FROM document n17 WHERE n17.id = n13.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n18.kind, ':', n18.id, '"'), ',"__typename":"Quotation","title":', json_quote(n18.title), '}') FROM document n18 WHERE n18.id = n13.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', ?42, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', ?43, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', ?44, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', ?45, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', ?46, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?50 AND ?50 > 0 THEN concat('(', string_agg(g.asked, ?54), ?54, ?55, ')') ELSE ?57 END FROM
(SELECT concat('(', string_agg(concat(?51, w.word, ?52), ?53), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?48) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?56, ?47), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?58 AS text) AS needles, CAST(?59 AS text) AS in_name, CAST(?60 AS text) AS in_place, CAST(?61 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?50 AND ?50 > 0 THEN concat('(', string_agg(g.asked, ?54), ?54, ?55, ')') ELSE ?57 END FROM
(SELECT concat('(', string_agg(concat(?51, w.word, ?52), ?53), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?48) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?49) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?56, ?47, ?56,
(SELECT CASE WHEN count(*) = ?50 AND ?50 > 0 THEN concat('(', string_agg(g.asked, ?54), ?54, ?55, ')') ELSE ?57 END FROM
(SELECT concat('(', string_agg(concat(?51, w.word, ?52), ?53), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?48) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l14 JOIN record n13 ON n13.id = l14.id ORDER BY l14.place, l14.id LIMIT ?1) r), ',"excluded":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?62, ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?63, ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?64, ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?65, ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?66, ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?70 AND ?70 > 0 THEN concat('(', string_agg(g.asked, ?74), ?74, ?75, ')') ELSE ?77 END FROM
(SELECT concat('(', string_agg(concat(?71, w.word, ?72), ?73), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?68) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?76, ?67), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?70 AND ?70 > 0 THEN concat('(', string_agg(g.asked, ?74), ?74, ?75, ')') ELSE ?77 END FROM
(SELECT concat('(', string_agg(concat(?71, w.word, ?72), ?73), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?68) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?69) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?76, ?67, ?76,
(SELECT CASE WHEN count(*) = ?70 AND ?70 > 0 THEN concat('(', string_agg(g.asked, ?74), ?74, ?75, ')') ELSE ?77 END FROM
(SELECT concat('(', string_agg(concat(?71, w.word, ?72), ?73), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?68) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE) l20 JOIN record n19 ON n19.id = l20.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l20.sort), ',"node":', coalesce(CASE n19.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n21.id, '","__typename":"Person","name":', json_quote(n21.name), '}') FROM person n21 WHERE n21.id = n19.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n22.id, '","__typename":"Event","title":', json_quote(n22.title), '}') FROM event n22 WHERE n22.id = n19.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n23.kind, ':', n23.id, '"'), ',"__typename":"Article","title":', json_quote(n23.title), '}') FROM document n23 WHERE n23.id = n19.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n24.kind, ':', n24.id, '"'), ',"__typename":"Quotation","title":', json_quote(n24.title), '}') FROM document n24 WHERE n24.id = n19.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?62, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?63, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?64, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?65, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', ?66, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?70 AND ?70 > 0 THEN concat('(', string_agg(g.asked, ?74), ?74, ?75, ')') ELSE ?77 END FROM
(SELECT concat('(', string_agg(concat(?71, w.word, ?72), ?73), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?68) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?76, ?67), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?78 AS text) AS needles, CAST(?79 AS text) AS in_name, CAST(?80 AS text) AS in_place, CAST(?81 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?70 AND ?70 > 0 THEN concat('(', string_agg(g.asked, ?74), ?74, ?75, ')') ELSE ?77 END FROM
(SELECT concat('(', string_agg(concat(?71, w.word, ?72), ?73), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?68) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?69) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?76, ?67, ?76,
(SELECT CASE WHEN count(*) = ?70 AND ?70 > 0 THEN concat('(', string_agg(g.asked, ?74), ?74, ?75, ')') ELSE ?77 END FROM
(SELECT concat('(', string_agg(concat(?71, w.word, ?72), ?73), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?68) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l20 JOIN record n19 ON n19.id = l20.id ORDER BY l20.place, l20.id LIMIT ?1) r), ',"fields":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":', json_quote(l26.sort), ',"matchedIn":', concat('[', CASE WHEN l26.score <= 200 THEN '"NAME"' ELSE substr(concat(
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l26.in_name) y WHERE y.rowid = l26.id) THEN ',"NAME"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l26.in_place) y WHERE y.rowid = l26.id) THEN ',"PLACE"' ELSE '' END,
     CASE WHEN EXISTS (SELECT 1 FROM search_index(l26.in_text) y WHERE y.rowid = l26.id) THEN ',"TEXT"' ELSE '' END), 2) END, ']'), ',"node":', coalesce(CASE n25.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n27.id, '","__typename":"Person","name":', json_quote(n27.name), '}') FROM person n27 WHERE n27.id = n25.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n28.id, '","__typename":"Event","title":', json_quote(n28.title), '}') FROM event n28 WHERE n28.id = n25.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n29.kind, ':', n29.id, '"'), ',"__typename":"Article","title":', json_quote(n29.title), '}') FROM document n29 WHERE n29.id = n25.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n30.kind, ':', n30.id, '"'), ',"__typename":"Quotation","title":', json_quote(n30.title), '}') FROM document n30 WHERE n30.id = n25.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', ?82, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', ?83, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', ?84, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', ?85, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', ?86, ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?90 AND ?90 > 0 THEN concat('(', string_agg(g.asked, ?94), ?94, ?95, ')') ELSE ?97 END FROM
(SELECT concat('(', string_agg(concat(?91, w.word, ?92), ?93), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?88) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?96, ?87), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score, CAST(?98 AS text) AS needles, CAST(?99 AS text) AS in_name, CAST(?100 AS text) AS in_place, CAST(?101 AS text) AS in_text FROM search_index(concat('(', concat((SELECT CASE WHEN count(*) = ?90 AND ?90 > 0 THEN concat('(', string_agg(g.asked, ?94), ?94, ?95, ')') ELSE ?97 END FROM
(SELECT concat('(', string_agg(concat(?91, w.word, ?92), ?93), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?88) j JOIN name_variant v ON v.variant = substr(j.value, 2) UNION SELECT substr(j.value, 1, 1), v.word FROM json_each(?89) j JOIN name_word v ON v.sound = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g), ?96, ?87, ?96,
(SELECT CASE WHEN count(*) = ?90 AND ?90 > 0 THEN concat('(', string_agg(g.asked, ?94), ?94, ?95, ')') ELSE ?97 END FROM
(SELECT concat('(', string_agg(concat(?91, w.word, ?92), ?93), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?88) j JOIN name_variant v ON v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g)), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1) p7) l26 JOIN record n25 ON n25.id = l26.id ORDER BY l26.place, l26.id LIMIT ?1) r), '}}');
