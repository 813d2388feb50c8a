"""The data of the comparison: made, imported into both databases, and copied for those who need a copy of their own."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

HERE = Path(__file__).resolve().parent

# What those who search by hand or by their tables are given beside Vitae's own tables, which hold tokens that only Vitae reads.
SQLITE_SEARCH = """
CREATE VIRTUAL TABLE document_fts USING fts5 (title, text, content="document", content_rowid="id", tokenize='porter unicode61');
INSERT INTO document_fts (document_fts) VALUES ('rebuild');
INSERT INTO document_fts (document_fts) VALUES ('optimize');
ANALYZE;
"""
POSTGRES_SEARCH = """
CREATE SCHEMA bench;
CREATE TABLE bench.article_search (id bigint PRIMARY KEY, words tsvector NOT NULL);
INSERT INTO bench.article_search SELECT id, to_tsvector('english', concat_ws(' ', title, text)) FROM document WHERE kind = 'article';
CREATE INDEX article_search_words ON bench.article_search USING gin (words);
ANALYZE;
"""


class Archives:
    """The archives of one size, kept in the folder between runs of the bench."""

    def __init__(self, options):
        self.options, self.folder = options, Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.size = options.size
        self.records = self.folder / f"lives-{self.size}.ndjson"
        self.sqlite = self.folder / f"archive-{self.size}.db"
        self.peers = self.folder / f"peers-{self.size}.db"
        self.database = f"vitae_bench_{self.size}"
        self.copies = []

    def url(self, name=None):
        """A PostgreSQL database on the server that was given; nothing without a server."""
        if not self.options.postgres:
            return None
        return urlunsplit(urlsplit(self.options.postgres)._replace(path=f"/{name or self.database}"))

    def prepare(self):
        """Makes what is not there yet."""
        if not self.records.exists():
            tell(f"making {self.size} lives")
            made_lives(self.size, self.records)
        if not self.sqlite.exists():
            self.fill(self.sqlite)
        if not self.peers.exists():
            self.copy_for_peers()
        if self.options.postgres and not self.has_database(self.database):
            self.fill_postgres()

    def fill(self, path):
        unfinished = path.with_suffix(".part")
        for end in ("", "-wal", "-shm"):
            Path(f"{unfinished}{end}").unlink(missing_ok=True)
        self.vitae("migrate", f"sqlite://{unfinished}")
        seconds = self.vitae("import", f"sqlite://{unfinished}", str(self.records))
        tell(f"imported into SQLite in {seconds:.0f} s")
        settle(unfinished)
        unfinished.rename(path)

    def copy_for_peers(self):
        unfinished = self.peers.with_suffix(".part")
        shutil.copy(self.sqlite, unfinished)
        connection = sqlite3.connect(unfinished)
        connection.executescript(SQLITE_SEARCH)
        connection.close()
        settle(unfinished)
        unfinished.rename(self.peers)

    def fill_postgres(self):
        name = f"{self.database}_part"
        self.sql(None, f"DROP DATABASE IF EXISTS {name}")
        self.sql(None, f"CREATE DATABASE {name}")
        self.vitae("migrate", self.url(name))
        seconds = self.vitae("import", self.url(name), str(self.records))
        tell(f"imported into PostgreSQL in {seconds:.0f} s")
        self.sql(self.url(name), POSTGRES_SEARCH)
        self.sql(self.url(name), "VACUUM ANALYZE")
        self.sql(None, f"ALTER DATABASE {name} RENAME TO {self.database}")

    def vitae(self, command, database, *arguments):
        """Runs a command of Vitae's; seconds it took."""
        line = [self.options.vitae, command, *arguments, "--database", database, "--log", "error"]
        started = time.monotonic()
        done = subprocess.run(line, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"`{' '.join(line)}` failed:\n{done.stderr[-2000:]}")
        return time.monotonic() - started

    def token(self, database):
        """A token that may write."""
        line = [self.options.vitae, "token", "create", "--role", "editor", "--name", "bench", "--database", database]
        told = subprocess.run(line, check=True, capture_output=True, text=True).stdout
        return told.strip().splitlines()[0].split()[-1]

    def copy(self, name, kind):
        """A copy of the archive for one system that writes; its URL."""
        if kind == "sqlite":
            path = self.folder / f"copy-{self.size}-{name}.db"
            self.copies.append(path)
            shutil.copy(self.peers, path)
            return f"sqlite://{path}"
        database = f"{self.database}_{name}"
        self.copies.append(database)
        self.sql(None, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.sql(None, f"CREATE DATABASE {database} TEMPLATE {self.database}")
        return self.url(database)

    def persons(self, database):
        """How many there are."""
        if not database.startswith("sqlite://"):
            return int(self.sql(database, "SELECT count(*) FROM person"))
        connection = sqlite3.connect(database.removeprefix("sqlite://"))
        count = connection.execute("SELECT count(*) FROM person").fetchone()[0]
        connection.close()
        return count

    def remove_copies(self):
        for copy in self.copies:
            if isinstance(copy, Path):
                for end in ("", "-wal", "-shm"):
                    Path(f"{copy}{end}").unlink(missing_ok=True)
            else:
                self.sql(None, f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        self.copies = []

    def has_database(self, name):
        return bool(self.sql(None, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def sql(self, url, statement):
        """What psql prints; on the server's own database without a URL."""
        command = ["psql", url or self.options.postgres, "-v", "ON_ERROR_STOP=1", "-Atqc", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def made_lives(size, file):
    unfinished = file.with_suffix(".part")
    subprocess.run([sys.executable, str(HERE / "lives.py"), str(unfinished), "--persons", str(size)], check=True)
    unfinished.rename(file)


def settle(path):
    """Leaves all in the file itself, so that it can be copied alone."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for end in ("-wal", "-shm"):
        if os.path.exists(f"{path}{end}"):
            os.unlink(f"{path}{end}")


def tell(text):
    print(text, file=sys.stderr, flush=True)
