-- Vitae's tables as datasette-graphql can serve them: the same columns and indexes of what the bench asks, but keys that are
-- plain numbers. In the archive a person's number refers to its record and that to its claim, so that an id is two look-ups.
-- The archive is attached as `archive`.

CREATE TABLE event (id INTEGER PRIMARY KEY, kind TEXT, title TEXT, place TEXT, date_edtf TEXT, date_text TEXT, date_earliest INTEGER,
    date_latest INTEGER, sort_day INTEGER);
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, sort_name TEXT, birth_id INTEGER REFERENCES event (id),
    death_id INTEGER REFERENCES event (id));
CREATE TABLE external_key (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id), key TEXT);
CREATE TABLE person_name (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id), rank INTEGER, kind TEXT, text TEXT, language TEXT);
CREATE TABLE participation (id INTEGER PRIMARY KEY, event_id INTEGER REFERENCES event (id), person_id INTEGER REFERENCES person (id),
    role TEXT, sort_day INTEGER);
CREATE TABLE document (id INTEGER PRIMARY KEY, kind TEXT, title TEXT, date_edtf TEXT, text TEXT);
CREATE TABLE appearance (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id), document_id INTEGER REFERENCES document (id),
    passages INTEGER, sort_day INTEGER);
CREATE TABLE mention (id INTEGER PRIMARY KEY, document_id INTEGER REFERENCES document (id), person_id INTEGER REFERENCES person (id),
    span_start INTEGER, span_end INTEGER, surface TEXT, prefix TEXT, suffix TEXT);
CREATE TABLE attribution (id INTEGER PRIMARY KEY, quotation_id INTEGER REFERENCES document (id), person_id INTEGER REFERENCES person (id),
    role TEXT, status TEXT, sort_day INTEGER);

INSERT INTO event SELECT id, kind, title, place, date_edtf, date_text, date_earliest, date_latest, sort_day FROM archive.event;
INSERT INTO person SELECT id, name, sort_name, birth_id, death_id FROM archive.person;
INSERT INTO external_key SELECT id, record_id, key FROM archive.external_key WHERE kind = 'person';
INSERT INTO person_name SELECT id, person_id, rank, kind, text, language FROM archive.person_name;
INSERT INTO participation SELECT id, event_id, person_id, role, sort_day FROM archive.participation;
INSERT INTO document SELECT id, kind, title, date_edtf, text FROM archive.document;
INSERT INTO appearance (person_id, document_id, passages, sort_day) SELECT person_id, document_id, passages, sort_day
    FROM archive.appearance ORDER BY sort_day, document_id;
INSERT INTO mention SELECT id, document_id, person_id, span_start, span_end, surface, prefix, suffix FROM archive.mention;
INSERT INTO attribution SELECT id, quotation_id, person_id, role, status, sort_day FROM archive.attribution;

CREATE INDEX event_kind_order ON event (kind, sort_day, id);
CREATE INDEX person_name_order ON person (sort_name, id);
CREATE INDEX external_key_record ON external_key (person_id, id);
CREATE INDEX person_name_of_person ON person_name (person_id, rank, id);
CREATE INDEX participation_of_person ON participation (person_id, sort_day, id);
CREATE INDEX participation_of_event ON participation (event_id, id);
CREATE INDEX appearance_of_person ON appearance (person_id, sort_day, document_id);
CREATE INDEX mention_of_document ON mention (document_id, span_start, id);
CREATE INDEX attribution_of_person ON attribution (person_id, role, sort_day, id);
CREATE VIRTUAL TABLE document_fts USING fts5 (title, text, content="document", content_rowid="id", tokenize='porter unicode61');
INSERT INTO document_fts (document_fts) VALUES ('rebuild');
INSERT INTO document_fts (document_fts) VALUES ('optimize');
ANALYZE;
