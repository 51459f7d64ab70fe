"""The contract, whole: its life, its versions, and what lowers a week's duration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.records.people import Advisor, Organisation

CONTRACT_STATES = ("draft", "proposed", "signed", "ended", "transferred")
CURRENT = ("draft", "proposed", "signed")  # of a contract that is not over
VERSION_STATES = ("draft", "proposed", "signed", "refused", "withdrawn")
ENDINGS = ("reached", "expired", "moved", "transferred", "other")
PATHS = ("professional", "socio_professional", "social")
DEGREES = ("light", "regular", "intensive")
REASONS = ("general", "lowered", "none_on_request")
SIDES = ("organisation", "person", "breach")
COMMITMENT_STATES = ("to_come", "under_way", "kept", "not_kept")
OBJECTIVE_STATES = ("open", "reached", "dropped")
PERIOD_KINDS = ("illness", "no_childcare", "training_elsewhere", "closure", "other")
APPOINTMENT_KINDS = ("appointment", "workshop")
APPOINTMENT_STATES = ("planned", "held", "missed", "cancelled")


@dataclass(frozen=True)
class Minimum:
    """The weekly minimum from a day on, in minutes; 0 is none. `reason` is one of REASONS."""

    from_day: date
    minutes: int
    reason: str
    requested_on: date | None = None  # none is given on the person's own request


@dataclass(frozen=True)
class Period:
    """Days during which a lower weekly duration counts; `minutes` is that duration, `source` who says so and why."""

    id: int
    kind: str = field(repr=False)
    first_day: date
    last_day: date
    minutes: int
    source: str = field(default="", repr=False)

    def touches(self, first: date, last: date) -> bool:
        return self.first_day <= last and self.last_day >= first


@dataclass(frozen=True)
class Objective:
    """Clear and measurable: by what it is seen (`indicator`), how much (`target`), by when."""

    title: str = field(repr=False)
    indicator: str | None = field(default=None, repr=False)
    target: str | None = field(default=None, repr=False)
    by_day: date | None = None
    state: str = "open"
    state_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class PlanAction:
    """One action of the plan."""

    title: str
    activity: str
    provider: str | None
    minutes_a_week: int | None
    starts_on: date | None
    ends_on: date | None
    place: str | None = None


@dataclass(frozen=True)
class Commitment:
    """`side` is one of SIDES; `state` and `by_day` follow the organisation's own."""

    side: str
    words: str = field(repr=False)
    by_day: date | None = None
    state: str | None = None
    state_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class Diagnostic:
    """What the contract rests on. `adaptation` says that health calls for one, and nothing more."""

    made_on: date
    made_by: Advisor
    person_agreed_on: date | None = None
    training: str | None = field(default=None, repr=False)
    qualifications: str | None = field(default=None, repr=False)
    skills: str | None = field(default=None, repr=False)
    experience: str | None = field(default=None, repr=False)
    situation: str | None = field(default=None, repr=False)
    market: str | None = field(default=None, repr=False)
    adaptation: bool = False


@dataclass(frozen=True)
class Terms:
    """What one version says, as its two sides read it."""

    from_day: date
    ends_on: date | None = None
    review_on: date | None = None
    path: str | None = None
    degree: str | None = None
    minutes_less_per_holiday: int | None = None
    why: str | None = field(default=None, repr=False)
    minimums: tuple[Minimum, ...] = ()
    objectives: tuple[Objective, ...] = ()
    plan: tuple[PlanAction, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    diagnostic: Diagnostic | None = None


@dataclass(frozen=True)
class Version:
    """A version with its life. `revision` is to be handed back with a change: it tells two editors apart."""

    id: int
    contract_id: int
    number: int
    state: str
    revision: int
    terms: Terms
    proposed_at: datetime | None = None
    person_signed_on: date | None = None
    organisation_signed_on: date | None = None
    refused_on: date | None = None
    refused_by: str | None = None


@dataclass(frozen=True)
class Appointment:
    """An appointment or a workshop of the plan; `settled`: the person has said whether its time counts."""

    id: int
    contract_id: int
    kind: str
    activity: str
    starts_at: datetime
    minutes: int
    title: str = field(repr=False)
    place: str | None = field(default=None, repr=False)
    with_whom: str | None = field(default=None, repr=False)
    state: str = "planned"
    settled: bool = False


@dataclass(frozen=True)
class Contract:
    """A contract that both have signed, with the weekly minimums of all its versions, oldest first."""

    id: int
    organisation: Organisation
    referent: Advisor
    signed_on: date | None
    starts_on: date
    ends_on: date | None
    minimums: tuple[Minimum, ...] = ()
    periods: tuple[Period, ...] = ()
    less_per_holiday: tuple[tuple[date, int], ...] = ()  # from a day on, the minutes less for each public holiday
    state: str = "signed"
    review_on: date | None = None
    reference: str | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def minimum_over(self, days: Iterable[date], holidays: Collection[date] = ()) -> int:
        """The weekly minimum that counts for these days, in their order, in minutes; 0 when none does.

        When it changes in mid-week the lowest counts, and so does the lowest of the periods that touch it. A week
        that the contract does not cover whole has none: no text shares it out by days, and nobody should be told
        that hours are missing then.
        """
        days = tuple(days)
        if not days or not (self.covers(days[0]) and self.covers(days[-1])):
            return 0
        dated = [(minimum.from_day, minimum.minutes) for minimum in self.minimums]
        changes = [minutes for start, minutes in dated if days[0] < start <= days[-1]]
        periods = [period.minutes for period in self.periods_in(days[0], days[-1])]
        lowest = min([_on(days[0], dated), *changes, *periods])
        less = sum(_on(day, self.less_per_holiday) for day in days if day in holidays)
        return max(0, lowest - less)

    def periods_in(self, first: date, last: date) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.touches(first, last))


def _on(day: date, dated: Sequence[tuple[date, int]]) -> int:
    """The last value that had begun on `day`, of those given oldest first."""
    return next((value for start, value in reversed(dated) if start <= day), 0)
