"""Brings the people of a CSV file into a Vitae archive, over its API.

    export VITAE_TOKEN=$(vitae token create --role editor --name people-import)
    python import_people.py people.csv                  # by the mutation importRecords
    python import_people.py people.csv --stream         # by POST /import, for files of any length
    python import_people.py people.csv --dry-run

The same file again changes nothing: each row has a key of its own, and the archive compares. What is wrong with
a row is told by its line, and the other rows are brought in all the same. Ends with 1 where a row was left out.
"""

import argparse
import csv
import itertools
import json
import os
import re
import sys

import requests
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.requests import RequestsHTTPTransport

IMPORT = gql(
    """
    mutation ImportPeople($records: [RecordInput!]!, $dryRun: Boolean!, $label: String) {
      importRecords(input: {records: $records, onError: SKIP, dryRun: $dryRun, label: $label}) {
        created
        updated
        unchanged
        rejected
        contradictions { field message }
        userErrors { code field message value }
      }
    }
    """
)
COUNTS = ("created", "updated", "unchanged", "rejected")
RECORDS_AT_ONCE = 500


def record(row):
    """A row in the record form. What the row leaves empty is left out, and stays as it is in the archive."""
    person = {"key": row["key"], "names": [{"text": row["name"], "kind": "PREFERRED"}]}
    if row["description"]:
        person["description"] = row["description"]
    for field, column in (("birth", "born"), ("death", "died")):
        if row[column]:
            person[field] = {"edtf": row[column]}
    if row["wikidata"]:
        person["identifiers"] = [{"scheme": "wikidata", "value": row["wikidata"]}]
    return {"person": person}


def read(path):
    """The records of a CSV file with the line on which each ends, one after another."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        for row in rows:
            yield rows.line_num, record(row)


def import_by_mutation(arguments, tell):
    """Sends some hundred records at a time."""
    transport = RequestsHTTPTransport(
        url=f"{arguments.url}/graphql",
        headers={"Authorization": f"Bearer {arguments.token}"},
        timeout=60,
        retries=3,  # safe: what was done the first time is unchanged the second
    )
    total = dict.fromkeys(COUNTS, 0)
    rows = read(arguments.file)
    with Client(transport=transport) as client:
        while chunk := list(itertools.islice(rows, RECORDS_AT_ONCE)):
            lines = [line for line, _ in chunk]
            variables = {
                "records": [record for _, record in chunk],
                "dryRun": arguments.dry_run,
                "label": arguments.label,
            }
            outcome = client.execute(GraphQLRequest(IMPORT, variable_values=variables))["importRecords"]
            for problem in outcome["userErrors"] + outcome["contradictions"]:
                # The place in the input tells the record: `input.records[3].person.birth.edtf`.
                place = re.match(r"input\.records\[(\d+)\]\.?(.*)", problem["field"])
                if place:
                    tell(lines[int(place[1])], place[2], problem["message"])
                else:
                    tell(None, problem["field"], problem["message"])
            for name in COUNTS:
                total[name] += outcome[name]
    return total


def import_by_stream(arguments, tell):
    """Sends all records in one request, and reads what the archive says of them while they are sent."""
    lines = []

    def sent():
        for line, sent_record in read(arguments.file):
            lines.append(line)
            yield json.dumps(sent_record, ensure_ascii=False).encode() + b"\n"

    parameters = {"onError": "skip", "dryRun": str(arguments.dry_run).lower(), "label": arguments.label}
    response = requests.post(
        f"{arguments.url}/import",
        params=parameters,
        data=sent(),
        headers={"Authorization": f"Bearer {arguments.token}", "Content-Type": "application/x-ndjson"},
        stream=True,
        timeout=(10, 300),
    )
    if response.status_code != 200:
        raise SystemExit(f"{response.status_code}: {response.text}")
    for said in map(json.loads, response.iter_lines()):
        for problem in (said[sort] for sort in ("problem", "contradiction") if sort in said):
            tell(lines[problem["line"] - 1], problem["field"], problem["message"])
        if "error" in said:
            raise SystemExit(f"the import broke off: {said['error']['message']}")
        if "summary" in said:
            return {name: said["summary"][name] for name in COUNTS}
    raise SystemExit("the import broke off without a word")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", help="CSV with the columns key, name, born, died, description, wikidata")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the service is")
    parser.add_argument("--label", default="people.csv", help="what the archive's history calls the import")
    parser.add_argument("--stream", action="store_true", help="send all in one request to POST /import")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")
    arguments = parser.parse_args()
    arguments.token = os.environ.get("VITAE_TOKEN")
    if not arguments.token:
        raise SystemExit("VITAE_TOKEN holds no token; `vitae token create --role editor --name NAME` makes one")

    def tell(line, field, message):
        place = f"line {line}" if line else "the import"
        print(f"{arguments.file}, {place}, {field}: {message}", file=sys.stderr)

    by = import_by_stream if arguments.stream else import_by_mutation
    try:
        total = by(arguments, tell)
    except TransportQueryError as refused:
        raise SystemExit("\n".join(error["message"] for error in refused.errors or [])) from refused
    except (TransportError, requests.RequestException) as failure:
        raise SystemExit(f"{arguments.url} does not answer as it should: {failure}") from failure
    print(", ".join(f"{total[name]} {name}" for name in COUNTS))
    sys.exit(1 if total["rejected"] else 0)


if __name__ == "__main__":
    main()
