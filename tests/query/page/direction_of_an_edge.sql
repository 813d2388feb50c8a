-- ?1 = "demo:person/bukharin"
-- ?2 = 3
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), '],"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM participation l3 WHERE l3.person_id = n1.id LIMIT 1 OFFSET ?2) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', 'false', '}'), '}') FROM
(SELECT concat('{"node":{"title":', json_quote(n2.title), ',"date":', CASE WHEN (n2.date_edtf IS NOT NULL OR n2.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n2.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM participation l3 JOIN event n2 ON n2.id = l3.event_id WHERE l3.person_id = n1.id ORDER BY l3.sort_day DESC, l3.id DESC LIMIT ?2) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
