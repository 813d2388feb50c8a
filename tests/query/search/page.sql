-- ?1 = 3
-- ?2 = 2
-- ?3 = 1
-- ?4 = "(\"bukharin\")"
-- ?5 = "(((\"bukhar\" OR \"bukharin\")) NOT \"bukharin\")"
-- ?6 = "(((\"bukhar\" OR \"bukharin\")) NOT \"bukharin\")"
-- ?7 = "(((\"bukhar\" OR \"bukharin\")) NOT \"bukharin\" NOT ((\"bukhar\" OR \"bukharin\" OR \"bukhar\" OR \"bukharin\")))"
-- ?8 = "(((\"bukharin\" OR \"bukharin\" OR \"bukhar\")) NOT \"bukharin\" NOT ((\"bukhar\" OR \"bukharin\")))"
-- ?9 = "(((\"bukharin\")) NOT \"bukharin\")"
-- ?10 = "(((\"bukharin\")) NOT \"bukharin\")"
-- ?11 = "(((\"bukharin\")) NOT \"bukharin\" NOT ((\"bukharin\" OR \"bukharin\")))"
-- ?12 = "(((\"bukharin\" OR \"bukharin\")) NOT \"bukharin\" NOT ((\"bukharin\")))"
-- ?13 = "(\"bukharin\" OR ((\"bukharin\" OR \"bukharin\" OR \"bukhar\")) OR ((\"bukhar\" OR \"bukharin\")))"
-- ?14 = "(\"bukharin\" OR ((\"bukharin\" OR \"bukharin\")) OR ((\"bukharin\")))"
-- ?15 = "[\"abkharin\",\"abuharin\",\"abukarin\",\"abukhain\",\"abukhari\",\"abukharin\",\"abukharn\",\"abukhrin\",\"aukharin\"]"
-- ?16 = "[\"abhrn\"]"
-- ?17 = 1
-- ?18 = "\""
-- ?19 = "\""
-- ?20 = " OR "
-- ?21 = " AND "
-- ?22 = " NOT "
-- ?23 = "\"\""
-- ?24 = 2
-- ?25 = " AND (\"person\" OR \"event\")"
SELECT concat('{"data":{"search":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), '],"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?4 AS asked), '""'), ')', '')) i WHERE TRUE AND 1 >= ?2 AND i.rowid > CASE WHEN 1 = ?2 THEN ?3 ELSE -1 END UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS asked), '""'), ')', '')) i WHERE TRUE AND 2 >= ?2 AND i.rowid > CASE WHEN 2 = ?2 THEN ?3 ELSE -1 END UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS asked), '""'), ')', '')) i WHERE TRUE AND 3 >= ?2 AND i.rowid > CASE WHEN 3 = ?2 THEN ?3 ELSE -1 END UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?11 END AS asked), '""'), ')', '')) i WHERE TRUE AND 4 >= ?2 AND i.rowid > CASE WHEN 4 = ?2 THEN ?3 ELSE -1 END UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?8 ELSE ?12 END AS asked), '""'), ')', '')) i WHERE TRUE AND 5 >= ?2 AND i.rowid > CASE WHEN 5 = ?2 THEN ?3 ELSE -1 END UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE AND 6 >= ?2 AND i.rowid > CASE WHEN 6 = ?2 THEN ?3 ELSE -1 END UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ?22, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), ?23), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?17 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?16) j) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE AND 7 >= ?2 AND i.rowid > CASE WHEN 7 = ?2 THEN ?3 ELSE -1 END) l2 JOIN record n1 ON n1.id = l2.id WHERE (l2.place, l2.id) > (?2, ?3) LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN EXISTS (SELECT 1 FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?4 AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?11 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?8 ELSE ?12 END AS asked), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE UNION ALL SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ?22, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), ?23), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?17 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?16) j) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE) l2 JOIN record n1 ON n1.id = l2.id WHERE (l2.place, l2.id) <= (?2, ?3)) THEN 'true' ELSE 'false' END, ',"startCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[0]')), 'null'), ',"endCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[#-1]')), 'null'), '}'), '}') FROM
(SELECT concat('{"cursor":"', concat('SCORE', '.', l2.place, '.', l2.id), '","score":', l2.score, ',"matchedBy":"', l2.sort, '","node":', coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n3.id, '"}') FROM person n3 WHERE n3.id = n1.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n4.id, '"}') FROM event n4 WHERE n4.id = n1.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n5.kind, ':', n5.id, '"'), '}') FROM document n5 WHERE n5.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n6.kind, ':', n6.id, '"'), '}') FROM document n6 WHERE n6.id = n1.id) END, 'null'), '}') AS j0, concat('SCORE', '.', l2.place, '.', l2.id) AS c FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?4 AS asked), '""'), ')', '')) i WHERE TRUE AND 1 >= ?2 AND i.rowid > CASE WHEN 1 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p1 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS asked), '""'), ')', '')) i WHERE TRUE AND 2 >= ?2 AND i.rowid > CASE WHEN 2 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p2 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS asked), '""'), ')', '')) i WHERE TRUE AND 3 >= ?2 AND i.rowid > CASE WHEN 3 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p3 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?11 END AS asked), '""'), ')', '')) i WHERE TRUE AND 4 >= ?2 AND i.rowid > CASE WHEN 4 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p4 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?8 ELSE ?12 END AS asked), '""'), ')', '')) i WHERE TRUE AND 5 >= ?2 AND i.rowid > CASE WHEN 5 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p5 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE AND 6 >= ?2 AND i.rowid > CASE WHEN 6 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p6 UNION ALL SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ?22, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), ?23), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?17 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?16) j) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE AND 7 >= ?2 AND i.rowid > CASE WHEN 7 = ?2 THEN ?3 ELSE -1 END ORDER BY i.rowid LIMIT ?1) p7) p LIMIT ?1) l2 JOIN record n1 ON n1.id = l2.id WHERE (l2.place, l2.id) > (?2, ?3) ORDER BY l2.place, l2.id LIMIT ?1) r), ',"backward":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT * FROM
(SELECT concat('{"matchedBy":"', l8.sort, '","node":', coalesce(CASE n7.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n9.id, '"}') FROM person n9 WHERE n9.id = n7.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n10.id, '"}') FROM event n10 WHERE n10.id = n7.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n11.kind, ':', n11.id, '"'), '}') FROM document n11 WHERE n11.id = n7.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n12.kind, ':', n12.id, '"'), '}') FROM document n12 WHERE n12.id = n7.id) END, 'null'), '}') AS j0, l8.place AS k0, l8.id AS k1 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ?22, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), ?23), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?17 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?16) j) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', ?25)) i WHERE TRUE AND 7 <= ?2 AND i.rowid < CASE WHEN 7 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p7 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', ?25)) i WHERE TRUE AND 6 <= ?2 AND i.rowid < CASE WHEN 6 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p6 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?8 ELSE ?12 END AS asked), '""'), ')', ?25)) i WHERE TRUE AND 5 <= ?2 AND i.rowid < CASE WHEN 5 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p5 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?11 END AS asked), '""'), ')', ?25)) i WHERE TRUE AND 4 <= ?2 AND i.rowid < CASE WHEN 4 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p4 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS asked), '""'), ')', ?25)) i WHERE TRUE AND 3 <= ?2 AND i.rowid < CASE WHEN 3 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p3 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS asked), '""'), ')', ?25)) i WHERE TRUE AND 2 <= ?2 AND i.rowid < CASE WHEN 2 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p2 UNION ALL SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?4 AS asked), '""'), ')', ?25)) i WHERE TRUE AND 1 <= ?2 AND i.rowid < CASE WHEN 1 = ?2 THEN ?3 ELSE 9223372036854775807 END ORDER BY i.rowid DESC LIMIT ?24) p1) p LIMIT ?24) l8 JOIN record n7 ON n7.id = l8.id WHERE (l8.place, l8.id) < (?2, ?3) ORDER BY l8.place DESC, l8.id DESC LIMIT ?24) b ORDER BY b.k0, b.k1) r), ',"upwards":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"matchedBy":"', l14.sort, '","node":', coalesce(CASE n13.kind WHEN 'person' THEN (SELECT concat('{"id":"person:', n15.id, '"}') FROM person n15 WHERE n15.id = n13.id) WHEN 'event' THEN (SELECT concat('{"id":"event:', n16.id, '"}') FROM event n16 WHERE n16.id = n13.id) WHEN 'article' THEN (SELECT concat('{"id":', concat('"', n17.kind, ':', n17.id, '"'), '}') FROM document n17 WHERE n17.id = n13.id) WHEN 'quotation' THEN (SELECT concat('{"id":', concat('"', n18.kind, ':', n18.id, '"'), '}') FROM document n18 WHERE n18.id = n13.id) END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT * FROM
(SELECT 7 AS place, 'SOUND' AS sort, i.rowid AS id, 100 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ?22, coalesce((SELECT concat('((', q.asked, ')', '', ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), ?23), ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT s.letter AS letter, s.word AS word FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) s WHERE ?17 > 1 UNION ALL SELECT substr(j.value, 1, 1), substr(j.value, 2) FROM json_each(?16) j) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p7 UNION ALL SELECT * FROM
(SELECT 6 AS place, 'SPELLING' AS sort, i.rowid AS id, 200 AS score FROM search_index(concat('(', coalesce((SELECT concat('((', q.asked, ')', ?22, CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?13 ELSE ?14 END, ')') AS asked FROM
(SELECT count(*) AS words, string_agg(g.asked, ?21) AS asked FROM
(SELECT concat('(', string_agg(concat(?18, w.word, ?19), ?20), ')') AS asked FROM
(SELECT DISTINCT substr(j.value, 1, 1) AS letter, v.word AS word FROM json_each(?15) j CROSS JOIN name_variant v WHERE v.variant = substr(j.value, 2) ORDER BY 1, 2 LIMIT 400) w GROUP BY w.letter) g) q WHERE q.words = ?17 AND q.words > 0), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p6 UNION ALL SELECT * FROM
(SELECT 5 AS place, 'TEXT' AS sort, i.rowid AS id, 400 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?8 ELSE ?12 END AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p5 UNION ALL SELECT * FROM
(SELECT 4 AS place, 'SUBJECT' AS sort, i.rowid AS id, 600 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?7 ELSE ?11 END AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p4 UNION ALL SELECT * FROM
(SELECT 3 AS place, 'TITLE' AS sort, i.rowid AS id, 700 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?6 ELSE ?10 END AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p3 UNION ALL SELECT * FROM
(SELECT 2 AS place, 'NAME' AS sort, i.rowid AS id, 800 AS score FROM search_index(concat('(', coalesce((SELECT CASE WHEN EXISTS (SELECT 1 FROM search_language) THEN ?5 ELSE ?9 END AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p2 UNION ALL SELECT * FROM
(SELECT 1 AS place, 'WHOLE_NAME' AS sort, i.rowid AS id, 1000 AS score FROM search_index(concat('(', coalesce((SELECT ?4 AS asked), '""'), ')', '')) i WHERE TRUE ORDER BY i.rowid DESC LIMIT ?24) p1) p LIMIT ?24) l14 JOIN record n13 ON n13.id = l14.id ORDER BY l14.place DESC, l14.id DESC LIMIT ?24) r), '}}');
