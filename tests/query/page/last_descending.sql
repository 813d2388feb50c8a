-- ?1 = 2
SELECT concat('{"data":{"persons":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM person n1), ',"pageInfo":', concat('{"hasNextPage":', 'false', ',"hasPreviousPage":', CASE WHEN EXISTS (SELECT 1 FROM person n1 LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, ',"startCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[0]')), 'null'), ',"endCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[#-1]')), 'null'), '}'), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT * FROM
(SELECT concat('{"cursor":"', concat('BIRTH', '.', n1.birth_sort_day, '.', n1.id), '","node":{"name":', json_quote(n1.name), '}}') AS j0, concat('BIRTH', '.', n1.birth_sort_day, '.', n1.id) AS c, n1.birth_sort_day AS k0, n1.id AS k1 FROM person n1 ORDER BY n1.birth_sort_day, n1.id LIMIT ?1) b ORDER BY b.k0 DESC, b.k1 DESC) r), '}}');
