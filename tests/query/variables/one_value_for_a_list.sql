-- ?1 = 20
-- ?2 = "DEATH"
-- ?3 = "DEATH"
SELECT concat('{"data":{"events":', concat('{"totalCount":',
(SELECT count(*) FROM event n1 WHERE n1.kind = ?2), '}'), ',"same":', concat('{"totalCount":',
(SELECT count(*) FROM event n2 WHERE n2.kind = ?3), '}'), '}}');
