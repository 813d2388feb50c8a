-- ?1 = "demo:person/bukharin"
-- ?2 = 20
-- ?3 = 3
-- ?4 = "[\"article\"]"
-- ?5 = "[\"quotation\"]"
-- ?6 = "demo:person/stalin"
-- ?7 = "demo:person/lenin"
-- ?8 = 100
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"documents":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM appearance l3 WHERE l3.person_id = n1.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"passageCount":', l3.passages, ',"passages":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"start":', n4.span_start, ',"end":', n4.span_end, ',"surface":', json_quote(n4.surface), ',"prefix":', json_quote(n4.prefix), ',"suffix":', json_quote(n4.suffix), ',"context":', json_quote(concat(n4.prefix, n4.surface, n4.suffix)), '}') AS j FROM mention n4 WHERE n4.document_id = l3.document_id AND n4.person_id = l3.person_id AND n4.status <> 'rejected' ORDER BY n4.span_start, n4.id LIMIT ?3) r), ',"node":', coalesce(CASE n2.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), ',"title":', json_quote(n2.title), ',"kind":', CASE n2.kind WHEN 'article' THEN '"ARTICLE"' ELSE '"QUOTATION"' END, '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), ',"title":', json_quote(n2.title), ',"kind":', CASE n2.kind WHEN 'article' THEN '"ARTICLE"' ELSE '"QUOTATION"' END, '}') END, 'null'), '}') AS j0 FROM appearance l3 JOIN document n2 ON n2.id = l3.document_id WHERE l3.person_id = n1.id ORDER BY l3.sort_day, l3.document_id LIMIT ?2) r), ',"articles":', concat('{"totalCount":',
(SELECT count(*) FROM appearance l6 JOIN document n5 ON n5.id = l6.document_id WHERE l6.person_id = n1.id AND n5.kind IN (SELECT value FROM json_each(?4))), '}'), ',"quotations":', concat('{"totalCount":',
(SELECT count(*) FROM appearance l8 JOIN document n7 ON n7.id = l8.document_id WHERE l8.person_id = n1.id AND n7.kind IN (SELECT value FROM json_each(?5))), '}'), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), ',"stalin":', coalesce((SELECT concat('{"documents":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n10.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n10.id ORDER BY k.id LIMIT 1)), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n10.id ORDER BY k.id LIMIT 1)), '}') END, 'null'), ',"passages":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"surface":', json_quote(n12.surface), ',"start":', n12.span_start, '}') AS j FROM mention n12 WHERE n12.document_id = l11.document_id AND n12.person_id = l11.person_id AND n12.status <> 'rejected' ORDER BY n12.span_start, n12.id LIMIT ?8) r), '}') AS j0 FROM appearance l11 JOIN document n10 ON n10.id = l11.document_id WHERE l11.person_id = n9.id AND n10.id IN (SELECT ap.document_id FROM appearance ap WHERE ap.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?7)) ORDER BY l11.sort_day, l11.document_id LIMIT ?2) r), '}') FROM person n9 WHERE n9.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?6)), 'null'), '}}');
