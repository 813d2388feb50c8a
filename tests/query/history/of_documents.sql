-- ?1 = "demo:article/bukharin-life"
-- ?2 = 20
-- ?3 = 2
-- ?4 = "[\"create\",\"update\"]"
-- ?5 = 1
SELECT concat('{"data":{"article":', coalesce((SELECT concat('{"revision":',
(SELECT r.revision FROM record r WHERE r.id = n1.id), ',"revisions":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"number":', n2.number, ',"operation":', concat('"', upper(n2.operation), '"'), '}}') AS j0 FROM revision n2 WHERE n2.record_id = n1.id ORDER BY n2.number LIMIT ?2) r), '}') FROM document n1 WHERE n1.kind = 'article' AND n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'article' AND k.key = ?1)), 'null'), ',"documents":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n3.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n3.id ORDER BY k.id LIMIT 1)), ',"revision":',
(SELECT r.revision FROM record r WHERE r.id = n3.id), ',"revisions":', concat('{"totalCount":',
(SELECT count(*) FROM revision n4 WHERE n4.record_id = n3.id AND n4.operation IN (SELECT value FROM json_each(?4))), '}'), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n3.id ORDER BY k.id LIMIT 1)), ',"revision":',
(SELECT r.revision FROM record r WHERE r.id = n3.id), ',"revisions":', concat('{"totalCount":',
(SELECT count(*) FROM revision n5 WHERE n5.record_id = n3.id AND n5.operation IN (SELECT value FROM json_each(?4))), '}'), '}') END, 'null'), '}') AS j0 FROM document n3 ORDER BY n3.id LIMIT ?3) r), ',"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"revision":',
(SELECT r.revision FROM record r WHERE r.id = n6.id), ',"revisions":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"number":', n7.number, ',"recordKey":', json_quote(n7.record_key), '}}') AS j0 FROM revision n7 WHERE n7.record_id = n6.id ORDER BY n7.number LIMIT ?2) r), '}}') AS j0 FROM event n6 ORDER BY n6.id LIMIT ?5) r), '}}');
