-- ?1 = 0
SELECT concat('{"data":{"persons":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM person n1), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM person n1 LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', 'false', ',"startCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[0]')), 'null'), ',"endCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[#-1]')), 'null'), '}'), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('NAME', '.', hex(n1.sort_name), '.', n1.id), '","node":{"name":', json_quote(n1.name), '}}') AS j0, concat('NAME', '.', hex(n1.sort_name), '.', n1.id) AS c FROM person n1 ORDER BY n1.sort_name, n1.id LIMIT ?1) r), '}}');
