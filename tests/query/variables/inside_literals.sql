-- ?1 = 5
-- ?2 = "[\"demo:person/stalin\",\"demo:person/lenin\"]"
-- ?3 = "trot"
-- ?4 = "trot􏿿"
SELECT concat('{"data":{"persons":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n1.name), '}}') AS j0 FROM person n1 WHERE (n1.id IN (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key IN (SELECT value FROM json_each(?2))) OR n1.id IN (SELECT x2.person_id FROM person_name x2 WHERE x2.folded >= ?3 AND x2.folded < ?4)) ORDER BY n1.sort_name, n1.id LIMIT ?1) r), '}}');
