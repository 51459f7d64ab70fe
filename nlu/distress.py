"""Whether a message speaks of suicide, self-harm or violence at home: lexicon/distress.yaml, no model.

A false alarm costs a kind sentence and a phone number; a miss may cost a life. In doubt, it is distress.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).parent / "lexicon" / "distress.yaml"
KINDS = ("violence", "suicide")  # the first that fits: who is beaten and wants to die must first be safe
LONGEST = 4000  # characters looked at, more than a message of Telegram's can hold

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_AGAIN = re.compile(r"([a-z])\1+")


def kind_of(text: str) -> str | None:
    """'suicide', 'violence' or None; never raises."""
    harmless, kinds = _patterns()
    words = harmless.sub(" ", plain(text[:LONGEST]))
    return next((kind for kind in KINDS if kinds[kind].search(words)), None)


def plain(text: str) -> str:
    """`text` as the lexicon reads it: folded, words apart by one space, no letter twice in a row."""
    return _AGAIN.sub(r"\1", _NOT_A_WORD.sub(" ", fold(text))).strip()


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """What is harmless, and one pattern per kind."""
    lexicon = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    words = _spelt_out(lexicon["words"])
    return _any_of(lexicon["harmless"], words), {kind: _any_of(lexicon[kind], words) for kind in KINDS}


def _spelt_out(words: dict[str, str]) -> dict[str, str]:
    """Words may use the words above them."""
    known: dict[str, str] = {}
    for name, pattern in words.items():
        known[name] = _filled(pattern, known)
    return known


def _filled(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda name: words[name[1]], pattern)


def _any_of(lines: list[str], words: dict[str, str]) -> re.Pattern[str]:
    # \w is set aside while letters are made single, so that « \w » before a « w » would stay whole.
    whole = "|".join(f"(?:{_filled(line, words)})" for line in lines)
    single = _AGAIN.sub(r"\1", fold(whole.replace(r"\w", "[a-z0-9]")))
    return re.compile(rf"\b(?:{single})\b")
