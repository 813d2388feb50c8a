-- ?1 = 20
-- ?2 = "import"
-- ?3 = "no such"
-- ?4 = 5
-- ?5 = 2
-- ?6 = "[\"quotation\"]"
SELECT concat('{"data":{"batches":', concat('{"totalCount":',
(SELECT count(*) FROM batch n1 WHERE n1.kind = ?2 AND n1.label = ?3), '}'), ',"all":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('ENTRY', '.', n2.id), '","node":{"id":"batch:', n2.id, '","kind":', json_quote(n2.kind), ',"actor":', json_quote(n2.actor), ',"label":', json_quote(n2.label), ',"startedAt":', json_quote(n2.started_at), ',"finishedAt":', json_quote(n2.finished_at), ',"changes":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM revision n3 WHERE n3.batch_id = n2.id AND n3.record_kind IN (SELECT value FROM json_each(?6))), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"recordKey":', json_quote(n3.record_key), ',"operation":', concat('"', upper(n3.operation), '"'), ',"before":', coalesce(n3.before, 'null'), '}}') AS j0 FROM revision n3 WHERE n3.batch_id = n2.id AND n3.record_kind IN (SELECT value FROM json_each(?6)) ORDER BY n3.id LIMIT ?5) r), '}}') AS j0 FROM batch n2 ORDER BY n2.id DESC LIMIT ?4) r), '}}');
