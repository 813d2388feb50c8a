#!/usr/bin/env python3
"""Scores the mentions that Vitae finds against those that people marked, over any data set.

    tests/score/mentions.py DIRECTORY... [--vitae target/release/vitae] [--database URL] [--half even|odd] [--curve FILE.svg]

A DIRECTORY holds `persons.ndjson`, `articles.ndjson` and `mentions.ndjson`, a JSON object a line:
    persons   key, name, aliases, sex, birth, death (EDTF), identifiers, description; from_mentions or "named": false: nobody
              has a record of this person, who is then left out
    articles  key, text, title, author, published (EDTF), language
    mentions  article, start, end (Unicode scalar values), person, also (others meant by it); named: false or implied: no name
    events    (events.ndjson, if there) key, kind, date, place, participants: [{person, role}]

Each set is imported into an archive of its own, without its mentions, and asked by GraphQL whom the texts name. A found
mention is right if it overlaps one that people marked, and means the same person; each marked one counts once. What stands
where somebody without a record is marked counts neither way. `--half` scores the articles whose key has an even or odd
sum of bytes: rules are tuned on one half and reported on the other.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

QUERY = """query Found($after: String) { documents(first: 100, after: $after, kinds: [ARTICLE]) { pageInfo { hasNextPage endCursor }
  edges { node { key mentions(first: 1000, statuses: [CANDIDATE]) { edges { node { start end score person { key } } } }
    undecided(first: 1000) { start end candidates(first: 1) { score person { key } } } } } } }"""


def rows(directory, name):
    path = pathlib.Path(directory, name + ".ndjson")
    if path.exists():
        with open(path, encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def without_nothing(fields):
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def records(directory):
    """The set in the form that an import takes, without its mentions."""
    known = set()
    for person in rows(directory, "persons"):
        if person.get("from_mentions") or not person.get("named", True):
            continue
        known.add(person["key"])
        names = [{"text": person["name"], "kind": "PREFERRED"}] + [{"text": alias} for alias in person.get("aliases", [])]
        date = lambda field: {"edtf": person[field]} if person.get(field) else None
        yield {"person": without_nothing({
            "key": person["key"], "names": names, "gender": (person.get("sex") or "").upper(),
            "description": person.get("description"), "birth": date("birth"), "death": date("death"),
            "identifiers": [{"scheme": scheme, "value": str(value)} for scheme, value in person.get("identifiers", {}).items()],
        })}
    for event in rows(directory, "events"):
        parts = [{"person": part["person"], "role": part.get("role", "participant").upper()}
                 for part in event.get("participants", []) if part["person"] in known]
        vital = event["kind"] in ("birth", "death") and len(parts) == 1
        if parts and not vital:
            yield {"event": without_nothing({"key": event["key"], "kind": event["kind"].upper().replace(" ", "_"),
                                             "title": event.get("title"), "participants": parts})}
    for article in rows(directory, "articles"):
        published = {"edtf": article["published"]} if article.get("published") else None
        yield {"article": without_nothing({
            "key": article["key"], "title": article.get("title"), "body": article["text"], "author": article.get("author"),
            "published": published, "language": article.get("language")})}


def ask(url, variables):
    body = json.dumps({"query": QUERY, "variables": variables}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        told = json.load(answer)
    if "errors" in told:
        sys.exit(f"the service answers: {told['errors']}")
    return told["data"]["documents"]


def found(vitae, database, directory):
    """What the service finds: by article, the spans with the person and the score, from the sure to the doubtful."""
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as file:
        for record in records(directory):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.flush()
        done = subprocess.run([vitae, "import", file.name, "--database", database, "--on-error", "skip"],
                              capture_output=True, text=True)
        print(f"{directory}: {done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr.strip()}")
    command = [vitae, "serve", "--listen", "127.0.0.1:0", "--database", database, "--no-seed", "--max-cost", "4294967295",
               "--first-token=false"]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = service.stdout.readline().split(" at ", 1)[1].strip()
        after, told = None, collections.defaultdict(list)
        while True:
            page = ask(url, {"after": after})
            for edge in page["edges"]:
                node = edge["node"]
                for mention in node["mentions"]["edges"]:
                    mention = mention["node"]
                    told[node["key"]].append((mention["start"], mention["end"], mention["person"]["key"], mention["score"], True))
                for passage in node["undecided"]:
                    for best in passage["candidates"]:
                        told[node["key"]].append((passage["start"], passage["end"], best["person"]["key"], best["score"], False))
            if not page["pageInfo"]["hasNextPage"]:
                return told
            after = page["pageInfo"]["endCursor"]
    finally:
        service.terminate()
        service.wait()


def marked(directory, half):
    known = {person["key"] for person in rows(directory, "persons")
             if not person.get("from_mentions") and person.get("named", True)}
    counts = lambda key: half is None or sum(key.encode()) % 2 == (half == "odd")
    gold, passed_over = collections.defaultdict(dict), collections.defaultdict(list)
    for mention in rows(directory, "mentions"):
        if not counts(mention["article"]):
            continue
        span = (mention["start"], mention["end"])
        if mention.get("person") in known and mention.get("named", True) and not mention.get("implied"):
            gold[mention["article"]][span] = {mention["person"], *mention.get("also", [])}
        else:
            passed_over[mention["article"]].append(span)
    return gold, passed_over, counts


def score(told, directory, half, least):
    """Precision, recall and their harmonic mean, of spans and of links, for mentions of at least this score."""
    gold, passed_over, counts = marked(directory, half)
    total, spans, links, given = sum(map(len, gold.values())), 0, 0, 0
    for article, mentions in told.items():
        if not counts(article):
            continue
        free, free_spans = dict(gold[article]), dict(gold[article])
        for start, end, person, sure, is_linked in sorted(mentions):
            if not (sure >= least if least is not None else is_linked):
                continue
            over = [span for span in gold[article] if span[0] < end and start < span[1]]
            if not over and any(start < stop and begin < end for begin, stop in passed_over[article]):
                continue
            given += 1
            hit = next((span for span in over if span in free and person in free[span]), None)
            if hit:
                links += 1
                del free[hit]
            hit = next((span for span in over if span in free_spans), None)
            if hit:
                spans += 1
                del free_spans[hit]
    both = lambda right: (right / max(1, given), right / max(1, total), 2 * right / max(1, given + total))
    return both(spans), both(links), total, given


COLOURS = ["#0b7285", "#c92a2a", "#5f3dc4", "#2b8a3e"]


def picture(curves):
    """Precision over recall, as SVG."""
    x, y = lambda recall: 60 + 520 * recall, lambda precision: 360 - 320 * precision
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 420" font-family="sans-serif" font-size="12">',
             '<rect width="620" height="420" fill="#fff"/>']
    for step in range(0, 11, 2):
        value = step / 10
        parts.append(f'<path d="M{x(value)} {y(0)}V{y(1)}M{x(0)} {y(value)}H{x(1)}" stroke="#dee2e6" fill="none"/>')
        parts.append(f'<text x="{x(value)}" y="380" text-anchor="middle">{value:.1f}</text>')
        parts.append(f'<text x="50" y="{y(value) + 4}" text-anchor="end">{value:.1f}</text>')
    parts.append('<text x="320" y="405" text-anchor="middle">recall</text>')
    parts.append('<text x="16" y="200" text-anchor="middle" transform="rotate(-90 16 200)">precision</text>')
    for at, (name, points) in enumerate(curves):
        colour = COLOURS[at % len(COLOURS)]
        line = " ".join(f"{x(recall):.1f},{y(precision):.1f}" for _, precision, recall in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        chosen = [point for point in points if point[0] == 500]
        parts += [f'<circle cx="{x(recall):.1f}" cy="{y(precision):.1f}" r="4" fill="{colour}"/>' for _, precision, recall in chosen]
        parts.append(f'<text x="90" y="{300 + 18 * at}" fill="{colour}">{name}</text>')
    return "\n".join(parts + ["</svg>", ""])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("directories", nargs="+", metavar="DIRECTORY")
    options.add_argument("--vitae", default="target/release/vitae")
    options.add_argument("--database", help="where the archive is made; in a folder of its own if not given")
    options.add_argument("--half", choices=["even", "odd"])
    options.add_argument("--curve", metavar="FILE.svg", help="draws precision over recall, by the score that is asked for")
    options = options.parse_args()
    curves = []
    for directory in options.directories:
        with tempfile.TemporaryDirectory() as folder:
            told = found(options.vitae, options.database or f"sqlite://{folder}/vitae.db", directory)
        span, link, total, given = score(told, directory, options.half, None)
        print(f"{directory}: marked {total}, found {given}; spans P {span[0]:.3f} R {span[1]:.3f} F1 {span[2]:.3f}; "
              f"links P {link[0]:.3f} R {link[1]:.3f} F1 {link[2]:.3f}", flush=True)
        points = []
        for least in range(950, 50, -50) if options.curve else []:
            _, link, _, _ = score(told, directory, options.half, least)
            points.append((least, link[0], link[1]))
            print(f"  score {least}: links P {link[0]:.3f} R {link[1]:.3f} F1 {link[2]:.3f}")
        curves.append((pathlib.Path(directory).name, points))
    if options.curve:
        pathlib.Path(options.curve).write_text(picture(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
