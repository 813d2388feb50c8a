#!/usr/bin/env python3
"""Whether Vitae slows down as an archive grows: Q1 to Q6 and M1 on archives of several sizes, on SQLite.

    make -C bench grow SIZES=10000,100000,1000000 PLOT=../docs/growth.svg

Makes what archives are not there yet, starts a service on each, which stays for all runs of a piece of work, asks them in turn,
and prints the median latency of each and what it is of that in the smallest archive; with `--plot` it draws them. An archive is
taken as it is before mentions are looked for in its texts: those that its file tells are there. A million persons
take half an hour to import, and 20 GB."""

import argparse
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import load
from archives import Archives, made_lives, settle, tell
from cells import alone
from server import Server, warm
from work import WORK, document, draws

HERE = Path(__file__).resolve().parent
COLOURS = ["#1864ab", "#c92a2a", "#2b8a3e", "#e67700", "#5f3dc4", "#0b7285", "#495057"]


def main():
    options = arguments()
    sizes = {size: Sized(size, options) for size in options.sizes}
    cells = {}
    try:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            for work in options.work.split(","):
                for it in sizes.values():
                    it.write_bodies(work, folder)
                    it.start()
                for run in range(options.runs):
                    for size, it in sizes.items():
                        cell = it.timed(work, run, folder)
                        cells.setdefault((work, size), []).append(cell)
                        tell(f"{work} {size}: p50 {cell['p50']:.2f} ms, {cell['cpu']:.0f} µs each")
                for it in sizes.values():
                    it.server.stop()
    finally:
        for it in sizes.values():
            it.server.stop()
            it.remove_copy()
    shares = told(cells, options)
    if options.plot:
        Path(options.plot).write_text(picture(shares, options.sizes), encoding="utf-8")


class Sized:
    """An archive of one size, and the service on a copy of it, which M1 writes to."""

    def __init__(self, size, options):
        self.size, self.options = size, options
        self.archives = Archives(argparse.Namespace(**{**vars(options), "size": size, "postgres": None}))
        self.prepare()
        self.words = self.archives.folder / f"words-{size}.db"
        if not self.words.exists():
            self.index_words()
        self.copy = self.archives.sqlite
        if not options.in_place:
            self.copy = self.archives.folder / f"grow-{size}.db"
            subprocess.run(["cp", "--reflink=auto", self.archives.sqlite, self.copy], check=True)
        database = f"sqlite://{self.copy}"
        command = [options.vitae, "serve", "--no-seed", "--database", database, "--listen", "ADDRESS", "--log", "error",
                   "--readers", str(options.readers), "--linking", "later", "--answer-memory", "0"]
        self.server = Server(f"Vitae, {size} persons", command, options, database, log=self.archives.folder / "grow.log")
        self.token = self.archives.token(database)

    def prepare(self):
        """The archive, imported and no more: once the import has come to looking for mentions, it is stopped."""
        archives = self.archives
        if archives.sqlite.exists():
            return
        if not archives.records.exists():
            tell(f"making {self.size} lives")
            made_lives(self.size, archives.records)
        unfinished = archives.sqlite.with_suffix(".part")
        for end in ("", "-wal", "-shm"):
            Path(f"{unfinished}{end}").unlink(missing_ok=True)
        archives.vitae("migrate", f"sqlite://{unfinished}")
        line = [self.options.vitae, "import", "--database", f"sqlite://{unfinished}", "--log", "error", str(archives.records)]
        started = time.monotonic()
        importing = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while importing.poll() is None and not looks_for_mentions(unfinished):
            time.sleep(1)
        importing.send_signal(signal.SIGTERM)
        importing.wait()
        tell(f"imported {self.size} persons in {time.monotonic() - started:.0f} s")
        settle(unfinished)
        connection = sqlite3.connect(unfinished)
        # Nothing is looked for while it is timed.
        connection.execute("DELETE FROM pending_link")
        connection.commit()
        connection.close()
        unfinished.rename(archives.sqlite)

    def index_words(self):
        """The words of the texts, of which Q4 draws."""
        connection = sqlite3.connect(self.words)
        connection.execute("ATTACH ? AS archive", (str(self.archives.sqlite),))
        connection.executescript("CREATE VIRTUAL TABLE document_fts USING fts5 (title, text, content='', tokenize='porter unicode61');"
                                 "INSERT INTO document_fts (rowid, title, text) SELECT id, title, text FROM archive.document;")
        connection.close()

    def write_bodies(self, work, folder):
        drawn = draws(work, self.words if work == "Q4" else self.archives.sqlite, self.options)
        asked = [json.dumps({"query": document(work), "operationName": WORK[work][0], "variables": draw.variables}) for draw in drawn]
        self.bodies(work, folder).write_text("\n".join(asked) + "\n")

    def bodies(self, work, folder):
        return Path(folder) / f"{work}-{self.size}"

    def start(self):
        """The service for all runs of a piece of work: none but the first is the one in which it meets the file's pages."""
        warm(self.server.database)
        self.server.start()

    def timed(self, work, run, folder):
        with alone(self.options):
            token = self.token if work == "M1" else None
            cell = load.cell(self.server.url("/graphql"), str(self.bodies(work, folder)), self.server, run / self.options.runs,
                             self.options, token)
        if cell["failed"] or not cell["requests"]:
            raise SystemExit(f"{work} on {self.size} persons: {cell['failed']} of {cell['requests']} requests failed")
        return cell

    def remove_copy(self):
        if self.options.in_place:
            return
        for end in ("", "-wal", "-shm"):
            Path(f"{self.copy}{end}").unlink(missing_ok=True)


def looks_for_mentions(path):
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        found = connection.execute("SELECT 1 FROM person_form LIMIT 1").fetchone()
        connection.close()
    except sqlite3.Error:
        return False
    return found is not None


def told(cells, options):
    """Prints the table; answers with the shares of the smallest archive's latency, by work and size."""
    smallest = options.sizes[0]
    print("| work | persons | p50 ms, median (range) | of the smallest, within a run | processor time, µs | p99 ms |\n|---|---|---|---|---|---|")
    shares = {}
    for (work, size), them in cells.items():
        p50 = [it["p50"] for it in them]
        ratios = [it["p50"] / base["p50"] for it, base in zip(them, cells[work, smallest])]
        shares[work, size] = statistics.median(ratios)
        cpu, p99 = (statistics.median(it[key] for it in them) for key in ("cpu", "p99"))
        print(f"| {work} | {size:,} | {statistics.median(p50):.2f} ({min(p50):.2f}–{max(p50):.2f}) | {shares[work, size]:.2f} "
              f"({min(ratios):.2f}–{max(ratios):.2f}) | {cpu:.0f} | {p99:.1f} |")
    return shares


def picture(shares, sizes):
    """Latency over size, as a share of that in the smallest archive."""
    top = max(2.0, max(shares.values()) * 1.1)

    def x(size):
        return 70 + 480 * sizes.index(size) / max(1, len(sizes) - 1)

    def y(share):
        return 350 - 320 * share / top

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 420" font-family="sans-serif" font-size="12">',
             '<rect width="620" height="420" fill="#fff"/>']
    for size in sizes:
        parts.append(f'<path d="M{x(size)} {y(0)}V{y(top)}" stroke="#dee2e6" fill="none"/>')
        parts.append(f'<text x="{x(size)}" y="370" text-anchor="middle">{size:,}</text>')
    for step in range(int(top * 2) + 1):
        parts.append(f'<path d="M70 {y(step / 2):.1f}H550" stroke="#dee2e6" fill="none"/>')
        parts.append(f'<text x="60" y="{y(step / 2) + 4:.1f}" text-anchor="end">{step / 2:.1f}</text>')
    parts.append(f'<path d="M70 {y(1.3):.1f}H550" stroke="#868e96" stroke-dasharray="4 4" fill="none"/>')
    parts.append('<text x="310" y="395" text-anchor="middle">persons in the archive</text>')
    parts.append('<text x="16" y="190" text-anchor="middle" transform="rotate(-90 16 190)">p50, of that in the smallest archive</text>')
    for at, work in enumerate(dict.fromkeys(work for work, _ in shares)):
        colour = COLOURS[at % len(COLOURS)]
        line = " ".join(f"{x(size):.1f},{y(shares[work, size]):.1f}" for size in sizes)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="565" y="{60 + 18 * at}" fill="{colour}">{work}</text>')
    return "\n".join(parts + ["</svg>", ""])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000", help="persons in the archives, the fewest first")
    parser.add_argument("--work", default="Q1,Q2,Q3,Q4,Q5,Q6,M1")
    parser.add_argument("--vitae", default=str(HERE.parent / "target/release/vitae"), help="the service's own binary")
    parser.add_argument("--folder", default=str(HERE / "data"), help="where data and archives are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--bodies", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--in-place", action="store_true",
                        help="no copies: M1 writes into the archives, and a large one needs its size in memory only once")
    parser.add_argument("--lock", help="a file that is locked while a cell is timed")
    parser.add_argument("--plot", help="draws the shares into this file")
    options = parser.parse_args()
    options.sizes = [int(size) for size in options.sizes.split(",")]
    options.vitae, options.folder = os.path.abspath(options.vitae), os.path.abspath(options.folder)
    return options


if __name__ == "__main__":
    main()
