-- ?1 = 20
-- ?2 = "demo:person/lenin"
-- ?3 = "demo:person/stalin"
-- ?4 = "SPEAKER"
-- ?5 = "DISPUTED"
-- ?6 = "[\"quotation\"]"
-- ?7 = "demo:person/bukharin"
-- ?8 = -17532
-- ?9 = -11324
-- ?10 = "two"
-- ?11 = "two􏿿"
-- ?12 = "[\"article\"]"
-- ?13 = "en"
SELECT concat('{"data":{"both":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n1.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n1.id ORDER BY k.id LIMIT 1)), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n1.id ORDER BY k.id LIMIT 1)), '}') END, 'null'), '}') AS j0 FROM document n1 WHERE (n1.id IN (SELECT ap.document_id FROM appearance ap WHERE ap.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?2)) AND n1.id IN (SELECT ap.document_id FROM appearance ap WHERE ap.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?3))) ORDER BY n1.sort_day, n1.id LIMIT ?1) r), ',"disputed":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n2.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), '}') END, 'null'), '}') AS j0 FROM document n2 WHERE n2.id IN (SELECT x3.quotation_id FROM attribution x3 WHERE (x3.role = ?4 AND x3.status = ?5)) ORDER BY n2.sort_day, n2.id LIMIT ?1) r), ',"said_by":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n4.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n4.id ORDER BY k.id LIMIT 1)), ',"text":', json_quote(n4.text), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n4.id ORDER BY k.id LIMIT 1)), ',"text":', json_quote(n4.text), '}') END, 'null'), '}') AS j0 FROM document n4 WHERE n4.kind IN (SELECT value FROM json_each(?6)) AND n4.id IN (SELECT x5.quotation_id FROM attribution x5 WHERE x5.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?7)) ORDER BY n4.sort_day, n4.id LIMIT ?1) r), ',"dated":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n6.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n6.id ORDER BY k.id LIMIT 1)), ',"date":', CASE WHEN (n6.date_edtf IS NOT NULL OR n6.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n6.date_edtf), '}') ELSE 'null' END, '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n6.id ORDER BY k.id LIMIT 1)), ',"date":', CASE WHEN (n6.date_edtf IS NOT NULL OR n6.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n6.date_edtf), '}') ELSE 'null' END, '}') END, 'null'), '}') AS j0 FROM
(SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = -1 AND s.sort_day >= ?8 ORDER BY sort_day, id) l8_1 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 0 AND s.sort_day >= ?8 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_2 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 31 AND s.date_latest >= ?8 AND s.sort_day >= ?8 - 31 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_3 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 366 AND s.date_latest >= ?8 AND s.sort_day >= ?8 - 366 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_4 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 1830 AND s.date_latest >= ?8 AND s.sort_day >= ?8 - 1830 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_5 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 9150 AND s.date_latest >= ?8 AND s.sort_day >= ?8 - 9150 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_6 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 36600 AND s.date_latest >= ?8 AND s.sort_day >= ?8 - 36600 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_7 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 183000 AND s.date_latest >= ?8 AND s.sort_day >= ?8 - 183000 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_8 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM document s WHERE s.date_length = 4000000000000 AND s.date_latest >= ?8 AND s.sort_day <= ?9 ORDER BY sort_day, id) l8_9 ORDER BY sort_day, id LIMIT ?1) l8 JOIN document n6 ON n6.id = l8.id ORDER BY l8.sort_day, l8.id LIMIT ?1) r), ',"titled":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n9.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n9.id ORDER BY k.id LIMIT 1)), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n9.id ORDER BY k.id LIMIT 1)), '}') END, 'null'), '}') AS j0 FROM document n9 WHERE n9.title_folded >= ?10 AND n9.title_folded < ?11 ORDER BY n9.sort_day, n9.id LIMIT ?1) r), ',"english":', concat('{"totalCount":',
(SELECT count(*) FROM document n10 WHERE (n10.kind IN (SELECT value FROM json_each(?12)) AND n10.language = ?13)), '}'), '}}');
