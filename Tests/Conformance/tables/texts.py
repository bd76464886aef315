"""Texts that have broken text handling before."""

import unicodedata

TURKISH = "İIıiÇçĞğŞşÖöÜüÂâÎîÛû"
LATIN = "abcdefghijklmnopqrstuvwxyz"
ODD = [
    "\0", "\x1c", "\x7f", "\x85", "\xa0", "\u200b", "\u2028", "\ufeff", "\u0307", "i\u0307", "\u0130", "\u0131",
    "ß", "ẞ", "Σ", "ς", "σ", "ﬁ", "ǅ", "\u0345", "é", "e\u0301", "²", "½", "٣", "５", "五", "𝟗", "𐐀", "🇹🇷", "👩‍👧",
    "\u3000", "_", "-", "$", "=", ":", ".", "+", "/", "%", "\\", '"', "'", "<", "&", "\t", "\n", "\r", " ",
]  # fmt: skip


def assigned(rng):
    """Any character that this Python's Unicode knows, surrogates and private use apart."""
    while True:
        letter = chr(rng.randrange(0x110000))
        if unicodedata.category(letter) not in ("Cn", "Co", "Cs"):
            return letter


def text(rng, longest=20):
    letters = []
    for _ in range(rng.randrange(longest + 1)):
        kind = rng.randrange(10)
        if kind < 5:
            letters.append(rng.choice(LATIN + LATIN.upper() + "0123456789"))
        elif kind < 7:
            letters.append(rng.choice(TURKISH))
        elif kind < 9:
            letters.append(rng.choice(ODD))
        else:
            letters.append(assigned(rng))
    return "".join(letters)


def mutated(rng, value, alphabet="azAZ09-_=:.+/$% \n\0ığ٣５"):
    """One small damage to a text."""
    position = rng.randrange(len(value) + 1)
    letter = rng.choice(alphabet)
    match rng.randrange(6):
        case 0:
            return value[:position] + letter + value[position:]
        case 1:
            return value[:position] + value[position + 1 :]
        case 2:
            return value[:position] + letter + value[position + 1 :]
        case 3:
            return value[:position]
        case 4:
            return value[position:] + value[:position]
        case _:
            return value[:position] + value[position : position + 1].swapcase() + value[position + 1 :]


def secret_keys(rng):
    return [text(rng) or "key" for _ in range(rng.randrange(1, 4))]
