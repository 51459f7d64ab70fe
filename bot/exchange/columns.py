"""Columns ↔ the shape of a contract: headers as people type them, cells as spreadsheets hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from bot.exchange.issues import FileRefused, Issue, quoted
from bot.exchange.sheet import minutes_of
from content import exchange
from content.exchange import Column

type Path = tuple[str | int, ...]
_SIDES = {"organisation": "organisation", "commits": "person", "breach": "breach"}
_NUMBER = "#"
_LEFT_ASIDE = "x_"
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+Z?)?")


@dataclass(frozen=True)
class Place:
    """Where a cell goes: one column of the published shape, and which of a numbered series."""

    column: Column
    number: int
    header: str  # as it stands in the file
    both: bool = False  # one date for both signatures
    path: tuple[str, ...] = ()
    series: str | None = None  # of a numbered part, the series it belongs to

    @classmethod
    def of(cls, column: Column, number: int, header: str, *, both: bool = False) -> Place:
        path = tuple(column.path.split("."))
        return cls(column, number, header, both, path, path[0] if _NUMBER in path else None)


class WrongCell(Exception):
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@lru_cache(4096)
def slug(text: str) -> str:
    """« Né(e) le » as headers are compared: « ne_e_le »."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")


def places(headers: Sequence[str]) -> dict[int, Place]:
    """Which cell goes where, by its position in the row. Raises FileRefused, with every header at fault."""
    found: dict[int, Place] = {}
    issues: list[Issue] = []
    for position, header in enumerate(headers):
        name = slug(header)
        if not name or name.startswith(_LEFT_ASIDE):
            continue
        place = _place(name, header.strip())
        if place is None:
            issues.append(Issue("unknown_column", 1, header.strip()[:60], facts={"close": _close(name)}))
        elif any(_same(place, other) for other in found.values()):
            issues.append(Issue("column_twice", 1, header.strip()[:60]))
        else:
            found[position] = place
    if not found:
        raise FileRefused(Issue("file_empty"))  # the first line may well be people's names: it is not repeated
    if not any(place.column.path == "reference" for place in found.values()):
        issues.insert(0, Issue("no_reference_column", 1))
    if issues:
        raise FileRefused(*issues)
    return found


def known(headers: Sequence[str]) -> int:
    """How many of these are headers of ours."""
    return sum(_place(slug(header), header) is not None for header in headers if header)


def _same(place: Place, other: Place) -> bool:
    return (place.column, place.number) == (other.column, other.number)


def _place(name: str, header: str) -> Place | None:
    if name == exchange.both_signed():
        return Place.of(_by_header()["signe_personne_le"], 1, header, both=True)
    for pattern, column in _patterns():
        match = pattern.fullmatch(name)
        if match is not None:
            return Place.of(column, int(match[1] or 1) if pattern.groups else 1, header)
    return None


def _close(name: str) -> str:
    """« (duree_1_heures ?) » where a header of ours looks alike."""
    number = next(iter(re.findall(r"\d+", name)), "1")
    near = get_close_matches(re.sub(r"\d+", _NUMBER, name), [column.header for column in exchange.columns()], 1, 0.7)
    return f" (« {near[0].replace(_NUMBER, number)} » ?)" if near else ""


@cache
def _by_header() -> Mapping[str, Column]:
    return {column.header: column for column in exchange.columns()}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Column], ...]:
    also = [(alias, _by_header()[header]) for alias, header in exchange.also().items()]
    named = [(column.header, column) for column in exchange.columns()]
    return tuple((re.compile(header.replace("_#", r"(?:_?(\d{1,3}))?")), column) for header, column in named + also)


# Cells


def value_of(place: Place, cell: object) -> object:
    """What a cell holds, for the shape; None when it is empty. Raises WrongCell."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return _READ[place.column.kind](cell, place.column)


def text_in(cell: object, _column: Column | None = None) -> str:
    """A spreadsheet may hold « 12 » as the number 12.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def day_in(cell: object, _column: Column | None = None) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    day = _day_of(str(cell).strip())
    if day is None:
        raise WrongCell("not_a_day", value=quoted(cell))
    return day


@lru_cache(8192)  # the same days come again and again
def _day_of(text: str) -> date | None:
    french, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
    try:
        if french is not None:
            return date(int(french[3]), int(french[2]), int(french[1]))
        if iso is not None:
            return date.fromisoformat(iso[1])
    except ValueError:
        pass
    return None


def _hours_in(cell: object, _column: Column) -> float | str:
    """Spreadsheets turn « 7:30 » into a time of day, or a length of time."""
    if isinstance(cell, time):
        return cell.hour + cell.minute / 60
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 3600
    hours = cell if isinstance(cell, int | float) else str(cell).strip()
    try:
        minutes_of(hours)
    except PydanticCustomError as fault:
        raise WrongCell(fault.type, value=quoted(cell)) from None
    return hours


def _minutes_in(cell: object, _column: Column) -> int:
    text = text_in(cell)
    if not text.isdecimal() or len(text) > 4:
        raise WrongCell("not_minutes", value=quoted(text))
    return int(text)


def _yes_no_in(cell: object, _column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    answer = exchange.yes_no().get(slug(text_in(cell)))
    if answer is None:
        raise WrongCell("not_yes_no")
    return answer


def _code_in(cell: object, column: Column) -> str:
    words = _words(column.values or "")
    code = words.get(slug(text_in(cell)))
    if code is None:
        raise WrongCell("unknown_value", allowed=", ".join(exchange.values(column.values or "").values()))
    return code


@cache
def _words(name: str) -> Mapping[str, str]:
    """The word that stands for a code, or the code itself."""
    values = exchange.values(name)
    return {code: code for code in values} | {word: code for code, word in values.items()}


_READ: Mapping[str, Callable[[object, Column], object]] = {
    "text": text_in,
    "day": day_in,
    "hours": _hours_in,
    "minutes": _minutes_in,
    "code": _code_in,
    "yes_no": _yes_no_in,
}


# Rows


@dataclass
class Gathered:
    """One contract out of one row or several, and where each of its values stood."""

    line: int
    reference: str
    values: dict[tuple[str, ...], object] = field(default_factory=dict)
    series: dict[str, dict[tuple[int, int], dict[str, object]]] = field(default_factory=dict)
    at: dict[Path, tuple[int, str]] = field(default_factory=dict)
    origins: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # what is there and cannot be read is not missing as well

    def add(self, line: int, row: Sequence[object], where: Mapping[int, Place]) -> None:
        """Takes one row in: what repeats goes after what was there, the rest must say the same or nothing."""
        width = len(row)
        for position, place in where.items():
            cell = row[position] if position < width else None
            if cell is None or cell == "":
                continue
            try:
                value = value_of(place, cell)
            except WrongCell as fault:
                self.issues.append(Issue(fault.code, line, place.header, self.reference, fault.facts))
                self.unread |= {place.series} if place.series else {".".join(place.path)}
                continue
            if value is not None:
                self._put(line, place, value)

    def _put(self, line: int, place: Place, value: object) -> None:
        path = place.path
        if place.series is not None:
            items = self.series.setdefault(place.series, {})
            items.setdefault((line, place.number), {})[path[2]] = value
            return
        for each in (path, ("organisation_signed_on",)) if place.both else (path,):
            if self.values.setdefault(each, value) != value:
                self.issues.append(Issue("lines_differ", line, place.header, self.reference))
            self.at.setdefault(each, (line, place.header))

    def nested(self) -> dict[str, Any]:
        """The contract in its shape."""
        made: dict[str, Any] = {"person": {}}
        for path, value in self.values.items():
            if len(path) == 1:
                made[path[0]] = value
            else:
                made.setdefault(path[0], {})[path[1]] = value
        for name in _SERIES:
            self._nest(name, made)
        return made

    def _nest(self, name: str, made: dict[str, Any]) -> None:
        told = self.series.get(name)
        if told is None:
            return
        side = _SIDES.get(name)
        target = "commitments" if side else name
        items, origins = made.setdefault(target, []), self.origins.setdefault(target, [])
        for (line, number), item in sorted(told.items()):
            origins.append((line, number, name))
            items.append(item | {"side": side} if side else item)

    def column_of(self, path: Path) -> tuple[int, str]:
        """The line and header that a fault is about, also when nothing stands there."""
        if path in self.at:
            return self.at[path]
        origins = self.origins.get(str(path[0]), []) if path else []
        if len(path) > 1 and isinstance(path[1], int) and path[1] < len(origins):
            line, number, series = origins[path[1]]
            return line, _published((series, _NUMBER, *path[2:])).replace(_NUMBER, str(number))
        return self.line, _published(path).replace(_NUMBER, "1")


_SERIES = ("durations", "objectives", "actions", *_SIDES)


def _published(path: Path) -> str:
    """The header of a field, or of the first one under it."""
    wanted = ".".join(str(step) for step in path)
    for column in exchange.columns():
        if column.path == wanted or column.path.startswith(f"{wanted}."):
            return column.header
    return wanted
