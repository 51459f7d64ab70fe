"""The typed values that an answer carries; `content.formats` writes each in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Duration:
    """Whole minutes, 0 or more."""

    minutes: int


@dataclass(frozen=True)
class Bar:
    """How far along: minutes done out of minutes required (more than 0)."""

    done: int
    required: int


@dataclass(frozen=True)
class Clock:
    """An instant in the person's own zone, written as day and hour, or as the hour `alone`."""

    at: datetime
    alone: bool = False


@dataclass(frozen=True)
class FullDay:
    """A day written with its year."""

    day: date


@dataclass(frozen=True)
class Phrase:
    """A piece of sentence from the catalogue, to be put into another one."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """One item a line, with an empty line between them when they stand `apart`."""

    items: tuple[Value, ...]
    apart: bool = False


@dataclass(frozen=True)
class Listed:
    """Items in one sentence: « a, b et c »."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Said:
    """What a person wrote, shown back to that person alone."""

    words: str = field(repr=False)


type Value = str | int | date | Duration | Bar | Clock | FullDay | Phrase | Lines | Listed | Said
