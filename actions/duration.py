"""The weekly duration that counts in a given week: that of the contract in force then, and what lowers it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from holidays import country_holidays

from actions.records import Contract, Period
from actions.weeks import Week


def required_minutes(contract: Contract, week: Week) -> int:
    """Minutes that the contract asks for in `week`; 0 when none are.

    Source of the duration: code du travail, L5411-6; it is what this contract says, version by version.
    """
    return contract.minimum_over(week.days, holidays_in(week, contract.organisation.territory))


@dataclass(frozen=True)
class Lowering:
    """Why less is asked in a week than the contract writes: a period, public holidays, both, or neither."""

    written: int
    required: int
    period: Period | None = None
    holidays: tuple[date, ...] = ()

    @property
    def lowers(self) -> bool:
        return self.required < self.written


def lowering(contract: Contract, week: Week) -> Lowering:
    """What the contract writes for `week`, what it asks for all the same, and why less."""
    written = replace(contract, periods=()).minimum_over(week.days)
    required = required_minutes(contract, week)
    if required >= written:
        return Lowering(written, required)
    periods = contract.periods_in(week.monday, week.sunday)
    lowest = min(periods, key=lambda period: period.minutes, default=None)
    without_holidays = contract.minimum_over(week.days)
    days = sorted(holidays_in(week, contract.organisation.territory)) if required < without_holidays else []
    return Lowering(written, required, lowest if without_holidays < written else None, tuple(days))


@lru_cache(1024)
def holidays_in(week: Week, territory: str) -> frozenset[date]:
    """The public holidays of that part of France; « FR » has those that all of France has."""
    return frozenset(day for day in week.days if day in _calendar(territory, day.year))


@cache
def _calendar(territory: str, year: int) -> frozenset[date]:
    part = None if territory == "FR" else territory
    return frozenset(country_holidays("FR", subdiv=part, years=year))
