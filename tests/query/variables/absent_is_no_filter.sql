-- ?1 = 1
SELECT concat('{"data":{"persons":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM person n1), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n1.name), '}}') AS j0 FROM person n1 ORDER BY n1.sort_name, n1.id LIMIT ?1) r), '}}');
