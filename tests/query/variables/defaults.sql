-- ?1 = 2
-- ?2 = "DEATH"
SELECT concat('{"data":{"persons":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n1.name), '}}') AS j0 FROM person n1 ORDER BY n1.birth_sort_day, n1.id LIMIT ?1) r), ',"events":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM event n2 WHERE n2.kind = ?2), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n2.title), '}}') AS j0 FROM event n2 WHERE n2.kind = ?2 ORDER BY n2.sort_day, n2.id LIMIT ?1) r), '}}');
