-- ?1 = 2
SELECT concat('{"data":{"persons":',
(SELECT concat('{"a":[', coalesce(group_concat(r.j0, ','), ''), '],"b":[', coalesce(group_concat(r.j1, ','), ''), '],"edges":[', coalesce(group_concat(r.j2, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('NAME', '.', hex(n1.sort_name), '.', n1.id), '"}') AS j0, concat('{"node":{"name":', json_quote(n1.name), '}}') AS j1, concat('{"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n1.id ORDER BY k.id LIMIT 1)), '}}') AS j2 FROM person n1 ORDER BY n1.sort_name, n1.id LIMIT ?1) r), '}}');
