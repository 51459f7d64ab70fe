"""Number words from 1 to 99, in folded French and English, also as they are misspelt."""

from __future__ import annotations

import re

SPELLINGS = {
    1: "une|un|one", 2: "deux|deu|two", 3: "trois|troi|three", 4: "quatres|quatre|catre|katre|four",
    5: "cinqs|cinq|cinc|sinq|five", 6: "six|sis", 7: "sept|set|seven", 8: "huits|huit|uit|eight",
    9: "neufs|neuf|nine",
}  # fmt: skip
TEENS = {
    10: "dix|dis|ten", 11: "onze|onz|eleven", 12: "douze|douz|twelve", 13: "treize|treiz",
    14: "quatorze|quatorz", 15: "quinze|quinz|kinze|fifteen", 16: "seize|seiz",
}  # fmt: skip
TENS = {
    20: "vingts|vingt|vint|vinght|twenty", 30: "trentes|trente|trante|thirty",
    40: "quarantes|quarante|carante|forty", 50: "cinquantes|cinquante|cinkante|fifty",
    60: "soixantes|soixante|sixty",
}  # fmt: skip
VALUES = {word: value for table in (SPELLINGS, TEENS, TENS) for value, words in table.items()
          for word in words.split("|")}  # fmt: skip


def _either(*tables: dict[int, str]) -> str:
    return "(?:" + "|".join(words for table in tables for words in table.values()) + ")"


UNIT = _either(SPELLINGS)
_AND = r"(?:[ -]et)?[ -]"
# « quatre-vingt » goes before « quatre », « dix-sept » before « dix »: the short form would leave the rest.
WORD = (
    rf"(?:quatre[ -]vingts?(?:[ -](?:dix[ -]{_either(SPELLINGS)}|{_either(TEENS, SPELLINGS)}))?"
    rf"|{_either(TENS)}(?:{_AND}(?:dix[ -]{_either(SPELLINGS)}|{_either(TEENS, SPELLINGS)}))?"
    rf"|dix[ -](?:sept|huit|neuf)|{_either(TEENS)}|{UNIT})(?![a-z])"
)
NUMBER = rf"(?:[0-9]{{1,3}}|{WORD})"


def value(words: str) -> int:
    """The number that a match of NUMBER writes: « vingt et quatre » → 24, « 12 » → 12."""
    if words.isdigit():
        return int(words)
    parts = [part for part in re.split(r"[ -]", words) if part != "et"]
    if parts[:2] in (["quatre", "vingt"], ["quatre", "vingts"]):
        return 80 + sum(VALUES[part] for part in parts[2:])
    return sum(VALUES[part] for part in parts)
