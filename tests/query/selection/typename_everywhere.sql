-- ?1 = "demo:person/bukharin"
-- ?2 = 1
-- ?3 = 2
-- ?4 = 100
-- ?5 = 3
SELECT concat('{"data":{"__typename":"Query","person":', coalesce((SELECT concat('{"__typename":"Person","names":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT '{"__typename":"PersonName"}' AS j FROM person_name n2 WHERE n2.person_id = n1.id ORDER BY n2.rank, n2.id LIMIT ?2) r), ',"birth":', coalesce((SELECT concat('{"__typename":"Event","date":', CASE WHEN (n3.date_edtf IS NOT NULL OR n3.date_text IS NOT NULL) THEN '{"__typename":"HistoricalDate"}' ELSE 'null' END, '}') FROM event n3 WHERE n3.id = n1.birth_id), 'null'), ',"events":',
(SELECT concat('{"__typename":"ParticipationConnection","edges":[', coalesce(group_concat(r.j0, ','), ''), '],"pageInfo":', '{"__typename":"PageInfo"}', '}') FROM
(SELECT '{"__typename":"ParticipationEdge","node":{"__typename":"Event"}}' AS j0 FROM participation l5 JOIN event n4 ON n4.id = l5.event_id WHERE l5.person_id = n1.id ORDER BY l5.sort_day, l5.id LIMIT ?2) r), ',"documents":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"__typename":"AppearanceEdge","node":', coalesce(CASE n6.kind WHEN 'article' THEN '{"__typename":"Article"}' WHEN 'quotation' THEN '{"__typename":"Quotation"}' END, 'null'), ',"passages":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT '{"__typename":"Mention"}' AS j FROM mention n8 WHERE n8.document_id = l7.document_id AND n8.person_id = l7.person_id AND n8.status <> 'rejected' ORDER BY n8.span_start, n8.id LIMIT ?4) r), '}') AS j0 FROM appearance l7 JOIN document n6 ON n6.id = l7.document_id WHERE l7.person_id = n1.id ORDER BY l7.sort_day, l7.document_id LIMIT ?3) r), ',"timeline":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":', coalesce(CASE n9.kind WHEN 'event' THEN (SELECT '{"__typename":"Event"}' FROM event n10 WHERE n10.id = n9.id) WHEN 'article' THEN (SELECT '{"__typename":"Article"}' FROM document n11 WHERE n11.id = n9.id) WHEN 'quotation' THEN (SELECT '{"__typename":"Quotation"}' FROM document n12 WHERE n12.id = n9.id) END, 'null'), '}') AS j0 FROM
(SELECT 'event' AS kind, pa.event_id AS id, pa.sort_day AS sort_day FROM participation pa WHERE pa.person_id = n1.id UNION SELECT 'quotation', at.quotation_id, at.sort_day FROM attribution at WHERE at.person_id = n1.id AND at.role = 'SPEAKER' UNION SELECT ap.document_kind, ap.document_id, ap.sort_day FROM appearance ap WHERE ap.person_id = n1.id) n9 ORDER BY n9.sort_day, n9.id LIMIT ?5) r), '}') FROM person n1 WHERE n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?1)), 'null'), '}}');
