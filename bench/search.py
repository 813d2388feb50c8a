#!/usr/bin/env python3
"""Times `search` and `suggest` of a running service beside a hand-written query for the same page, of FTS5 or `tsvector`.

    bench/search.py BINARY ARCHIVE.db [--rounds 200]
    bench/search.py BINARY --postgres postgres://USER@HOST/NAME [--rounds 200]

The hand-written side is Python's sqlite3 in this process over an FTS5 table of the same texts (porter, unicode61), made
once beside the archive: the twenty best by bm25 with their names, as somebody would write it. On PostgreSQL it is `psql` over a
table of `tsvector` under GIN in a schema of its own, prepared, the twenty best by `ts_rank_cd`; what psql's own \\timing says
is taken, and no processor time. The service is asked over HTTP; what a query by id costs over the same connection is taken from
its figure, so that both tell what finding costs. All take turns, word by word, so that each finds the processor's caches as the
others left them. It prints a row for each sort of word: medians in microseconds, the ratio of these, and the ratio
of processor time (all threads of the service against this one), which moves least on a machine that others use too."""

import argparse
import http.client
import json
import random
import sqlite3
import statistics
import subprocess
import time
from pathlib import Path

from server import free_port

PAGE = """query ($text: String!) { search(text: $text, first: 20) { edges { score matchedBy node { id
    ... on Person { name } ... on Event { title } ... on Article { title } ... on Quotation { title } } } } }"""
SNIPPETS = """query ($text: String!) { search(text: $text, first: 20) { edges { score matchedBy matchedIn snippet { text
    spans { start end } } node { id } } } }"""
SUGGEST = "query ($text: String!) { suggest(prefix: $text) { id name matchedName } }"
FLOOR = "query ($text: ID!) { node(id: $text) { id } }"

BY_HAND = """SELECT f.rowid, r.kind, coalesce(p.name, e.title, d.title), f.rank FROM (SELECT rowid, rank FROM by_hand
    WHERE by_hand MATCH ? ORDER BY rank LIMIT 20) f JOIN record r ON r.id = f.rowid LEFT JOIN person p ON p.id = f.rowid
    LEFT JOIN event e ON e.id = f.rowid LEFT JOIN document d ON d.id = f.rowid ORDER BY f.rank"""
NAMES_BY_HAND = """SELECT DISTINCT p.id, p.name FROM person_name n JOIN person p ON p.id = n.person_id
    WHERE n.folded >= ? AND n.folded < ? ORDER BY n.folded LIMIT 10"""


IN_POSTGRES = """SELECT f.id, r.kind, coalesce(p.name, e.title, d.title), f.rank FROM (SELECT id, ts_rank_cd(vector, asked) AS rank
    FROM by_hand.words, plainto_tsquery('english', $1) asked WHERE vector @@ asked ORDER BY rank DESC LIMIT 20) f
    JOIN record r ON r.id = f.id LEFT JOIN person p ON p.id = f.id LEFT JOIN event e ON e.id = f.id
    LEFT JOIN document d ON d.id = f.id ORDER BY f.rank DESC"""
NAMES_IN_POSTGRES = """SELECT p.id, p.name FROM (SELECT n.person_id, min(n.folded) AS folded FROM person_name n
    WHERE n.folded >= $1 AND n.folded < $1 || U&'\\+10FFFF' GROUP BY n.person_id ORDER BY 2 LIMIT 10) f JOIN person p ON p.id = f.person_id
    ORDER BY f.folded"""
MADE_IN_POSTGRES = """CREATE SCHEMA by_hand; CREATE TABLE by_hand.words (id bigint PRIMARY KEY, vector tsvector);
    INSERT INTO by_hand.words SELECT p.id, to_tsvector('english', concat_ws(' ; ', (SELECT string_agg(n.text, ' ; ')
        FROM person_name n WHERE n.person_id = p.id), p.description)) FROM person p;
    INSERT INTO by_hand.words SELECT id, to_tsvector('english', concat_ws(' ; ', title, place, description)) FROM event;
    INSERT INTO by_hand.words SELECT id, to_tsvector('english', concat_ws(' ; ', title, text)) FROM document;
    CREATE INDEX ON by_hand.words USING gin (vector); VACUUM ANALYZE by_hand.words;"""


class Psql:
    """A session of `psql` that tells how long each prepared query took."""

    def __init__(self, url):
        self.process = subprocess.Popen(["psql", url, "-AtqX"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self.lines("SELECT 1 FROM pg_namespace WHERE nspname = 'by_hand';"):
            self.lines(MADE_IN_POSTGRES)
        self.lines(f"PREPARE words (text) AS {IN_POSTGRES}; PREPARE names (text) AS {NAMES_IN_POSTGRES};\n\\timing on")

    def lines(self, told):
        """What it prints for some commands."""
        self.process.stdin.write(f"{told}\n\\echo done\n")
        self.process.stdin.flush()
        return list(iter(lambda: self.process.stdout.readline().rstrip("\n"), "done"))

    def timed(self, prepared, text):
        """Wall-clock time in microseconds; nothing is known of processor time."""
        times = [line for line in self.lines(f"EXECUTE {prepared} ('{text}');") if line.startswith("Time: ")]
        return float(times[-1].split()[1]) * 1e3, float("nan")

    def words(self):
        """Words of the archive, as `words` draws them."""
        self.lines("\\timing off")
        told = self.lines("SELECT word, ndoc FROM ts_stat('SELECT vector FROM by_hand.words') WHERE length(word) > 3 AND word ~ '^[a-z]+$';")
        counted = sorted((word, int(count)) for word, count in (line.split("|") for line in told))
        names = self.lines("SELECT name FROM person WHERE name IS NOT NULL ORDER BY (id * 7919) % 10007, id LIMIT 40;")
        self.lines("\\timing on")
        return sorts_of(counted, names)


def made_by_hand(archive):
    """The hand-written index, in a file of its own beside the archive."""
    file = f"{archive}.by-hand"
    is_new = not Path(file).exists()
    connection = sqlite3.connect(file)
    connection.execute("ATTACH ? AS archive", (f"file:{archive}?mode=ro",))
    connection.execute("PRAGMA mmap_size = 2147418112")
    connection.execute("PRAGMA archive.mmap_size = 2147418112")
    if is_new:
        connection.execute("CREATE VIRTUAL TABLE by_hand USING fts5 (title, place, text, content = '', tokenize = 'porter unicode61')")
        connection.execute("""INSERT INTO by_hand (rowid, title, text) SELECT p.id, (SELECT group_concat(n.text, ' ; ')
            FROM person_name n WHERE n.person_id = p.id), p.description FROM person p""")
        connection.execute("INSERT INTO by_hand (rowid, title, place, text) SELECT id, title, place, description FROM event")
        connection.execute("INSERT INTO by_hand (rowid, title, text) SELECT id, title, text FROM document")
        connection.execute("INSERT INTO by_hand (by_hand) VALUES ('optimize')")
        connection.commit()
    return connection


class Service:
    """`vitae serve` on the archive, and one connection to it."""

    def __init__(self, binary, url):
        port = free_port()
        command = [binary, "serve", "--database", url, "--listen", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(600):
            try:
                self.ask(FLOOR, "person:1")
                return
            except OSError:
                self.connection.close()
                time.sleep(0.1)

    def ask(self, query, text):
        body = json.dumps({"query": query, "variables": {"text": text}})
        self.connection.request("POST", "/graphql", body, {"content-type": "application/json"})
        answer = self.connection.getresponse().read()
        if b'"errors"' in answer:
            raise SystemExit(f"{text}: {answer[:300]}")
        return answer


    def spent(self):
        """Processor time of all its threads so far, in nanoseconds."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads)

    def timed(self, query, text):
        """Wall-clock and processor time of an answer, in microseconds."""
        before = self.spent()
        wall = timed(lambda: self.ask(query, text))[0]
        return wall, (self.spent() - before) / 1e3


def timed(action):
    """Wall-clock and processor time of what this thread does, in microseconds."""
    start, began = time.perf_counter(), time.thread_time()
    action()
    return (time.perf_counter() - start) * 1e6, (time.thread_time() - began) * 1e6


def medians(times):
    return [statistics.median(each) for each in zip(*times)]


def words(connection):
    """Words of the archive: of names, rare, usual and very common ones."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.tokens USING fts5vocab (main, by_hand, row)")
    counted = connection.execute("SELECT term, doc FROM temp.tokens WHERE length(term) > 3 AND term GLOB '[a-z]*'").fetchall()
    names = [row[0] for row in connection.execute("SELECT name FROM person WHERE name IS NOT NULL AND id % 997 = 0 LIMIT 40")]
    return sorts_of(counted, names)


def sorts_of(counted, names):
    """The sorts, of words with how many records have them."""
    chance = random.Random(1)

    def some(least, most):
        fit = [term for term, count in counted if least <= count <= most]
        return chance.sample(fit, min(40, len(fit)))

    common = [term for term, _ in sorted(counted, key=lambda it: -it[1])[:3]]
    return {"a whole name": names, "in 2 to 20 records": some(2, 20), "in 500 to 5,000": some(500, 5000),
            "the three most common": common, "two usual words": list(map(" ".join, zip(some(500, 5000), some(500, 5000))))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("archive", nargs="?")
    parser.add_argument("--postgres", help="an archive there, in place of a file")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    if options.postgres:
        psql = Psql(options.postgres)
        sorts, names = psql.words(), lambda text: psql.timed("names", text)
        found = lambda text: psql.timed("words", text)
    else:
        by_hand = made_by_hand(options.archive)
        sorts, names = words(by_hand), lambda text: timed(lambda: by_hand.execute(NAMES_BY_HAND, (text, text + "\U0010ffff")).fetchall())
        found = lambda text: timed(lambda: by_hand.execute(BY_HAND, (" ".join(f'"{word}"' for word in text.split()),)).fetchall())
    service = Service(options.binary, options.postgres or f"sqlite://{options.archive}")
    print("| what | search | with passages | by hand | ratio | of processor time |\n|---|---|---|---|---|---|")
    try:
        for sort, texts in sorts.items():
            texts = [text for text in texts if "".join(text.split()).isalnum()] or texts
            report(service, found, sort, texts, options.rounds)
        prefixes = [name[:length].lower() for name in sorts["a whole name"] for length in (1, 3, 5)]
        suggestions(service, names, prefixes, options.rounds)
    finally:
        service.process.terminate()


def report(service, by_hand, sort, texts, rounds):
    found, shown, hand, floor = [], [], [], []
    for turn in range(rounds):
        text, other = texts[turn % len(texts)], texts[(turn + 1) % len(texts)]
        if turn < len(texts):
            service.ask(PAGE, text)
        found.append(service.timed(PAGE, text))
        hand.append(by_hand(text))
        shown.append(service.timed(SNIPPETS, text))
        by_hand(text)
        floor.append(service.timed(FLOOR, "person:1"))
        by_hand(other)
    row(sort, floor, found, shown, hand)


def suggestions(service, by_hand, prefixes, rounds):
    found, hand, floor = [], [], []
    for turn in range(rounds):
        prefix = prefixes[turn % len(prefixes)]
        found.append(service.timed(SUGGEST, prefix))
        hand.append(by_hand(prefix))
        floor.append(service.timed(FLOOR, "person:1"))
        by_hand(prefixes[(turn + 1) % len(prefixes)])
    row("suggest", floor, found, [], hand)


def row(sort, floor, found, shown, hand):
    """A row of the table: what the service takes beyond a query by id, and what is done by hand."""
    found, hand, floor = medians(found), medians(hand), medians(floor)
    passages = f"{medians(shown)[0] - floor[0]:.0f}" if shown else ""
    ratio, of_processor = ((mine - base) / theirs for mine, base, theirs in zip(found, floor, hand))
    print(f"| {sort} | {found[0] - floor[0]:.0f} | {passages} | {hand[0]:.0f} | {ratio:.2f} | {of_processor:.2f} |", flush=True)


if __name__ == "__main__":
    main()
