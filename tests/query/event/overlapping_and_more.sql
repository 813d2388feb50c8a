-- ?1 = 20
-- ?2 = "moscow"
-- ?3 = "moscow􏿿"
-- ?4 = -12053
-- ?5 = -11324
-- ?6 = 3
SELECT concat('{"data":{"place":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n1.title), '}}') AS j0 FROM event n1 WHERE (n1.place_folded >= ?2 AND n1.place_folded < ?3 AND (n1.date_earliest <= ?5 AND n1.date_latest >= ?4)) ORDER BY n1.sort_day, n1.id LIMIT ?1) r), ',"title":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n3.title), '}}') AS j0 FROM event n3 WHERE (n3.date_earliest <= ?5 AND n3.date_latest >= ?4) ORDER BY coalesce(n3.title_folded, ''), n3.id LIMIT ?6) r), '}}');
