#!/usr/bin/env python3
"""Compares ways to answer the same queries from one archive, on one core each for server and load.

Every way's answers are compared byte for byte before anything is timed. Cells are interleaved: each run
times every way once, so that what else the machine does meets all of them. It prints one table."""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import load
from server import Server, post, warm

HERE = Path(__file__).resolve().parent
QUERIES = {"Life": "life.graphql", "Fifty": "fifty.graphql"}
PAGES = """query Pages($after: String) {
  persons(first: 1000, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }"""


def main():
    options = arguments()
    binaries = Path(options.binaries)
    routes = Server("routes", [binaries / "routes", options.database, "ADDRESS", options.readers], options)
    limit = Server("limit", [binaries / "limit", options.database, "ADDRESS", options.readers], options)
    servers = [routes, limit]
    ways = {"limit": limit.url("/limit"), "plan": routes.url("/plan"), "executor": routes.url("/executor")}
    if options.vitae:
        serve = [options.vitae, "serve", "--no-seed", "--database", options.database]
        serve += ["--listen", "ADDRESS", "--readers", options.readers, "--answer-memory", "0"]
        vitae = Server("vitae", serve, options)
        servers.append(vitae)
        ways["serve"] = vitae.url("/graphql")
    try:
        for server in servers:
            server.start()
        bodies = prepare(ways["plan"], options)
        sizes = check(ways, bodies, options)
        ways["static"] = limit.url("/static/SIZE")
        owner = {way: server for server in servers for way, url in ways.items() if url.startswith(server.base)}
        with tempfile.TemporaryDirectory() as folder:
            files = {query: Path(folder) / query for query in bodies}
            for query, file in files.items():
                file.write_text("\n".join(bodies[query]) + "\n")
            cells = measure(ways, owner, files, sizes, options)
        report(cells, ways, sizes, options)
    finally:
        for server in servers:
            server.stop()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", help="sqlite:///FILE or postgres://USER@HOST/NAME, filled and migrated")
    parser.add_argument("--binaries", required=True, help="where `limit` and `routes` were built")
    parser.add_argument("--vitae", help="the service's own binary, to time `vitae serve` beside the rest")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="how long one cell is timed")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--readers", type=int, default=2, help="database connections of each server")
    parser.add_argument("--sample", type=int, default=300, help="answers of each query compared beforehand")
    parser.add_argument("--bodies", type=int, default=20000, help="different requests of each query")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--ways", help="only these, separated by commas")
    parser.add_argument("--queries", default="Life,Fifty")
    parser.add_argument("--json", help="also write every cell to this file")
    return parser.parse_args()


def prepare(url, options):
    """The request bodies of each query: random persons, and random places in the list of names."""
    ids, cursors, after, more = [], [], None, True
    while more:
        body = json.dumps({"query": PAGES, "operationName": "Pages", "variables": {"after": after}})
        page = json.loads(post(url, body))["data"]["persons"]
        ids += [edge["node"]["id"] for edge in page["edges"]]
        cursors += [edge["cursor"] for edge in page["edges"]]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    if not ids:
        sys.exit("the archive has no persons; import something first")
    # The last pages would be shorter than fifty.
    cursors = cursors[:-50] or cursors[:1]
    print(f"{len(ids)} persons in the archive", file=sys.stderr)
    chance = random.Random(options.seed)

    def bodies(name, variable, values):
        text = (HERE / "queries" / QUERIES[name]).read_text()
        envelope = {"query": text, "operationName": name}
        return [json.dumps({**envelope, "variables": {variable: value}}) for value in values]

    return {
        "Life": bodies("Life", "id", chance.choices(ids, k=options.bodies)),
        "Fifty": bodies("Fifty", "after", chance.choices(cursors, k=options.bodies)),
    }


def check(ways, bodies, options):
    """Every way gives the same bytes, also where there is nothing to find; the mean size of an answer."""
    sizes = {}
    for query, all_bodies in bodies.items():
        edges = {"Life": [{"id": "person:999999999"}], "Fifty": [{"after": None}, {}]}[query]
        envelope = json.loads(all_bodies[0])
        sample = all_bodies[: options.sample] + [json.dumps({**envelope, "variables": it}) for it in edges]
        total = 0
        for body in sample:
            answers = {way: post(url, body) for way, url in ways.items()}
            expected = answers["limit"]
            total += len(expected)
            for way, answer in answers.items():
                if answer != expected:
                    differ(way, query, body, expected, answer)
            if b'"errors"' in expected[:12]:
                sys.exit(f"{query} answers errors: {expected[:200]}")
        sizes[query] = total // len(sample)
        print(f"{query}: {len(sample)} answers equal byte for byte on {', '.join(ways)}", file=sys.stderr)
    return sizes


def differ(way, query, body, expected, answer):
    at = next((i for i, (a, b) in enumerate(zip(expected, answer)) if a != b), min(len(expected), len(answer)))
    start = max(0, at - 60)
    sys.exit(
        f"{way} answers {query} differently at byte {at} for {json.loads(body)['variables']}:\n"
        f"  limit: …{expected[start:at + 60]!r}\n  {way}: …{answer[start:at + 60]!r}"
    )


def measure(ways, owner, files, sizes, options):
    """A cell for each run, query and way."""
    chosen = options.ways.split(",") if options.ways else list(ways)
    cells = []
    for run in range(options.runs):
        for query in options.queries.split(","):
            for way in chosen:
                warm(options.database)
                url = ways[way].replace("SIZE", str(sizes[query]))
                cell = load.cell(url, str(files[query]), owner[way], run / options.runs, options)
                cells.append({"run": run, "query": query, "way": way, **cell})
                print(json.dumps(cells[-1]), file=sys.stderr)
    if options.json:
        Path(options.json).write_text("".join(json.dumps(cell) + "\n" for cell in cells))
    return cells


def report(cells, ways, sizes, options):
    kind = options.database.split(":")[0]
    print(f"\n{kind}, {options.runs} runs of {options.seconds} s, {options.connections} connections, "
          f"{options.readers} readers, one core for the server and one for the load")
    print("| query | way | req/s median (range) | of the limit, median (range) | server's CPU µs a request "
          "| p50 ms | p99 ms | memory MB |")
    print("|---|---|---|---|---|---|---|---|")
    for query in dict.fromkeys(cell["query"] for cell in cells):
        limit = {cell["run"]: cell["rate"] for cell in cells if (cell["query"], cell["way"]) == (query, "limit")}
        for way in dict.fromkeys(cell["way"] for cell in cells):
            mine = [cell for cell in cells if (cell["query"], cell["way"]) == (query, way)]
            rates = [cell["rate"] for cell in mine]
            shares = [cell["rate"] / limit[cell["run"]] for cell in mine if limit.get(cell["run"])]
            share = f"{statistics.median(shares):.2f} ({min(shares):.2f}-{max(shares):.2f})" if shares else "-"
            middle = {name: statistics.median(cell[name] for cell in mine) for name in ("cpu", "p50", "p99", "rss")}
            print(f"| {query} | {way} | {statistics.median(rates):.0f} ({min(rates):.0f}-{max(rates):.0f}) | {share} "
                  f"| {middle['cpu']:.0f} | {middle['p50']:.1f} | {middle['p99']:.1f} | {middle['rss']:.0f} |")
    failed = [cell for cell in cells if cell["failed"]]
    cold = [cell for cell in cells if cell["faults"]]
    print(f"\nmean size of an answer: " + ", ".join(f"{query} {size} bytes" for query, size in sizes.items()))
    print(f"cells with failed requests: {len(failed)}; cells in which the server read from the disk "
          f"(major faults): {len(cold)}; of {len(cells)}")
    if failed:
        sys.exit("a cell with failed requests is no speed")


if __name__ == "__main__":
    started = time.time()
    main()
    print(f"took {time.time() - started:.0f} s", file=sys.stderr)
