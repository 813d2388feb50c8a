#!/usr/bin/env python3
"""Times `search` and `suggest` of a running service beside a hand-written FTS5 query for the same page.

    bench/search.py BINARY ARCHIVE.db [--rounds 200]

The hand-written side is Python's sqlite3 in this process over an FTS5 table of the same texts (porter, unicode61), made
once beside the archive: the twenty best by bm25 with their names, as somebody would write it. The service is asked over
HTTP; what a query by id costs over the same connection is taken from its figure, so that both tell what finding costs.
Both take turns, word by word. It prints a row for each sort of word: medians in microseconds, the ratio of these, and the ratio
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

    def __init__(self, binary, archive):
        port = free_port()
        command = [binary, "serve", "--database", f"sqlite://{archive}", "--listen", f"127.0.0.1:{port}"]
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
    chance = random.Random(1)

    def some(least, most):
        fit = [term for term, count in counted if least <= count <= most]
        return chance.sample(fit, min(40, len(fit)))

    names = [row[0] for row in connection.execute("SELECT name FROM person WHERE name IS NOT NULL AND id % 997 = 0 LIMIT 40")]
    common = [term for term, _ in sorted(counted, key=lambda it: -it[1])[:3]]
    return {"a whole name": names, "in 2 to 20 records": some(2, 20), "in 500 to 5,000": some(500, 5000),
            "the three most common": common, "two usual words": list(map(" ".join, zip(some(500, 5000), some(500, 5000))))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("archive")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    by_hand = made_by_hand(options.archive)
    service = Service(options.binary, options.archive)
    print("| what | search | with passages | by hand | ratio | of processor time |\n|---|---|---|---|---|---|")
    try:
        sorts = words(by_hand)
        for sort, texts in sorts.items():
            texts = [text for text in texts if "".join(text.split()).isalnum()] or texts
            report(service, by_hand, sort, texts, options.rounds)
        prefixes = [name[:length].lower() for name in sorts["a whole name"] for length in (1, 3, 5)]
        suggestions(service, by_hand, prefixes, options.rounds)
    finally:
        service.process.terminate()


def report(service, by_hand, sort, texts, rounds):
    found, shown, hand = [], [], []
    floor = medians(service.timed(FLOOR, "person:1") for _ in range(200))
    for turn in range(rounds):
        text = texts[turn % len(texts)]
        quoted = " ".join(f'"{word}"' for word in text.split())
        if turn < len(texts):
            service.ask(PAGE, text)
        found.append(service.timed(PAGE, text))
        hand.append(timed(lambda: by_hand.execute(BY_HAND, (quoted,)).fetchall()))
        shown.append(service.timed(SNIPPETS, text))
    row(sort, floor, found, shown, hand)


def suggestions(service, by_hand, prefixes, rounds):
    found, hand = [], []
    floor = medians(service.timed(FLOOR, "person:1") for _ in range(200))
    for turn in range(rounds):
        prefix = prefixes[turn % len(prefixes)]
        found.append(service.timed(SUGGEST, prefix))
        hand.append(timed(lambda: by_hand.execute(NAMES_BY_HAND, (prefix, prefix + "\U0010ffff")).fetchall()))
    row("suggest", floor, found, [], hand)


def row(sort, floor, found, shown, hand):
    """A row of the table: what the service takes beyond a query by id, and what is done by hand."""
    found, hand = medians(found), medians(hand)
    passages = f"{medians(shown)[0] - floor[0]:.0f}" if shown else ""
    ratio, of_processor = ((mine - base) / theirs for mine, base, theirs in zip(found, floor, hand))
    print(f"| {sort} | {found[0] - floor[0]:.0f} | {passages} | {hand[0]:.0f} | {ratio:.2f} | {of_processor:.2f} |", flush=True)


if __name__ == "__main__":
    main()
