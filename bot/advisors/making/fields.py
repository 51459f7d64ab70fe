"""What is typed into a form ↔ what it says: days, hours, choices, rows. What cannot be read comes back as a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.terms import Fault
from content.values import Phrase

_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*h?(?:eures?)?")
_CLOCK = re.compile(r"(\d{1,3})\s*(?:h|:|heures?)\s*(\d{1,2})(?:\s*(?:min|mn|m|minutes?))?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:min|mn|minutes?)")
MOST_ROWS = 60  # of one form


@dataclass(frozen=True)
class Field:
    """One field of a form. `kind` is one of READERS; `needed`: it may not be left empty."""

    name: str
    kind: str = "text"
    needed: bool = False
    choices: tuple[str, ...] = ()
    hidden: bool = False  # carried along, and filled in by nobody


class Unreadable(Exception):
    def __init__(self, words: Phrase) -> None:
        super().__init__(words.key)
        self.words = words


def minutes_in(text: str) -> int:
    """« 15 », « 7,5 », « 7 h 30 », « 7:30 » or « 45 min », in minutes. Raises Unreadable."""
    plain = " ".join(text.lower().split())
    if found := _CLOCK.fullmatch(plain):
        return int(found[1]) * 60 + int(found[2])
    if found := _MINUTES.fullmatch(plain):
        return int(found[1])
    if found := _HOURS.fullmatch(plain):
        part = round(float(f"0.{found[2]}") * 60) if found[2] else 0
        return int(found[1]) * 60 + part
    raise Unreadable(Phrase("terms.not_hours"))


def hours_of(minutes: int) -> str:
    """The minutes as one would type them: « 15 » or « 7 h 30 »."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02}" if rest else str(hours)


def day_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(Phrase("terms.not_a_day")) from None


def _text(text: str, field: Field) -> str:
    return text.replace("\r\n", "\n")


def _choice(text: str, field: Field) -> str:
    if text not in field.choices:
        raise Unreadable(Phrase("terms.not_a_choice"))
    return text


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise Unreadable(Phrase("terms.not_a_choice"))
    return int(text)


READERS: Mapping[str, Callable[[str, Field], Any]] = {
    "text": _text,
    "day": lambda text, field: day_in(text),
    "hours": lambda text, field: minutes_in(text),
    "choice": _choice,
    "tick": lambda text, field: True,
    "number": lambda text, field: _number(text),
}
EMPTY = {
    "text": Phrase("terms.no_words"), "day": Phrase("terms.no_day_given"), "hours": Phrase("terms.not_hours"),
    "choice": Phrase("terms.not_a_choice"), "number": Phrase("terms.not_a_choice"),
}  # fmt: skip


def read(fields: Iterable[Field], texts: Mapping[str, str], at: str = "") -> tuple[dict[str, Any], list[Fault]]:
    """The values by name (None where nothing was typed), and what could not be read. `at` goes before the names."""
    values: dict[str, Any] = {}
    wrong: list[Fault] = []
    for field in fields:
        text = texts.get(f"{at}{field.name}", "").strip()
        try:
            values[field.name] = READERS[field.kind](text, field) if text else _nothing(field)
        except Unreadable as fault:
            wrong.append(Fault(f"{at}{field.name}", fault.words))
    return values, wrong


def _nothing(field: Field) -> Any:
    if field.needed:
        raise Unreadable(EMPTY[field.kind])
    return False if field.kind == "tick" else None


def typed(fields: Iterable[Field], values: object, at: str = "") -> dict[str, str]:
    """The other way: what stands in the fields when they show `values`, by the same names."""
    return {f"{at}{field.name}": written(getattr(values, field.name, None), field.kind) for field in fields}


def written(value: Any, kind: str) -> str:
    if value is None or value is False:
        return ""
    if kind == "hours":
        return hours_of(value)
    return "1" if value is True else str(value)


def rows_of(texts: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """The rows « name.0.field » of a form, in their order, whatever numbers are left out."""
    rows: dict[int, dict[str, str]] = {}
    for key, text in texts.items():
        if found := re.fullmatch(rf"{name}\.(\d{{1,3}})\.(\w+)", key):
            rows.setdefault(int(found[1]), {})[found[2]] = text
    return [rows[number] for number in sorted(rows)][:MOST_ROWS]


def numbered(rows: Iterable[Mapping[str, str]], name: str) -> dict[str, str]:
    """Rows as texts of a form again, numbered from 0."""
    return {f"{name}.{n}.{field}": text for n, row in enumerate(rows) for field, text in row.items()}
