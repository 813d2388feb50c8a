-- ?1 = 2
-- ?2 = -12182
-- ?3 = 12
-- ?4 = "DEATH"
-- ?5 = -12419
-- ?6 = -5845
SELECT concat('{"data":{"events":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.kind = ?4 AND s.date_earliest >= ?5 AND s.date_latest <= ?6 AND s.sort_day >= ?5 AND s.sort_day <= ?6) l3), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.kind = ?4 AND s.date_earliest >= ?5 AND s.date_latest <= ?6 AND (s.sort_day, s.id) > (CASE WHEN ?2 >= ?5 THEN ?2 ELSE ?5 END, CASE WHEN ?2 >= ?5 THEN ?3 ELSE -1 END) AND s.sort_day <= ?6) l3 LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN EXISTS (SELECT 1 FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.kind = ?4 AND s.date_earliest >= ?5 AND s.date_latest <= ?6 AND s.sort_day >= ?5 AND (s.sort_day, s.id) <= (CASE WHEN ?2 <= ?6 THEN ?2 ELSE ?6 END, CASE WHEN ?2 <= ?6 THEN ?3 ELSE 9223372036854775807 END)) l3) THEN 'true' ELSE 'false' END, '}'), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('DATE', '.', n1.sort_day, '.', n1.id), '","node":{"title":', json_quote(n1.title), ',"date":', CASE WHEN (n1.date_edtf IS NOT NULL OR n1.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n1.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM
(SELECT * FROM
(SELECT s.sort_day, s.id FROM event s WHERE s.kind = ?4 AND s.date_earliest >= ?5 AND s.date_latest <= ?6 AND (s.sort_day, s.id) > (CASE WHEN ?2 >= ?5 THEN ?2 ELSE ?5 END, CASE WHEN ?2 >= ?5 THEN ?3 ELSE -1 END) AND s.sort_day <= ?6 ORDER BY sort_day, id) l3_1 ORDER BY sort_day, id LIMIT ?1) l3 JOIN event n1 ON n1.id = l3.id ORDER BY l3.sort_day, l3.id LIMIT ?1) r), '}}');
