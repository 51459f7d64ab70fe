"""Hides what must never be kept: social security numbers and card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

HIDDEN = "▒▒▒"
NIR_LENGTHS = (13, 15)
CARD_LENGTHS = range(14, 20)
MOST_GROUPS = 19  # the longest card number, written digit by digit
# A group of digits, also with the letter of Corsica (2A, 2B) of a social security number.
_GROUP = re.compile(r"(?<![A-Za-z\d])\d+(?:[ABab]\d*)?(?![A-Za-z\d])")
_SEPARATOR = re.compile(r"[ .\-\u00a0\u202f]")
_CORSICA = re.compile(r"[12]\d{4}2[AB]\d{6}(?:\d{2})?", re.IGNORECASE)


def masked(text: str) -> tuple[str, bool]:
    """The text with such numbers hidden, and whether there was one."""
    kept, end = [], 0
    for start, stop in _secrets(text):
        kept += [text[end:start], HIDDEN]
        end = stop
    return "".join([*kept, text[end:]]), bool(kept)


def _secrets(text: str) -> Iterator[tuple[int, int]]:
    groups = list(_GROUP.finditer(text))
    first = 0
    while first < len(groups):
        last = _end_of_secret(text, groups, first)
        if last is None:
            first += 1
        else:
            yield groups[first].start(), groups[last].end()
            first = last + 1


def _end_of_secret(text: str, groups: list[re.Match[str]], first: int) -> int | None:
    """The last of the groups from `first` on that make one secret number together; the longest wins."""
    number, found = "", None
    for index in range(first, min(first + MOST_GROUPS, len(groups))):
        if index > first and not _SEPARATOR.fullmatch(text[groups[index - 1].end() : groups[index].start()]):
            break
        number += groups[index].group()
        if _is_secret(number):
            found = index
    return found


def _is_secret(number: str) -> bool:
    if not number.isdecimal():
        return _CORSICA.fullmatch(number) is not None
    if len(number) in NIR_LENGTHS:
        return not number.startswith("0")  # 0033… is a telephone
    return len(number) in CARD_LENGTHS and _passes_luhn(number)


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
