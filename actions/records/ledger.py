"""Declared time, its receipts, and what was said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

RECOGNISES = ("validated", "requalified")
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


@dataclass(frozen=True)
class Judged:
    """A line with what was said of it, the oldest first. Advisors recognise; what is declared stays as it is."""

    line: Declared
    reviews: tuple[Review, ...] = ()

    @property
    def newest(self) -> Review | None:
        return self.reviews[-1] if self.reviews else None

    @property
    def recognition(self) -> Review | None:
        """The newest review that recognises; None while the line waits."""
        return next((review for review in reversed(self.reviews) if review.kind in RECOGNISES), None)

    @property
    def recognised(self) -> int | None:
        """Minutes; None while the line waits for its first recognition."""
        return self.recognition.minutes if self.recognition else None

    @property
    def state(self) -> str:
        """The kind of the newest review, or « waiting » before any."""
        return self.newest.kind if self.newest else "waiting"

    @property
    def whole(self) -> bool:
        """Recognised as it was declared."""
        known = self.recognition
        return known is not None and (known.minutes, known.activity) == (self.line.minutes, self.line.activity)

    @property
    def waits_for_advisor(self) -> bool:
        """Whether the next word is the advisor's: nothing was said yet, or the person answered."""
        return not (self.line.nothing or self.line.undone) and self.state in {"waiting", "answer"}


@dataclass(frozen=True)
class Held:
    """A line as an advisor meets it, with whom it belongs to."""

    judged: Judged
    person_id: int
    contract_id: int
    organisation_id: int
    referent_id: int
