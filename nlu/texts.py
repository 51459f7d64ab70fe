"""Folding: the text as the grammars read it, one character for one, so that offsets hold."""

from __future__ import annotations

import unicodedata

# Signs that people, phones and word processors put for a plain one.
SAME_SIGN = dict.fromkeys("’‘ʼ`´′＇", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"⁄": "/", "：": ":"}
BLANK = ("Zs", "Cf", "Cc")


def plain(char: str) -> str:
    """One character without accent, case or typography: « É » → « e », a no-break space → a space."""
    if char == "\n" or char in SAME_SIGN:
        return SAME_SIGN.get(char, char)
    if unicodedata.category(char) in BLANK:
        return " "
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    bare = unicodedata.normalize("NFD", char)[0].lower()
    return bare if len(bare) == 1 else char


class _Table(dict[int, str]):
    """Filled as characters are met: Unicode is wide, messages use little of it."""

    def __missing__(self, code: int) -> str:
        self[code] = plain(chr(code))
        return self[code]


_TABLE = _Table()


def fold(text: str) -> str:
    """`text` in lower case, without accents, with plain apostrophes, dashes and spaces; same length."""
    return text.translate(_TABLE)


def composed(text: str) -> str:
    """`text` with each accent inside its letter: some keyboards send « e », then the accent."""
    return unicodedata.normalize("NFC", text)
