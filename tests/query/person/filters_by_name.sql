-- ?1 = 20
-- ?2 = "koba"
-- ?3 = "ioseb"
-- ?4 = "ioseb􏿿"
-- ?5 = "%bukhar%"
-- ?6 = "%бухарин%"
-- ?7 = "ramon mercader"
-- ?8 = "PSEUDONYM"
-- ?9 = "%\\%\\%%"
SELECT concat('{"data":{"koba":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n1.name), '}}') AS j0 FROM person n1 WHERE n1.id IN (SELECT x2.person_id FROM person_name x2 WHERE x2.folded = ?2) ORDER BY n1.sort_name, n1.id LIMIT ?1) r), ',"starts":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n3.id ORDER BY k.id LIMIT 1)), '}}') AS j0 FROM person n3 WHERE n3.id IN (SELECT x4.person_id FROM person_name x4 WHERE x4.folded >= ?3 AND x4.folded < ?4) ORDER BY n3.sort_name, n3.id LIMIT ?1) r), ',"contains":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM person n5 WHERE n5.id IN (SELECT x6.person_id FROM person_name x6 WHERE x6.folded LIKE ?5 ESCAPE '\')), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n5.id ORDER BY k.id LIMIT 1)), '}}') AS j0 FROM person n5 WHERE n5.id IN (SELECT x6.person_id FROM person_name x6 WHERE x6.folded LIKE ?5 ESCAPE '\') ORDER BY n5.sort_name, n5.id LIMIT ?1) r), ',"cyrillic":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n7.id ORDER BY k.id LIMIT 1)), '}}') AS j0 FROM person n7 WHERE n7.id IN (SELECT x8.person_id FROM person_name x8 WHERE x8.folded LIKE ?6 ESCAPE '\') ORDER BY n7.sort_name, n7.id LIMIT ?1) r), ',"accents":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n9.name), '}}') AS j0 FROM person n9 WHERE n9.id IN (SELECT x10.person_id FROM person_name x10 WHERE x10.folded = ?7) ORDER BY n9.sort_name, n9.id LIMIT ?1) r), ',"kind":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n11.id ORDER BY k.id LIMIT 1)), '}}') AS j0 FROM person n11 WHERE n11.id IN (SELECT x12.person_id FROM person_name x12 WHERE x12.kind = ?8) ORDER BY n11.sort_name, n11.id LIMIT ?1) r), ',"wildcard":', concat('{"totalCount":',
(SELECT count(*) FROM person n13 WHERE n13.id IN (SELECT x14.person_id FROM person_name x14 WHERE x14.folded LIKE ?9 ESCAPE '\')), '}'), '}}');
