"""Days told by the week, so that an invented world is always of the present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.weeks import Week

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Calendar:
    """« -3 thu » is the Thursday of the third week before `week`, « thu » that of `week`; in the zone `zone`."""

    week: Week
    zone: str

    @classmethod
    def at(cls, now: datetime, zone: str) -> Calendar:
        return cls(Week.of(now.astimezone(ZoneInfo(zone)).date()), zone)

    def weeks_on(self, weeks: int) -> Calendar:
        return Calendar(self.week.back(-weeks), self.zone)

    def day(self, told: str) -> date:
        *weeks, name = told.split()
        return self.week.back(-int(weeks[0]) if weeks else 0).days[DAYS.index(name)]

    def moment(self, told: str) -> datetime:
        """« -3 thu 18:40 », by the clocks of the zone."""
        day, _, clock = told.rpartition(" ")
        return datetime.combine(self.day(day), time.fromisoformat(clock), ZoneInfo(self.zone))

    def born(self, age: int) -> date:
        """A birth date that gives this age for months around the week."""
        some_months_ago = self.week.monday - timedelta(days=120)
        return some_months_ago.replace(year=some_months_ago.year - age, day=min(some_months_ago.day, 28))
