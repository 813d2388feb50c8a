"""GraphQL Yoga over better-sqlite3 with DataLoader: takes Vitae's documents and gives Vitae's answers."""

from pathlib import Path

from systems import System, npm

HERE = Path(__file__).resolve().parent


class Peer(System):
    name = "GraphQL Yoga on SQLite"
    notes = {
        "Q3": "knows how long the longest event lasts",
        "Q4": "FTS5, by bm25",
        "M1": "writes the records and their revisions, no rows of the search index and none by which mentions are found",
    }

    def install(self):
        npm(HERE)

    def command(self, database):
        return ["node", HERE / "server.js", database.removeprefix("sqlite://"), "PORT"]

    def environment(self):
        return {"NODE_ENV": "production"}
