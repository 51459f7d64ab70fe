"""When a person may be written to, in every French zone, and on the nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.duration import holidays_in
from actions.quiet import next_allowed
from actions.weeks import Week

ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/St_Barthelemy",
    "America/Marigot", "America/Miquelon", "Indian/Reunion", "Indian/Mayotte", "Indian/Kerguelen", "Pacific/Noumea",
    "Pacific/Wallis", "Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier",
)  # fmt: skip
TERRITORIES = ("FR", "RE", "GP", "MQ", "973", "NC", "YT", "Moselle")


def there(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2026-11-18 09:00", "2026-11-18 09:00"),
        ("2026-11-18 19:59:59", "2026-11-18 19:59:59"),
        ("2026-11-18 20:00", "2026-11-19 09:00"),
        ("2026-11-19 03:00", "2026-11-19 09:00"),
        ("2026-11-21 20:00", "2026-11-23 09:00"),  # a Saturday evening: not on Sunday
        ("2026-11-22 12:00", "2026-11-23 09:00"),
        ("2026-12-24 21:00", "2026-12-26 09:00"),  # Christmas
        ("2027-04-30 20:30", "2027-05-03 09:00"),  # the first of May, then a Sunday
    ],
)
def test_evenings_nights_sundays_and_holidays_wait_for_the_morning_there(zone, asked, answered):
    assert next_allowed(there(zone, asked), zone, "FR") == there(zone, answered)


@pytest.mark.parametrize(
    ("zone", "asked", "answered_utc"),
    [
        ("Europe/Paris", "2026-10-24 20:00", "2026-10-26 08:00"),  # summer ends in the night to Sunday
        ("Europe/Paris", "2027-03-27 20:00", "2027-03-30 07:00"),  # it begins on Easter Sunday; Monday is a holiday
        ("America/Miquelon", "2026-11-01 01:30", "2026-11-02 12:00"),
        ("America/Miquelon", "2027-03-14 03:30", "2027-03-15 11:00"),
    ],
)
def test_the_nights_when_the_clocks_change(zone, asked, answered_utc):
    answer = next_allowed(there(zone, asked), zone, "FR")
    assert answer == datetime.fromisoformat(answered_utc).replace(tzinfo=UTC)
    assert answer.astimezone(ZoneInfo(zone)).time() == time(9)


def test_a_holiday_of_the_territory_counts_there_alone():
    abolition = there("Indian/Reunion", "2027-12-20 10:00")
    assert next_allowed(abolition, "Indian/Reunion", "RE") == there("Indian/Reunion", "2027-12-21 09:00")
    assert next_allowed(abolition, "Indian/Reunion", "FR") == abolition


moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # bounds


@given(now=moments, zone=st.sampled_from(ZONES), territory=st.sampled_from(TERRITORIES))
def test_the_answer_is_a_good_time_the_first_one_and_its_own_answer(now, zone, territory):
    answer = next_allowed(now, zone, territory)
    here = answer.astimezone(ZoneInfo(zone))
    assert answer >= now
    assert time(9) <= here.time() < time(20)
    assert here.weekday() != 6
    assert here.date() not in holidays_in(Week.of(here.date()), territory)
    assert next_allowed(answer, zone, territory) == answer
    assert answer - now < timedelta(days=5)
    if answer > now:
        assert here.time() == time(9)
        just_before = answer - timedelta(minutes=1)
        assert just_before < now or next_allowed(just_before, zone, territory) == answer


def test_a_day_that_is_only_here_a_holiday_is_not_looked_up_on_another_day():
    """Just after midnight in Nouméa it is still the day before in Paris."""
    now = datetime(2026, 12, 24, 14, 0, tzinfo=UTC)  # the 25th, 1 a.m., in Nouméa
    assert next_allowed(now, "Pacific/Noumea", "FR").astimezone(ZoneInfo("Pacific/Noumea")).date() == date(
        2026, 12, 26
    )
