"""Write Sources/HesapDomain/City/CityNameTable.swift: what each non-ASCII code point becomes in a matching key.

The table is made here, and not asked of the Swift library at run time, because the keys are stored: a compiler
that knows a newer Unicode must not change the key of a row that is already in the database.

    python3.11 Data/cities/make_fold_table.py       # the Python whose unicodedata is Unicode 14.0; others are refused
"""

import pathlib
import sys
import unicodedata

UNICODE = "14.0.0"
TARGET = pathlib.Path(__file__).resolve().parents[2] / "Sources/HesapDomain/City/CityNameTable.swift"

# Marks that only tell how to say a letter. Everything else that combines is a part of its letter and stays:
# Japanese voicing (U+3099), Indic vowel signs, nukta and virama, Thai vowels and tones.
DROPPED_RANGES = [
    (0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),  # Latin, Greek
    (0x0483, 0x0489), (0x2DE0, 0x2DFF), (0xA66F, 0xA672), (0xA674, 0xA67D), (0xA69E, 0xA69F),  # Cyrillic
    (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),  # Hebrew points
    (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),  # Arabic vowels
    (0x06DF, 0x06E8), (0x06EA, 0x06ED), (0x08D3, 0x08FF),
    (0x0711, 0x0711), (0x0730, 0x074A),  # Syriac points
    (0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180D), (0x180F, 0x180F),  # variation selectors
]
# Apostrophes and what people type for them; the half rings and okina of transcriptions; the Catalan middle dot.
DROPPED = set("\u00b4\u00b7\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u2034\u2035\u05f3\u05f4\u2057")
DROPPED |= {chr(c) for c in range(0x02B9, 0x02C2)} | {chr(c) for c in range(0x02C8, 0x02CD)}
DROPPED |= set("\u02ee\ua78b\ua78c\u1ffd")

# Letters that Unicode does not decompose, as people write them on a keyboard that lacks them.
LETTERS = {
    "ß": "ss", "ẞ": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e",
    "ǝ": "e", "ı": "i", "ȷ": "j", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɖ": "d",
    "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɣ": "g", "ɨ": "i", "ʉ": "u", "ƶ": "z", "ɡ": "g", "ⱥ": "a", "ƀ": "b", "ȼ": "c",
    "ɇ": "e", "ǥ": "g", "ɉ": "j", "ƚ": "l", "ɍ": "r", "ⱦ": "t", "ɏ": "y", "ɑ": "a", "ɩ": "i", "ʋ": "v", "ɲ": "n",
    "ƒ": "f", "ƈ": "c", "ɠ": "g", "ƥ": "p", "ƭ": "t", "ꞌ": "",
    # One letter, two code points, depending on whose keyboard it was (Lucene's Arabic and Persian rules).
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ە": "ه", "ے": "ي",
}
HANGUL = range(0xAC00, 0xD7A4)  # CityName.swift takes these apart by arithmetic


def is_dropped(char):
    code = ord(char)
    if char in DROPPED or unicodedata.category(char) == "Cf":
        return True
    return any(low <= code <= high for low, high in DROPPED_RANGES)


def fold_one(char):
    """One step; fold() repeats it until nothing changes, which is what makes the key of a key the key."""
    if is_dropped(char):
        return ""
    if char in LETTERS:
        return LETTERS[char]
    if ord(char) < 0x80:
        return char.lower()  # ASCII punctuation is CityName.swift's
    # Decomposed first, case second: the iota under a Greek letter is a mark while it is a mark of its own,
    # but case folding would make it a letter.
    decomposed = unicodedata.normalize("NFKD", char)
    if decomposed != char:
        return decomposed
    return " " if unicodedata.category(char)[0] in "PZ" else char.casefold()


def fold(text):
    while True:
        folded = "".join(fold_one(char) for char in text)
        if folded == text:
            return folded
        text = folded


def check():
    """The promises of docs/features/city.md, for every code point there is."""
    for code in range(0x80, 0x110000):
        char = chr(code)
        if code in HANGUL or unicodedata.category(char) in ("Cn", "Cs", "Co", "Cc"):
            continue
        key = fold(char)
        # The compatibility forms make a space and a mark of the acute accent, which people type as an apostrophe.
        for form in ("NFC", "NFD") if char in "\u00b4\u1ffd" else ("NFC", "NFD", "NFKC", "NFKD"):
            assert fold(unicodedata.normalize(form, char)) == key, (form, hex(code))
        assert unicodedata.normalize("NFKD", key) == key, hex(code)


def entries():
    for code in range(0x80, 0x110000):
        char = chr(code)
        if code in HANGUL or unicodedata.category(char) in ("Cn", "Cs", "Co", "Cc"):
            continue
        folded = fold(char)
        if folded != char:
            yield code, [ord(c) for c in folded]


def runs(pairs):
    """`a-b=x.y` for neighbours with the same replacement, `a-b+n` for neighbours at the same distance (hex)."""
    pending = None
    for code, folded in pairs:
        distance = folded[0] - code if len(folded) == 1 else None
        if pending:
            first, last, same, step = pending
            if code == last + 1 and same is not None and folded == same:
                pending = (first, code, same, None)
                continue
            if code == last + 1 and step is not None and distance == step:
                pending = (first, code, None, step)
                continue
            yield row(pending)
        pending = (code, code, folded, distance)
    if pending:
        yield row(pending)


def row(run):
    first, last, same, step = run
    keys = f"{first:x}" if first == last else f"{first:x}-{last:x}"
    if same is not None:
        return f"{keys}=" + ".".join(f"{c:x}" for c in same)
    return f"{keys}{'+' if step >= 0 else '-'}{abs(step):x}" if first != last else ""


def main():
    if unicodedata.unidata_version != UNICODE:
        sys.exit(f"this Python knows Unicode {unicodedata.unidata_version}, the table is made with {UNICODE}")
    check()
    lines, line = [], ""
    for entry in runs(entries()):
        if len(line) + len(entry) > 112:
            lines.append(line.rstrip())
            line = ""
        line += entry + " "
    lines.append(line.rstrip())
    body = "\n".join("        " + text for text in lines)
    TARGET.write_text(
        "// Made by Data/cities/make_fold_table.py from Unicode " + UNICODE + ". Do not edit; edit the script.\n\n"
        "extension CityNameFolding {\n"
        "    /// `a=x.y` one code point, `a-b=x` a run with one replacement, `a-b+n` and `a-b-n` a run at one distance.\n"
        "    static let generated: StaticString = \"\"\"\n" + body + "\n        \"\"\"\n}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
