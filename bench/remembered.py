#!/usr/bin/env python3
"""How fast answers are that Vitae remembers, beside static bytes of the same length, and what remembering costs where it is of no use.

    make -C bench remembered SIZE=20000

For the page of a life (Q1) and a name by its id (Q6) `wrk` asks over sixteen connections, server and load on a core each:

- `remembered`: a hundred requests in turn, whose answers come from memory;
- `static`: bytes of the same length from the limit's server, which reads the envelope and nothing else;
- `read`: another request each time, by a service that remembers nothing (`--answer-memory 0`);
- `never again`: the same by one that remembers, where each request comes once.

All take turns. It prints medians over the runs, with the range of what `remembered` is of `static` and of what `never again` is of `read`,
in requests a second and in processor time. Under `--lock` a cell holds a lock that others on the machine know of."""

import argparse
import json
import os
import statistics
from pathlib import Path

import load
from archives import Archives, tell
from cells import alone
from server import Server, post, warm
from work import WORK, document, draws

HERE = Path(__file__).resolve().parent
ASKED_AGAIN = 100
WAYS = ("remembered", "static", "read", "never again")


def main():
    options = arguments()
    archives = Archives(options)
    archives.prepare()
    databases = {"SQLite": f"sqlite://{archives.sqlite}"}
    if options.postgres:
        databases["PostgreSQL"] = archives.url()
    limit = Server("limit", [options.limit, databases["SQLite"], "ADDRESS", 2], options, databases["SQLite"])
    cells = {}
    for name, database in databases.items():
        servers = {"remembered": vitae(database, [], options), "read": vitae(database, ["--answer-memory", "0"], options), "static": limit}
        servers["never again"] = servers["remembered"]
        try:
            for server in dict.fromkeys(servers.values()):
                server.start()
            for work in ("Q1", "Q6"):
                measure(work, name, servers, archives, options, cells)
        finally:
            for server in dict.fromkeys(servers.values()):
                server.stop()
    report(cells)


def vitae(database, more, options):
    command = [options.vitae, "serve", "--no-seed", "--database", database, "--listen", "ADDRESS", "--log", "error", "--readers", "2", *more]
    return Server("vitae", command, options, database, log=Path(options.folder) / "remembered.log")


def measure(work, name, servers, archives, options, cells):
    drawn = draws(work, archives.sqlite, options)[1:]
    bodies = [json.dumps({"query": document(work), "operationName": WORK[work][0], "variables": draw.variables}) for draw in drawn]
    files = {}
    for kind, these in (("again", bodies[:ASKED_AGAIN]), ("all", bodies)):
        files[kind] = Path(options.folder) / f"remembered-{work}-{kind}.bodies"
        files[kind].write_text("".join(body + "\n" for body in these))
    answers = [post(servers["read"].url("/graphql"), body) for body in bodies[:ASKED_AGAIN]]
    size = sum(map(len, answers)) // len(answers)
    for _ in range(3):
        for body, answer in zip(bodies, answers):
            if post(servers["remembered"].url("/graphql"), body) != answer:
                raise SystemExit(f"{work}: another answer from memory than from the archive")
    for run in range(options.runs):
        for way in WAYS:
            server = servers[way]
            url = server.url(f"/static/{size}" if way == "static" else "/graphql")
            file = files["again" if way in ("remembered", "static") else "all"]
            more = ["-", "new"] if way in ("read", "never again") else []
            with alone(options):
                cell = timed(server, url, file, run / options.runs, more, options)
            cells.setdefault((work, name, size, way), []).append(cell)
            tell(f"{work} {name} {way}: {cell[0]:.0f} a second, {cell[1]:.1f} µs")


def timed(server, url, file, start, more, options):
    """Requests a second, and processor time of each in µs, the database's with it."""
    warm(server.database)
    load.run(url, str(file), start, 1, options, more=more)
    server.pin()
    before = server.usage()[0]
    told = load.run(url, str(file), start, options.seconds, options, more=more)
    if told["failed"]:
        raise SystemExit(f"{url}: {told['failed']} requests failed")
    return told["requests"] / told["microseconds"] * 1e6, (server.usage()[0] - before) / told["requests"] * 1e6


def report(cells):
    print("| work | database | bytes | way | a second | µs each | of it |\n|---|---|---|---|---|---|---|")
    for (work, name, size, way), mine in cells.items():
        base = {"remembered": "static", "never again": "read"}.get(way)
        share = ""
        if base:
            others = cells[work, name, size, base]
            shares = [[it[part] / other[part] for it, other in zip(mine, others)] for part in (0, 1)]
            share = f"{base}: " + ", ".join(f"{statistics.median(it):.2f} ({min(it):.2f}–{max(it):.2f}) {what}"
                                            for it, what in zip(shares, ("of the rate", "of the processor time")))
        rate, cpu = (statistics.median(part) for part in zip(*mine))
        print(f"| {work} | {name} | {size} | {way} | {rate:.0f} | {cpu:.1f} | {share} |")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=20_000, help="persons in the archive")
    parser.add_argument("--vitae", default=str(HERE.parent / "target/release/vitae"), help="the service's own binary")
    parser.add_argument("--limit", default=str(HERE / "target/release/limit"), help="the hand-written service's binary")
    parser.add_argument("--postgres", default=os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1/postgres"),
                        help="a PostgreSQL server on this machine on which databases may be made; empty for none")
    parser.add_argument("--folder", default=str(HERE / "data"), help="where data, archives and logs are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="how long one cell is timed")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--bodies", type=int, default=20_000, help="different requests of each piece of work")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--lock", help="a file that is locked while a cell is timed, for machines that several measure on")
    options = parser.parse_args()
    for path in ("vitae", "limit", "folder"):
        setattr(options, path, os.path.abspath(getattr(options, path)))
    return options


if __name__ == "__main__":
    main()
