"""A period lowers and never raises; what lowers a week is told, to the person alone with its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import periods, progress
from actions.duration import lowering, required_minutes
from actions.records import Minimum, Period
from actions.weeks import Week
from content import catalogue
from content.values import Duration, FullDay

from .test_progress import FREE, TODAY, line
from .test_records import CONTRACT

MONDAY = date(2026, 11, 16)
PERIOD = Period(1, "no_childcare", MONDAY, date(2026, 12, 3), 600, "dit au téléphone")
MAY_DAY = Week(date(2026, 4, 27))  # the 1st of May is its Friday

days = st.dates(date(2026, 10, 1), date(2026, 12, 31))
some_periods = st.lists(
    st.builds(
        lambda first, length, minutes: Period(1, "other", first, first + timedelta(days=length), minutes, "dit"),
        days, st.integers(0, 40), st.integers(0, 2100),
    ),
    max_size=4,
)  # fmt: skip


@given(some_periods, days, st.sampled_from([0, 420, 900]))
def test_a_period_never_raises_what_a_week_asks(some, day, minutes):
    contract = replace(CONTRACT, minimums=(Minimum(CONTRACT.starts_on, minutes, "general"),))
    week = Week.of(day)
    found = lowering(replace(contract, periods=tuple(some)), week)
    assert found.required <= found.written == required_minutes(contract, week)
    assert found.lowers == any(p.touches(week.monday, week.sunday) and p.minutes < minutes for p in some)
    assert (found.period is not None) == found.lowers
    if found.period:
        assert found.required == found.period.minutes


def told(contract, day=TODAY, language="fr") -> str:
    reply = progress.of_week(Week.of(day), contract, (line(60, day),), day)
    return catalogue.plain(catalogue.text(reply.key, reply.values, language))


def test_the_week_says_what_lowers_it_and_who_said_so():
    text = told(replace(CONTRACT, periods=(PERIOD,)))
    assert "10 h au lieu de 15 h : garde d'enfant jusqu'au 3 décembre 2026 (source : dit au téléphone)." in text
    assert "1 h sur 10 h" in text


def test_a_week_in_which_nothing_is_asked_hears_of_no_missing_hours():
    text = told(replace(CONTRACT, periods=(replace(PERIOD, minutes=0),)))
    assert "Pas de nombre d'heures cette semaine-là : garde d'enfant" in text
    assert "reste" not in text
    assert "au lieu de" not in text
    assert "au lieu de" not in told(replace(FREE, periods=(PERIOD,)))


def test_illness_has_a_name_that_tells_nothing_of_it():
    text = told(replace(CONTRACT, periods=(replace(PERIOD, kind="illness"),)))
    assert "raison personnelle" in text
    assert "malad" not in text


@pytest.mark.parametrize("language", catalogue.languages())
def test_a_public_holiday_is_the_reason_where_the_contract_says_so(language):
    contract = replace(CONTRACT, less_per_holiday=((CONTRACT.starts_on, 180),))
    found = lowering(contract, MAY_DAY)
    assert (found.required, found.written, found.holidays) == (720, 900, (date(2026, 5, 1),))
    assert "12 h" in told(contract, date(2026, 4, 28), language)
    assert lowering(CONTRACT, MAY_DAY).lowers is False


def test_a_period_and_a_holiday_are_both_told():
    less = replace(PERIOD, first_day=date(2026, 4, 20), last_day=date(2026, 5, 30))
    found = lowering(replace(CONTRACT, periods=(less,), less_per_holiday=((CONTRACT.starts_on, 60),)), MAY_DAY)
    assert (found.required, found.period, found.holidays) == (540, less, (date(2026, 5, 1),))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"minutes": 0}, None),
        ({"minutes": 899}, None),
        ({"minutes": 900}, "lowers_nothing"),
        ({"minutes": -1}, "lowers_nothing"),
        ({"kind": "holiday"}, "bad_kind"),
        ({"last_day": MONDAY - timedelta(days=1)}, "ends_before_start"),
        ({"last_day": MONDAY}, None),
        ({"last_day": MONDAY + timedelta(days=400)}, "too_long"),
        ({"first_day": date(2025, 1, 1), "last_day": date(2025, 2, 1)}, "outside_contract"),
        ({"source": " "}, "no_source"),
        ({"source": "x" * 501}, "long_source"),
    ],
)
def test_what_a_period_must_be(change, fault):
    assert periods.fault_of(CONTRACT, replace(PERIOD, **change)) == fault


def test_a_higher_duration_to_come_may_be_lowered_too():
    rising = replace(
        CONTRACT, minimums=(Minimum(CONTRACT.starts_on, 420, "lowered"), Minimum(date(2026, 12, 1), 900, "general"))
    )
    assert periods.fault_of(rising, PERIOD) is None
    assert periods.fault_of(rising, replace(PERIOD, last_day=date(2026, 11, 30))) == "lowers_nothing"
    assert periods.fault_of(FREE, PERIOD) == "lowers_nothing"


@pytest.mark.parametrize("language", catalogue.languages())
@pytest.mark.parametrize("key", ["noted", "noted_none", "cancelled", "cancelled_past"])
def test_what_the_person_is_told_names_the_days(language, key):
    values = {"start": FullDay(MONDAY), "end": FullDay(PERIOD.last_day), "time": Duration(600)}
    text = catalogue.plain(catalogue.text(f"periods.{key}", values, language))
    assert "2026" in text
    assert ("10 h" in text) == (key == "noted")
