-- ?1 = "nobody"
-- ?2 = 999999
-- ?3 = "demo:quotation/wise-leadership"
-- ?4 = "wikidata"
-- ?5 = "Q0"
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"name":', json_quote(n1.name), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), ',"event":', coalesce((SELECT concat('{"title":', json_quote(n2.title), '}') FROM event n2 WHERE n2.id = ?2), 'null'), ',"a":', coalesce((SELECT concat('{"title":', json_quote(n3.title), '}') FROM document n3 WHERE n3.kind = 'article' AND n3.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'article' AND k.key = ?3)), 'null'), ',"i":', coalesce((SELECT concat('{"name":', json_quote(n4.name), '}') FROM person n4 WHERE n4.id = (SELECT x5.person_id FROM identifier x5 WHERE (x5.scheme = ?4 AND x5.value = ?5) ORDER BY x5.rank, x5.id LIMIT 1)), 'null'), '}}');
