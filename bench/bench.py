#!/usr/bin/env python3
"""Compares Vitae with a hand-written service and with other servers of GraphQL, on this machine, from made data.

It makes the data, fills the archives, installs and starts the systems, compares their answers, times them in turn and
prints one table. What cannot be installed, differs or fails is told in it. See bench/README.md."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

import cells
import imports
import starts
import table
from archives import Archives, tell
from systems import all_systems
from work import WORK

HERE = Path(__file__).resolve().parent


def main():
    options = arguments()
    # Whoever stops the bench stops its servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    for tool in ("wrk", "taskset", "cargo") + (("psql",) if options.postgres else ()):
        if not shutil.which(tool):
            sys.exit(f"`{tool}` is not there; on Debian: apt-get install wrk util-linux postgresql-client")
    if not Path(options.vitae).exists():
        sys.exit(f"`{options.vitae}` is not there; `make bench` builds it, or tell where it is by VITAE=")
    archives = Archives(options)
    systems = all_systems(options, archives)
    results = cells.Results()
    cells.install(systems, results)
    archives.prepare()
    reads = [work for work in options.work.split(",") if work in WORK and work != "M1"]
    stages = {"reading": lambda: cells.reading(systems, reads, archives, results, options)}
    if "M1" in options.work:
        stages["M1"] = lambda: cells.writing(systems, archives, results, options)
    if "start" in options.work:
        stages["start"] = lambda: starts.measure(archives, systems, results, options)
    for work in imports.WORK:
        if work in options.work:
            stages[work] = lambda work=work: imports.measure(work, archives, systems, results, options)
    for name, stage in stages.items():
        try:
            stage()
        except (SystemExit, OSError, ValueError, subprocess.CalledProcessError) as why:
            # What was timed until then is told all the same.
            results.broken[name] = str(why)
            traceback.print_exc()
    if options.json:
        Path(options.json).write_text("".join(json.dumps(cell) + "\n" for cell in results.cells))
    print(table.made(systems, results, options))
    if results.broken:
        sys.exit("\n".join(f"{name} broke off: {why}" for name, why in results.broken.items()))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200_000, help="persons in the archive")
    parser.add_argument("--import-size", type=int, help="persons of I1 and I2; 100,000, or half of the archive if that is less")
    parser.add_argument("--quick", action="store_true", help="two runs of one second: to see whether all works")
    parser.add_argument("--vitae", default=str(HERE.parent / "target/release/vitae"), help="the service's own binary")
    parser.add_argument("--postgres", default=os.environ.get("POSTGRES", "postgres://postgres@127.0.0.1/postgres"),
                        help="a PostgreSQL server on this machine on which databases may be made; empty for none")
    parser.add_argument("--folder", default=str(HERE / "data"), help="where data, archives and logs are kept")
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", str(HERE / "target")), help="where cargo builds")
    parser.add_argument("--systems", help="only those whose names have one of these words, separated by commas")
    parser.add_argument("--work", default="Q1,Q2,Q3,Q4,Q5,Q6,M1,start,I1,I2")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--import-runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="how long one cell is timed")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--readers", type=int, default=2, help="database connections of Vitae and of the limit on PostgreSQL")
    parser.add_argument("--sample", type=int, default=100, help="answers of each piece of work compared beforehand")
    parser.add_argument("--bodies", type=int, default=20_000, help="different requests of each piece of work")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--lock", help="a file that is locked while a cell is timed, for machines that several measure on")
    parser.add_argument("--json", help="also write every cell to this file")
    options = parser.parse_args()
    if options.quick:
        options.runs, options.import_runs, options.seconds = 2, 1, 1
    options.import_size = options.import_size or min(100_000, options.size // 2)
    options.vitae = os.path.abspath(options.vitae)
    options.folder = os.path.abspath(options.folder)
    return options


if __name__ == "__main__":
    started = time.time()
    main()
    tell(f"took {time.time() - started:.0f} s")
