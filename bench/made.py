"""Made records: persons whose names are spread as names are, and articles in a made language that name them."""

import argparse
import itertools
import json
import random

SYLLABLES = "ba be bi bo bu da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so ta te ti to va ve vi za".split()
ENDS = "n r s l nn rt ld ski ov er mann berg ton sen ez ini ard".split()
USUAL = "the and of in a to was which that with for on they had been when after before until against among because".split()


def words(many, syllables, ends, chance):
    """Different words, in an order that says nothing."""
    found = {}
    while len(found) < many:
        found["".join(chance.choice(SYLLABLES) for _ in range(chance.choice(syllables))) + chance.choice(ends)] = None
    return list(found)


def zipf(words):
    """What `choices` takes to draw the first words most often."""
    return list(itertools.accumulate(1 / (place + 5) for place in range(len(words))))


def names(count, chance):
    """Names of so many persons: few given names and surnames that many bear, many that few bear."""
    given = [word.capitalize() for word in words(2000, (1, 2), ["", "n", "s", "l"], chance)]
    last = [word.capitalize() for word in words(max(2000, count // 3), (2, 3), ENDS, chance)]
    firsts, lasts = (chance.choices(some, cum_weights=zipf(some), k=count) for some in (given, last))
    return [f"{first} {chance.choice(given)} {last}" if chance.random() < 0.3 else f"{first} {last}"
            for first, last in zip(firsts, lasts)]


def language(chance):
    """Twenty thousand words, and how often each is used."""
    made = USUAL + words(20_000, (2, 3, 4), ["", "s", "ed", "ing", "er"], chance)
    return made, zipf(made)


def text(people, tongue, chance, size=2000):
    """Prose of about so many characters: every eighth word or so is a name, in full or the last one alone."""
    written, length = [], 0
    for word in chance.choices(tongue[0], cum_weights=tongue[1], k=size):
        if chance.random() < 0.12:
            person = chance.choice(people)
            word = person if chance.random() < 0.5 else person.split()[-1]
        if chance.random() < 0.08:
            word += "."
        written.append(word)
        length += len(word) + 1
        if length >= size:
            break
    return " ".join(written)


def records(file, people, articles, chance):
    """Writes persons with a life each, and so many articles that name some of them, a JSON object a line."""
    tongue = language(chance)
    with open(file, "w") as out:
        for number, name in enumerate(people):
            birth = 1700 + chance.randrange(250)
            record = {"key": f"p{number}", "names": [{"text": name}], "birth": {"edtf": str(birth)}, "death": {"edtf": str(birth + 60)}}
            out.write(json.dumps({"person": record}) + "\n")
        for number in range(articles):
            some = chance.choices(people, k=8)
            record = {"key": f"a{number}", "title": f"Letter {number} {some[0]}", "language": "en", "body": text(some, tongue, chance, 700)}
            out.write(json.dumps({"article": record}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    chance = random.Random(options.persons)
    records(options.file, names(options.persons, chance), options.articles, chance)


if __name__ == "__main__":
    main()
