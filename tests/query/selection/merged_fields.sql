-- ?1 = "demo:person/bukharin"
-- ?2 = 2
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"birth":', coalesce((SELECT concat('{"kind":"', n2.kind, '","date":', CASE WHEN (n2.date_edtf IS NOT NULL OR n2.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n2.date_edtf), '}') ELSE 'null' END, '}') FROM event n2 WHERE n2.id = n1.birth_id), 'null'), ',"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), '],"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM participation l4 WHERE l4.person_id = n1.id LIMIT 1 OFFSET ?2) THEN 'true' ELSE 'false' END, '}'), '}') FROM
(SELECT concat('{"role":"', l4.role, '","node":{"title":', json_quote(n3.title), '}}') AS j0 FROM participation l4 JOIN event n3 ON n3.id = l4.event_id WHERE l4.person_id = n1.id ORDER BY l4.sort_day, l4.id LIMIT ?2) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
