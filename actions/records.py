"""What is remembered: plain, frozen, and silent about what is private."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

ORGANISATION_KINDS = (
    "france_travail",
    "mission_locale",
    "departement",
    "delegataire_departement",
    "cap_emploi",
)
DESTINATIONS = ("training", "test")  # what a labelled lesson may serve; never both


@dataclass(frozen=True)
class ChatKey:
    """Where a conversation takes place: « telegram » or « terminal », and its address there."""

    channel: str
    address: str = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """A message as it waits in the inbox. `body` is its JSON, already masked; `arrival` is unique per channel."""

    id: int
    chat: ChatKey
    arrival: str
    body: str = field(repr=False)
    received_at: datetime
    attempts: int = 0
    followed: bool = False  # by another that waits


@dataclass(frozen=True)
class Parcel:
    """A message to send, as it waits in the outbox. `body` is its JSON: text, buttons, message to edit."""

    id: int
    chat: ChatKey
    body: str = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True)
class Person:
    """Someone who signed a contract. `zone` is an IANA name."""

    id: int
    given_name: str = field(repr=False)
    zone: str
    language: str

    def local(self, now: datetime) -> datetime:
        return now.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True)
class Consent:
    """Whether a person lets what was not understood be kept: None is no answer, which is no consent."""

    given: bool | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Lesson:
    """A sentence without names, kept with its writer's consent, and what the model made of it.

    `guesses` are requests with how sure the model was, the likeliest first. `request` is the label that an annotator
    gave, `goes_to` one of DESTINATIONS; both are None before.
    """

    id: int
    text: str = field(repr=False)
    guesses: tuple[tuple[str, float], ...]
    language: str
    request: str | None = None
    goes_to: str | None = None


@dataclass(frozen=True)
class Chat:
    """A conversation's row: who speaks there and what is pending (`state`, JSON), with its version."""

    id: int
    key: ChatKey
    person: Person | None
    state: str = field(repr=False)
    version: int


@dataclass(frozen=True)
class Organisation:
    id: int
    name: str
    kind: str
    phone: str | None


@dataclass(frozen=True)
class Advisor:
    id: int
    name: str
    role: str
    phone: str | None


@dataclass(frozen=True)
class Minimum:
    """The weekly minimum from a day on, in minutes; 0 is none. `reason` is a code such as « general »."""

    from_day: date
    minutes: int
    reason: str


@dataclass(frozen=True)
class PlanAction:
    """One action of the plan."""

    title: str
    activity: str
    provider: str | None
    minutes_a_week: int | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Contract:
    """A contract in force, with its dated weekly minimums (oldest first) and its plan."""

    id: int
    organisation: Organisation
    referent: Advisor
    signed_on: date | None
    starts_on: date
    ends_on: date | None
    minimums: tuple[Minimum, ...] = ()
    plan: tuple[PlanAction, ...] = ()

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def minimum_over(self, days: Iterable[date]) -> int:
        """The weekly minimum that counts for these days, in minutes; 0 when none does.

        When it changes in mid-week the lowest counts. A week that the contract does not cover whole
        has none: no text shares it out by days, and nobody should be told that hours are missing then.
        """
        days = tuple(days)
        if not all(self.covers(day) for day in days):
            return 0
        return min((self._minimum_on(day) for day in days), default=0)

    def _minimum_on(self, day: date) -> int:
        return next((m.minutes for m in reversed(self.minimums) if m.from_day <= day), 0)


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
