"""Reads docs/guides/beside-django.md: its fenced blocks, in order, with the place that each is for."""

import re
from dataclasses import dataclass

from stage.processes import REPOSITORY

PATH = REPOSITORY / "docs/guides/beside-django.md"


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    line: int

    @property
    def file(self):
        """A block that starts with a comment holding nothing but a path is that file."""
        found = re.fullmatch(r"# (/\S+)", self.text.split("\n", 1)[0])
        return found and found[1]


def blocks():
    text = PATH.read_text(encoding="utf-8")
    found = [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 1)
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]
    if text.count("\n```") != 2 * len(found):
        raise ValueError(f"{PATH}: a fence is not closed")
    return found


def file_block(name):
    """The text of the file block whose path ends with `name`."""
    (block,) = [block for block in blocks() if block.file and block.file.endswith(name)]
    return block.text
