#!/usr/bin/env python3
"""Times the import: records a second and peak memory of `vitae import`, into a fresh database each time.

It prints one table: a row for each file and kind of database, the median of the runs with their range."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="records, a JSON object a line")
    parser.add_argument("--vitae", required=True, help="the service's own binary, built for release")
    parser.add_argument("--postgres", help="postgres://USER@HOST/NAME of a server on which databases may be made")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--core", default="0")
    options = parser.parse_args()
    kinds = ["sqlite"] + (["postgres"] if options.postgres else [])
    print(f"{options.runs} runs each, on one core\n")
    print("| file | records | database | records/s median (range) | peak memory MB | file or database MB |")
    print("|---|---|---|---|---|---|")
    for file in options.files:
        with open(file, "rb") as lines:
            records = sum(1 for line in lines if line.strip())
        for kind in kinds:
            runs = [once(file, kind, options) for _ in range(options.runs)]
            rates = [records / seconds for seconds, _, _ in runs]
            peak = max(memory for _, memory, _ in runs)
            print(f"| {file.name} | {records} | {kind} | {statistics.median(rates):.0f} "
                  f"({min(rates):.0f}-{max(rates):.0f}) | {peak:.0f} | {runs[-1][2]:.0f} |", flush=True)


def once(file, kind, options):
    """Seconds, peak memory of the importing process in MB, and what the archive takes in MB."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
            path = Path(folder) / "archive.db"
            seconds, memory = imported(file, f"sqlite://{path}", options)
            return seconds, memory, sum(it.stat().st_size for it in Path(folder).iterdir()) / 1e6
    name = f"vitae_bench_{os.getpid()}"
    url = urlunsplit(urlsplit(options.postgres)._replace(path=f"/{name}"))
    sql(options.postgres, f"CREATE DATABASE {name}")
    try:
        seconds, memory = imported(file, url, options)
        return seconds, memory, int(sql(url, "SELECT pg_database_size(current_database())")) / 1e6
    finally:
        sql(options.postgres, f"DROP DATABASE {name}")


def imported(file, url, options):
    """Migrates, then imports; only the import is timed. The peak is the kernel's, for that one process."""
    subprocess.run([options.vitae, "migrate", "--database", url], check=True, stdout=subprocess.DEVNULL)
    command = ["taskset", "-c", options.core, options.vitae, "import", str(file), "--database", url]
    with tempfile.TemporaryFile("w+") as told:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=told, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            told.seek(0)
            sys.exit(f"`{' '.join(command)}` failed:\n{told.read()[-2000:]}")
    return seconds, usage.ru_maxrss / 1e3


def sql(url, statement):
    command = ["psql", url, "-v", "ON_ERROR_STOP=1", "-Atqc", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
