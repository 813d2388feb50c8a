-- ?1 = "demo:person/bukharin"
-- ?2 = "demo:person/stalin"
SELECT concat('{"data":{"a":', coalesce((SELECT concat('{"x":', json_quote(n1.name), ',"y":', json_quote(n1.name), ',"id":"person:', n1.id, '"}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), ',"b":', coalesce((SELECT concat('{"name":', json_quote(n2.name), '}') FROM person n2 WHERE n2.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?2)), 'null'), '}}');
