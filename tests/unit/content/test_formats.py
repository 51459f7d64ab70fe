"""Durations, days, bars and lists as French writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import formats
from content.values import Bar, Clock, Duration, FullDay


def ordinary(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 h"),
        (1, "1 min"),
        (45, "45 min"),
        (59, "59 min"),
        (60, "1 h"),
        (61, "1 h 01"),
        (90, "1 h 30"),
        (600, "10 h"),
        (900, "15 h"),
        (1500, "25 h"),
        (6000, "100 h"),
    ],
)
def test_durations(minutes, text):
    assert ordinary(formats.duration(Duration(minutes), "fr")) == text


@given(st.integers(0, 100_000))
def test_a_duration_never_breaks_over_two_lines_and_can_be_read_back(minutes):
    text = formats.duration(Duration(minutes), "fr")
    assert " " not in text
    numbers = [int(piece) for piece in ordinary(text).replace("min", "").replace("h", "").split()]
    back = numbers[0] if "min" in text else numbers[0] * 60 + (numbers[1] if len(numbers) > 1 else 0)
    assert back == minutes


@given(st.integers(0, 5000), st.integers(1, 2100))
def test_a_bar_is_full_when_all_is_done_and_never_before(done, required):
    text = formats.bar(Bar(done, required))
    assert len(text) == formats.BAR_WIDTH
    assert set(text) <= set("▓░")
    assert ("░" not in text) is (done >= required)
    assert text == "".join(sorted(text, key="▓░".index))


@given(st.integers(1, 2100), st.integers(0, 2100))
def test_a_bar_grows_with_what_is_done(required, done):
    less, more = (formats.bar(Bar(minutes, required)).count("▓") for minutes in (done, done + 60))
    assert less <= more


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 16), "lundi 16 novembre"),
        (date(2026, 8, 1), "samedi 1er août"),
        (date(2026, 2, 28), "samedi 28 février"),
        (date(2026, 12, 31), "jeudi 31 décembre"),
    ],
)
def test_days(day, text):
    assert ordinary(formats.day(day, "fr")) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 3, 3), "3 mars 2025"),
        (date(2026, 2, 1), "1er février 2026"),
        (date(2026, 2, 11), "11 février 2026"),
        (date(2026, 1, 31), "31 janvier 2026"),
    ],
)
def test_days_with_their_year(day, text):
    assert ordinary(formats.full_day(FullDay(day), "fr")) == text


def test_the_first_of_a_month_is_an_ordinal_in_french_alone():
    first = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
    assert ordinary(formats.clock(Clock(first), "fr")) == "1er mai 2026, 08:30"
    assert ordinary(formats.full_day(FullDay(first.date()), "en")) == "1 May 2026"


def test_an_hour_of_the_night_keeps_its_zeros():
    text = ordinary(formats.clock(Clock(datetime(2026, 3, 9, 0, 5, tzinfo=UTC)), "fr"))
    assert text.startswith("9 mars 2026")
    assert text.endswith("00:05")


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_lists(items, text):
    assert formats.listed(items, "fr") == text


@pytest.mark.parametrize(("count", "form"), [(0, "one"), (1, "one"), (2, "other"), (15, "other")])
def test_plural_forms_of_french(count, form):
    assert formats.plural_form(count, "fr") == form
