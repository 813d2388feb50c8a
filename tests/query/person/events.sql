-- ?1 = "demo:person/bukharin"
-- ?2 = 100
-- ?3 = 20
-- ?4 = "ARREST"
-- ?5 = "ACCUSED"
-- ?6 = -12053
-- ?7 = -11689
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"events":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM participation l3 WHERE l3.person_id = n1.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"role":"', l3.role, '","rank":', CASE l3.rank WHEN 0 THEN '"PREFERRED"' WHEN 1 THEN '"NORMAL"' ELSE '"DEPRECATED"' END, ',"note":', json_quote(l3.note), ',"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), ',"kind":"', n2.kind, '","title":', json_quote(n2.title), ',"date":', CASE WHEN (n2.date_edtf IS NOT NULL OR n2.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n2.date_edtf), ',"earliest":', json_quote(n2.date_from), '}') ELSE 'null' END, ',"place":', json_quote(n2.place), '}}') AS j0 FROM participation l3 JOIN event n2 ON n2.id = l3.event_id WHERE l3.person_id = n1.id ORDER BY l3.sort_day, l3.id LIMIT ?2) r), ',"arrests":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n4.title), '}}') AS j0 FROM participation l5 JOIN event n4 ON n4.id = l5.event_id WHERE l5.person_id = n1.id AND n4.kind = ?4 ORDER BY l5.sort_day, l5.id LIMIT ?3) r), ',"as_accused":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM participation l7 WHERE l7.person_id = n1.id AND l7.role = ?5), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"role":"', l7.role, '","node":{"title":', json_quote(n6.title), '}}') AS j0 FROM participation l7 JOIN event n6 ON n6.id = l7.event_id WHERE l7.person_id = n1.id AND l7.role = ?5 ORDER BY l7.sort_day, l7.id LIMIT ?3) r), ',"in_1937":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n8.title), ',"date":', CASE WHEN (n8.date_edtf IS NOT NULL OR n8.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n8.date_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM participation l9 JOIN event n8 ON n8.id = l9.event_id WHERE l9.person_id = n1.id AND (n8.date_earliest >= ?6 AND n8.date_latest <= ?7) ORDER BY l9.sort_day, l9.id LIMIT ?3) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
