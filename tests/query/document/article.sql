-- ?1 = "demo:article/bukharin-life"
-- ?2 = 4
-- ?3 = 100
-- ?4 = 2
-- ?5 = "demo:person/stalin"
-- ?6 = 3
-- ?7 = 1
-- ?8 = 20
SELECT concat('{"data":{"article":', coalesce((SELECT concat('{"id":', concat('"', n1.kind, ':', n1.id, '"'), ',"kind":', CASE n1.kind WHEN 'article' THEN '"ARTICLE"' ELSE '"QUOTATION"' END, ',"title":', json_quote(n1.title), ',"language":', json_quote(n1.language), ',"author":', json_quote((SELECT a.author FROM article a WHERE a.id = n1.id)), ',"url":', json_quote((SELECT a.url FROM article a WHERE a.id = n1.id)), ',"license":', json_quote((SELECT a.license FROM article a WHERE a.id = n1.id)), ',"date":', CASE WHEN (n1.date_edtf IS NOT NULL OR n1.date_text IS NOT NULL) THEN concat('{"edtf":', json_quote(n1.date_edtf), '}') ELSE 'null' END, ',"mentions":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM mention n2 WHERE n2.document_id = n1.id AND n2.status <> 'rejected'), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('PLACE', '.', n2.span_start, '.', n2.id), '","node":{"start":', n2.span_start, ',"end":', n2.span_end, ',"surface":', json_quote(n2.surface), ',"prefix":', json_quote(n2.prefix), ',"suffix":', json_quote(n2.suffix), ',"context":', json_quote(concat(n2.prefix, n2.surface, n2.suffix)), ',"rank":', CASE n2.rank WHEN 0 THEN '"PREFERRED"' WHEN 1 THEN '"NORMAL"' ELSE '"DEPRECATED"' END, ',"person":', coalesce((SELECT concat('{"name":', json_quote(n3.name), '}') FROM person n3 WHERE n3.id = n2.person_id), 'null'), ',"document":', coalesce((SELECT coalesce(CASE n4.kind WHEN 'article' THEN concat('{"id":', concat('"', n4.kind, ':', n4.id, '"'), '}') WHEN 'quotation' THEN concat('{"id":', concat('"', n4.kind, ':', n4.id, '"'), '}') END, 'null') FROM document n4 WHERE n4.id = n2.document_id), 'null'), ',"citations":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"note":', json_quote(n5.note), '}') AS j FROM citation n5 WHERE n5.claim_id = n2.id ORDER BY n5.rank, n5.id LIMIT ?3) r), '}}') AS j0 FROM mention n2 WHERE n2.document_id = n1.id AND n2.status <> 'rejected' ORDER BY n2.span_start, n2.id LIMIT ?2) r), ',"of_koba":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT * FROM
(SELECT concat('{"node":{"surface":', json_quote(n6.surface), ',"start":', n6.span_start, '}}') AS j0, n6.span_start AS k0, n6.id AS k1 FROM mention n6 WHERE n6.document_id = n1.id AND n6.person_id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'person' AND k.key = ?5) AND n6.status <> 'rejected' ORDER BY n6.span_start DESC, n6.id DESC LIMIT ?4) b ORDER BY b.k0, b.k1) r), ',"persons":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM appearance l8 WHERE l8.document_id = n1.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"passageCount":', l8.passages, ',"passages":',
(SELECT concat('[', coalesce(group_concat(r.j, ','), ''), ']') FROM
(SELECT concat('{"surface":', json_quote(n9.surface), '}') AS j FROM mention n9 WHERE n9.document_id = l8.document_id AND n9.person_id = l8.person_id AND n9.status <> 'rejected' ORDER BY n9.span_start, n9.id LIMIT ?7) r), ',"node":{"name":', json_quote(n7.name), '}}') AS j0 FROM appearance l8 JOIN person n7 ON n7.id = l8.person_id WHERE l8.document_id = n1.id ORDER BY l8.person_id LIMIT ?6) r), ',"quotations":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"text":', json_quote(n10.text), ',"sourceStart":', coalesce((SELECT q.source_start FROM quotation q WHERE q.id = n10.id), 'null'), ',"sourceEnd":', coalesce((SELECT q.source_end FROM quotation q WHERE q.id = n10.id), 'null'), '}}') AS j0 FROM quotation l11 JOIN document n10 ON n10.id = l11.id WHERE l11.source_id = n1.id ORDER BY coalesce(l11.source_start, 0), l11.id LIMIT ?8) r), ',"supports":',
(SELECT concat('{"totalCount":',
(SELECT count(*) FROM citation n12 WHERE n12.article_id = n1.id), ',"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"node":{"supports":"',
(SELECT c.kind FROM claim c WHERE c.id = n12.claim_id), '","excerpt":', json_quote(n12.excerpt), ',"record":', coalesce((SELECT coalesce(CASE n13.kind WHEN 'person' THEN (SELECT concat('{"__typename":"Person","key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n14.id ORDER BY k.id LIMIT 1)), '}') FROM person n14 WHERE n14.id = n13.id) WHEN 'event' THEN (SELECT concat('{"__typename":"Event","key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n15.id ORDER BY k.id LIMIT 1)), '}') FROM event n15 WHERE n15.id = n13.id) WHEN 'article' THEN (SELECT '{"__typename":"Article"}' FROM document n16 WHERE n16.id = n13.id) WHEN 'quotation' THEN (SELECT '{"__typename":"Quotation"}' FROM document n17 WHERE n17.id = n13.id) END, 'null') FROM record n13 WHERE n13.id = (SELECT c.record_id FROM claim c WHERE c.id = n12.claim_id)), 'null'), '}}') AS j0 FROM citation n12 WHERE n12.article_id = n1.id ORDER BY n12.id LIMIT ?6) r), '}') FROM document n1 WHERE n1.kind = 'article' AND n1.id = (SELECT k.record_id FROM external_key k WHERE k.kind = 'article' AND k.key = ?1)), 'null'), '}}');
