"""Declared time, its receipts, and what was said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

REVIEW_KINDS = ("validated", "requalified", "question", "answer")


@dataclass(frozen=True)
class Line:
    """A piece of time complete and ready to record."""

    day: date
    minutes: int
    activity: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Declared:
    """A line of the ledger. `nothing` is a declared zero; `undone` that it was reversed since, and counts no more."""

    id: int
    day: date
    minutes: int
    activity: str
    receipt: int
    late: bool = False
    nothing: bool = False
    undone: bool = False
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Receipt:
    """What one confirmation recorded: a number of the person's own series, and when (UTC)."""

    number: int
    at: datetime
    lines: tuple[Declared, ...]
    reversed_lines: tuple[Declared, ...] = ()


@dataclass(frozen=True)
class Review:
    """What was said of a line. `minutes` and `activity` are what is recognised; an « answer » is the person's."""

    id: int
    line: int
    kind: str
    at: datetime
    minutes: int | None = None
    activity: str | None = None
    words: str = field(default="", repr=False)
    by: str | None = None  # the advisor's name
