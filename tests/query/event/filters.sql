-- ?1 = 20
-- ?2 = -11902
-- ?3 = -11658
-- ?4 = -4000000000000
-- ?5 = -25203
-- ?6 = "kommunarka"
-- ?7 = "kommunarka􏿿"
-- ?8 = "%letter%"
-- ?9 = "demo:person/vyshinsky"
-- ?10 = "PROSECUTOR"
-- ?11 = "RECIPIENT"
-- ?12 = "koba"
SELECT concat('{"data":{"range":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n1.title), ',"date":', CASE WHEN (n1.date_edtf IS NOT NULL OR n1.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n1.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM
(SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = -1 AND s.sort_day >= ?2 ORDER BY sort_day, id) l3_1 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 0 AND s.sort_day >= ?2 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_2 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 31 AND s.date_latest >= ?2 AND s.sort_day >= ?2 - 31 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_3 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 366 AND s.date_latest >= ?2 AND s.sort_day >= ?2 - 366 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_4 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 1830 AND s.date_latest >= ?2 AND s.sort_day >= ?2 - 1830 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_5 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 9150 AND s.date_latest >= ?2 AND s.sort_day >= ?2 - 9150 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_6 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 36600 AND s.date_latest >= ?2 AND s.sort_day >= ?2 - 36600 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_7 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 183000 AND s.date_latest >= ?2 AND s.sort_day >= ?2 - 183000 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_8 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 4000000000000 AND s.date_latest >= ?2 AND s.sort_day <= ?3 ORDER BY sort_day, id) l3_9 ORDER BY sort_day, id LIMIT ?1) l3 JOIN event n1 ON n1.id = l3.id ORDER BY l3.sort_day, l3.id LIMIT ?1) r), ',"surely":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n4.title), '}}') AS j0 FROM
(SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_earliest >= ?2 AND s.date_latest <= ?3 AND s.sort_day >= ?2 AND s.sort_day <= ?3 ORDER BY sort_day, id) l6_1 ORDER BY sort_day, id LIMIT ?1) l6 JOIN event n4 ON n4.id = l6.id ORDER BY l6.sort_day, l6.id LIMIT ?1) r), ',"open":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n7.title), ',"date":', CASE WHEN (n7.date_edtf IS NOT NULL OR n7.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n7.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM
(SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = -1 AND s.sort_day >= ?4 ORDER BY sort_day, id) l9_1 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 0 AND s.sort_day >= ?4 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_2 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 31 AND s.date_latest >= ?4 AND s.sort_day >= ?4 - 31 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_3 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 366 AND s.date_latest >= ?4 AND s.sort_day >= ?4 - 366 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_4 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 1830 AND s.date_latest >= ?4 AND s.sort_day >= ?4 - 1830 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_5 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 9150 AND s.date_latest >= ?4 AND s.sort_day >= ?4 - 9150 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_6 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 36600 AND s.date_latest >= ?4 AND s.sort_day >= ?4 - 36600 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_7 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 183000 AND s.date_latest >= ?4 AND s.sort_day >= ?4 - 183000 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_8 UNION ALL SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.date_length = 4000000000000 AND s.date_latest >= ?4 AND s.sort_day <= ?5 ORDER BY sort_day, id) l9_9 ORDER BY sort_day, id LIMIT ?1) l9 JOIN event n7 ON n7.id = l9.id ORDER BY l9.sort_day, l9.id LIMIT ?1) r), ',"place":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n10.title), '}}') AS j0 FROM event n10 WHERE n10.place_folded >= ?6 AND n10.place_folded < ?7 ORDER BY n10.sort_day, n10.id LIMIT ?1) r), ',"title":', concat('{"totalCount":',
(SELECT count(*) FROM event n11 WHERE n11.title_folded LIKE ?8 ESCAPE '\'), '}'), ',"who":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n12.title), '}}') AS j0 FROM event n12 WHERE n12.id IN (SELECT x13.event_id FROM participation x13 WHERE (x13.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?9) AND x13.role = ?10)) ORDER BY n12.sort_day, n12.id LIMIT ?1) r), ',"like":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n14.title), '}}') AS j0 FROM event n14 WHERE n14.id IN (SELECT x15.event_id FROM participation x15 WHERE (x15.role = ?11 AND EXISTS (SELECT 1 FROM person x16 WHERE x16.id = x15.person_id AND x16.id IN (SELECT x17.person_id FROM person_name x17 WHERE x17.folded = ?12)))) ORDER BY n14.sort_day, n14.id LIMIT ?1) r), '}}');
