-- ?1 = 629
-- ?2 = 616
-- ?3 = 20
-- ?4 = "[\"event:17\"]"
-- ?5 = 999999999
-- ?6 = 999999999
SELECT concat('{"data":{"revision":', coalesce((SELECT concat('{"id":"revision:', n1.id, '"}') FROM revision n1 WHERE n1.id = ?1), 'null'), ',"batch":', coalesce((SELECT concat('{"id":"batch:', n2.id, '","kind":', json_quote(n2.kind), '}') FROM batch n2 WHERE n2.id = ?2), 'null'), ',"changes":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"recordKey":', json_quote(n3.record_key), ',"after":', coalesce(n3.after, 'null'), '}}') AS j0 FROM revision n3 WHERE (n3.record_id IN (SELECT CAST(substr(value, instr(value, ':') + 1) AS INTEGER) FROM json_each(?4)) AND concat(n3.record_kind, ':', n3.record_id) IN (SELECT value FROM json_each(?4))) ORDER BY n3.id LIMIT ?3) r), ',"none":', coalesce((SELECT concat('{"id":"revision:', n4.id, '","before":', coalesce(n4.before, 'null'), '}') FROM revision n4 WHERE n4.id = ?5), 'null'), ',"nobody":', coalesce((SELECT concat('{"id":"batch:', n5.id, '"}') FROM batch n5 WHERE n5.id = ?6), 'null'), '}}');
