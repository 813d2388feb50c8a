-- ?1 = "demo:person/stalin"
-- ?2 = 100
-- ?3 = "PSEUDONYM"
-- ?4 = "ka-Geor"
-- ?5 = 2
-- ?6 = 0
SELECT concat('{"data":{"person":', coalesce((SELECT concat('{"name":', json_quote(n1.name), ',"names":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"text":', json_quote(n2.text), ',"language":', json_quote(n2.language), ',"date":', CASE WHEN (n2.date_edtf IS NOT NULL OR n2.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n2.date_edtf), ',"text":', json_quote(n2.date_text), ',"earliest":', json_quote(n2.date_from), ',"latest":', json_quote(n2.date_to), '}') ELSE 'null' END, ',"note":', json_quote(n2.note), '}') AS j FROM person_name n2 WHERE n2.person_id = n1.id AND n2.kind = ?3 ORDER BY n2.rank, n2.id LIMIT ?2) r), ',"georgian":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"text":', json_quote(n3.text), '}') AS j FROM person_name n3 WHERE n3.person_id = n1.id AND n3.language = ?4 ORDER BY n3.rank, n3.id LIMIT ?2) r), ',"two":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"text":', json_quote(n4.text), '}') AS j FROM person_name n4 WHERE n4.person_id = n1.id ORDER BY n4.rank, n4.id LIMIT ?5) r), ',"none":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"text":', json_quote(n5.text), '}') AS j FROM person_name n5 WHERE n5.person_id = n1.id ORDER BY n5.rank, n5.id LIMIT ?6) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
