#!/usr/bin/env python3
"""How good the candidates for a merge are: asks a running service for the first candidate of each person of known
pairs, and compares.

  tests/score/merge_candidates.py --service http://127.0.0.1:8000/graphql pairs.ndjson

A pair is one JSON object a line: {"a": KEY, "b": KEY}, the keys of two persons who are one human being; with
"a_set" and "b_set", the keys are "SET:KEY". Each pair is asked from both ends. `--sets nga,tate` takes the pairs
between these sets alone. The pairs are split in two halves, the same ones each time: change the rules by what the
first half shows, and believe what the second says."""
import argparse
import hashlib
import json
import sys
import time
import urllib.request

QUERY = """query ($key: String!) { person(by: {key: $key}) { name mergeCandidates(first: 1) {
  score reasons person { key name } } } }"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs")
    parser.add_argument("--service", default="http://127.0.0.1:8000/graphql")
    parser.add_argument("--sets", help="two sets, such as nga,tate")
    parser.add_argument("--at-least", type=int, default=500, help="candidates with a lower score do not count")
    parser.add_argument("--show", type=int, default=0, help="print so many of the misses of the first half")
    return parser.parse_args()


def pairs(path, sets):
    wanted = set(sets.split(",")) if sets else None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            if wanted and {pair.get("a_set"), pair.get("b_set")} != wanted:
                continue
            key = lambda end: f"{pair[end + '_set']}:{pair[end]}" if end + "_set" in pair else pair[end]
            yield key("a"), key("b")


def ask(service, key):
    body = json.dumps({"query": QUERY, "variables": {"key": key}}).encode()
    request = urllib.request.Request(service, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    if "errors" in answer:
        sys.exit(f"{key}: {answer['errors'][0]['message']}")
    return answer["data"]["person"]


def half(a, b):
    return hashlib.sha256("|".join(sorted((a, b))).encode()).digest()[0] % 2


def main():
    given = arguments()
    tally = [dict(asked=0, answered=0, right=0) for _ in range(2)]
    times, misses, absent = [], [], 0
    for a, b in pairs(given.pairs, given.sets):
        for one, other in ((a, b), (b, a)):
            begun = time.monotonic()
            person = ask(given.service, one)
            times.append(time.monotonic() - begun)
            if person is None:
                absent += 1
                continue
            counts = tally[half(a, b)]
            counts["asked"] += 1
            first = next((it for it in person["mergeCandidates"] if it["score"] >= given.at_least), None)
            counts["answered"] += first is not None
            is_right = first is not None and first["person"]["key"] == other
            counts["right"] += is_right
            if not is_right and half(a, b) == 0:
                misses.append((one, person["name"], other, first))
    for name, counts in zip(("tuned on", "held out"), tally):
        precision = counts["right"] / counts["answered"] if counts["answered"] else 0
        recall = counts["right"] / counts["asked"] if counts["asked"] else 0
        print(f"{name}: {counts['asked']} asked, {counts['answered']} answered, {counts['right']} right; "
              f"precision {precision:.4f}, recall {recall:.4f}")
    if times:
        times.sort()
        print(f"a question took {1000 * times[len(times) // 2]:.1f} ms in the middle, {1000 * times[-1]:.1f} ms at most")
    if absent:
        print(f"{absent} persons of the pairs are not in the archive")
    for miss in misses[:given.show]:
        print(*miss)


main()
