-- ?1 = 20
-- ?2 = -29950
-- ?3 = -29585
-- ?4 = -12419
-- ?5 = -12054
-- ?6 = -6209
-- ?7 = -5845
-- ?8 = -36524
-- ?9 = -10593
-- ?10 = -4000000000000
-- ?11 = 4000000000000
SELECT concat('{"data":{"born":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n1.name), '}}') AS j0 FROM person n1 WHERE EXISTS (SELECT 1 FROM event x2 WHERE x2.id = n1.birth_id AND (x2.date_earliest >= ?2 AND x2.date_latest <= ?3)) ORDER BY n1.sort_name, n1.id LIMIT ?1) r), ',"died":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n3.name), '}}') AS j0 FROM person n3 WHERE EXISTS (SELECT 1 FROM event x4 WHERE x4.id = n3.death_id AND (x4.date_earliest <= ?5 AND x4.date_latest >= ?4)) ORDER BY n3.sort_name, n3.id LIMIT ?1) r), ',"lived":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n5.name), ',"lifespan":', CASE WHEN n5.lifespan_edtf IS NOT NULL THEN concat('{"edtf":', json_quote(n5.lifespan_edtf), '}') ELSE 'null' END, '}}') AS j0 FROM person n5 WHERE (n5.lifespan_earliest <= ?7 AND n5.lifespan_latest >= ?6) ORDER BY n5.sort_name, n5.id LIMIT ?1) r), ',"certainly":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n7.name), '}}') AS j0 FROM person n7 WHERE (n7.lifespan_earliest >= ?8 AND n7.lifespan_latest <= ?9) ORDER BY n7.sort_name, n7.id LIMIT ?1) r), ',"not_known":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"name":', json_quote(n9.name), '}}') AS j0 FROM person n9 WHERE NOT coalesce(EXISTS (SELECT 1 FROM event x10 WHERE x10.id = n9.birth_id AND (x10.date_earliest <= ?11 AND x10.date_latest >= ?10)), FALSE) ORDER BY n9.sort_name, n9.id LIMIT ?1) r), '}}');
