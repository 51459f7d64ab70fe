"""When a person may be written to without having asked: not at night, nor on a Sunday or a public holiday."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.duration import holidays_in
from actions.weeks import Week

OPENS = time(9)
CLOSES = time(20)
SUNDAY = 6


def next_allowed(now: datetime, zone: str, territory: str) -> datetime:
    """`now` if it is a good time there, or else the next moment that is one, in UTC.

    `zone` is the person's own, an IANA name; `territory` the part of France whose public holidays count.
    """
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() if here.time() < CLOSES else here.date() + timedelta(days=1)
    while day.weekday() == SUNDAY or day in holidays_in(Week.of(day), territory):
        day += timedelta(days=1)
    if day == here.date() and here.time() >= OPENS:
        return now.astimezone(UTC)
    return datetime.combine(day, OPENS, ZoneInfo(zone)).astimezone(UTC)
