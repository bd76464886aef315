"""The shop's own message catalogues, so that no text is repeated in a test."""

import json
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[3] / "Sources/HesapTexts/Catalogues"
LANGUAGES = ("tr", "en", "de", "ar")


@cache
def _catalogue(language, namespace):
    return json.loads((CATALOGUES / f"{language}.{namespace}.json").read_text(encoding="utf-8"))


def text(language, key, namespace="pages"):
    return _catalogue(language, namespace)[key]
