-- ?1 = 3
SELECT concat('{"data":{"events":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT concat('{"cursor":"', concat('TITLE', '.', hex(coalesce(n1.title_folded, '')), '.', n1.id), '","node":{"title":', json_quote(n1.title), '}}') AS j0 FROM event n1 ORDER BY coalesce(n1.title_folded, ''), n1.id LIMIT ?1) r), ',"documents":',
(SELECT concat('{"edges":[', coalesce(group_concat(r.j0, ','), ''), ']}') FROM
(SELECT * FROM
(SELECT concat('{"node":', coalesce(CASE n2.kind WHEN 'article' THEN concat('{"title":', json_quote(n2.title), '}') WHEN 'quotation' THEN concat('{"title":', json_quote(n2.title), '}') END, 'null'), '}') AS j0, coalesce(n2.title_folded, '') AS k0, n2.id AS k1 FROM document n2 ORDER BY coalesce(n2.title_folded, '') DESC, n2.id DESC LIMIT ?1) b ORDER BY b.k0, b.k1) r), '}}');
