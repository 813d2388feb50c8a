"""The hand-written side of `search.py`: what somebody would write who must give the same pages as Vitae, record for record, on
tables of their own beside the archive, and nothing else.

Whole names and words with a letter left out are plain tables, read by their key. Names, titles, what a record is about and
sounds are marks in an index without places; all words and stems are in an index with places, for phrases. Each step of the
ranking is a prepared statement that reads a page at most, in the order of numbers; what earlier steps found is known and passed
over, later steps are asked only until the page is full, names that are nearly so and those that sound so share their look-ups, and
what cannot find more is not asked. Names and titles are looked up for the page alone. On PostgreSQL all that is a function, for one way
there and back."""

import subprocess
from pathlib import Path

try:
    import apsw
except ImportError:
    raise SystemExit("it needs SQLite as it is today, not the system's: pip install apsw")

from by_hand_words import Asked, Kept, variants, words

PAGE, SUGGESTED = 20, 10
STEPS = ("WHOLE_NAME", "NAME", "TITLE", "SUBJECT", "TEXT", "SPELLING", "SOUND")

RECORDS = """SELECT r.id, r.kind, coalesce(e.title, d.title), e.place, coalesce(p.description, e.description, d.text)
    FROM record r LEFT JOIN person p ON p.id = r.id LEFT JOIN event e ON e.id = r.id LEFT JOIN document d ON d.id = r.id
    WHERE coalesce(p.id, e.id, d.id) IS NOT NULL ORDER BY r.id"""
NAMES = "SELECT person_id, id, text FROM person_name ORDER BY person_id, id"

TABLES = """CREATE TABLE whole (name TEXT, id INT, PRIMARY KEY (name, id)) WITHOUT ROWID;
    CREATE TABLE near (variant TEXT, word TEXT, PRIMARY KEY (variant, word)) WITHOUT ROWID;
    CREATE TABLE beginning (start TEXT, person INT, name INT, place INT, PRIMARY KEY (start, person, name, place)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE marks USING fts5 (mark, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
    CREATE VIRTUAL TABLE words USING fts5 (word, content = '', tokenize = 'ascii')"""
WHOLE = "SELECT id FROM whole WHERE name = ? ORDER BY id LIMIT 20"
MARKED = "SELECT rowid FROM marks WHERE marks MATCH ? ORDER BY rowid LIMIT 20"
WORDED = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT 20"
SHOWN = """SELECT r.id, r.kind, CASE r.kind WHEN 'person' THEN (SELECT p.name FROM person p WHERE p.id = r.id)
    WHEN 'event' THEN (SELECT e.title FROM event e WHERE e.id = r.id) ELSE (SELECT d.title FROM document d WHERE d.id = r.id) END
    FROM record r WHERE r.id IN ({})"""
BEGUN = """SELECT b.person, p.name, n.text FROM (SELECT person, name, start, place FROM beginning WHERE start >= ? AND start < ?
    ORDER BY start, person, name, place) b CROSS JOIN person p ON p.id = b.person CROSS JOIN person_name n ON n.id = b.name"""
PLAIN = """SELECT f.rowid, r.kind, coalesce(p.name, e.title, d.title), f.rank FROM (SELECT rowid, rank FROM words
    WHERE words MATCH ? ORDER BY rank LIMIT 20) f JOIN record r ON r.id = f.rowid LEFT JOIN person p ON p.id = f.rowid
    LEFT JOIN event e ON e.id = f.rowid LEFT JOIN document d ON d.id = f.rowid ORDER BY f.rank"""
PLAIN_NAMES = """SELECT DISTINCT p.id, p.name FROM person_name n JOIN person p ON p.id = n.person_id
    WHERE n.folded >= ? AND n.folded < ? ORDER BY n.folded LIMIT 10"""


def of_persons(names):
    """Names with their numbers, by person."""
    of_person = {}
    for person, number, name in names:
        of_person.setdefault(int(person), []).append((int(number), name))
    return of_person


def records(records, names):
    """Each record with what is kept of it."""
    for number, kind, title, place, text in records:
        number = int(number)
        told = names.get(number, []) if kind == "person" else [(number, title)] if title else []
        yield number, Kept(kind, told, place, text)


class InSqlite:
    """The tables in a file beside the archive, asked by apsw in this process, which brings an SQLite of its own."""

    def __init__(self, archive):
        file = f"{archive}.by-hand"
        is_new = not Path(file).exists()
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        self.connection = apsw.Connection(file, flags=flags, statementcachesize=500)
        self.connection.execute("ATTACH ? AS archive", (f"file:{archive}?mode=ro",))
        for of in ("", "archive."):
            self.connection.execute(f"PRAGMA {of}mmap_size = 2147418112")
        if is_new:
            self.make()
        self.asked = {}
        self.statements = 0

    def make(self):
        for statement in ("BEGIN", *TABLES.split(";")):
            self.connection.execute(statement)
        whole, near, beginnings = set(), set(), []
        read = self.connection.execute
        for number, kept in records(read(RECORDS), of_persons(read(NAMES))):
            read("INSERT INTO marks (rowid, mark) VALUES (?, ?)", (number, " ".join(sorted(kept.marks))))
            read("INSERT INTO words (rowid, word) VALUES (?, ?)", (number, " ".join(kept.words + kept.stems)))
            whole.update((name, number) for name in kept.whole)
            near.update(kept.near)
            beginnings.extend((start, number, name, place) for start, name, place in kept.beginnings)
        several = self.connection.executemany
        several("INSERT INTO whole VALUES (?, ?)", sorted(whole))
        several("INSERT INTO near VALUES (?, ?)", sorted({(variant, word) for word in near for variant in variants(word)}))
        several("INSERT INTO beginning VALUES (?, ?, ?, ?)", sorted(beginnings))
        for table in ("marks", "words"):
            read(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        read("COMMIT")

    def read(self, sql, values):
        self.statements += 1
        return self.connection.execute(sql, values)

    def prepared(self, text):
        """What is asked for a text; made before anything is timed."""
        if text not in self.asked:
            self.asked[text] = Asked(text)
        return self.asked[text]

    def found(self, text):
        """The page of a search: the step, the record, its kind, its name or title."""
        asked = self.prepared(text)
        # In one transaction: SQLite and FTS5 need not look with each statement whether somebody has written.
        self.read("BEGIN", ())
        steps = self.steps(asked)
        shown = {row[0]: row for row in self.read(SHOWN.format(", ".join("?" * len(steps))), list(steps))}
        self.read("COMMIT", ())
        return [(step, *shown[number]) for number, step in steps.items()]

    def steps(self, asked):
        found = {}

        def is_full(step, sql, text):
            for (number,) in self.read(sql, (text,)):
                if number not in found:
                    found[number] = step
                    if len(found) == PAGE:
                        return True
            return False

        for step, sql, text in (("WHOLE_NAME", WHOLE, asked.whole), ("NAME", MARKED, asked.named), ("TITLE", MARKED, asked.titled),
                                ("SUBJECT", MARKED, asked.about), ("TEXT", WORDED, asked.text)):
            if is_full(step, sql, text):
                return found
        near = [self.near(variants) for variants in asked.variants]
        if all(near) and any(some != ["n" + word] for some, word in zip(near, asked.words)):
            if is_full("SPELLING", MARKED, asked.all([asked.any(some) for some in near])):
                return found
        # Of one word alone, names that are near were the step before.
        sounding = [(near if len(asked.words) > 1 else []) + sounds for near, sounds in zip(near, asked.sounds)]
        if all(sounding) and any(asked.sounds):
            is_full("SOUND", MARKED, asked.all([asked.any(some) for some in sounding]))
        return found

    def near(self, variants):
        """Words of names that share a variant with a word, as marks."""
        places = ", ".join("?" * len(variants))
        return [f"n{row[0]}" for row in self.read(f"SELECT DISTINCT word FROM near WHERE variant IN ({places})", variants)]

    def suggested(self, prefix):
        """Persons with a name that goes on so: the number, the name shown, the name that matched."""
        found = {}
        for rank in "01":
            start = rank + self.prepared(prefix).whole
            for person, name, matched in self.read(BEGUN, (start, start + "\U0010ffff")):
                if person not in found:
                    found[person] = (person, name, matched)
                    if len(found) == SUGGESTED:
                        return list(found.values())
        return list(found.values())

    def nothing(self):
        """What it takes to run a statement from Python."""
        self.connection.execute("SELECT 1 WHERE ? IS NULL", ("",)).fetchall()

    def plain(self, text):
        """The twenty best by bm25, as a plain query has them."""
        return self.read(PLAIN, (self.prepared(text).stems,)).fetchall()

    def plain_names(self, prefix):
        return self.read(PLAIN_NAMES, (prefix, prefix + "\U0010ffff")).fetchall()

    def words(self):
        """Words of the archive, each with how many records have it."""
        self.connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.tokens USING fts5vocab (main, words, row)")
        return self.connection.execute("SELECT substr(term, 2), doc FROM temp.tokens WHERE term GLOB 'w[a-z]*' ORDER BY 1").fetchall()

    def names(self):
        sql = "SELECT name FROM person WHERE name IS NOT NULL ORDER BY (id * 7919) % 10007, id LIMIT 40"
        return [row[0] for row in self.connection.execute(sql)]


MADE_IN_POSTGRES = """CREATE SCHEMA by_hand;
    CREATE TABLE by_hand.whole (name text COLLATE "C", id bigint, PRIMARY KEY (name, id));
    CREATE TABLE by_hand.near (variant text COLLATE "C", word text COLLATE "C", PRIMARY KEY (variant, word));
    CREATE TABLE by_hand.beginning (start text COLLATE "C", person bigint, name bigint, place int,
        PRIMARY KEY (start, person, name, place));
    CREATE TABLE by_hand.marks (id bigint PRIMARY KEY, marks tsvector NOT NULL);
    CREATE TABLE by_hand.words (id bigint PRIMARY KEY, words tsvector NOT NULL);"""
PREPARED_IN_POSTGRES = """PREPARE search (text, tsquery, tsquery, tsquery, tsquery, text[], text[], text[]) AS
        SELECT * FROM by_hand.search($1, $2, $3, $4, $5, $6, $7, $8);
    PREPARE suggest (text) AS SELECT * FROM by_hand.suggest($1);
    PREPARE floor (bigint) AS SELECT id FROM person WHERE id = $1;
    PREPARE plain (tsquery) AS SELECT f.id, r.kind, coalesce(p.name, e.title, d.title), f.rank FROM (SELECT id, ts_rank_cd(words, $1)
        AS rank FROM by_hand.words WHERE words @@ $1 ORDER BY rank DESC LIMIT 20) f JOIN record r ON r.id = f.id
        LEFT JOIN person p ON p.id = f.id LEFT JOIN event e ON e.id = f.id LEFT JOIN document d ON d.id = f.id ORDER BY f.rank DESC;
    PREPARE plain_names (text) AS SELECT p.id, p.name FROM (SELECT n.person_id, min(n.folded) AS folded FROM person_name n WHERE
        n.folded >= $1 AND n.folded < $1 || U&'\\+10FFFF' GROUP BY n.person_id ORDER BY 2 LIMIT 10) f
        JOIN person p ON p.id = f.person_id ORDER BY f.folded;"""
# Between the columns of what psql prints.
BETWEEN = "\x1f"
# How many numbers of records are read and copied at once.
AT_ONCE = 20_000


class InPostgres:
    """The tables in a schema of their own, asked by one session of `psql`, which tells how long each statement took."""

    def __init__(self, url):
        command = ["psql", url, "-AtqX", "-F", BETWEEN, "-v", "ON_ERROR_STOP=1"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # What is asked never changes the best plan, so it is made once.
        self.lines("SET jit = off; SET plan_cache_mode = force_generic_plan;")
        if not self.lines("SELECT 1 FROM pg_namespace WHERE nspname = 'by_hand';"):
            self.make()
        self.lines(PREPARED_IN_POSTGRES)
        self.asked = {}

    def lines(self, told):
        """What it prints for some commands."""
        self.process.stdin.write(f"{told}\n\\echo done\n")
        self.process.stdin.flush()
        lines = list(iter(lambda: self.process.stdout.readline(), "done\n"))
        if "" in lines[-1:]:
            raise SystemExit("psql has ended")
        return [line.rstrip("\n") for line in lines]

    def rows(self, sql):
        return [[column or None for column in line.split(BETWEEN)] for line in self.lines(sql)]

    def copy(self, table, rows):
        rows = ("\t".join(map(str, row)) for row in rows)
        self.lines("\n".join([f"COPY by_hand.{table} FROM STDIN;", *rows, "\\."]))

    def make(self):
        self.lines(MADE_IN_POSTGRES)
        names = of_persons(self.rows(NAMES + ";"))
        whole, near, beginnings = set(), set(), []
        text = "coalesce(p.description, e.description, d.text)"
        last = int(self.lines("SELECT coalesce(max(id), 0) FROM record;")[0])
        for first in range(0, last + 1, AT_ONCE):
            some = RECORDS.replace("WHERE", f"WHERE r.id >= {first} AND r.id < {first + AT_ONCE} AND")
            marks, vectors = [], []
            for number, kept in records(self.rows(some.replace(text, f"translate({text}, E'\\n\\r', '  ')") + ";"), names):
                marks.append((number, " ".join(f"'{mark}'" for mark in sorted(kept.marks))))
                vectors.append((number, vector(kept)))
                whole.update((name, number) for name in kept.whole)
                near.update(kept.near)
                beginnings.extend((start, number, name, place) for start, name, place in kept.beginnings)
            self.copy("marks", marks)
            self.copy("words", vectors)
        self.copy("whole", sorted(whole))
        self.copy("near", sorted({(variant, word) for word in near for variant in variants(word)}))
        self.copy("beginning", sorted(beginnings))
        self.lines((Path(__file__).parent / "by_hand.sql").read_text())

    def prepared(self, text):
        """The statement that asks for a text; made before anything is timed."""
        if text not in self.asked:
            asked = Asked(text, is_tsquery=True)
            queries = [quoted(query) for query in (asked.whole, asked.named, asked.titled, asked.about, asked.text)]
            lists = [asked.words, [" ".join(some) for some in asked.variants], ["".join(some)[1:] for some in asked.sounds]]
            lists = [f"ARRAY[{', '.join(map(quoted, some))}]" for some in lists]
            self.asked[text] = f"EXECUTE search ({', '.join(queries + lists)});"
        return self.asked[text]

    def found(self, text):
        return [(STEPS[int(step) - 1], int(number), kind, title) for step, number, kind, title in self.rows(self.prepared(text))]

    def suggested(self, prefix):
        return [(int(person), name, matched) for person, name, matched in self.rows(self.prepared_names("suggest", prefix))]

    nothing = "EXECUTE floor (0);"

    def prepared_plain(self, text):
        return f"EXECUTE plain ({quoted(Asked(text, is_tsquery=True).stems)});"

    def words(self):
        told = self.rows("SELECT substr(word, 2), ndoc FROM ts_stat('SELECT words FROM by_hand.words') WHERE word ~ '^w[a-z]' ORDER BY 1;")
        return [(word, int(count)) for word, count in told]

    def names(self):
        return self.lines("SELECT name FROM person WHERE name IS NOT NULL ORDER BY (id * 7919) % 10007, id LIMIT 40;")

    @staticmethod
    def prepared_names(statement, prefix):
        return f"EXECUTE {statement} ({quoted(' '.join(words(prefix)))});"


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def vector(kept):
    """Words with their places, and stems, as the text of a tsvector."""
    places = {}
    for place, word in enumerate(kept.words, 1):
        places.setdefault(word, []).append(str(place))
    places.pop("gap", None)
    return " ".join([f"'{word}':{','.join(at)}" for word, at in places.items()] + [f"'{stem}'" for stem in kept.stems])
