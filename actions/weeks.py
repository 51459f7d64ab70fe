"""The person's week: Monday to Sunday in their own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def __contains__(self, day: date) -> bool:
        return self.monday <= day <= self.sunday

    def back(self, weeks: int) -> Week:
        return Week(self.monday - timedelta(weeks=weeks))


def minutes_of(day: date, zone: str) -> int:
    """How many minutes that civil day has there: 1440, or 1380 and 1500 when the clocks change."""
    here = ZoneInfo(zone)
    start = datetime.combine(day, time(), here).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), here).astimezone(UTC)
    return int((end - start).total_seconds()) // 60
