"""The rules on what may be declared, each with its sentence. Plain functions: values in, a value out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from actions.errors import (
    DayAfterContract,
    DayBeforeContract,
    DayNotYetCome,
    DayTooFull,
    DayTooLongAgo,
    Mistake,
)
from actions.records import Contract, Declared
from actions.weeks import minutes_of
from nlu.understanding import Entry

LONG_DAY = 10 * 60  # above this a day is asked about: « vraiment ? »


@dataclass(frozen=True)
class Facts:
    """What the rules need to know: the contract, the day it is, and what stands for the days in question."""

    contract: Contract
    today: date
    zone: str
    days_back: int
    standing: tuple[Declared, ...] = ()

    @property
    def earliest(self) -> date:
        return self.today - timedelta(days=self.days_back)


def check_day(day: date, facts: Facts) -> None:
    """Raises the Mistake that forbids declaring `day`, if any."""
    contract = facts.contract
    if day > facts.today:
        raise DayNotYetCome(day=day)
    if day < contract.starts_on:
        raise DayBeforeContract(day=day, start=contract.starts_on)
    if contract.ends_on is not None and day > contract.ends_on:
        raise DayAfterContract(day=day, end=contract.ends_on)
    if day < facts.earliest:
        raise DayTooLongAgo(day=day, earliest=facts.earliest)


def first_mistake(entries: Iterable[Entry], facts: Facts) -> tuple[int, Mistake] | None:
    """The first entry with a day that cannot be declared, or that has no room left, and why."""
    total = _minutes_by_day(facts.standing)
    for index, entry in enumerate(entries):
        if entry.day is None:
            continue
        try:
            check_day(entry.day, facts)
            total[entry.day] += entry.minutes or 0
            if total[entry.day] > minutes_of(entry.day, facts.zone):
                raise DayTooFull(day=entry.day)
        except Mistake as mistake:
            return index, mistake
    return None


def long_day(entries: Iterable[Entry], facts: Facts) -> tuple[date, int] | None:
    """The first day above LONG_DAY with what is declared already, and its minutes."""
    total = _minutes_by_day(facts.standing)
    for entry in entries:
        if entry.day is not None:
            total[entry.day] += entry.minutes or 0
            if total[entry.day] > LONG_DAY:
                return entry.day, total[entry.day]
    return None


def same_twice(entries: Iterable[Entry], facts: Facts) -> int | None:
    """The index of the first entry that stands already, or is said twice here."""
    seen: set[tuple[date | None, int | None, str | None]] = {
        (line.day, line.minutes, line.activity) for line in facts.standing
    }
    for index, entry in enumerate(entries):
        what = (entry.day, entry.minutes, entry.activity)
        if what in seen:
            return index
        seen.add(what)
    return None


def _minutes_by_day(lines: Iterable[Declared]) -> Counter[date]:
    total: Counter[date] = Counter()
    for line in lines:
        total[line.day] += line.minutes
    return total
