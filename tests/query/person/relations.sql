-- ?1 = "demo:person/bukharin"
-- ?2 = 50
-- ?3 = 100
-- ?4 = 20
-- ?5 = "SPOUSE"
-- ?6 = "demo:person/ivan-bukharin"
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"relations":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"kind":"', l3.kind, '","direction":', CASE WHEN l3.person_id = n2.id THEN '"INCOMING"' ELSE '"OUTGOING"' END, ',"date":', CASE WHEN (l3.date_edtf IS NOT NULL OR l3.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(l3.date_edtf), ',"text":', json_quote(l3.date_text), '}') ELSE 'null' END, ',"note":', json_quote(l3.note), ',"rank":', CASE l3.rank WHEN 0 THEN '"PREFERRED"' WHEN 1 THEN '"NORMAL"' ELSE '"DEPRECATED"' END, ',"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), ',"name":', json_quote(n2.name), '},"citations":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"certainty":', json_quote(n4.certainty), '}') AS j FROM citation n4 WHERE n4.claim_id = l3.id ORDER BY n4.rank, n4.id LIMIT ?3) r), '}') AS j0 FROM relation l3 JOIN person n2 ON n2.id = CASE WHEN l3.person_id = n1.id THEN l3.related_id ELSE l3.person_id END WHERE (l3.person_id = n1.id OR l3.related_id = n1.id) ORDER BY l3.id LIMIT ?2) r), ',"spouses":', concat('{"totalCount":',
(SELECT count(*) FROM relation l6 WHERE (l6.person_id = n1.id OR l6.related_id = n1.id) AND l6.kind = ?5), '}'), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), ',"father":', coalesce((SELECT concat('{"relations":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"kind":"', l9.kind, '","direction":', CASE WHEN l9.person_id = n8.id THEN '"INCOMING"' ELSE '"OUTGOING"' END, ',"node":{"name":', json_quote(n8.name), '}}') AS j0 FROM relation l9 JOIN person n8 ON n8.id = CASE WHEN l9.person_id = n7.id THEN l9.related_id ELSE l9.person_id END WHERE (l9.person_id = n7.id OR l9.related_id = n7.id) ORDER BY l9.id LIMIT ?4) r), '}') FROM person n7 WHERE n7.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?6)), 'null'), '}}');
