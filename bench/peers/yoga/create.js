// A person and events in one transaction: the rows that Vitae writes for them, with their revisions, but neither the rows
// of its search index nor those by which it finds mentions.

const UNDATED = 4_000_000_000_000;
const prepared = new WeakMap();

function statements(database) {
  if (!prepared.has(database)) {
    const texts = {
      numbers: "UPDATE claim_id SET last_value = last_value + ? RETURNING last_value",
      batch: "INSERT INTO batch (id, kind, actor, started_at, finished_at) VALUES (?, 'edit', 'bench', ?, ?)",
      claim: "INSERT INTO claim (id, kind, record_id, origin, batch_id) VALUES (?, ?, ?, ?, ?)",
      record: "INSERT INTO record (id, kind, revision, curated) VALUES (?, ?, 1, ?)",
      key: "INSERT INTO external_key (id, record_id, kind, key) VALUES (?, ?, ?, ?)",
      revision: `INSERT INTO revision (id, record_id, record_kind, record_key, number, batch_id, operation, at, after)
        VALUES (?, ?, ?, ?, 1, ?, 'create', ?, ?)`,
      event: `INSERT INTO event (id, rank, kind, title, title_folded, place, place_folded, date_edtf, date_calendar, date_gregorian,
        date_from, date_to, date_earliest, date_latest, sort_day, told_in_full, date_length)
        VALUES (?, 1, ?, ?, ?, ?, ?, ?, 'GREGORIAN', ?, ?, ?, ?, ?, ?, 19, 0)`,
      person: "INSERT INTO person (id, name, sort_name, description, birth_sort_day, death_sort_day) VALUES (?, ?, ?, ?, ?, ?)",
      name: "INSERT INTO person_name (id, person_id, rank, kind, text, folded) VALUES (?, ?, 1, ?, ?, ?)",
      part: "INSERT INTO participation (id, event_id, person_id, rank, role, sort_day) VALUES (?, ?, ?, 1, 'PARTICIPANT', ?)",
    };
    const all = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, database.prepare(text)]));
    prepared.set(database, { all, write: database.transaction((input) => write(all, input)) });
  }
  return prepared.get(database);
}

export const create = (database, input) => statements(database).write.immediate(input);

function write(all, { person, events }) {
  const names = person.names;
  const count = 1 + events.length + names.length + events.length + 1 + 2 * (1 + events.length);
  const id = all.numbers.get(count).last_value - count + 1;
  const [event, name] = [id + 1, id + 1 + events.length];
  const part = name + names.length;
  const batch = part + events.length;
  const now = new Date().toISOString();
  all.batch.run(batch, now, now);
  all.claim.run(id, "record", id, "import", batch);
  events.forEach((_, at) => all.claim.run(event + at, "record", event + at, "import", batch));
  names.forEach((_, at) => all.claim.run(name + at, "name", id, "curated", batch));
  events.forEach((_, at) => all.claim.run(part + at, "participation", event + at, "curated", batch));
  const record = (number, kind, curated, first, after) => {
    const key = `${kind}:${number}`;
    all.record.run(number, kind, curated);
    all.key.run(first + 1, number, kind, key);
    all.revision.run(first, number, kind, key, batch, now, JSON.stringify({ [kind]: { key, ...after } }));
  };
  record(id, "person", "description", batch + 1, person);
  const shown = names[0]?.text ?? null;
  all.person.run(id, shown, (shown ?? "").toLowerCase(), person.description, UNDATED, UNDATED);
  names.forEach((it, at) => all.name.run(name + at, id, it.kind, it.text, it.text.toLowerCase()));
  events.forEach((it, at) => {
    record(event + at, "event", "date,place,title", batch + 3 + 2 * at, { ...it, participants: [{ person: `person:${id}` }] });
    const { edtf } = it.date;
    const day = Date.parse(edtf) / 864e5;
    all.event.run(event + at, it.kind, it.title, it.title.toLowerCase(), it.place, it.place.toLowerCase(), edtf, edtf, edtf, edtf, day, day, day);
    all.part.run(part + at, event + at, id, day);
  });
  return { id, name: shown, birth_id: null, death_id: null };
}
