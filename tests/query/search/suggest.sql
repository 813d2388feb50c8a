-- ?1 = 5
-- ?2 = "buk"
-- ?3 = "buk􏿿"
-- ?4 = 10
-- ?5 = "троц"
-- ?6 = "троц􏿿"
-- ?7 = 2
-- ?8 = "ulyan"
-- ?9 = "ulyan􏿿"
-- ?10 = "lev davidovich b"
-- ?11 = "lev davidovich b􏿿"
SELECT concat('{"data":{"suggest":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"id":"person:', n1.person, '","name":', json_quote((SELECT p.name FROM person p WHERE p.id = n1.person)), ',"matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n1.name)), ',"lifespan":', json_quote((SELECT p.lifespan_edtf FROM person p WHERE p.id = n1.person)), '}') AS j FROM
(SELECT f.person AS person, f.name AS name, f.place AS place, f.start AS start, f.nth AS nth FROM
(SELECT s.person AS person, s.name AS name, s.place AS place, s.start AS start, row_number() OVER (PARTITION BY s.person ORDER BY CASE WHEN s.place = 0 THEN 0 WHEN s.place < 1000 THEN 1 ELSE 2 END, s.start, s.name) AS nth FROM
(SELECT w.person, w.name, w.place, w.start FROM name_start w WHERE w.start >= ?2 AND w.start < ?3 ORDER BY w.start, w.person, w.name, w.place LIMIT 500) s) f) n1 WHERE n1.nth = 1 ORDER BY CASE WHEN n1.place = 0 THEN 0 WHEN n1.place < 1000 THEN 1 ELSE 2 END, n1.start, n1.person LIMIT ?1) r), ',"cyrillic":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"id":"person:', n2.person, '","matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n2.name)), ',"person":', coalesce((SELECT concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n3.id ORDER BY k.id LIMIT 1)), '}') FROM person n3 WHERE n3.id = n2.person), 'null'), '}') AS j FROM
(SELECT f.person AS person, f.name AS name, f.place AS place, f.start AS start, f.nth AS nth FROM
(SELECT s.person AS person, s.name AS name, s.place AS place, s.start AS start, row_number() OVER (PARTITION BY s.person ORDER BY CASE WHEN s.place = 0 THEN 0 WHEN s.place < 1000 THEN 1 ELSE 2 END, s.start, s.name) AS nth FROM
(SELECT w.person, w.name, w.place, w.start FROM name_start w WHERE w.start >= ?5 AND w.start < ?6 ORDER BY w.start, w.person, w.name, w.place LIMIT 500) s) f) n2 WHERE n2.nth = 1 ORDER BY CASE WHEN n2.place = 0 THEN 0 WHEN n2.place < 1000 THEN 1 ELSE 2 END, n2.start, n2.person LIMIT ?4) r), ',"transliterated":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"id":"person:', n4.person, '","name":', json_quote((SELECT p.name FROM person p WHERE p.id = n4.person)), ',"matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n4.name)), '}') AS j FROM
(SELECT f.person AS person, f.name AS name, f.place AS place, f.start AS start, f.nth AS nth FROM
(SELECT s.person AS person, s.name AS name, s.place AS place, s.start AS start, row_number() OVER (PARTITION BY s.person ORDER BY CASE WHEN s.place = 0 THEN 0 WHEN s.place < 1000 THEN 1 ELSE 2 END, s.start, s.name) AS nth FROM
(SELECT w.person, w.name, w.place, w.start FROM name_start w WHERE w.start >= ?8 AND w.start < ?9 ORDER BY w.start, w.person, w.name, w.place LIMIT 500) s) f) n4 WHERE n4.nth = 1 ORDER BY CASE WHEN n4.place = 0 THEN 0 WHEN n4.place < 1000 THEN 1 ELSE 2 END, n4.start, n4.person LIMIT ?7) r), ',"words":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"name":', json_quote((SELECT p.name FROM person p WHERE p.id = n5.person)), ',"matchedName":', json_quote((SELECT m.text FROM person_name m WHERE m.id = n5.name)), '}') AS j FROM
(SELECT f.person AS person, f.name AS name, f.place AS place, f.start AS start, f.nth AS nth FROM
(SELECT s.person AS person, s.name AS name, s.place AS place, s.start AS start, row_number() OVER (PARTITION BY s.person ORDER BY CASE WHEN s.place = 0 THEN 0 WHEN s.place < 1000 THEN 1 ELSE 2 END, s.start, s.name) AS nth FROM
(SELECT w.person, w.name, w.place, w.start FROM name_start w WHERE w.start >= ?10 AND w.start < ?11 ORDER BY w.start, w.person, w.name, w.place LIMIT 500) s) f) n5 WHERE n5.nth = 1 ORDER BY CASE WHEN n5.place = 0 THEN 0 WHEN n5.place < 1000 THEN 1 ELSE 2 END, n5.start, n5.person LIMIT ?4) r), '}}');
