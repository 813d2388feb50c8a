-- ?1 = 20
-- ?2 = "ACCUSED"
-- ?3 = "TRIAL"
-- ?4 = -12419
-- ?5 = -12054
-- ?6 = "demo:event/truce-dispute"
-- ?7 = "demo:person/lenin"
-- ?8 = "FEMALE"
-- ?9 = "wikidata"
SELECT concat('{"data":{"accused":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n1.name), '}}') AS j0 FROM person n1 WHERE EXISTS (SELECT 1 FROM participation x2 WHERE x2.person_id = n1.id AND (x2.role = ?2 AND EXISTS (SELECT 1 FROM event x3 WHERE x3.id = x2.event_id AND (x3.kind = ?3 AND (x3.date_earliest <= ?5 AND x3.date_latest >= ?4))))) ORDER BY n1.sort_name, n1.id LIMIT ?1) r), ',"with":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n5.name), '}}') AS j0 FROM person n5 WHERE (EXISTS (SELECT 1 FROM participation x6 WHERE x6.person_id = n5.id AND EXISTS (SELECT 1 FROM event x7 WHERE x7.id = x6.event_id AND x7.id IN (SELECT k.record_id FROM external_key k WHERE k.kind = 'event' AND k.key = ?6))) AND NOT coalesce(n5.id IN (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?7), FALSE)) ORDER BY n5.sort_name, n5.id LIMIT ?1) r), ',"none":', concat('{"totalCount":',
(SELECT count(*) FROM person n8 WHERE FALSE), '}'), ',"women":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n9.name), '}}') AS j0 FROM person n9 WHERE n9.gender = ?8 ORDER BY n9.sort_name, n9.id LIMIT ?1) r), ',"identified":', concat('{"totalCount":',
(SELECT count(*) FROM person n10 WHERE n10.id IN (SELECT x11.person_id FROM identifier x11 WHERE x11.scheme = ?9)), '}'), ',"mentioned":', concat('{"totalCount":',
(SELECT count(*) FROM person n12 WHERE EXISTS (SELECT 1 FROM appearance ap WHERE ap.person_id = n12.id)), '}'), ',"unmentioned":', concat('{"totalCount":',
(SELECT count(*) FROM person n13 WHERE NOT EXISTS (SELECT 1 FROM appearance ap WHERE ap.person_id = n13.id)), '}'), '}}');
