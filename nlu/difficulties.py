"""What holds a person back: phrases of lexicon/difficulties.yaml → one of understanding.DIFFICULTIES."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.activities import undoubled
from nlu.texts import fold

LEXICON = Path(__file__).with_name("lexicon") / "difficulties.yaml"
FAINT = "faint"

_WORD = re.compile(r"[a-z0-9]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})[sx]\b")
_NEAR = r"(?: (?!moi|je|j|et)[a-z0-9]+){0,3} $"
_RELATIVE = re.compile(
    r"\b(?:mere|pere|maman|papa|daron(?:ne)?|mari|femme|frere|soeur|seur|parent|oncle|tante|grand mere|grand pere"
    r"|mamie|papi|conjoint|compagnon|mother|father|wife|husband|brother|sister|mum|dad)" + _NEAR
)
_CHILD = re.compile(
    r"\b(?:fil|fille|enfant|bebe|gosse|garcon|petit|petite|ptit|ptite|gamin|gamine|jumeau"
    r"|son|daughter|baby|child|kid)" + _NEAR
)


def kind_in(text: str) -> str | None:
    """The kind of difficulty that `text` names: by its longest phrase, of equal ones the first; or None.

    A faint phrase (« j'en peux plus ») counts only where there is no other.
    """
    phrases, faint, pattern = _lexicon()
    plainly = plain(text)
    found = max(pattern.finditer(plainly), key=lambda match: (match[1] not in faint, len(match[1])), default=None)
    return _whose(phrases[found[1]], plainly[: found.start()]) if found else None


def _whose(kind: str, before: str) -> str:
    """An illness of a child or of a parent is a matter of childcare or of family: « ma mère est à l'hôpital »."""
    if kind not in ("health", "disability"):
        return kind
    if _RELATIVE.search(before):
        return "family"
    return "childcare" if _CHILD.search(before) else kind


def plain(text: str) -> str:
    """`text` as the lexicon knows it: words without accent, plural or doubled letters, apart by one space."""
    return _PLURAL.sub("", " ".join(undoubled(word) for word in _WORD.findall(fold(text.replace("œ", "oe")))))


@cache
def _lexicon() -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
    """Each phrase → its kind, the faint ones, and the pattern that finds the longest at each word."""
    pages = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    weak: dict[str, list[str]] = pages.pop(FAINT)
    faint = {plain(str(phrase)): kind for kind, listed in weak.items() for phrase in listed}
    phrases = {plain(str(phrase)): kind for kind, listed in pages.items() for phrase in listed}
    longest_first = sorted(faint | phrases, key=len, reverse=True)
    # Looked for ahead of each word, so that a phrase inside another's end is found as well.
    pattern = re.compile(rf"\b(?=({'|'.join(longest_first)})\b)")
    return faint | phrases, frozenset(faint) - set(phrases), pattern
