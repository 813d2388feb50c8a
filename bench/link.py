#!/usr/bin/env python3
"""Times putting a document of 2 kB while the archive grows, with its mentions found within the edit and behind it.

    bench/link.py BINARY [--persons 2000,20000,200000] [--rounds 300] [--folder DIRECTORY]

For each number of persons an archive is made of names that are spread as names are (few given names and surnames that
many bear, many that few bear), and of articles about some of them. Then one client puts new articles, one after the
other, each of 2 kB with some forty names in it, in turn into two services on copies of the archive: one finds mentions
before it answers, one after (`--linking later`). It prints medians in milliseconds and what finding adds; what is left
for later is done before the next turn, so that no side pays for the other."""

import argparse
import http.client
import json
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from made import language, names, records, text
from server import free_port

PUT = """mutation ($input: PutArticleInput!) { putArticle(input: $input) { article { id mentions(first: 100) { edges { node { id } } } }
    userErrors { code message } } }"""


class Service:
    def __init__(self, binary, archive, *options):
        self.port = free_port()
        self.process = subprocess.Popen(
            [binary, "serve", "--database", f"sqlite://{archive}", "--listen", f"127.0.0.1:{self.port}", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        command = [binary, "token", "create", "--role", "editor", "--name", "bench", "--database", f"sqlite://{archive}"]
        for _ in range(100):
            made = subprocess.run(command, capture_output=True, text=True)
            if made.returncode == 0:
                break
            time.sleep(0.2)
        self.token = made.stdout.strip().splitlines()[0].split()[-1]
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(600):
            try:
                self.ask({"query": "{ __typename }"})
                return
            except OSError:
                self.connection.close()
                time.sleep(0.1)

    def ask(self, body):
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        start = time.perf_counter()
        self.connection.request("POST", "/graphql", json.dumps(body), headers)
        answer = json.loads(self.connection.getresponse().read())
        return answer, time.perf_counter() - start

    def put(self, key, content):
        record = {"key": key, "title": "A letter", "language": "en", "body": content}
        answer, seconds = self.ask({"query": PUT, "variables": {"input": {"article": record}}})
        if answer.get("errors") or answer["data"]["putArticle"]["userErrors"]:
            raise SystemExit(answer)
        return len(answer["data"]["putArticle"]["article"]["mentions"]["edges"]), seconds * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--persons", default="2000,20000,200000")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--folder")
    options = parser.parse_args()
    print("| persons | found within, p50 (p90) ms | behind, p50 (p90) ms | added ms | mentions a document |\n|---|---|---|---|---|")
    for count in map(int, options.persons.split(",")):
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            measured(options, count, Path(options.folder or folder))


def measured(options, count, folder):
    chance = random.Random(count)
    people = names(count, chance)
    tongue = language(chance)
    archive = folder / f"link-{count}.db"
    if not archive.exists():
        records(folder / "records.ndjson", people, count // 20, chance)
        for command in (["migrate"], ["import", folder / "records.ndjson"]):
            subprocess.run([options.binary, *command, "--database", f"sqlite://{archive}"], check=True, stdout=subprocess.DEVNULL)
    copies = [folder / f"link-{count}-{way}.db" for way in ("within", "behind")]
    for copy in copies:
        for end in ("", "-wal", "-shm"):
            Path(f"{copy}{end}").unlink(missing_ok=True)
        shutil.copy(archive, copy)
    within = Service(options.binary, copies[0])
    behind = Service(options.binary, copies[1], "--linking", "later")
    times, found = ([], []), []
    try:
        for turn in range(options.rounds):
            content = text(chance.choices(people, k=20), tongue, chance)
            for way, service in enumerate((within, behind)):
                mentions, milliseconds = service.put(f"new{turn}", content)
                times[way].append(milliseconds)
                found.append(mentions) if way == 0 else time.sleep(0.05)
    finally:
        within.process.terminate()
        behind.process.terminate()
    told = [f"{statistics.median(it):.1f} ({sorted(it)[len(it) * 9 // 10]:.1f})" for it in times]
    added = statistics.median(times[0]) - statistics.median(times[1])
    print(f"| {count} | {told[0]} | {told[1]} | {added:.1f} | {statistics.mean(found):.1f} |", flush=True)


if __name__ == "__main__":
    main()
