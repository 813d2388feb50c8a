"""Words of records and of searches for the hand-written side of `search.py`: what stands in each of its tables, by the rules
that `docs/search.md` tells, written once more. Latin letters only: what is written in others is left out."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

try:
    import snowballstemmer
except ImportError:
    raise SystemExit("it needs Snowball's stems: pip install snowballstemmer")

SPELLED_OUT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
                             "ŋ": "n", "ŧ": "t"})
TOGETHER = {"shch": "X", "schtsch": "X", "szcz": "X", "tsch": "X", "sch": "X", "tch": "X", "tzsch": "X", "dsch": "X", "dzh": "X",
            "tzk": "CG", "tsk": "CG", "tz": "C", "ts": "C", "cz": "X", "sz": "X", "sh": "X", "zh": "X", "ch": "X", "kh": "H",
            "gh": "G", "ph": "F", "th": "T", "ck": "G", "cs": "X", "rz": "R", "dz": "S", "ks": "GS"}
ALONE = {**dict.fromkeys("aeiouyj", "A"), **dict.fromkeys("ckqg", "G"), **dict.fromkeys("fvw", "F"), **dict.fromkeys("sz", "S"),
         **{letter: letter.upper() for letter in "bdhlmnprt"}, "x": "GS"}
# The words that a text begins with, and how often it says one that it comes back to.
BEGINNING, OFTEN = 20, 3
STEMMER = snowballstemmer.stemmer("english")


def words(text):
    if not text.isascii():
        text = "".join(it for it in unicodedata.normalize("NFKD", text) if not unicodedata.combining(it))
    return re.findall("[a-z0-9]+", text.lower().translate(SPELLED_OUT))


@lru_cache(maxsize=None)
def forms(word):
    """The word and its stem."""
    is_stemmed = 3 <= len(word) <= 40 and word.isalpha()
    return word, STEMMER.stemWord(word) if is_stemmed else None


def in_forms(some):
    """Each of some words and stems once."""
    return sorted({form for word in some for form in forms(word) if form})


@lru_cache(maxsize=None)
def sound(word):
    """What a word sounds like; empty where that says nothing."""
    if not (word.isascii() and word.isalpha()):
        return ""
    sounds, last, at = "", "", 0
    while at < len(word):
        length = next((length for length in range(7, 1, -1) if word[at:at + length] in TOGETHER), 1)
        heard = TOGETHER.get(word[at:at + length]) or ("S" if re.match("c[eiy]", word[at:]) else ALONE[word[at]])
        for one in heard:
            if one != last and (one != "A" or not sounds):
                sounds += one
            last = one
        at += length
    return sounds.lower() if len(sounds.replace("A", "")) >= 3 else ""


def variants(word):
    """The word, and itself with each letter left out."""
    left_out = [word[:at] + word[at + 1:] for at in range(len(word))] if 4 <= len(word) <= 24 else []
    return sorted({word, *left_out})


class Kept:
    """What is kept of a record: whole names; marks (words of persons' names, of titles, what it is about, sounds), each with a
    letter for what it is; words and stems; beginnings of names, of each what `suggest` gives."""

    def __init__(self, kind, names, place, text):
        named = [words(name) for _, name in names]
        of_names = in_forms(word for name in named for word in name)
        place, text = words(place or ""), words(text or "")
        weights = Counter(text) + Counter({word: count * (OFTEN - 1) for word, count in Counter(text[:BEGINNING]).items()})
        about = [word for word, weight in weights.items() if weight >= OFTEN]
        self.marks = {"a" + form for form in (*of_names, *in_forms(place), *in_forms(about))}
        self.marks.update(("n" if kind == "person" else "t") + form for form in of_names)
        self.whole, self.near, self.beginnings = {" ".join(name) for name in named if name}, set(), []
        if kind == "person":
            self.near = {word for name in named for word in name if any(map(str.isalpha, word))}
            self.marks.update("s" + sound(word) for word in self.near if sound(word))
            self.whole |= {turned(name) for _, name in names if "," in name}
            self.beginnings = [(f"{min(at, 1)}{' '.join(name[at:])}", number, at)
                               for (number, _), name in zip(names, named) for at in range(min(len(name), 12))]
        # A gap keeps phrases within a name, a field.
        fields = [*named, place, text]
        self.words = [word for field in fields for word in (*("w" + word for word in field), "gap")]
        self.stems = sorted({"y" + forms(word)[1] for field in fields for word in field if forms(word)[1]})


def turned(name):
    """`Trotsky, Leon` as `leon trotsky`."""
    before, after = name.split(",", 1)
    return " ".join(words(after) + words(before))


class Asked:
    """What is asked of the tables for some words, in FTS5's language or that of tsquery."""

    def __init__(self, text, is_tsquery=False):
        self.words = words(text)
        self.whole = " ".join(self.words)
        self.quote, self.either, self.both = ("'", " | ", " & ") if is_tsquery else ('"', " OR ", " AND ")
        self.named, self.titled, self.about = (self.all([self.marked(letter, word) for word in self.words]) for letter in "nta")
        self.text = self.all([self.any(["w" + word, *("y" + stem for stem in forms(word)[1:] if stem)]) for word in self.words])
        self.stems = self.all([self.any([next("y" + stem if stem else "w" + word for word, stem in [forms(word)])]) for word in self.words])
        self.variants = [variants(word) for word in self.words]
        self.sounds = [["s" + sound(word)] if sound(word) else [] for word in self.words]

    def marked(self, letter, word):
        return self.any([letter + form for form in in_forms([word])])

    def any(self, tokens):
        return f"({self.either.join(self.quote + token + self.quote for token in tokens)})"

    def all(self, conditions):
        return self.both.join(conditions)
