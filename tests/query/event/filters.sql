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
(SELECT concat('{"node":{"title":', json_quote(n1.title), ',"date":', CASE WHEN (n1.date_edtf IS NOT NULL OR n1.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n1.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM event n1 WHERE (n1.date_earliest <= ?3 AND n1.date_latest >= ?2) ORDER BY n1.sort_day, n1.id LIMIT ?1) r), ',"surely":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n3.title), '}}') AS j0 FROM event n3 WHERE (n3.date_earliest >= ?2 AND n3.date_latest <= ?3) ORDER BY n3.sort_day, n3.id LIMIT ?1) r), ',"open":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n5.title), ',"date":', CASE WHEN (n5.date_edtf IS NOT NULL OR n5.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n5.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM event n5 WHERE (n5.date_earliest <= ?5 AND n5.date_latest >= ?4) ORDER BY n5.sort_day, n5.id LIMIT ?1) r), ',"place":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n7.title), '}}') AS j0 FROM event n7 WHERE n7.place_folded >= ?6 AND n7.place_folded < ?7 ORDER BY n7.sort_day, n7.id LIMIT ?1) r), ',"title":', concat('{"totalCount":',
(SELECT count(*) FROM event n8 WHERE n8.title_folded LIKE ?8 ESCAPE '\'), '}'), ',"who":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n9.title), '}}') AS j0 FROM event n9 WHERE n9.id IN (SELECT x10.event_id FROM participation x10 WHERE (x10.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?9) AND x10.role = ?10)) ORDER BY n9.sort_day, n9.id LIMIT ?1) r), ',"like":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n11.title), '}}') AS j0 FROM event n11 WHERE n11.id IN (SELECT x12.event_id FROM participation x12 WHERE (x12.role = ?11 AND EXISTS (SELECT 1 FROM person x13 WHERE x13.id = x12.person_id AND x13.id IN (SELECT x14.person_id FROM person_name x14 WHERE x14.folded = ?12)))) ORDER BY n11.sort_day, n11.id LIMIT ?1) r), '}}');
