-- ?1 = "demo:person/bukharin"
-- ?2 = 5
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"appearsWith":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"documentCount":', n2.documents, ',"person":', coalesce((SELECT concat('{"name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n2.person_id), 'null'), '}') AS j FROM
(SELECT b.person_id AS person_id, count(*) AS documents FROM appearance a JOIN appearance b ON b.document_id = a.document_id AND b.person_id <> a.person_id WHERE a.person_id = n1.id GROUP BY b.person_id) n2 ORDER BY n2.documents DESC, n2.person_id LIMIT ?2) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
