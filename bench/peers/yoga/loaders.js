// A DataLoader for each list: all keys of one turn become one statement, whose rows are handed back by their owner.

import DataLoader from "dataloader";

const prepared = new WeakMap();

// Statements are prepared once, loaders are made for each request.
function statements(database) {
  if (!prepared.has(database)) {
    const among = "(SELECT value FROM json_each(?))";
    const texts = {
      key: `SELECT record_id AS owner, key FROM external_key WHERE record_id IN ${among} ORDER BY id DESC`,
      event: `SELECT id AS owner, id, kind, title, place, date_edtf, date_text FROM event WHERE id IN ${among}`,
      names: `SELECT person_id AS owner, text, kind, language FROM person_name WHERE person_id IN ${among} ORDER BY rank, id`,
      events: `SELECT l.person_id AS owner, l.role, e.id, e.kind, e.title, e.place, e.date_edtf, e.date_text
        FROM participation l JOIN event e ON e.id = l.event_id WHERE l.person_id IN ${among} ORDER BY l.sort_day, l.id`,
      participants: `SELECT l.event_id AS owner, l.role, p.id, p.name, p.birth_id, p.death_id
        FROM participation l JOIN person p ON p.id = l.person_id WHERE l.event_id IN ${among} ORDER BY l.id`,
      documents: `SELECT l.person_id AS owner, l.person_id, l.passages, d.kind, d.id, d.title, d.date_edtf, d.date_text
        FROM appearance l JOIN document d ON d.id = l.document_id WHERE l.person_id IN ${among} ORDER BY l.sort_day, l.document_id`,
      quotations: `SELECT l.person_id AS owner, l.status, d.kind, d.id, d.title, d.text, d.date_edtf, d.date_text
        FROM attribution l JOIN document d ON d.id = l.quotation_id
        WHERE l.person_id IN ${among} AND l.role = 'SPEAKER' ORDER BY l.sort_day, l.id`,
      passages: `SELECT document_id || ':' || person_id AS owner, span_start AS start, span_end AS end, surface, prefix, suffix
        FROM mention WHERE document_id IN (SELECT value FROM json_each(@documents)) AND person_id IN (SELECT value FROM json_each(@persons))
        ORDER BY span_start, id`,
    };
    prepared.set(database, Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, database.prepare(text)])));
  }
  return prepared.get(database);
}

export function loaders(database) {
  const all = statements(database);
  const many = (name) => new DataLoader(async (keys) => lists(all[name].all(JSON.stringify(keys)), keys));
  const one = (name, of) => new DataLoader(async (keys) => {
    const found = new Map(all[name].all(JSON.stringify(keys)).map((row) => [row.owner, of(row)]));
    return keys.map((key) => found.get(key) ?? null);
  });
  return {
    key: one("key", (row) => row.key),
    event: one("event", (row) => row),
    names: many("names"),
    events: many("events"),
    participants: new DataLoader(async (keys) => {
      const rows = all.participants.all(JSON.stringify(keys));
      return lists(rows.map((row) => ({ owner: row.owner, role: row.role, node: row })), keys);
    }),
    documents: many("documents"),
    quotations: many("quotations"),
    passages: new DataLoader(async (keys) => {
      const pairs = keys.map((key) => key.split(":").map(Number));
      const [documents, persons] = [0, 1].map((at) => JSON.stringify([...new Set(pairs.map((pair) => pair[at]))]));
      const rows = all.passages.all({ documents, persons });
      return lists(rows.map((row) => ({ ...row, context: row.prefix + row.surface + row.suffix })), keys);
    }),
  };
}

function lists(rows, keys) {
  const found = new Map(keys.map((key) => [key, []]));
  for (const row of rows) found.get(row.owner)?.push(row);
  return keys.map((key) => found.get(key));
}
