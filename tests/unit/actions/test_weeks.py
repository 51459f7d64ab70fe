"""The person's week, in their own zone; days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.records import Person
from actions.weeks import Week, minutes_of

ZONES = ("Europe/Paris", "Indian/Reunion", "Pacific/Tahiti", "America/Cayenne")
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def someone(zone: str) -> Person:
    return Person(1, "Amina", zone, "fr")


@pytest.mark.parametrize(
    ("day", "zone", "minutes"),
    [
        (date(2026, 3, 29), "Europe/Paris", 1380),
        (date(2026, 10, 25), "Europe/Paris", 1500),
        (date(2026, 3, 28), "Europe/Paris", 1440),
        (date(2026, 3, 30), "Europe/Paris", 1440),
        (date(2026, 10, 24), "Europe/Paris", 1440),
        (date(2026, 10, 26), "Europe/Paris", 1440),
        *((day, zone, 1440) for day in (date(2026, 3, 29), date(2026, 10, 25)) for zone in ZONES[1:]),
    ],
)
def test_how_long_a_day_is_there(day, zone, minutes):
    assert minutes_of(day, zone) == minutes


@given(days, st.sampled_from(ZONES))
def test_a_day_is_never_anything_else_than_23_24_or_25_hours(day, zone):
    assert minutes_of(day, zone) in ({1380, 1440, 1500} if zone == "Europe/Paris" else {1440})


def test_a_year_of_days_has_the_minutes_of_a_year():
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(minutes_of(day, "Europe/Paris") for day in year) == 365 * 1440


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 16), date(2026, 11, 16)),
        (date(2026, 11, 18), date(2026, 11, 16)),
        (date(2026, 11, 22), date(2026, 11, 16)),
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2027, 1, 1), date(2026, 12, 28)),
        (date(2028, 2, 29), date(2028, 2, 28)),
    ],
)
def test_the_week_of_a_day(day, monday):
    assert Week.of(day).monday == monday


@given(days)
def test_a_week_runs_from_monday_to_sunday_and_holds_its_day(day):
    week = Week.of(day)
    assert day in week
    assert (week.days[0], week.days[-1]) == (week.monday, week.sunday)
    assert [each.isoweekday() for each in week.days] == [1, 2, 3, 4, 5, 6, 7]
    assert week.monday - timedelta(days=1) not in week
    assert week.sunday + timedelta(days=1) not in week


@given(days, st.integers(0, 60))
def test_weeks_back(day, weeks):
    assert Week.of(day).back(weeks) == Week.of(day - timedelta(weeks=weeks))


# One instant is Sunday night for some and Monday for others: what counts is where the person lives.
@pytest.mark.parametrize(
    ("now", "zone", "monday"),
    [
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "Europe/Paris", date(2026, 11, 16)),  # Sunday, 23:30
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "Europe/Paris", date(2026, 11, 23)),  # Monday, 00:30
        (datetime(2026, 11, 22, 19, 30, tzinfo=UTC), "Indian/Reunion", date(2026, 11, 16)),
        (datetime(2026, 11, 22, 20, 30, tzinfo=UTC), "Indian/Reunion", date(2026, 11, 23)),
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "Pacific/Tahiti", date(2026, 11, 16)),
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "Pacific/Tahiti", date(2026, 11, 23)),
        (datetime(2026, 11, 23, 2, 30, tzinfo=UTC), "America/Cayenne", date(2026, 11, 16)),
        (datetime(2026, 11, 23, 3, 30, tzinfo=UTC), "America/Cayenne", date(2026, 11, 23)),
        # the night of each change of clocks, in Paris
        (datetime(2026, 3, 29, 21, 30, tzinfo=UTC), "Europe/Paris", date(2026, 3, 23)),  # Sunday, 23:30
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "Europe/Paris", date(2026, 3, 30)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "Europe/Paris", date(2026, 10, 19)),  # Sunday, 23:30
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/Paris", date(2026, 10, 26)),
    ],
)
def test_sunday_night_and_monday_morning(now, zone, monday):
    assert Week.of(someone(zone).local(now).date()).monday == monday
