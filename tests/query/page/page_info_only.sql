-- ?1 = 2
SELECT concat('{"data":{"persons":',
(SELECT concat('{"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM person n1 LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, ',"endCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[#-1]')), 'null'), '}'), '}') FROM
(SELECT concat('NAME', '.', hex(n1.sort_name), '.', n1.id) AS c FROM person n1 ORDER BY n1.sort_name, n1.id LIMIT ?1) r), '}}');
