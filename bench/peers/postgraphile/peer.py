"""PostGraphile over the tables on PostgreSQL: a schema of its own, asked for the same."""

import base64
import json
from pathlib import Path

from systems import System, documents_of, npm
from work import WORK

HERE = Path(__file__).resolve().parent
DOCUMENTS = documents_of(HERE / "queries.graphql")
# What cursors of persons by name begin with, in the release that the lock file has.
ORDER = "87afbcacd9"


class Peer(System):
    name, kind = "PostGraphile on PostgreSQL", "postgres"
    notes = {
        "Q3": "by a function written for it, which knows how long the longest event lasts",
        "Q4": "by a function written for it: tsvector, by ts_rank; no passages",
        "M1": "by a function written for it: the records and their revisions, no rows of the search index and none by which "
              "mentions are found",
    }

    def install(self):
        # It needs a later Node.js than many have: that comes from the registry, too.
        npm(HERE)

    def command(self, database):
        if not self.archives.sql(database, "SELECT 1 FROM pg_proc WHERE proname = 'articles_with'"):
            self.archives.sql(database, (HERE / "functions.sql").read_text())
        return [HERE / "node_modules/node/bin/node", HERE / "server.js", "PORT"]

    def environment(self):
        return {"GRAPHILE_ENV": "production", "NODE_ENV": "production"}

    def server(self, database):
        server = super().server(database)
        server.environment["DATABASE_URL"] = database
        return server

    def body(self, work, draw):
        if work in ("Q1", "Q6"):
            variables = {"id": str(draw.number)}
        elif work in ("Q2", "Q5"):
            variables = {"after": cursor(draw) if draw.sort_name else None}
        elif work == "Q3":
            variables = {"kind": draw.kind, "since": str(draw.days[0]), "until": str(draw.days[1])}
        elif work == "Q4":
            variables = {"text": draw.text}
        else:
            person, event = draw.variables["input"]["person"], draw.variables["input"]["events"][0]
            name = person["names"][0]
            variables = {"input": {"name": name["text"], "nameKind": name["kind"], "about": person["description"],
                                   "ofKind": event["kind"], "title": event["title"], "edtf": event["date"]["edtf"], "place": event["place"]}}
        operation = WORK[work][0]
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


def cursor(draw):
    """Where a page begins, as PostGraphile tells it: the order and its values."""
    return base64.b64encode(json.dumps([ORDER, draw.sort_name, str(draw.number)], separators=(",", ":")).encode()).decode()


def connection(nodes):
    return {"edges": nodes}


def date(edtf):
    return None if edtf is None else {"edtf": edtf}


def person_of(it):
    return {"id": f"person:{it['rowId']}", "name": it["name"]}


def participants(event):
    return connection([{"role": it["role"], "node": person_of(it["personByPersonId"])} for it in event["participationsByEventId"]["nodes"]])


def event_of_life(it):
    event = it["eventByEventId"]
    return {"role": it["role"], "node": {
        "id": f"event:{event['rowId']}", "kind": event["kind"], "title": event["title"], "place": event["place"],
        "date": {"edtf": event["dateEdtf"], "text": event["dateText"]}, "participants": participants(event)}}


def document_of_life(it):
    found = it["documentByDocumentId"]
    passages = [{"start": int(each["spanStart"]), "end": int(each["spanEnd"]), "surface": each["surface"],
                 "context": each["prefix"] + each["surface"] + each["suffix"]} for each in found["mentionsByDocumentId"]["nodes"]]
    return {"passageCount": int(it["passages"]), "passages": passages, "node": {
        "id": f"{found['kind']}:{found['rowId']}", "title": found["title"], "date": date(found["dateEdtf"])}}


def life(data):
    person = data["personByRowId"]
    if person is None:
        return {"person": None}
    quotations = [(it["status"], it["quotationByQuotationId"]["documentByRowId"]) for it in person["attributionsByPersonId"]["nodes"]]
    return {"person": {
        "id": f"person:{person['rowId']}", "key": person["recordByRowId"]["externalKeysByRecordId"]["nodes"][0]["key"],
        "name": person["name"], "names": person["personNamesByPersonId"]["nodes"],
        "birth": person["eventByBirthId"] and {"date": date(person["eventByBirthId"]["dateEdtf"])},
        "death": person["eventByDeathId"] and {"date": date(person["eventByDeathId"]["dateEdtf"])},
        "events": connection([event_of_life(it) for it in person["participationsByPersonId"]["nodes"]]),
        "documents": connection([document_of_life(it) for it in person["appearancesByPersonId"]["nodes"]]),
        "quotations": connection([{"status": status, "node": {"id": f"{it['kind']}:{it['rowId']}", "text": it["text"]}}
                                  for status, it in quotations])}}


def short_events(person):
    return connection([{"role": it["role"], "node": {"id": f"event:{it['eventByEventId']['rowId']}", "title": it["eventByEventId"]["title"],
                                                     "date": date(it["eventByEventId"]["dateEdtf"])}}
                       for it in person["participationsByPersonId"]["nodes"]])


def fifty(data):
    def documents(person):
        found = [it["documentByDocumentId"] for it in person["appearancesByPersonId"]["nodes"]]
        return connection([{"node": {"id": f"{it['kind']}:{it['rowId']}", "title": it["title"]}} for it in found])

    return {"persons": connection([{"node": {**person_of(it), "events": short_events(it), "documents": documents(it)}}
                                   for it in data["allPeople"]["nodes"]])}


def overlap(data):
    return {"events": connection([{"node": {
        "id": f"event:{it['rowId']}", "kind": it["kind"], "title": it["title"], "place": it["place"], "date": date(it["dateEdtf"]),
        "participants": participants(it)}} for it in data["benchEventsOverlapping"]["nodes"]])}


def page(data):
    people = data["allPeople"]
    return {"edges": [{"node": person_of(it)} for it in people["nodes"]], "more": people["pageInfo"]["hasNextPage"]}


def made(data):
    person = data["benchMakePerson"]["result"]
    return {"createPerson": {"person": {**person_of(person), "events": short_events(person)}, "userErrors": []}}


SEEN = {
    "Q1": life,
    "Q2": fifty,
    "Q3": overlap,
    "Q4": lambda data: sorted([f"article:{it['rowId']}", it["title"]] for it in data["benchArticlesWith"]["nodes"]),
    "Q5": page,
    "Q6": lambda data: {"person": data["personByRowId"] and person_of(data["personByRowId"])},
    "M1": made,
}
