"""The systems that are compared: how each is installed, started and asked, and what of its answers can be compared."""

import importlib
import json
import re
import shutil
import subprocess
from pathlib import Path

from server import Server
from work import WORK, document

HERE = Path(__file__).resolve().parent
PEERS = ["yoga", "seaography", "datasette", "postgraphile"]


class Missing(Exception):
    """A system cannot be installed or started; the text says why."""


class System:
    """What systems have in common: they take Vitae's own documents and give Vitae's own answers."""

    name = ""
    # What it reads: `sqlite`, `postgres`.
    kind = "sqlite"
    path = "/graphql"
    # Work that it cannot do, with the reason.
    lacks = {}
    # What its answers leave out or do otherwise.
    notes = {}
    # Whether it reads the copy of the archive that has an index for those who search by hand.
    reads_copy = True

    def __init__(self, options, archives):
        self.options, self.archives = options, archives

    def slug(self):
        """Its name for files and databases."""
        return re.sub("[^a-z0-9]+", "_", self.name.lower())

    def install(self):
        """Gets what is not there yet, or raises `Missing`."""

    def database(self):
        if self.kind == "postgres":
            return self.archives.url()
        return f"sqlite://{self.archives.peers if self.reads_copy else self.archives.sqlite}"

    def command(self, database):
        raise NotImplementedError

    def environment(self):
        return {}

    def server(self, database):
        log = Path(self.options.folder) / f"{self.slug()}.log"
        return Server(self.name, self.command(database), self.options, database, self.environment(), log)

    def token(self, database):
        """What allows to write, if anything must."""

    def url(self, server, work, size):
        return server.url(self.path)

    def body(self, work, draw):
        return json.dumps({"query": document(work), "operationName": WORK[work][0], "variables": draw.variables})

    def seen(self, work, answer):
        """What is compared of its answer."""
        return in_any_order(answer) if work == "Q4" else answer

    def expected(self, work, answer):
        """The same of Vitae's answer."""
        return in_any_order(answer) if work == "Q4" else answer


def in_any_order(answer):
    """What a search found, in the order of ids: by what indexes rank, they agree in nothing."""
    edges = answer["data"]["search"]["edges"]
    return sorted(edges, key=lambda edge: edge["node"]["id"])


class Vitae(System):
    name = "Vitae on SQLite"
    reads_copy = False

    def command(self, database):
        return [self.options.vitae, "serve", "--no-seed", "--database", database, "--listen", "ADDRESS", "--log", "error",
                "--readers", self.options.readers, "--answer-memory", "0"]

    def token(self, database):
        return self.archives.token(database)


class VitaePostgres(Vitae):
    name, kind = "Vitae on PostgreSQL", "postgres"


class Limit(System):
    name, path = "limit on SQLite", "/limit"
    notes = {"Q3": "knows how long the longest event lasts", "Q4": "FTS5, by bm25"}

    def binary(self):
        return Path(self.options.target) / "release" / "limit"

    def install(self):
        command = ["cargo", "build", "--release", "--locked", "--target-dir", self.options.target]
        # From within its folder: the options of SQLite are those of the repository's `.cargo/config.toml`.
        run(command, HERE / "limit")

    def command(self, database):
        return [self.binary(), database, "ADDRESS", self.options.readers]


class LimitPostgres(Limit):
    name, kind = "limit on PostgreSQL", "postgres"
    lacks = {"M1": "not written"}
    notes = {"Q3": "knows how long the longest event lasts", "Q4": "tsvector, by ts_rank"}


class Static(Limit):
    name = "static bytes"
    lacks = {"M1": "writes nothing"}
    notes = {}

    def url(self, server, work, size):
        return server.url(f"/static/{size}")


def run(command, folder):
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Missing(f"`{' '.join(map(str, command[:3]))} …` failed: {' '.join(last)}")


def documents_of(file):
    """The operations of a file, each with the text of its own."""
    parts = re.split(r"^(?=(?:query|mutation) )", file.read_text(), flags=re.MULTILINE)
    return {part.split()[1].split("(")[0]: part for part in parts if part.startswith(("query", "mutation"))}


def npm(folder):
    """Installs what the lock file has, once."""
    if not shutil.which("npm"):
        raise Missing("`npm` is not there")
    made, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not made.exists() or made.stat().st_mtime < lock.stat().st_mtime:
        # Some settings of npm keep packages' own scripts from running; these packages are nothing without them.
        run(["npm", "ci", "--no-fund", "--no-audit", "--ignore-scripts=false"], folder)


def all_systems(options, archives):
    """Those that were chosen, the ones to compare with first."""
    classes = [Limit, Static, Vitae]
    if options.postgres:
        classes += [LimitPostgres, VitaePostgres]
    for peer in PEERS:
        found = importlib.import_module(f"peers.{peer}.peer").Peer
        if found.kind == "sqlite" or options.postgres:
            classes.append(found)
    chosen = options.systems.split(",") if options.systems else None
    return [it(options, archives) for it in classes if not chosen or any(word in it.name.lower() for word in chosen)]
