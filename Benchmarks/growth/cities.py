"""A GeoNames dump of any size: the cities of the repository, and made-up ones that look like them.

A made-up city takes a real one as its pattern: its country, and other names in the scripts of its names, from a chain of
three letters that real names of that script teach. So prefixes are as frequent as in GeoNames.
"""

import random
import unicodedata

from hesap_process import ROOT

REAL = ROOT / "Data/cities/cities.txt"
FIRST_ID = 20_000_000
ORDER = 3
OTHER_NAMES = 0.4  # of the large city that is the pattern
END = "\n"


def script(name):
    letter = next((c for c in name if c.isalpha()), "a")
    return unicodedata.name(letter, "LATIN").split()[0]


class Chain:
    def __init__(self):
        self.next = {}

    def learn(self, name):
        text = name + END
        for at in range(len(text)):
            self.next.setdefault(text[max(0, at - ORDER) : at], []).append(text[at])

    def make(self, rng):
        text = ""
        while len(text) < 60:
            letter = rng.choice(self.next[text[-ORDER:]])
            if letter == END:
                break
            text += letter
        return text


def chains(rows):
    made = {}
    for row in rows:
        for name in names(row):
            made.setdefault(script(name), Chain()).learn(name)
    return made


def names(row):
    return [row[1]] + [name for name in row[3].split(",") if name]


def made_up(rows, count, rng):
    known, seen = chains(rows), set()
    for index in range(count):
        row = list(rng.choice(rows))
        # Smaller places are known under fewer names.
        own, *others = names(row)
        new = [known[script(name)].make(rng) for name in [own] + [name for name in others if rng.random() < OTHER_NAMES]]
        row[0], row[1], row[2], row[3] = str(FIRST_ID + index), new[0], "", ",".join(new[1:])
        # Zipf's law of cities, below the smallest real one.
        row[14] = str(int(1_000 / (1 - rng.random() * 0.99)))
        row[19] = "0"
        yield row


def write(path, count):
    """Writes a dump of `count` cities and returns their ids and names."""
    rng = random.Random(count)
    real = [line.rstrip("\n").split("\t") for line in REAL.read_text().splitlines()]
    rows = rng.sample(real, min(count, len(real)))
    rows += made_up(real, count - len(rows), rng)
    path.write_text("".join("\t".join(row) + "\n" for row in rows))
    return [(int(row[0]), row[1]) for row in rows]
