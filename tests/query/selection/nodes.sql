-- ?1 = "[{\"k\":\"person\",\"n\":1},{\"k\":\"event\",\"n\":999999},{\"k\":\"person\",\"n\":1}]"
SELECT concat('{"data":{"nodes":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT coalesce(CASE n1.kind WHEN 'person' THEN (SELECT concat('{"__typename":"Person","id":"person:', n2.id, '","name":', json_quote(n2.name), '}') FROM person n2 WHERE n2.id = n1.id) WHEN 'event' THEN (SELECT concat('{"__typename":"Event","id":"event:', n3.id, '"}') FROM event n3 WHERE n3.id = n1.id) WHEN 'article' THEN (SELECT concat('{"__typename":"Article","id":', concat('"', n4.kind, ':', n4.id, '"'), '}') FROM document n4 WHERE n4.id = n1.id) WHEN 'quotation' THEN (SELECT concat('{"__typename":"Quotation","id":', concat('"', n5.kind, ':', n5.id, '"'), '}') FROM document n5 WHERE n5.id = n1.id) END, 'null') AS j FROM
(SELECT json_extract(value, '$.k') AS kind, json_extract(value, '$.n') AS id FROM json_each(?1) ORDER BY key) n1) r), '}}');
