"""Activities in French text: words and phrases of `lexicon/activities.yaml` → their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).with_name("lexicon") / "activities.yaml"
IGNORED = "not_an_activity"
MOST = 150  # nobody names more in one message

_WORD = re.compile(r"[a-z0-9œæ]+")
_BETWEEN = r"[\s'.\-]{0,2}"
_Trie = dict[str, "_Trie"]
_END = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a text names an activity, and its kind, one of `understanding.ACTIVITIES`."""

    start: int
    end: int
    kind: str


def _stem(word: str) -> str:
    """A word without its plural; short ones are kept whole, so that « bus » is not « bu »."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def key(folded: str) -> str:
    """What two writings of one phrase share: « Lettres  de-motivation » and « lettre de motivation »."""
    return "".join(_stem(word) for word in _WORD.findall(folded))


@cache
def phrases() -> dict[str, str]:
    """Each phrase of the lexicon, folded → its kind. The file is read once."""
    read: dict[str, list[str]] = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    return {fold(phrase): kind for kind, listed in read.items() for phrase in listed}


@cache
def lexicon() -> dict[str, str]:
    """Each phrase's key → its kind."""
    return {key(phrase): kind for phrase, kind in phrases().items()}


def _grow(trie: _Trie, signs: list[str]) -> None:
    for sign in signs:
        trie = trie.setdefault(sign, {})
    trie[_END] = {}


def _signs(phrase: str) -> list[str]:
    """The phrase sign by sign, a plural allowed after each word and a gap between words."""
    signs: list[str] = []
    for word in _WORD.findall(phrase):
        signs += [*([_BETWEEN] if signs else []), *_stem(word), "[sx]?"]
    return signs


def _pattern(trie: _Trie) -> str:
    longer = [sign + _pattern(rest) for sign, rest in trie.items() if sign != _END]
    if not longer:
        return ""
    either = longer[0] if len(longer) == 1 and _END not in trie else f"(?:{'|'.join(longer)})"
    return f"{either}?" if _END in trie else either


@cache
def _regex() -> re.Pattern[str]:
    trie: _Trie = {}
    for phrase in phrases():
        _grow(trie, _signs(phrase))
    return re.compile(rf"(?<![a-z0-9œ])(?=[a-z])(?:{_pattern(trie)})(?![a-z0-9œ])")


def spans(text: str) -> list[Span]:
    """The activities that `text` names, in order, none over another; the longest phrase wins."""
    found = islice(_regex().finditer(fold(text)), MOST)
    named = [Span(one.start(), one.end(), lexicon()[key(one.group())]) for one in found]
    return [span for span in named if span.kind != IGNORED]


def kind_of(text: str) -> str | None:
    """The kind of the first activity that `text` names."""
    return next((span.kind for span in spans(text)), None)
