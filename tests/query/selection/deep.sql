-- ?1 = "demo:person/bukharin"
-- ?2 = 1
-- ?3 = "ALLIANCE"
-- ?4 = 2
-- ?5 = "TRIAL"
-- ?6 = 3
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"participants":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n4.name), ',"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"title":', json_quote(n6.title), ',"participants":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"role":"', l9.role, '","node":{"name":', json_quote(n8.name), ',"birth":', coalesce((SELECT concat('{"date":', CASE WHEN (n10.date_edtf IS NOT NULL OR n10.date_text IS NOT NULL) THEN concat('{"gregorian":', json_quote(n10.date_gregorian), '}') ELSE 'null' END, '}') FROM event n10 WHERE n10.id = n8.birth_id), 'null'), '}}') AS j0 FROM participation l9 JOIN person n8 ON n8.id = l9.person_id WHERE l9.event_id = n6.id ORDER BY l9.id LIMIT ?6) r), '}}') AS j0 FROM participation l7 JOIN event n6 ON n6.id = l7.event_id WHERE l7.person_id = n4.id AND n6.kind = ?5 ORDER BY l7.sort_day, l7.id LIMIT ?2) r), '}}') AS j0 FROM participation l5 JOIN person n4 ON n4.id = l5.person_id WHERE l5.event_id = n2.id ORDER BY l5.id LIMIT ?4) r), '}}') AS j0 FROM participation l3 JOIN event n2 ON n2.id = l3.event_id WHERE l3.person_id = n1.id AND n2.kind = ?3 ORDER BY l3.sort_day, l3.id LIMIT ?2) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
