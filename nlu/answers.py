"""Short answers, read without the model: the whole message is one of lexicon/answers.yaml, or it is not."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).with_name("lexicon") / "answers.yaml"
LONGEST = 60  # characters; an answer of this kind is never longer

_NOT_A_WORD = re.compile(r"[^a-z0-9+]+")
_THRICE = re.compile(r"([a-z])\1{2,}")  # « ouiiii »; a letter said twice may be right: « allez »
_TWICE = re.compile(r"\b(\w+)(?: \1\b)+")


def yes_or_no(text: str) -> bool | None:
    """True for « oui c'est ça », False for « pas du tout », None for all that says more: « oui mais 3h »."""
    return {"affirm": True, "deny": False}.get(request_of(text) or "")


def is_cancel(text: str) -> bool:
    """« laisse tomber ». « stop » is none: it stops the reminders."""
    return request_of(text) == "cancel"


def request_of(text: str) -> str | None:
    """The request that these few words are for certain, as « affirm » or « help »; None for all others."""
    if len(text) > LONGEST:
        return None
    phrases, courtesies, signs = _lexicon()
    said = plain(text)
    if not said:
        return next((signs[sign] for sign in text if sign in signs), None)
    return phrases.get(said) or phrases.get(courtesies.sub("", said).strip())


def plain(text: str) -> str:
    """`text` as the lexicon knows it: words apart by one space, nothing said twice."""
    words = _NOT_A_WORD.sub(" ", _THRICE.sub(r"\1", fold(text))).strip()
    return _TWICE.sub(r"\1", words)


@cache
def _lexicon() -> tuple[dict[str, str], re.Pattern[str], dict[str, str]]:
    """Each phrase → its request, the courtesies, each sign → its request."""
    pages = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    signs = {sign: request for request, listed in pages.pop("signs").items() for sign in listed}
    courtesies = "|".join(map(plain, sorted(pages.pop("courtesies"), key=len, reverse=True)))
    phrases = {plain(phrase): request for request, listed in pages.items() for phrase in listed}
    return phrases, re.compile(rf"\b(?:{courtesies})\b"), signs
