"""The caseload: the contracts that an account reaches, as lists show them and as they are looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from actions.records.people import Person

SORTS = ("waiting", "silent", "review", "name")  # facts, never a judgement on the person
DUE = ("review", "end")


@dataclass(frozen=True)
class Case:
    """One contract with its person. `heard_at`: when they last declared; `waiting_since`: when something of theirs
    began to wait for the advisor."""

    contract: int
    person: Person
    state: str
    reference: str | None
    referent_id: int
    referent: str
    organisation: str
    starts_on: date
    ends_on: date | None
    review_on: date | None
    heard_at: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Each fact that is given narrows the list; `words` are of the name.

    `state`: one of a contract's (« ended » takes in those transferred), or None for all that are not over.
    `silent_since`: someone who owes hours has declared nothing since. `due`: one of DUE, by `due_by`.
    `hours`: whether the contract asks for hours on `today`.
    """

    today: date
    words: str = field(default="", repr=False)
    reference: str | None = None
    state: str | None = None
    silent_since: datetime | None = None
    waiting: bool = False
    due: str | None = None
    due_by: date | None = None
    hours: bool | None = None
    unlinked: bool = False
    referent: int | None = None


@dataclass(frozen=True)
class Mark:
    """The place of the last case of a page in the order of the list."""

    value: date | datetime | None
    contract: int


@dataclass(frozen=True)
class Waiting:
    """A piece of someone's that waits: what (a code), since when, and how much of it."""

    case: Case
    since: datetime | date | None
    lines: int = 0
    minutes: int = 0
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Delivery:
    """How a group message went for one person: `states` of their chats, empty when they have none."""

    contract: int
    person: Person
    states: tuple[str, ...]


@dataclass(frozen=True)
class Broadcast:
    """A group message. `unreachable` of the `people` had no chat when it was sent."""

    id: int
    words: str = field(repr=False)
    people: int
    unreachable: int
    at: datetime
    by: str
