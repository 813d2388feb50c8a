// The archive, opened as Vitae opens it, and the statements of what is asked once a request.

import Database from "better-sqlite3";

export function open(file) {
  const database = new Database(file);
  for (const setting of ["journal_mode = WAL", "synchronous = NORMAL", "cache_size = -65536", "mmap_size = 2147418112", "foreign_keys = ON"]) {
    database.pragma(setting);
  }
  const longest = database.prepare("SELECT coalesce(max(date_latest - date_earliest), 0) AS days FROM event").get().days;
  const ask = {
    person: database.prepare("SELECT id, name, birth_id, death_id FROM person WHERE id = ?"),
    persons: database.prepare(
      "SELECT id, name, sort_name, birth_id, death_id FROM person WHERE (sort_name, id) > (?, ?) ORDER BY sort_name, id LIMIT ?",
    ),
    // No event lasts longer than the longest: what began before that is over.
    overlapping: database.prepare(
      `SELECT id, kind, title, place, date_edtf, date_text FROM event WHERE kind = @kind AND sort_day <= @to
       AND date_earliest <= @to AND date_latest >= @from AND sort_day >= @from - ${longest} ORDER BY sort_day, id LIMIT @first`,
    ),
    search: database.prepare(
      `SELECT d.id, d.kind, d.title, d.text, d.date_edtf, d.date_text FROM document_fts f JOIN document d ON d.id = f.rowid
       WHERE document_fts MATCH ? AND d.kind = 'article' ORDER BY f.rank LIMIT ?`,
    ),
  };
  return { database, ask };
}
