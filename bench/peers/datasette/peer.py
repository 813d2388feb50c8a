"""datasette-graphql over the tables in SQLite: a schema of its own, asked for the same."""

import json
import re
import sqlite3
import sys
from pathlib import Path

from systems import Missing, System, documents_of, run
from work import WORK

HERE = Path(__file__).resolve().parent
DOCUMENTS = documents_of(HERE / "queries.graphql")


class Peer(System):
    name = "datasette-graphql on SQLite"
    lacks = {"M1": "it only reads"}
    notes = {"Q4": "FTS5, in the order of numbers; no passages"}

    def install(self):
        python = HERE / "venv" / "bin" / "python"
        done = HERE / "venv" / "installed"
        if done.exists() and done.read_text() == (HERE / "requirements.txt").read_text():
            return
        if not python.exists():
            run([sys.executable, "-m", "venv", HERE / "venv"], HERE)
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"], HERE)
        done.write_text((HERE / "requirements.txt").read_text())

    def database(self):
        """Its own copy of the tables: see tables.sql."""
        path = self.archives.folder / f"tables-{self.archives.size}.db"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            unfinished.unlink(missing_ok=True)
            connection = sqlite3.connect(unfinished)
            connection.execute("ATTACH ? AS archive", (str(self.archives.sqlite),))
            connection.executescript((HERE / "tables.sql").read_text())
            connection.close()
            unfinished.rename(path)
        return f"sqlite://{path}"

    def command(self, database):
        if not database.startswith("sqlite://"):
            raise Missing("it reads SQLite alone")
        return [HERE / "venv" / "bin" / "datasette", "serve", "-p", "PORT", "-i", database.removeprefix("sqlite://"), "--metadata",
                HERE / "metadata.json", "--setting", "sql_time_limit_ms", "20000", "--setting", "max_returned_rows", "2000"]

    def body(self, work, draw):
        operation = WORK[work][0]
        if work in ("Q1", "Q6"):
            variables = {"id": draw.number}
        elif work in ("Q2", "Q5"):
            variables = {"after": f"{tilde(draw.sort_name)},{draw.number}" if draw.sort_name else None}
        elif work == "Q3":
            variables = {"kind": draw.kind, "since": draw.days[0], "until": draw.days[1]}
        else:
            variables = {"text": draw.text}
        return json.dumps({"query": DOCUMENTS[operation], "operationName": operation, "variables": variables})

    def seen(self, work, answer):
        return SEEN[work](answer["data"])

    def expected(self, work, answer):
        data = answer["data"]
        if work == "Q4":
            return sorted(([edge["node"]["id"], edge["node"]["title"]] for edge in data["search"]["edges"]))
        if work == "Q5":
            # Its cursors are its own.
            return {"edges": data["persons"]["edges"], "more": data["persons"]["pageInfo"]["hasNextPage"]}
        return data


def tilde(text):
    """A value as its cursors have it."""
    return re.sub("[^A-Za-z0-9_ -]", lambda it: "".join(f"~{byte:02X}" for byte in it[0].encode()), text).replace(" ", "+")


def connection(nodes):
    return {"edges": nodes}


def date(edtf):
    return None if edtf is None else {"edtf": edtf}


def person_of(it):
    return {"id": f"person:{it['id']}", "name": it["name"]}


def participants(event):
    return connection([{"role": it["role"], "node": person_of(it["person_id"])} for it in event["participation_list"]["nodes"]])


def event_of_life(it):
    event = it["event_id"]
    return {"role": it["role"], "node": {
        "id": f"event:{event['id']}", "kind": event["kind"], "title": event["title"], "place": event["place"],
        "date": {"edtf": event["date_edtf"], "text": event["date_text"]}, "participants": participants(event)}}


def document_of_life(it):
    found = it["document_id"]
    passages = [{"start": each["span_start"], "end": each["span_end"], "surface": each["surface"],
                 "context": each["prefix"] + each["surface"] + each["suffix"]} for each in found["mention_list"]["nodes"]]
    return {"passageCount": it["passages"], "passages": passages, "node": {
        "id": f"{found['kind']}:{found['id']}", "title": found["title"], "date": date(found["date_edtf"])}}


def quotation(it):
    found = it["quotation_id"]
    return {"status": it["status"], "node": {"id": f"{found['kind']}:{found['id']}", "text": found["text"]}}


def life(data):
    person = data["person_row"]
    if person is None:
        return {"person": None}
    return {"person": {
        "id": f"person:{person['id']}", "key": person["external_key_list"]["nodes"][0]["key"], "name": person["name"],
        "names": person["person_name_list"]["nodes"],
        "birth": person["birth_id"] and {"date": date(person["birth_id"]["date_edtf"])},
        "death": person["death_id"] and {"date": date(person["death_id"]["date_edtf"])},
        "events": connection([event_of_life(it) for it in person["participation_list"]["nodes"]]),
        "documents": connection([document_of_life(it) for it in person["appearance_list"]["nodes"]]),
        "quotations": connection([quotation(it) for it in person["attribution_list"]["nodes"]])}}


def fifty(data):
    def events(person):
        found = [(it["role"], it["event_id"]) for it in person["participation_list"]["nodes"]]
        return connection([{"role": role, "node": {"id": f"event:{it['id']}", "title": it["title"], "date": date(it["date_edtf"])}}
                           for role, it in found])

    def documents(person):
        found = [it["document_id"] for it in person["appearance_list"]["nodes"]]
        return connection([{"node": {"id": f"{it['kind']}:{it['id']}", "title": it["title"]}} for it in found])

    return {"persons": connection([{"node": {**person_of(it), "events": events(it), "documents": documents(it)}}
                                   for it in data["person"]["nodes"]])}


def overlap(data):
    return {"events": connection([{"node": {
        "id": f"event:{it['id']}", "kind": it["kind"], "title": it["title"], "place": it["place"], "date": date(it["date_edtf"]),
        "participants": participants(it)}} for it in data["event"]["nodes"]])}


def page(data):
    people = data["person"]
    return {"edges": [{"node": person_of(it)} for it in people["nodes"]], "more": people["pageInfo"]["hasNextPage"]}


SEEN = {
    "Q1": life,
    "Q2": fifty,
    "Q3": overlap,
    "Q4": lambda data: sorted([f"article:{it['id']}", it["title"]] for it in data["document"]["nodes"]),
    "Q5": page,
    "Q6": lambda data: {"person": data["person_row"] and person_of(data["person_row"])},
}
