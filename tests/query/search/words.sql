-- ?1 = 5
-- ?2 = "(\"expellingparties\")"
-- ?3 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?4 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?5 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")) NOT \"expellingparties\" NOT ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\" OR \"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\" OR \"part\" OR \"parti\" OR \"parties\")))"
-- ?6 = "(((\"expelling\" OR \"expel\" OR \"expelling\" OR \"expell\" OR \"expellingi\") AND (\"parties\" OR \"parti\" OR \"parties\" OR \"part\")) NOT \"expellingparties\" NOT ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?7 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?8 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\")"
-- ?9 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")) NOT \"expellingparties\" NOT ((\"expel\" OR \"expelling\" OR \"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\" OR \"parti\" OR \"parties\")))"
-- ?10 = "(((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")) NOT \"expellingparties\" NOT ((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?11 = "(\"expellingparties\" OR ((\"expelling\" OR \"expel\" OR \"expelling\" OR \"expell\" OR \"expellingi\") AND (\"parties\" OR \"parti\" OR \"parties\" OR \"part\")) OR ((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?12 = "(\"expellingparties\" OR ((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")) OR ((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?13 = "[\"aepelling\",\"aexelling\",\"aexpeling\",\"aexpellig\",\"aexpellin\",\"aexpelling\",\"aexpellng\",\"aexplling\",\"axpelling\",\"barties\",\"bparies\",\"bpartes\",\"bpartie\",\"bparties\",\"bpartis\",\"bpaties\",\"bprties\"]"
-- ?14 = "[\"aagsplng\",\"bprts\"]"
-- ?15 = 2
-- ?16 = "\""
-- ?17 = "\""
-- ?18 = " OR "
-- ?19 = " AND "
-- ?20 = " NOT "
-- ?21 = "\"\""
-- ?22 = "(\"expellingparties\")"
-- ?23 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?24 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?25 = "(((\"expel\" OR \"expell\" OR \"expelling\" OR \"expellingi\") AND (\"part\" OR \"parti\" OR \"parties\")))"
-- ?26 = "(((\"expelling\" OR \"expel\" OR \"expelling\" OR \"expell\" OR \"expellingi\") AND (\"parties\" OR \"parti\" OR \"parties\" OR \"part\")))"
-- ?27 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?28 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?29 = "(((\"expel\" OR \"expelling\") AND (\"parti\" OR \"parties\")))"
-- ?30 = "(((\"expelling\" OR \"expel\") AND (\"parties\" OR \"parti\")))"
-- ?31 = ""
-- ?32 = ""
-- ?33 = "[\"aepelling\",\"aexelling\",\"aexpeling\",\"aexpellig\",\"aexpellin\",\"aexpelling\",\"aexpellng\",\"aexplling\",\"axpelling\",\"barties\",\"bparies\",\"bpartes\",\"bpartie\",\"bparties\",\"bpartis\",\"bpaties\",\"bprties\"]"
-- ?34 = "[\"aagsplng\",\"bprts\"]"
-- ?35 = 2
-- ?36 = "(\"expelling\") AND (\"parties\")"
-- ?37 = "\""
-- ?38 = "\""
-- ?39 = " OR "
-- ?40 = " AND "
-- ?41 = "(\"moscowtrial\")"
-- ?42 = "(((name : \"moscow trial\" AND \"person\")) NOT \"moscowtrial\")"
-- ?43 = "(((name : \"moscow trial\" NOT \"person\")) NOT \"moscowtrial\")"
-- ?44 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))) NOT \"moscowtrial\" NOT (name : \"moscow trial\"))"
-- ?45 = "((\"moscow trial\") NOT \"moscowtrial\" NOT ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?46 = "(((name : \"moscow trial\" AND \"person\")) NOT \"moscowtrial\")"
-- ?47 = "(((name : \"moscow trial\" NOT \"person\")) NOT \"moscowtrial\")"
-- ?48 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))) NOT \"moscowtrial\" NOT (name : \"moscow trial\"))"
-- ?49 = "((\"moscow trial\") NOT \"moscowtrial\" NOT ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?50 = "(\"moscowtrial\" OR (\"moscow trial\") OR ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?51 = "(\"moscowtrial\" OR (\"moscow trial\") OR ((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?52 = "[]"
-- ?53 = "[]"
-- ?54 = 0
-- ?55 = "\""
-- ?56 = "\""
-- ?57 = " OR "
-- ?58 = " AND "
-- ?59 = " NOT "
-- ?60 = "\"\""
-- ?61 = "(\"moscowtrial\")"
-- ?62 = "(((name : \"moscow trial\" AND \"person\")))"
-- ?63 = "(((name : \"moscow trial\" NOT \"person\")))"
-- ?64 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?65 = "((\"moscow trial\"))"
-- ?66 = "(((name : \"moscow trial\" AND \"person\")))"
-- ?67 = "(((name : \"moscow trial\" NOT \"person\")))"
-- ?68 = "(((name : \"moscow trial\" OR place : \"moscow trial\" OR ((text : \"moscow\") AND (text : \"trial\") AND text : \"moscow trial\"))))"
-- ?69 = "((\"moscow trial\"))"
-- ?70 = ""
-- ?71 = ""
-- ?72 = "[]"
-- ?73 = "[]"
-- ?74 = 0
-- ?75 = ""
-- ?76 = "\""
-- ?77 = "\""
-- ?78 = " OR "
-- ?79 = " AND "
-- ?80 = "(\"\")"
-- ?81 = "(((name : \"collectiv\" * AND \"person\")))"
-- ?82 = "(((name : \"collectiv\" * NOT \"person\")))"
-- ?83 = "(((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?84 = "((\"collectiv\" *))"
-- ?85 = "(((name : \"collectiv\" * AND \"person\")))"
-- ?86 = "(((name : \"collectiv\" * NOT \"person\")))"
-- ?87 = "(((name : \"collectiv\" * OR place : \"collectiv\" * OR (text : \"collectiv\" *))))"
-- ?88 = "((\"collectiv\" *))"
-- ?89 = ""
-- ?90 = ""
-- ?91 = "[]"
-- ?92 = "[]"
-- ?93 = 0
-- ?94 = ""
-- ?95 = "\""
-- ?96 = "\""
-- ?97 = " OR "
-- ?98 = " AND "
-- ?99 = "(\"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?100 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?101 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?102 = "(((\"trial\")) NOT \"trial\" NOT ((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?103 = "(((\"trial\" OR \"trial\")) NOT \"trial\" NOT ((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?104 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?105 = "(((\"trial\")) NOT \"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?106 = "(((\"trial\")) NOT \"trial\" NOT ((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?107 = "(((\"trial\" OR \"trial\")) NOT \"trial\" NOT ((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?108 = "(\"trial\" OR ((\"trial\" OR \"trial\")) OR ((\"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?109 = "(\"trial\" OR ((\"trial\" OR \"trial\")) OR ((\"trial\")) OR ((\"moscow\" OR \"moscow\")))"
-- ?110 = "[\"arial\",\"atial\",\"atral\",\"atria\",\"atrial\",\"atril\"]"
-- ?111 = "[\"atrl\"]"
-- ?112 = 1
-- ?113 = "\""
-- ?114 = "\""
-- ?115 = " OR "
-- ?116 = " AND "
-- ?117 = " NOT "
-- ?118 = "\"\""
-- ?119 = "(\"trial\" NOT ((\"moscow\" OR \"moscow\")))"
-- ?120 = "(((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?121 = "(((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?122 = "(((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?123 = "(((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?124 = "(((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?125 = "(((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?126 = "(((\"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?127 = "(((\"trial\" OR \"trial\")) NOT ((\"moscow\" OR \"moscow\")))"
-- ?128 = " NOT ((\"moscow\" OR \"moscow\"))"
-- ?129 = " NOT ((\"moscow\" OR \"moscow\"))"
-- ?130 = "[\"arial\",\"atial\",\"atral\",\"atria\",\"atrial\",\"atril\"]"
-- ?131 = "[\"atrl\"]"
-- ?132 = 1
-- ?133 = "(\"trial\")"
-- ?134 = "\""
-- ?135 = "\""
-- ?136 = " OR "
-- ?137 = " AND "
-- ?138 = "(\"\")"
-- ?139 = "(\"\")"
-- ?140 = "(\"\")"
-- ?141 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")))"
-- ?142 = "(((\"petrogr\" OR \"petrograd\" OR \"petrogradi\") AND (\"octob\" OR \"october\")))"
-- ?143 = "(\"\")"
-- ?144 = "(\"\")"
-- ?145 = "(((\"petrograd\") AND (\"octob\" OR \"october\")))"
-- ?146 = "(((\"petrograd\") AND (\"octob\" OR \"october\")))"
-- ?147 = ""
-- ?148 = ""
-- ?149 = "[]"
-- ?150 = "[]"
-- ?151 = 0
-- ?152 = ""
-- ?153 = "\""
-- ?154 = "\""
-- ?155 = " OR "
-- ?156 = " AND "
-- ?157 = "((\"octob\" OR \"october\"))"
-- ?158 = "((\"petrogr\" OR \"petrograd\" OR \"petrogradi\"))"
-- ?159 = "[]"
-- ?160 = "[]"
SELECT concat('{"data":{"forms":',
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
(SELECT concat('{"score":', l2.score, ',"matchedBy":"', l2.sort, '","node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '","__typename":"Person","name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '","__typename":"Event","title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), ',"__typename":"Article","title":', json_quote(n5.title), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), ',"__typename":"Quotation","title":', json_quote(n6.title), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?23 ELSE ?27 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?24 ELSE ?28 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?25 ELSE ?29 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?26 ELSE ?30 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?31 ELSE ?32 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?33) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?40) AS asked FROM
(SELECT concat('(', string_agg(concat(?37, w.word, ?38), ?39), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?35 AND q.words > 0 AND q.asked <> ?36), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?40) AS asked FROM
(SELECT concat('(', string_agg(concat(?37, w.word, ?38), ?39), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?35 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?34) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?35 AND q.words > 0 AND ?34 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?22 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id ORDER BY l2.place, l2.id LIMIT ?1) r), ',"phrase":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?41 AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?42 ELSE ?46 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?43 ELSE ?47 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?44 ELSE ?48 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?45 ELSE ?49 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?59, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?50 ELSE ?51 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?58) AS asked FROM
(SELECT concat('(', string_agg(concat(?55, w.word, ?56), ?57), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?52) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?54 AND q.words > 0), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?59, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?50 ELSE ?51 END, ?59, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?58) AS asked FROM
(SELECT concat('(', string_agg(concat(?55, w.word, ?56), ?57), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?52) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?54 AND q.words > 0), ?60), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?58) AS asked FROM
(SELECT concat('(', string_agg(concat(?55, w.word, ?56), ?57), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?52) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?54 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?53) j) w GROUP BY w.letter) g) q WHERE q.words = ?54 AND q.words > 0), '""'), ')', '')) i WHERE TRUE) l8 JOIN record n7 ON n7.id = l8.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l8.score, ',"matchedBy":"', l8.sort, '","node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '","__typename":"Person","name":', json_quote(n9.name), '}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '","__typename":"Event","title":', json_quote(n10.title), '}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), ',"__typename":"Article","title":', json_quote(n11.title), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), ',"__typename":"Quotation","title":', json_quote(n12.title), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?62 ELSE ?66 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?63 ELSE ?67 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?64 ELSE ?68 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?65 ELSE ?69 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?70 ELSE ?71 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?72) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?79) AS asked FROM
(SELECT concat('(', string_agg(concat(?76, w.word, ?77), ?78), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?74 AND q.words > 0 AND q.asked <> ?75), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?79) AS asked FROM
(SELECT concat('(', string_agg(concat(?76, w.word, ?77), ?78), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?74 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?73) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?74 AND q.words > 0 AND ?73 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?61 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l8 JOIN record n7 ON n7.id = l8.id ORDER BY l8.place, l8.id LIMIT ?1) r), ',"beginning":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"score":', l14.score, ',"matchedBy":"', l14.sort, '","node":', coalesce(CASE n13.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n15.id, '","__typename":"Person","name":', json_quote(n15.name), '}') FROM person n15 WHERE n15.id = n13.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n16.id, '","__typename":"Event","title":', json_quote(n16.title), '}') FROM event n16 WHERE n16.id = n13.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n17.kind, ':', n17.id, '"'), ',"__typename":"Article","title":', json_quote(n17.title), '}') FROM document n17 WHERE n17.id = n13.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n18.kind, ':', n18.id, '"'), ',"__typename":"Quotation","title":', json_quote(n18.title), '}') FROM document n18 WHERE n18.id = n13.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?81 ELSE ?85 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?82 ELSE ?86 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?83 ELSE ?87 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?84 ELSE ?88 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?89 ELSE ?90 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?91) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?98) AS asked FROM
(SELECT concat('(', string_agg(concat(?95, w.word, ?96), ?97), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?93 AND q.words > 0 AND q.asked <> ?94), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?98) AS asked FROM
(SELECT concat('(', string_agg(concat(?95, w.word, ?96), ?97), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?93 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?92) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?93 AND q.words > 0 AND ?92 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?80 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l14 JOIN record n13 ON n13.id = l14.id ORDER BY l14.place, l14.id LIMIT ?1) r), ',"excluded":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?99 AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?100 ELSE ?104 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?101 ELSE ?105 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?102 ELSE ?106 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?103 ELSE ?107 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?117, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?108 ELSE ?109 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?116) AS asked FROM
(SELECT concat('(', string_agg(concat(?113, w.word, ?114), ?115), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?110) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?112 AND q.words > 0), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?117, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?108 ELSE ?109 END, ?117, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?116) AS asked FROM
(SELECT concat('(', string_agg(concat(?113, w.word, ?114), ?115), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?110) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?112 AND q.words > 0), ?118), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?116) AS asked FROM
(SELECT concat('(', string_agg(concat(?113, w.word, ?114), ?115), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?110) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?112 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?111) j) w GROUP BY w.letter) g) q WHERE q.words = ?112 AND q.words > 0), '""'), ')', '')) i WHERE TRUE) l20 JOIN record n19 ON n19.id = l20.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":"', l20.sort, '","node":', coalesce(CASE n19.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n21.id, '","__typename":"Person","name":', json_quote(n21.name), '}') FROM person n21 WHERE n21.id = n19.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n22.id, '","__typename":"Event","title":', json_quote(n22.title), '}') FROM event n22 WHERE n22.id = n19.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n23.kind, ':', n23.id, '"'), ',"__typename":"Article","title":', json_quote(n23.title), '}') FROM document n23 WHERE n23.id = n19.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n24.kind, ':', n24.id, '"'), ',"__typename":"Quotation","title":', json_quote(n24.title), '}') FROM document n24 WHERE n24.id = n19.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?120 ELSE ?124 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?121 ELSE ?125 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?122 ELSE ?126 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?123 ELSE ?127 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?128 ELSE ?129 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?130) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?137) AS asked FROM
(SELECT concat('(', string_agg(concat(?134, w.word, ?135), ?136), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?132 AND q.words > 0 AND q.asked <> ?133), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?137) AS asked FROM
(SELECT concat('(', string_agg(concat(?134, w.word, ?135), ?136), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?132 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?131) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?132 AND q.words > 0 AND ?131 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?119 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l20 JOIN record n19 ON n19.id = l20.id ORDER BY l20.place, l20.id LIMIT ?1) r), ',"fields":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":"', l26.sort, '","matchedIn":', concat('[', CASE WHEN l26.score <= 200 THEN '"NAME"' ELSE (SELECT substr(concat(
     CASE WHEN f.named THEN ',"NAME"' ELSE '' END, CASE WHEN f.placed THEN ',"PLACE"' ELSE '' END,
     CASE WHEN f.told OR NOT (f.named OR f.placed) THEN ',"TEXT"' ELSE '' END), 2) FROM (SELECT
     l26.score >= 700 OR (SELECT count(*) FROM search_index y WHERE y.rowid = l26.id AND y.search_index MATCH l26.in_name) > 0 AS named,
     CASE WHEN (SELECT e.place FROM event e WHERE e.id = l26.id) IS NULL THEN FALSE
     ELSE (SELECT count(*) FROM search_index y WHERE y.rowid = l26.id AND y.search_index MATCH l26.in_place) > 0 END AS placed,
     coalesce((SELECT max(instr(x.shadow, j.value)) FROM search_text x CROSS JOIN json_each(l26.in_text) j
     WHERE x.id = l26.id), 0) > 0 AS told LIMIT 1) f) END, ']'), ',"node":', coalesce(CASE n25.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n27.id, '","__typename":"Person","name":', json_quote(n27.name), '}') FROM person n27 WHERE n27.id = n25.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n28.id, '","__typename":"Event","title":', json_quote(n28.title), '}') FROM event n28 WHERE n28.id = n25.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n29.kind, ':', n29.id, '"'), ',"__typename":"Article","title":', json_quote(n29.title), '}') FROM document n29 WHERE n29.id = n25.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n30.kind, ':', n30.id, '"'), ',"__typename":"Quotation","title":', json_quote(n30.title), '}') FROM document n30 WHERE n30.id = n25.id) END, 'null'), '}') AS j0 FROM
(SELECT *, CAST(?157 AS text) AS in_name, CAST(?158 AS text) AS in_place, CAST(CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?159 ELSE ?160 END AS text) AS in_text FROM (WITH asked AS MATERIALIZED (SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?139 ELSE ?143 END AS named, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?140 ELSE ?144 END AS titled, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?141 ELSE ?145 END AS prominent, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?142 ELSE ?146 END AS text, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?147 ELSE ?148 END AS but), near AS MATERIALIZED (SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?149) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400), spelled AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?156) AS asked FROM
(SELECT concat('(', string_agg(concat(?153, w.word, ?154), ?155), ')') AS asked FROM near w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?151 AND q.words > 0 AND q.asked <> ?152), sounding AS MATERIALIZED (SELECT concat('((', q.asked, ')', a.but, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?156) AS asked FROM
(SELECT concat('(', string_agg(concat(?153, w.word, ?154), ?155), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM near s WHERE ?151 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?150) j) w GROUP BY w.letter) g) q CROSS JOIN asked a WHERE q.words = ?151 AND q.words > 0 AND ?150 <> '[]'), part1 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT ?138 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid LIMIT ?1), part2 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.named AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1) ORDER BY i.rowid LIMIT ?1), part3 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.titled AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2) ORDER BY i.rowid LIMIT ?1), part4 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.prominent AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3) ORDER BY i.rowid LIMIT ?1), part5 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.text AS asked FROM asked a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4) ORDER BY i.rowid LIMIT ?1), part6 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM spelled a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5) ORDER BY i.rowid LIMIT ?1), part7 AS MATERIALIZED (SELECT i.rowid AS id FROM search_index(concat('(', coalesce((SELECT a.asked AS asked FROM sounding a), '""'), ')', '')) i WHERE TRUE AND i.rowid NOT IN (SELECT id FROM part1 UNION ALL SELECT id FROM part2 UNION ALL SELECT id FROM part3 UNION ALL SELECT id FROM part4 UNION ALL SELECT id FROM part5 UNION ALL SELECT id FROM part6) ORDER BY i.rowid LIMIT ?1) SELECT 1 AS place, 'WHOLE_NAME' AS sort, id, 1000 AS score FROM part1 UNION ALL SELECT 2 AS place, 'NAME' AS sort, id, 800 AS score FROM part2 UNION ALL SELECT 3 AS place, 'TITLE' AS sort, id, 700 AS score FROM part3 UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, id, 600 AS score FROM part4 UNION ALL SELECT 5 AS place, 'TEXT' AS sort, id, 400 AS score FROM part5 UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, id, 200 AS score FROM part6 UNION ALL SELECT 7 AS place, 'SOUND' AS sort, id, 100 AS score FROM part7) p LIMIT ?1) l26 JOIN record n25 ON n25.id = l26.id ORDER BY l26.place, l26.id LIMIT ?1) r), '}}');
