-- ?1 = "demo:person/trotsky"
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"name":', json_quote(n1.name), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
