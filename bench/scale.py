#!/usr/bin/env python3
"""What a request costs in processor time, of the service and of the database apart: what `docs/scaling.md` reckons with.

    make -C bench scale SIZE=20000

For the page of a life (Q1) and a name by its id (Q6), on SQLite, on PostgreSQL, and on PostgreSQL as it is where there are
replicas, whose answers tell their position: answers that are read anew, the same to somebody with a token; by a document whose text nobody
asked before, though its form is known, one whose form is new, and one whose statement is new as well; for the page of a life
also by a known document with a plan that must be made anew, beside the same with a plan that is known; and 304s to those who
have the answer; and what it costs to write a person and an event (M1), into a copy. All are drawn with a fixed seed, asked by `wrk` over sixteen connections, and take turns; it prints
medians over the runs, in microseconds a request. Under `--lock` a cell holds a lock that others on the machine know of."""

import argparse
import json
import os
import random
import statistics
import urllib.parse
import urllib.request
from pathlib import Path

import load
from archives import Archives, tell
from cells import alone
from server import Server, warm
from work import WORK, document, draws

HERE = Path(__file__).resolve().parent
HAVE = 2000
TEXT, FORM = "read, by a text never seen of a known form", "read, by a form never seen"
STATEMENT = "read, by a form and a statement never seen"
OPEN, PLAN = "read, sixteen variables without values", "read, the same, the plan made anew"
# What may be left open in the page of a life: sixteen variables that are null or not there make 65,536 plans of one statement.
OPENED = {
    "events(first: 100": {"after": "String", "before": "String", "direction": "OrderDirection", "filter": "EventFilter"},
    "participants(first: 20": {"after": "String", "before": "String", "direction": "OrderDirection", "filter": "PersonFilter"},
    "documents(first: 10": {"after": "String", "before": "String", "direction": "OrderDirection", "filter": "DocumentFilter"},
    "quotations(first: 20": {"after": "String", "before": "String", "direction": "OrderDirection", "role": "AttributionRole"},
}
PLANS = 40_000


def main():
    options = arguments()
    archives = Archives(options)
    archives.prepare()
    sqlite, postgres = f"sqlite://{archives.sqlite}", archives.url()
    services = {"SQLite": (sqlite, []), "PostgreSQL": (postgres, []),
                "PostgreSQL, with positions": (postgres, ["--replicas", postgres])}
    servers = {name: service(name, database, more, options) for name, (database, more) in services.items()}
    cells = {}
    for work in ("Q1", "Q6"):
        requests = Requests(work, archives, options)
        for run in range(options.runs):
            for name, server in servers.items():
                server.start()
                try:
                    requests.tag(server)
                    for way in requests.ways():
                        cell = timed(server, way, requests, archives, run, options)
                        cells.setdefault((work, way, name), []).append(cell)
                finally:
                    server.stop()
    for run in range(options.runs):
        for name, server in writers(archives, options).items():
            requests = Requests("M1", archives, options)
            server.start()
            try:
                cell = timed(server, "read, with a token", requests, archives, run, options)
                cells.setdefault(("M1", "written", name), []).append(cell)
            finally:
                server.stop()
        archives.remove_copies()
    print("| work | answer | database | requests/s | service, µs | database, µs | bytes |\n|---|---|---|---|---|---|---|")
    for (work, way, name), them in cells.items():
        middle = [statistics.median(part) for part in zip(*them)]
        print(f"| {work} | {way} | {name} | {middle[0]:.0f} | {middle[1]:.0f} | {middle[2]:.0f} | {middle[3]:.0f} |")


def service(name, database, more, options):
    command = [options.vitae, "serve", "--no-seed", "--database", database, "--listen", "ADDRESS", "--log", "error",
               "--readers", str(options.readers), "--compression=false", "--answer-memory", "0", *more]
    return Server(name, command, options, database, log=Path(options.folder) / "scale.log")


def writers(archives, options):
    """Services on copies of the archive, which they may write to."""
    kinds = {"SQLite": "sqlite", "PostgreSQL": "postgres"}
    return {name: service(name, archives.copy("scale", kind), [], options) for name, kind in kinds.items()}


class Requests:
    """The requests of one piece of work: to be posted, and a part of them as addresses with the tags of their answers."""

    def __init__(self, work, archives, options):
        drawn = draws(work, archives.sqlite, options)
        body = lambda draw: {"query": document(work), "operationName": WORK[work][0], "variables": draw.variables}
        self.bodies = Path(options.folder) / f"scale-{work}.bodies"
        self.bodies.write_text("".join(json.dumps(body(draw)) + "\n" for draw in drawn))
        # In place of each `@@` is a number that no other request has.
        name = WORK[work][0]
        self.files = {}
        for way, rewrite in {TEXT: lambda query: f"# @@\n{query}",
                             FORM: lambda query: query.replace(f"query {name}", f"query {name}@@", 1),
                             STATEMENT: lambda query: query.replace("\n    id\n", "\n    id@@: id\n", 1)}.items():
            def asked(draw, way=way, rewrite=rewrite):
                whole = body(draw)
                return {**whole, "query": rewrite(whole["query"]), "operationName": f"{name}@@" if way == FORM else name}
            self.write(way, [asked(draw) for draw in drawn])
        if work == "Q1":
            query, names = opened(document(work))
            chance = random.Random(f"{options.seed} open")
            given = lambda mask: {name: None for at, name in enumerate(names) if mask >> at & 1}
            ask = lambda draw, mask: {"query": query, "variables": {**draw.variables, **given(mask)}}
            self.write(OPEN, [ask(draw, 0b0101010101010101) for draw in drawn])
            masks = chance.sample(range(1 << len(names)), PLANS)
            self.write(PLAN, [ask(drawn[1 + at % (len(drawn) - 1)], mask) for at, mask in enumerate(masks)])
        self.addresses = [
            "/graphql?" + urllib.parse.urlencode({**body(draw), "variables": json.dumps(draw.variables)})
            for draw in drawn[1:HAVE + 1]
        ]
        self.tagged = Path(options.folder) / f"scale-{work}.tagged"

    def write(self, way, bodies):
        self.files[way] = self.bodies.with_suffix(f".{len(self.files)}.bodies")
        self.files[way].write_text("".join(json.dumps(body) + "\n" for body in bodies))

    def ways(self):
        return ["read", "read, with a token", *self.files, "GET, read", "304"]

    def tag(self, server):
        """Asks for each answer's tag, once."""
        if self.tagged.exists() and self.tagged.stat().st_mtime > self.bodies.stat().st_mtime:
            return
        lines = []
        for address in self.addresses:
            with urllib.request.urlopen(server.url(address)) as answer:
                lines.append(f"{address}\t{answer.headers['etag']}\n")
        self.tagged.write_text("".join(lines))


def opened(query):
    """The document with sixteen variables more, none of which needs a value, and their names."""
    declared = []
    for field, arguments in OPENED.items():
        of = lambda argument: f"{field.split('(')[0]}_{argument}"
        declared += [(of(argument), ty) for argument, ty in arguments.items()]
        given = "".join(f", {argument}: ${of(argument)}" for argument in arguments)
        query = query.replace(field, field + given, 1)
    return query.replace("($id: ID!", "($id: ID!" + "".join(f", ${name}: {ty}" for name, ty in declared), 1), [name for name, _ in declared]


def timed(server, way, requests, archives, run, options):
    """Requests a second, µs of the service and of the database, bytes on the wire."""
    script, file, more = "post.lua", requests.bodies, []
    if way == "read, with a token":
        more = [archives.token(server.database)]
    elif way in requests.files:
        file = requests.files[way]
        more = ["-", "numbered"] if way in (TEXT, FORM, STATEMENT) else []
    elif way != "read":
        script, file, more = "get.lua", requests.tagged, ["fresh"] if way == "GET, read" else []
    url, file = server.url("/graphql"), str(file)
    with alone(options):
        warm(server.database)
        # 304s are answered without reading once each was read and is remembered.
        load.run(url, file, 0.5, 2, options, script=script, more=more)
        server.pin()
        before = spent(server)
        told = load.run(url, file, run / options.runs, options.seconds, options, script=script, more=more)
        after = spent(server)
    if told["failed"]:
        raise SystemExit(f"{server.name}, {way}: {told['failed']} requests failed")
    each = [(now - then) / told["requests"] * 1e6 for then, now in zip(before, after)]
    return told["requests"] / told["microseconds"] * 1e6, *each, told["bytes"] / told["requests"]


def spent(server):
    """Processor seconds of the service, and of the database's processes that work for it."""
    server.usage()
    own = server.last[server.process.pid][0]
    return own, sum(seconds for pid, (seconds, _) in server.last.items() if pid in server.backends)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=20_000, help="persons in the archive")
    parser.add_argument("--vitae", default=str(HERE.parent / "target/release/vitae"), help="the service's own binary")
    parser.add_argument("--postgres", default=os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1/postgres"),
                        help="a PostgreSQL server on this machine on which databases may be made")
    parser.add_argument("--folder", default=str(HERE / "data"), help="where data, archives and logs are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="how long one cell is timed")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--readers", type=int, default=2, help="database connections of the service")
    parser.add_argument("--bodies", type=int, default=20_000, help="different requests of each piece of work")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--lock", help="a file that is locked while a cell is timed, for machines that several measure on")
    options = parser.parse_args()
    for path in ("vitae", "folder"):
        setattr(options, path, os.path.abspath(getattr(options, path)))
    return options


if __name__ == "__main__":
    tell("this takes some minutes")
    main()
