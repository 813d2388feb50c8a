-- ?1 = 5
-- ?2 = "0buk"
-- ?3 = "0buk􏿿"
-- ?4 = "1buk"
-- ?5 = "1buk􏿿"
-- ?6 = "2buk"
-- ?7 = "2buk􏿿"
-- ?8 = 10
-- ?9 = "0троц"
-- ?10 = "0троц􏿿"
-- ?11 = "1троц"
-- ?12 = "1троц􏿿"
-- ?13 = "2троц"
-- ?14 = "2троц􏿿"
-- ?15 = 2
-- ?16 = "0ulyan"
-- ?17 = "0ulyan􏿿"
-- ?18 = "1ulyan"
-- ?19 = "1ulyan􏿿"
-- ?20 = "2ulyan"
-- ?21 = "2ulyan􏿿"
-- ?22 = "0lev davidovich b"
-- ?23 = "0lev davidovich b􏿿"
-- ?24 = "1lev davidovich b"
-- ?25 = "1lev davidovich b􏿿"
-- ?26 = "2lev davidovich b"
-- ?27 = "2lev davidovich b􏿿"
SELECT concat('{"data":{"suggest":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"id":"person:', n1.person, '","name":', json_quote((SELECT p.name FROM person p WHERE p.id = n1.person)), ',"matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n1.name)), ',"lifespan":', json_quote((SELECT p.lifespan_edtf FROM person p WHERE p.id = n1.person)), '}') AS j FROM
(SELECT * FROM
(SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?2 AND s.start < ?3 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?2 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 5) b1 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?4 AND s.start < ?5 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?4 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?2 AND o.start < ?3 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 5) b3 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?6 AND s.start < ?7 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?6 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?2 AND o.start < ?3 LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?4 AND o.start < ?5 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 5) b5) q LIMIT 5) n1 ORDER BY n1.start, n1.person LIMIT ?1) r), ',"cyrillic":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"id":"person:', n2.person, '","matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n2.name)), ',"person":', coalesce((SELECT concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n3.id ORDER BY k.id LIMIT 1)), '}') FROM person n3 WHERE n3.id = n2.person), 'null'), '}') AS j FROM
(SELECT * FROM
(SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?9 AND s.start < ?10 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?9 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 10) b1 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?11 AND s.start < ?12 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?11 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?9 AND o.start < ?10 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 10) b3 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?13 AND s.start < ?14 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?13 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?9 AND o.start < ?10 LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?11 AND o.start < ?12 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 10) b5) q LIMIT 10) n2 ORDER BY n2.start, n2.person LIMIT ?8) r), ',"transliterated":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"id":"person:', n4.person, '","name":', json_quote((SELECT p.name FROM person p WHERE p.id = n4.person)), ',"matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n4.name)), '}') AS j FROM
(SELECT * FROM
(SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?16 AND s.start < ?17 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?16 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 2) b1 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?18 AND s.start < ?19 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?18 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?16 AND o.start < ?17 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 2) b3 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?20 AND s.start < ?21 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?20 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?16 AND o.start < ?17 LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?18 AND o.start < ?19 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 2) b5) q LIMIT 2) n4 ORDER BY n4.start, n4.person LIMIT ?15) r), ',"words":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"name":', json_quote((SELECT p.name FROM person p WHERE p.id = n5.person)), ',"matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n5.name)), '}') AS j FROM
(SELECT * FROM
(SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?22 AND s.start < ?23 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?22 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 10) b1 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?24 AND s.start < ?25 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?24 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?22 AND o.start < ?23 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 10) b3 UNION ALL SELECT * FROM
(SELECT s.person AS person, s.name AS name, s.start AS start FROM name_start s WHERE s.start >= ?26 AND s.start < ?27 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?26 AND (o.start, o.name, o.place) < (s.start, s.name, s.place) LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?22 AND o.start < ?23 LIMIT 1), 0) <> 1 AND coalesce((SELECT 1 FROM name_start o WHERE o.person = s.person AND o.start >= ?24 AND o.start < ?25 LIMIT 1), 0) <> 1 ORDER BY s.start, s.person, s.name, s.place LIMIT 10) b5) q LIMIT 10) n5 ORDER BY n5.start, n5.person LIMIT ?8) r), '}}');
