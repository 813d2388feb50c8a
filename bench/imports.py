"""I1 and I2: an import into archives that were only migrated, beside the same rows inserted by hand; I2 leaves it until later
to find mentions."""

import os
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import cells
from archives import made_lives, settle, tell
from server import warm


# The options of each piece of work.
WORK = {"I1": [], "I2": ["--linking", "later"]}


def measure(work, archives, systems, results, options):
    """Each run imports once with every system; records a second, of the lines of the file."""
    more = WORK[work]
    names = {system.name for system in systems}
    file = Path(options.folder) / f"lives-{options.import_size}.ndjson"
    if not file.exists():
        made_lives(options.import_size, file)
    with open(file, "rb") as lines:
        records = sum(1 for _ in lines)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        source = Path(folder) / "finished.db"
        ways = {
            "Vitae on SQLite": ("sqlite", lambda: by_vitae(file, source, more, archives, options)),
            "limit on SQLite": ("sqlite", lambda: by_hand(source, Path(folder) / "loaded.db", archives, options)),
        }
        if options.postgres:
            ways["Vitae on PostgreSQL"] = ("postgres", lambda: by_vitae_postgres(file, more, archives, options))
        for system in systems:
            if system.name not in ways:
                results.without[system.name, work] = "has no import"
        for run in range(options.import_runs):
            for name, (kind, way) in ways.items():
                if name in names:
                    with cells.alone(options):
                        seconds, cpu, memory = way()
                    results.cells.append({"run": run, "work": work, "system": name, "kind": kind, "rate": records / seconds,
                                          "cpu": cpu / records * 1e6, "p50": 0, "p99": 0, "rss": memory, "failed": 0})
                    tell(results.cells[-1])


def by_vitae(file, path, more, archives, options):
    remove(path)
    archives.vitae("migrate", f"sqlite://{path}")
    spent = timed([options.vitae, "import", file, *more, "--database", f"sqlite://{path}"], options)
    settle(path)
    return spent


def by_hand(source, path, archives, options):
    remove(path)
    archives.vitae("migrate", f"sqlite://{path}")
    limit, words = Path(options.target) / "release" / "limit", source.with_suffix(".words")
    words.unlink(missing_ok=True)
    # The words that the indexes for searching are given; FTS5 makes its index of them in what is timed.
    subprocess.run([limit, "words", source, words], check=True)
    warm(f"sqlite://{source}")
    spent = timed([limit, "load", source, words, path], options)
    for table, expected, found in zip(tables(source), counts(source), counts(path)):
        if expected != found:
            raise SystemExit(f"by hand `{table}` has {found} rows; expected {expected}")
    remove(path)
    return spent


def by_vitae_postgres(file, more, archives, options):
    name = f"{archives.database}_import"
    archives.sql(None, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    archives.sql(None, f"CREATE DATABASE {name}")
    try:
        archives.vitae("migrate", archives.url(name))
        return timed([options.vitae, "import", file, *more, "--database", archives.url(name)], options, archives, name)
    finally:
        archives.sql(None, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def timed(command, options, archives=None, database=None):
    """Seconds, processor seconds and peak memory in MB of a process on one core; PostgreSQL's own are put beside it."""
    with tempfile.TemporaryFile("w+") as told:
        started = time.monotonic()
        words = ["taskset", "-c", options.server_core, *map(str, command)]
        process = subprocess.Popen(words, stdout=told, stderr=told)
        if database:
            pin(archives, database, options)
        memory, ended = 0, 0
        while not ended:
            # The kernel's own peak would have this process in it, from which that one was made.
            memory = max(memory, peak(process.pid))
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            time.sleep(0 if ended else 0.02)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            told.seek(0)
            raise SystemExit(f"`{' '.join(words)}` failed:\n{told.read()[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, memory


def peak(pid):
    """The most memory that a process has had, in MB; nothing of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:")), 0)


def pin(archives, database, options):
    """The processes that serve a database onto the server's core, as soon as they are there."""
    for _ in range(20):
        sql = f"SELECT pid FROM pg_stat_activity WHERE datname = '{database}'"
        found = archives.sql(None, sql).split()
        for pid in found:
            subprocess.run(["taskset", "-pc", options.server_core, pid], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if found:
            return
        time.sleep(0.05)


def tables(path):
    connection = sqlite3.connect(path)
    # How many rows FTS5 keeps its words in depends on when they came.
    sql = ("SELECT name FROM sqlite_master t WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%' "
           "AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL%' AND t.name IN (v.name || '_data', "
           "v.name || '_idx')) ORDER BY name")
    found = [row[0] for row in connection.execute(sql)]
    connection.close()
    return found


def counts(path):
    connection = sqlite3.connect(path)
    found = [connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables(path)]
    connection.close()
    return found


def remove(path):
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
