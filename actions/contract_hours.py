"""Why these hours: the duration that counts, since when, on which ground, and what lowers this week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from actions.duration import holidays_in, required_minutes
from actions.person import Signed
from actions.records import Contract, Minimum, Period
from actions.weeks import Week
from content.values import Duration, FullDay, Lines, Phrase, Said, Value


def this_week(who: Signed) -> Phrase:
    """The weekly minimum of this week, as the contract has it."""
    required = required_minutes(who.contract, Week.of(who.today))
    if required == 0:
        return Phrase("contracts.no_minimum")
    return Phrase("contracts.minimum", {"time": Duration(required)})


def why(who: Signed) -> Lines:
    week, contract = Week.of(who.today), who.contract
    return Lines((this_week(who), *_ground(contract, who.today), *_what_lowers(contract, week)))


def ground_of(minimum: Minimum) -> Phrase:
    """The ground in plain words; it tells nothing of anyone's health."""
    if minimum.reason == "none_on_request" and minimum.requested_on:
        return Phrase("contracts.ground_asked_on", {"day": FullDay(minimum.requested_on)})
    return Phrase(f"contracts.ground_{minimum.reason}")


def minimum_on(minimums: Iterable[Minimum], day: date) -> Minimum | None:
    """The one in force, with the day since which nothing of it has changed."""
    begun = [minimum for minimum in minimums if minimum.from_day <= day]
    if not begun:
        return None
    last = begun.pop()
    while begun and _same(begun[-1], last):
        last = begun.pop()
    return last


def _same(one: Minimum, other: Minimum) -> bool:
    return (one.minutes, one.reason) == (other.minutes, other.reason)


def _ground(contract: Contract, today: date) -> Iterator[Phrase]:
    current = minimum_on(contract.minimums, today)
    if current is None:
        return
    if current.minutes:
        yield Phrase("contracts.written", {"time": Duration(current.minutes), "since": FullDay(current.from_day)})
    else:
        yield Phrase("contracts.written_none", {"since": FullDay(current.from_day)})
    yield ground_of(current)


def _what_lowers(contract: Contract, week: Week) -> Iterator[Phrase]:
    if not all(contract.covers(day) for day in week.days):
        yield Phrase("contracts.week_outside")
        return
    counted = [minimum.minutes for day in week.days if (minimum := minimum_on(contract.minimums, day))]
    lowest = min(counted, default=0)
    if lowest < max(counted, default=0):
        yield Phrase("contracts.week_changes")
    for period in contract.periods_in(week.monday, week.sunday):
        if period.minutes < lowest:
            yield _period(period)
    if lowest:
        yield from _holidays(contract, week)


def _period(period: Period) -> Phrase:
    values: dict[str, Value] = {
        "first": FullDay(period.first_day), "last": FullDay(period.last_day), "time": Duration(period.minutes),
        "kind": Phrase(f"contracts.period_{period.kind}"),
    }  # fmt: skip
    if not period.source:
        return Phrase("contracts.period", values)
    return Phrase("contracts.period_told", values | {"source": Said(period.source)})


def _holidays(contract: Contract, week: Week) -> Iterator[Phrase]:
    for day in sorted(holidays_in(week, contract.organisation.territory)):
        less = next((less for first, less in reversed(contract.less_per_holiday) if first <= day), 0)
        if less:
            yield Phrase("contracts.holiday", {"day": day, "time": Duration(less)})
