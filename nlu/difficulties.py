"""What holds a person back: phrases of lexicon/difficulties.yaml → one of understanding.DIFFICULTIES."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).with_name("lexicon") / "difficulties.yaml"

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})[sx]\b")


def kind_in(text: str) -> str | None:
    """The kind of difficulty that `text` names: by its longest phrase, of equal ones the first; or None."""
    phrases, pattern = _lexicon()
    found = max(pattern.finditer(plain(text)), key=lambda match: len(match[1]), default=None)
    return phrases[found[1]] if found else None


def plain(text: str) -> str:
    """`text` as the lexicon knows it: words without accent or plural, apart by one space."""
    return _PLURAL.sub("", _NOT_A_WORD.sub(" ", fold(text))).strip()


@cache
def _lexicon() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each phrase → its kind, and the pattern that finds the longest at each word."""
    pages: dict[str, list[str]] = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    phrases = {plain(str(phrase)): kind for kind, listed in pages.items() for phrase in listed}
    longest_first = sorted(phrases, key=len, reverse=True)
    # Looked for ahead of each word, so that a phrase inside another's end is found as well.
    return phrases, re.compile(rf"\b(?=({'|'.join(longest_first)})\b)")
