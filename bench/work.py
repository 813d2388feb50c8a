"""What is asked: seven pieces of work, for each the document that Vitae takes, and requests drawn with a fixed seed."""

import random
import sqlite3
from pathlib import Path

from lives import FIRST_YEAR, KINDS, LAST_YEAR

HERE = Path(__file__).resolve().parent
NOBODY = 999_999_999
PAGE = 20

WORK = {
    "Q1": ("Life", "the page of one life"),
    "Q2": ("Fifty", "fifty persons with their events and first documents"),
    "Q3": ("Overlap", "the first fifty events of a kind within a stretch of years, with who took part"),
    "Q4": ("Search", "articles with a word, the first twenty with passages"),
    "Q5": ("Page", "a page of persons far into the list"),
    "Q6": ("Name", "one name by id"),
    "M1": ("Create", "a person and an event are made"),
}


class Draw:
    """One request. `variables` are Vitae's; the rest is the same said in other words, for who pages or names otherwise."""

    def __init__(self, variables, **other):
        self.variables = variables
        self.number = other.get("number")
        self.offset = other.get("offset")
        self.sort_name = other.get("sort_name")
        self.kind = other.get("kind")
        self.days = other.get("days")
        self.text = other.get("text")
        self.name, self.year = other.get("name"), other.get("year")


def document(work):
    return (HERE / "queries" / f"{WORK[work][0].lower()}.graphql").read_text()


def draws(work, archive, options):
    """Requests of one piece of work, those that are asked for beforehand as well; the first ones are edges of it."""
    chance = random.Random(f"{options.seed} {work}")
    connection = sqlite3.connect(archive)
    make = {"Q1": lives, "Q2": fifties, "Q3": overlaps, "Q4": searches, "Q5": pages, "Q6": lives, "M1": creations}[work]
    drawn = make(connection, chance, options.bodies)
    connection.close()
    return drawn


def lives(connection, chance, count):
    ids = [row[0] for row in connection.execute("SELECT id FROM person ORDER BY id")]
    return [life(number) for number in [NOBODY, *chance.choices(ids, k=count)]]


def life(number):
    return Draw({"id": f"person:{number}"}, number=number)


def in_order(connection):
    return connection.execute("SELECT sort_name, id FROM person ORDER BY sort_name, id").fetchall()


def after(place, people):
    """What comes after the person at this place."""
    name, number = people[place]
    return Draw({"after": f"NAME.{name.encode().hex().upper()}.{number}"}, number=number, sort_name=name, offset=place + 1)


def fifties(connection, chance, count):
    people = in_order(connection)
    # The last pages would be shorter than fifty.
    return [Draw({"after": None}, sort_name="", number=0, offset=0),
            *(after(place, people) for place in chance.choices(range(len(people) - 50), k=count))]


def pages(connection, chance, count):
    """About a thousand pages into the list of 200,000 persons, and as far in others by their length."""
    people = in_order(connection)
    middle = len(people) * PAGE * 1000 // 200_000
    return [after(chance.randrange(middle * 9 // 10, middle * 11 // 10 + 1), people) for _ in range(count)]


def overlaps(connection, chance, count):
    drawn = [overlap("NOTHING", FIRST_YEAR, FIRST_YEAR)]
    for _ in range(count):
        first = chance.randrange(FIRST_YEAR, LAST_YEAR)
        drawn.append(overlap(chance.choice(KINDS), first, first + chance.randrange(1, 11)))
    return drawn


def overlap(kind, first, last):
    days = (new_year(first), new_year(last + 1) - 1)
    return Draw({"kind": kind, "within": f"{first}/{last}"}, kind=kind, days=days)


def new_year(year):
    """The first day of a Gregorian year, counted from that of 1970, as the archive counts."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 - 719_162


def searches(connection, chance, count):
    """Words that two to twenty documents have, so that all that is found is on the page, in whatever order an index has it."""
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, document_fts, row)")
    sql = "SELECT term FROM temp.words WHERE doc BETWEEN 2 AND 20 AND length(term) > 5 AND term GLOB '*p' ORDER BY term"
    found = [row[0] for row in connection.execute(sql)]
    return [Draw({"text": text}, text=text) for text in ["nowhere", *chance.choices(found, k=count)]]


def creations(_, chance, count):
    """Persons of names that no text has: what it costs to find mentions of those that texts have, bench/link.py tells."""
    def word():
        return "".join(chance.choice(("xa", "xo", "qui", "wu", "wy", "yo", "zhu", "fy")) for _ in range(4)).capitalize()

    return [creation(f"{word()} {word()}", chance.randrange(FIRST_YEAR, LAST_YEAR)) for _ in range(count)]


def creation(name, year):
    event = {"kind": "ARREST", "title": f"{name} is arrested", "date": {"edtf": f"{year}-05-01"}, "place": "Tobado"}
    person = {"names": [{"text": name, "kind": "PREFERRED"}], "description": "Made by the bench."}
    return Draw({"input": {"person": person, "events": [event]}}, name=name, year=year)
