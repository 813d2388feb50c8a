#!/usr/bin/env python3
"""Made lives in the import form: persons with five events each, articles that mention them, quotations of them.

    bench/lives.py FILE --persons 200000

The same number of persons gives the same bytes. Records are written as they are made, so any size fits in memory:
only names are kept. Of each person there are a birth, a death and three more events, with a place, a date in EDTF and
the people who took part; half an article with 2 kB of prose and one to five told mentions; a quarter of a quotation."""

import argparse
import json
import random

from made import names, words, zipf

KINDS = "APPOINTMENT ARREST AWARD CONGRESS DISPUTE EDUCATION ILLNESS JOURNEY MARRIAGE MEETING PUBLICATION TRIAL".split()
ROLES = "PARTICIPANT WITNESS ALLY OPPONENT".split()
STATUSES = "VERIFIED ATTRIBUTED DISPUTED".split()
# Words that no stemmer of any language shortens: what finds them is then the same in every index, and answers can be compared.
ENDS = "p mp rp lp sp".split()
FIRST_YEAR, LAST_YEAR = 1700, 1990


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--persons", type=int, default=200_000)
    options = parser.parse_args()
    with open(options.file, "w") as out:
        for kind, record in records(options.persons):
            out.write(json.dumps({kind: record}) + "\n")


def records(count):
    """Each record with its kind: all persons, then their events, articles and quotations, so that whom a record names is there."""
    chance = random.Random(count)
    people = names(count, chance)
    places = [word.capitalize() for word in words(max(50, count // 100), (2, 3), ["", "burg", "ton", "grad"], chance)]
    # The more is written the more words there are, and rare ones stay rare.
    tongue = words(max(20_000, count), (2, 3, 4), ENDS, chance)
    use = zipf(tongue)
    lives = []
    for number, name in enumerate(people):
        born = chance.randrange(FIRST_YEAR, LAST_YEAR - 80)
        lives.append((born, born + chance.randrange(30, 80)))
        yield "person", person(number, name, born, chance)
    for number, (born, dead) in enumerate(lives):
        yield "event", life_event(number, "birth", people[number], date(born, chance), chance.choice(places))
        for turn in range(3):
            yield "event", event(number, turn, chance.randrange(born + 15, dead + 1), count, places, chance)
        yield "event", life_event(number, "death", people[number], date(dead, chance), chance.choice(places))
    for number, (born, dead) in list(enumerate(lives))[::2]:
        prose = chance.choices(tongue, cum_weights=use, k=250)
        yield "article", article(number, people, prose, chance.randrange(born + 15, dead + 20), chance)
    for number, (born, dead) in list(enumerate(lives))[::4]:
        prose = chance.choices(tongue, cum_weights=use, k=15)
        yield "quotation", quotation(number, prose, chance.randrange(born + 15, dead + 1), chance)


def person(number, name, born, chance):
    first, last = name.split()[0], name.split()[-1]
    told = [{"text": name, "kind": "PREFERRED", "language": "en"}]
    if chance.random() < 0.4:
        told.append({"text": f"{last}, {first[0]}.", "kind": "VARIANT"})
    described = f"{chance.choice(['Writer', 'Teacher', 'Engineer', 'Officer'])}, of a family of the {born // 100 + 1}th century."
    return {"key": f"p{number}", "names": told, "description": described}


def life_event(number, which, name, when, place):
    """A birth or a death; its key is the one by which the person's record would name it."""
    return {"key": f"p{number}#{which}", "kind": which.upper(), "title": f"{which.capitalize()} of {name}", "date": {"edtf": when},
            "place": place, "participants": [{"person": f"p{number}", "role": "SUBJECT"}]}


def event(number, turn, year, count, places, chance):
    kind = chance.choice(KINDS)
    others = {chance.randrange(count) for _ in range(chance.choice((0, 1, 1, 2, 3)))} - {number}
    part = [{"person": f"p{number}", "role": "SUBJECT"}]
    part += [{"person": f"p{other}", "role": chance.choice(ROLES)} for other in sorted(others)]
    return {"key": f"e{number}.{turn}", "kind": kind, "title": f"{kind.capitalize()} at {chance.choice(places)}",
            "date": {"edtf": date(year, chance)}, "place": chance.choice(places), "participants": part}


def date(year, chance):
    """A day, a month, a year, about a year, or a stretch of up to four."""
    sort = chance.random()
    if sort < 0.4:
        return f"{year}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    if sort < 0.6:
        return f"{year}-{chance.randrange(1, 13):02}"
    if sort < 0.8:
        return f"{year}"
    return f"{year}~" if sort < 0.9 else f"{year}/{year + chance.randrange(1, 5)}"


def article(number, people, prose, year, chance):
    """Prose in which one to five persons are named; where, is told."""
    some = [number] + [chance.randrange(len(people)) for _ in range(chance.randrange(5))]
    places = sorted(chance.sample(range(5, len(prose)), len(some)))
    body, mentions, last = "", [], 0
    for who, place in zip(some, places):
        body += sentence(prose[last:place])
        mentions.append({"start": len(body), "end": len(body) + len(people[who]), "person": f"p{who}"})
        body += people[who] + " "
        last = place
    body += sentence(prose[last:])
    return {"key": f"a{number}", "title": f"Letter {number} to {people[some[0]]}", "author": people[some[-1]], "language": "en",
            "published": {"edtf": f"{year}"}, "body": body.strip(), "mentions": mentions}


def sentence(prose):
    return " ".join(word + "." if place % 12 == 11 else word for place, word in enumerate(prose)) + " "


def quotation(number, prose, year, chance):
    told = {"key": f"q{number}", "text": " ".join(prose) + ".", "language": "en", "date": {"edtf": f"{year}"},
            "attributions": [{"person": f"p{number}", "role": "SPEAKER", "status": chance.choice(STATUSES)}]}
    if number % 8 == 0:
        told["source"] = {"article": f"a{number}"}
    return told


if __name__ == "__main__":
    main()
