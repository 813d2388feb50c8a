"""Seaography over the tables in SQLite: a schema of its own, asked for the same."""

import json
from pathlib import Path

from systems import System, documents_of, run
from work import WORK

HERE = Path(__file__).resolve().parent
DOCUMENTS = documents_of(HERE / "queries.graphql")


class Peer(System):
    name = "Seaography on SQLite"
    lacks = {
        "Q4": "it does not search texts",
        "M1": "its mutations write one table each, and none of what belongs together in one transaction",
    }
    notes = {
        "Q2": "pages by offset, and counts all persons each time",
        "Q3": "counts all events that were found each time",
        "Q5": "pages by offset, and counts all persons each time",
    }

    def install(self):
        run(["cargo", "build", "--release", "--locked", "--target-dir", self.options.target], HERE)

    def command(self, database):
        return [Path(self.options.target) / "release" / "seaography-peer", database.removeprefix("sqlite://"), "ADDRESS"]

    def body(self, work, draw):
        operation = WORK[work][0]
        if work in ("Q1", "Q6"):
            variables = {"id": draw.number}
        elif work in ("Q2", "Q5"):
            variables = {"offset": draw.offset}
        else:
            variables = {"kind": draw.kind, "since": draw.days[0], "until": draw.days[1]}
        return json.dumps({"query": DOCUMENTS[operation], "operationName": operation, "variables": variables})

    def seen(self, work, answer):
        return SEEN[work](answer["data"])

    def expected(self, work, answer):
        data = answer["data"]
        if work == "Q5":
            # Its cursors are of ids alone.
            return {"edges": data["persons"]["edges"], "more": data["persons"]["pageInfo"]["hasNextPage"]}
        return data


def connection(nodes):
    return {"edges": nodes}


def date(edtf):
    return None if edtf is None else {"edtf": edtf}


def person_of(it):
    return {"id": f"person:{it['id']}", "name": it["name"]}


def participants(event):
    return connection([{"role": it["role"], "node": person_of(it["person"])} for it in event["participations"]["nodes"]])


def event_of_life(it):
    event = it["event"]
    return {"role": it["role"], "node": {
        "id": f"event:{event['id']}", "kind": event["kind"], "title": event["title"], "place": event["place"],
        "date": {"edtf": event["dateEdtf"], "text": event["dateText"]}, "participants": participants(event)}}


def document_of_life(it):
    found = it["document"]
    passages = [{"start": each["spanStart"], "end": each["spanEnd"], "surface": each["surface"],
                 "context": each["prefix"] + each["surface"] + each["suffix"]} for each in found["mentions"]["nodes"]]
    return {"passageCount": it["passages"], "passages": passages, "node": {
        "id": f"{found['kind']}:{found['id']}", "title": found["title"], "date": date(found["dateEdtf"])}}


def quotation(it):
    found = it["quotation"]
    return {"status": it["status"], "node": {"id": f"{found['kind']}:{found['id']}", "text": found["text"]}}


def life(data):
    if not data["person"]["nodes"]:
        return {"person": None}
    person = data["person"]["nodes"][0]
    return {"person": {
        "id": f"person:{person['id']}", "key": person["keys"]["nodes"][0]["key"], "name": person["name"],
        "names": person["names"]["nodes"],
        "birth": person["birth"] and {"date": date(person["birth"]["dateEdtf"])},
        "death": person["death"] and {"date": date(person["death"]["dateEdtf"])},
        "events": connection([event_of_life(it) for it in person["participations"]["nodes"]]),
        "documents": connection([document_of_life(it) for it in person["appearances"]["nodes"]]),
        "quotations": connection([quotation(it) for it in person["attributions"]["nodes"]])}}


def fifty(data):
    def events(person):
        found = [(it["role"], it["event"]) for it in person["participations"]["nodes"]]
        return connection([{"role": role, "node": {"id": f"event:{it['id']}", "title": it["title"], "date": date(it["dateEdtf"])}}
                           for role, it in found])

    def documents(person):
        found = [it["document"] for it in person["appearances"]["nodes"]]
        return connection([{"node": {"id": f"{it['kind']}:{it['id']}", "title": it["title"]}} for it in found])

    return {"persons": connection([{"node": {**person_of(it), "events": events(it), "documents": documents(it)}}
                                   for it in data["person"]["nodes"]])}


def overlap(data):
    return {"events": connection([{"node": {
        "id": f"event:{it['id']}", "kind": it["kind"], "title": it["title"], "place": it["place"], "date": date(it["dateEdtf"]),
        "participants": participants(it)}} for it in data["event"]["nodes"]])}


def page(data):
    people = data["person"]
    return {"edges": [{"node": person_of(it)} for it in people["nodes"]], "more": people["pageInfo"]["hasNextPage"]}


def name(data):
    return {"person": person_of(data["person"]["nodes"][0]) if data["person"]["nodes"] else None}


SEEN = {"Q1": life, "Q2": fifty, "Q3": overlap, "Q5": page, "Q6": name}
