-- ?1 = 20
-- ?2 = -11629
-- ?3 = -11599
-- ?4 = "%coyoacan%"
-- ?5 = "[\"BIRTH\",\"DEATH\"]"
SELECT concat('{"data":{"events":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM event n1 WHERE ((n1.date_earliest >= ?2 AND n1.date_latest <= ?3) OR (n1.place_folded LIKE ?4 ESCAPE '\' AND NOT coalesce(n1.kind IN (SELECT value FROM json_each(?5)), FALSE)))), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n1.title), ',"date":', CASE WHEN (n1.date_edtf IS NOT NULL OR n1.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n1.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM event n1 WHERE ((n1.date_earliest >= ?2 AND n1.date_latest <= ?3) OR (n1.place_folded LIKE ?4 ESCAPE '\' AND NOT coalesce(n1.kind IN (SELECT value FROM json_each(?5)), FALSE))) ORDER BY n1.sort_day, n1.id LIMIT ?1) r), '}}');
