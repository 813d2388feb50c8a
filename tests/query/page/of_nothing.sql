-- ?1 = 20
-- ?2 = "nobody at all"
SELECT concat('{"data":{"persons":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM person n1 WHERE n1.id IN (SELECT x2.person_id FROM person_name x2 WHERE x2.folded = ?2)), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM person n1 WHERE n1.id IN (SELECT x2.person_id FROM person_name x2 WHERE x2.folded = ?2) LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', 'false', ',"startCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[0]')), 'null'), ',"endCursor":', coalesce(json_quote(json_extract('["' || group_concat(r.c, '","') || '"]', '$[#-1]')), 'null'), '}'), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('NAME', '.', hex(n1.sort_name), '.', n1.id), '"}') AS j0, concat('NAME', '.', hex(n1.sort_name), '.', n1.id) AS c FROM person n1 WHERE n1.id IN (SELECT x2.person_id FROM person_name x2 WHERE x2.folded = ?2) ORDER BY n1.sort_name, n1.id LIMIT ?1) r), '}}');
