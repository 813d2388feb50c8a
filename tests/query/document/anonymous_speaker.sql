-- ?1 = "demo:quotation/favourite-of-the-whole-party"
-- ?2 = 20
-- ?3 = "VERIFIED"
SELECT concat('{"data":{"quotation":', coalesce((SELECT concat('{"attributions":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"status":"', l3.status, '","rank":', CASE l3.rank WHEN 0 THEN '"PREFERRED"' WHEN 1 THEN '"NORMAL"' ELSE '"DEPRECATED"' END, ',"note":', json_quote(l3.note), ',"node":', CASE WHEN n2.id IS NULL THEN 'null' ELSE concat('{"name":', json_quote(n2.name), '}') END, '}') AS j0 FROM attribution l3 LEFT JOIN person n2 ON n2.id = l3.person_id WHERE l3.quotation_id = n1.id ORDER BY l3.rank, l3.id LIMIT ?2) r), ',"verified":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', CASE WHEN n4.id IS NULL THEN 'null' ELSE concat('{"name":', json_quote(n4.name), '}') END, '}') AS j0 FROM attribution l5 LEFT JOIN person n4 ON n4.id = l5.person_id WHERE l5.quotation_id = n1.id AND l5.status = ?3 ORDER BY l5.rank, l5.id LIMIT ?2) r), '}') FROM document n1 WHERE n1.kind = 'quotation' AND n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'quotation' AND k.key = ?1)), 'null'), '}}');
