-- ?1 = 20
-- ?2 = "demo:person/bukharin"
-- ?3 = "SPEAKER"
SELECT concat('{"data":{"persons":', concat('{"totalCount":',
(SELECT count(*) FROM person n1), '}'), ',"person":', coalesce((SELECT concat('{"events":', concat('{"totalCount":',
(SELECT count(*) FROM participation l4 WHERE l4.person_id = n2.id), '}'), ',"documents":', concat('{"totalCount":',
(SELECT count(*) FROM appearance l6 WHERE l6.person_id = n2.id), '}'), ',"quotations":', concat('{"totalCount":',
(SELECT count(*) FROM attribution l8 WHERE l8.person_id = n2.id AND l8.role = ?3), '}'), ',"relations":', concat('{"totalCount":',
(SELECT count(*) FROM relation l10 WHERE (l10.person_id = n2.id OR l10.related_id = n2.id)), '}'), ',"timeline":', concat('{"totalCount":',
(SELECT count(*) FROM
(SELECT 'event' AS kind, pa.event_id AS id, pa.sort_day AS sort_day FROM participation pa WHERE pa.person_id = n2.id UNION SELECT 'quotation', at.quotation_id, at.sort_day FROM attribution at WHERE at.person_id = n2.id AND at.role = 'SPEAKER' UNION SELECT ap.document_kind, ap.document_id, ap.sort_day FROM appearance ap WHERE ap.person_id = n2.id) n11), '}'), '}') FROM person n2 WHERE n2.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?2)), 'null'), '}}');
