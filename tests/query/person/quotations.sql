-- ?1 = "demo:person/bukharin"
-- ?2 = 20
-- ?3 = "SPEAKER"
-- ?4 = "DISPUTED"
-- ?5 = "ADDRESSEE"
-- ?6 = "demo:person/stalin"
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"quotations":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM attribution l3 WHERE l3.person_id = n1.id AND l3.role = ?3), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"role":"', l3.role, '","status":"', l3.status, '","note":', json_quote(l3.note), ',"rank":', CASE l3.rank WHEN 0 THEN '"PREFERRED"' WHEN 1 THEN '"NORMAL"' ELSE '"DEPRECATED"' END, ',"node":{"text":', json_quote(n2.text), ',"date":', CASE WHEN (n2.date_edtf IS NOT NULL OR n2.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n2.date_edtf), '}') ELSE 'null' END, ',"occasion":', coalesce((SELECT concat('{"title":', json_quote(n4.title), '}') FROM event n4 WHERE n4.id = (SELECT q.occasion_id FROM quotation q WHERE q.id = n2.id)), 'null'), '}}') AS j0 FROM attribution l3 JOIN document n2 ON n2.id = l3.quotation_id WHERE l3.person_id = n1.id AND l3.role = ?3 ORDER BY l3.sort_day, l3.id LIMIT ?2) r), ',"disputed":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"text":', json_quote(n5.text), '}}') AS j0 FROM attribution l6 JOIN document n5 ON n5.id = l6.quotation_id WHERE l6.person_id = n1.id AND l6.role = ?3 AND l6.status = ?4 ORDER BY l6.sort_day, l6.id LIMIT ?2) r), ',"addressed":', concat('{"totalCount":',
(SELECT count(*) FROM attribution l8 WHERE l8.person_id = n1.id AND l8.role = ?5), '}'), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), ',"stalin":', coalesce((SELECT concat('{"quotations":', concat('{"totalCount":',
(SELECT count(*) FROM attribution l11 WHERE l11.person_id = n9.id AND l11.role = ?3), '}'), ',"quotations_to":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"status":"', l13.status, '","node":{"text":', json_quote(n12.text), '}}') AS j0 FROM attribution l13 JOIN document n12 ON n12.id = l13.quotation_id WHERE l13.person_id = n9.id AND l13.role = ?5 ORDER BY l13.sort_day, l13.id LIMIT ?2) r), ',"both":', concat('{"totalCount":',
(SELECT count(*) FROM attribution l15 WHERE l15.person_id = n9.id), '}'), '}') FROM person n9 WHERE n9.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?6)), 'null'), '}}');
