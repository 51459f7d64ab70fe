"""French spaces and apostrophes, for words that are typed with those of a keyboard."""

from __future__ import annotations

import re

_BEFORE_HIGH = re.compile(r" (?=[;!?])")
_BEFORE_WIDE = re.compile(r" (?=[:»])")
_AFTER = re.compile(r"(?<=«) |(?<=n°) ")
_APOSTROPHE = re.compile(r"(?<=[^\W\d])'(?=[^\W\d])")


def french(text: str) -> str:
    """The same words: no sign of punctuation begins a line, and « l'emploi » has its curved apostrophe."""
    spaced = _AFTER.sub("\u00a0", _BEFORE_WIDE.sub("\u00a0", _BEFORE_HIGH.sub("\u202f", text)))
    return _APOSTROPHE.sub("’", spaced)


def worded(text: str, language: str) -> str:
    """`text` as that language is printed."""
    return french(text) if language == "fr" else text
