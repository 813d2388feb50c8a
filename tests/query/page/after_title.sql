-- ?1 = 2
-- ?2 = "bukharin"
-- ?3 = 0
SELECT concat('{"data":{"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('TITLE', '.', hex(coalesce(n1.title_folded, '')), '.', n1.id), '","node":{"title":', json_quote(n1.title), '}}') AS j0 FROM event n1 WHERE coalesce(n1.title_folded, '') >= ?2 AND (coalesce(n1.title_folded, ''), n1.id) > (?2, ?3) ORDER BY coalesce(n1.title_folded, ''), n1.id LIMIT ?1) r), ',"documents":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), '],"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (SELECT 1 FROM document n2 WHERE coalesce(n2.title_folded, '') >= ?2 AND (coalesce(n2.title_folded, ''), n2.id) >= (?2, ?3)) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN EXISTS (SELECT 1 FROM document n2 WHERE coalesce(n2.title_folded, '') <= ?2 AND (coalesce(n2.title_folded, ''), n2.id) < (?2, ?3) LIMIT 1 OFFSET ?1) THEN 'true' ELSE 'false' END, '}'), '}') FROM
(SELECT * FROM
(SELECT concat('{"cursor":"', concat('TITLE', '.', hex(coalesce(n2.title_folded, '')), '.', n2.id), '","node":', coalesce(CASE n2.kind WHEN 'article' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), ',"title":', json_quote(n2.title), '}') WHEN 'quotation' THEN concat('{"key":', json_quote((SELECT k.key FROM external_key k WHERE k.record_id = n2.id ORDER BY k.id LIMIT 1)), ',"title":', json_quote(n2.title), '}') END, 'null'), '}') AS j0, coalesce(n2.title_folded, '') AS k0, n2.id AS k1 FROM document n2 WHERE coalesce(n2.title_folded, '') <= ?2 AND (coalesce(n2.title_folded, ''), n2.id) < (?2, ?3) ORDER BY coalesce(n2.title_folded, '') DESC, n2.id DESC LIMIT ?1) b ORDER BY b.k0, b.k1) r), '}}');
