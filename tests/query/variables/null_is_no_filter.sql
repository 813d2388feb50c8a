-- ?1 = 20
SELECT concat('{"data":{"persons":', concat('{"totalCount":',
(SELECT count(*) FROM person n1), '}'), ',"events":', concat('{"totalCount":',
(SELECT count(*) FROM event n2 WHERE TRUE), '}'), '}}');
