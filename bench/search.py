#!/usr/bin/env python3
"""Times `search` and `suggest` of a running service beside a hand-written side that gives the same pages (`by_hand.py`), and beside a
plain query of FTS5 or `tsvector`, which gives others.

    bench/search.py BINARY ARCHIVE.db [--rounds 200]
    bench/search.py BINARY --postgres postgres://USER@HOST/NAME [--rounds 200]

First both sides answer everything that will be asked: each page must have the same records in the same order, found for the same
reason, with the same names; each list of suggestions the same persons and names that matched. Where one differs, it is printed and
nothing is timed. Then they take turns, word by word, so that each finds the processor's caches as the other left them; the plain
query has turns of its own, for it walks through much.

What it takes to ask at all is taken off both sides: a query by id over the same connection off the service's figure, and off the
hand-written one, for each statement that it needed, one that finds nothing. What is asked of its indexes is put together before
anything is timed; the service's figure has that in it. Processor time is that of all threads of the service, on PostgreSQL with
those that work for it there, and by hand of this thread, or of psql's server process.

It prints a row for each sort of word: medians in microseconds, the ratio of these, the ratio of processor time, which moves least on
a machine that others use too, and the same of the plain query: the twenty best by bm25 or `ts_rank_cd`, or persons by the beginning of
the whole name alone."""

import argparse
import http.client
import json
import random
import statistics
import subprocess
import time
from pathlib import Path

from by_hand import InPostgres, InSqlite
from server import free_port

PAGE = """query ($text: String!) { search(text: $text, first: 20) { edges { score matchedBy node { id
    ... on Person { name } ... on Event { title } ... on Article { title } ... on Quotation { title } } } } }"""
SNIPPETS = """query ($text: String!) { search(text: $text, first: 20) { edges { score matchedBy matchedIn snippet { text
    spans { start end } } node { id } } } }"""
SUGGEST = "query ($text: String!) { suggest(prefix: $text) { id name matchedName } }"
FLOOR = "query ($text: ID!) { node(id: $text) { id } }"


class Service:
    """`vitae serve` on the archive, and one connection to it."""

    def __init__(self, binary, url):
        port = free_port()
        command = [binary, "serve", "--database", url, "--listen", f"127.0.0.1:{port}", "--answer-memory", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.others = []
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

    def found(self, text):
        """A page as the hand-written side tells it."""
        edges = json.loads(self.ask(PAGE, text))["data"]["search"]["edges"]
        nodes = [(edge["matchedBy"], *edge["node"]["id"].split(":"), edge["node"]) for edge in edges]
        return [(step, int(number), kind, node.get("name", node.get("title"))) for step, kind, number, node in nodes]

    def suggested(self, prefix):
        found = json.loads(self.ask(SUGGEST, prefix))["data"]["suggest"]
        return [(int(it["id"].split(":")[1]), it["name"], it["matchedName"]) for it in found]

    def timed(self, query, text):
        """Wall-clock and processor time of an answer, in microseconds."""
        before = spent(self.process.pid, *self.others)
        start = time.perf_counter()
        self.ask(query, text)
        wall = (time.perf_counter() - start) * 1e6
        return wall, spent(self.process.pid, *self.others) - before


def spent(*processes):
    """Processor time of all threads of some processes so far, in microseconds."""
    threads = [thread for process in processes for thread in Path(f"/proc/{process}/task").iterdir()]
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e3


class Sqlite:
    """The hand-written side in this process, timed."""

    def __init__(self, archive):
        self.side = InSqlite(archive)

    def timed(self, action, text):
        """Wall-clock and processor time of what this thread does, in microseconds, but for what statements take in Python."""
        statements = self.side.statements
        start, began = time.perf_counter(), time.thread_time()
        action(text)
        wall, processor = (time.perf_counter() - start) * 1e6, (time.thread_time() - began) * 1e6
        statements = self.side.statements - statements
        start, began = time.perf_counter(), time.thread_time()
        for _ in range(statements):
            self.side.nothing()
        return wall - (time.perf_counter() - start) * 1e6, processor - (time.thread_time() - began) * 1e6

    def search(self, text):
        return self.timed(self.side.found, text)

    def suggest(self, prefix):
        return self.timed(self.side.suggested, prefix)

    def plain(self, text):
        return self.timed(self.side.plain, text)

    def plain_names(self, prefix):
        return self.timed(self.side.plain_names, prefix)


class Postgres:
    """The hand-written side in a session of psql, timed by its server process and by psql itself."""

    def __init__(self, url):
        self.side = InPostgres(url)
        self.process = int(self.side.lines("SELECT pg_backend_pid();")[0])

    def serving(self):
        """The server's processes that work for the service."""
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        return [int(pid) for pid in self.side.lines(f"{others} AND pid <> pg_backend_pid();")]

    def timed(self, statement):
        self.side.lines("\\timing on")
        told = []
        for each in (statement, self.side.nothing):
            before = spent(self.process)
            lines = self.side.lines(each)
            told.append((float([line for line in lines if line.startswith("Time: ")][-1].split()[1]) * 1e3, spent(self.process) - before))
        self.side.lines("\\timing off")
        return tuple(mine - floor for mine, floor in zip(*told))

    def search(self, text):
        return self.timed(self.side.prepared(text))

    def suggest(self, prefix):
        return self.timed(self.side.prepared_names("suggest", prefix))

    def plain(self, text):
        return self.timed(self.side.prepared_plain(text))

    def plain_names(self, prefix):
        return self.timed(self.side.prepared_names("plain_names", prefix))


def sorts_of(side):
    """Words of the archive: of names, rare, usual and very common ones."""
    counted, names = side.words(), side.names()
    chance = random.Random(1)

    def some(least, most):
        fit = [term for term, count in counted if len(term) > 3 and least <= count <= most]
        return chance.sample(fit, min(40, len(fit)))

    common = [term for term, _ in sorted(counted, key=lambda it: -it[1])[:3]]
    return {"a whole name": names, "in 2 to 20 records": some(2, 20), "in 500 to 5,000": some(500, 5000),
            "the three most common": common, "two usual words": list(map(" ".join, zip(some(500, 5000), some(500, 5000))))}


def compared(service, side, sorts, prefixes):
    """Ends all where the two sides answer differently."""
    differ = 0
    texts = [(service.found, side.found, text) for texts in sorts.values() for text in texts]
    for asked, by_hand, text in texts + [(service.suggested, side.suggested, prefix) for prefix in prefixes]:
        mine, theirs = asked(text), by_hand(text)
        if mine != theirs:
            differ += 1
            place = next(place for place, pair in enumerate(zip(mine + [None], theirs + [None])) if pair[0] != pair[1])
            print(f"`{text}` differs from place {place} on: {mine[place:][:2]} by the service, {theirs[place:][:2]} by hand")
    if differ:
        raise SystemExit(f"{differ} answers differ: nothing is timed")
    print(f"{len(texts)} searches and {len(prefixes)} suggestions are answered alike")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("archive", nargs="?")
    parser.add_argument("--postgres", help="an archive there, in place of a file")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    by_hand = Postgres(options.postgres) if options.postgres else Sqlite(options.archive)
    sorts = sorts_of(by_hand.side)
    prefixes = [name[:length].lower() for name in sorts["a whole name"] for length in (1, 3, 5)]
    service = Service(options.binary, options.postgres or f"sqlite://{options.archive}")
    try:
        compared(service, by_hand.side, sorts, prefixes)
        if options.postgres:
            service.others = by_hand.serving()
        print("| what | service | with passages | by hand | ratio | of processor time | plain | ratio | of processor time |")
        print("|---|---|---|---|---|---|---|---|---|")
        for sort, texts in sorts.items():
            report(service, (by_hand.search, by_hand.plain), sort, texts, options.rounds)
        suggestions(service, (by_hand.suggest, by_hand.plain_names), prefixes, options.rounds)
    finally:
        service.process.terminate()


def report(service, ways, sort, texts, rounds):
    found, shown, hand, floor = [], [], [], []
    for turn in range(rounds):
        text = texts[turn % len(texts)]
        if turn < len(texts):
            service.ask(SNIPPETS, text)
        found.append(service.timed(PAGE, text))
        hand.append(ways[0](text))
        shown.append(service.timed(SNIPPETS, text))
        floor.append(service.timed(FLOOR, "person:1"))
    plain = plainly(service, ways[1], texts, rounds)
    row(sort, floor, found, shown, hand, plain)


def suggestions(service, ways, prefixes, rounds):
    found, hand, floor = [], [], []
    for turn in range(rounds):
        prefix = prefixes[turn % len(prefixes)]
        found.append(service.timed(SUGGEST, prefix))
        hand.append(ways[0](prefix))
        floor.append(service.timed(FLOOR, "person:1"))
    row("suggest", floor, found, [], hand, plainly(service, ways[1], prefixes, rounds))


def plainly(service, way, texts, rounds):
    """What the plain query takes. It has turns of its own: where it walks through half an archive, nobody finds caches as they were."""
    plain = []
    for turn in range(rounds):
        plain.append(way(texts[turn % len(texts)]))
        service.ask(FLOOR, "person:1")
    return plain


def medians(times):
    return [statistics.median(each) for each in zip(*times)]


def row(sort, floor, found, shown, hand, plain):
    """A row of the table: what the service takes beyond a query by id, and what the others take beyond a statement."""
    found, hand, plain, floor = medians(found), medians(hand), medians(plain), medians(floor)
    passages = f"{medians(shown)[0] - floor[0]:.0f}" if shown else ""
    told = [sort, f"{found[0] - floor[0]:.0f}", passages]
    for other in (hand, plain):
        told += [f"{other[0]:.0f}", *(f"{(mine - base) / theirs:.2f}" for mine, base, theirs in zip(found, floor, other))]
    print(f"| {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    main()
