"""Where a person stands: what is done, what is left, and no word about hours to whom none are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import progress
from actions.records import Declared, Minimum, Person, Receipt
from actions.weeks import Week
from content import catalogue
from content.values import Duration

from .test_records import CONTRACT

MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 18)
WEEK = Week(MONDAY)
FREE = replace(CONTRACT, minimums=(Minimum(CONTRACT.starts_on, 0, "none_on_request"),))
AMINA = Person(1, "Amina", "Indian/Reunion", "fr")


def line(minutes: int, day: date = TODAY, activity: str = "training", **other) -> Declared:
    return Declared(other.pop("id", 1), day, minutes, activity, 1, **other)


def told(reply) -> str:
    return catalogue.plain(catalogue.text(reply.key, reply.values, "fr"))


lines = st.lists(
    st.builds(
        line,
        st.integers(0, 1500),
        st.dates(MONDAY - timedelta(days=9), MONDAY + timedelta(days=15)),
        st.sampled_from(["training", "workshop", "other"]),
    ),
    max_size=12,
)


@given(st.integers(0, 2100), lines)
def test_what_is_left_is_never_negative_and_completes_what_is_done(required, some):
    done = progress.done_in(WEEK, some)
    left = progress.minutes_left(required, some, WEEK)
    assert left >= 0
    assert left == 0 if done >= required else done + left == required


@given(lines)
def test_only_the_days_of_the_week_count(some):
    inside = [each for each in some if MONDAY <= each.day <= MONDAY + timedelta(days=6)]
    assert progress.done_in(WEEK, some) == sum(each.minutes for each in inside)


@given(lines, st.booleans())
def test_whatever_is_declared_the_answer_can_be_worded(some, current):
    here = tuple(each for each in some if each.day in WEEK)
    today = TODAY if current else TODAY + timedelta(days=7)
    for contract in (CONTRACT, FREE, None):
        text = told(progress.of_week(WEEK, contract, here, today))
        if contract is not CONTRACT:
            assert " sur " not in text
            assert "reste" not in text


@pytest.mark.parametrize(
    ("minutes", "today", "key"),
    [
        (0, TODAY, "progress.this_week"),
        (899, TODAY, "progress.this_week"),
        (900, TODAY, "progress.this_week_reached"),
        (1200, TODAY, "progress.this_week_reached"),
        (899, TODAY + timedelta(days=7), "progress.past_week"),
        (900, TODAY + timedelta(days=7), "progress.past_week_reached"),
    ],
)
def test_the_line_on_a_week(minutes, today, key):
    phrase = progress.standing_in(WEEK, CONTRACT, (line(minutes),), today)
    assert phrase.key == key
    assert phrase.values["left"] == Duration(max(0, 900 - minutes))
    assert phrase.values["required"] == Duration(900)


@pytest.mark.parametrize(
    ("today", "key"),
    [(TODAY, "progress.this_week_free"), (TODAY + timedelta(days=7), "progress.past_week_free")],
)
def test_whom_nothing_is_asked_hears_of_no_hours_left(today, key):
    for contract in (FREE, None):
        phrase = progress.standing_in(WEEK, contract, (line(60),), today)
        assert phrase.key == key
        assert set(phrase.values) == {"done", "monday"}


def test_a_past_week_that_fell_short_gets_no_sentence_on_what_was_missing():
    text = told(progress.of_week(WEEK, CONTRACT, (line(60),), TODAY + timedelta(days=7)))
    assert "1 h sur 15 h" in text
    assert "reste" not in text


def test_day_by_day_then_by_activity_the_longest_first():
    some = (line(60, MONDAY), line(90, TODAY, "workshop"), line(45, TODAY))
    text = told(progress.of_week(WEEK, CONTRACT, some, TODAY))
    assert "• lundi 16 novembre : 1 h, formation\n• mercredi 18 novembre : 1 h 30, atelier" in text
    assert text.index("– formation : 1 h 45") < text.index("– atelier : 1 h 30")


def test_an_empty_week_and_a_week_declared_empty_are_told_apart():
    zero = line(0, nothing=True)
    assert progress.of_week(WEEK, CONTRACT, (), TODAY).key == "progress.week_empty"
    assert progress.of_week(WEEK, CONTRACT, (zero,), TODAY).key == "progress.week_declared_zero"
    assert progress.of_week(WEEK, CONTRACT, (zero, line(60)), TODAY).key == "progress.week"


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (line(120), "• mercredi 18 novembre : 2 h, formation"),
        (line(120, late=True), "• mercredi 18 novembre : 2 h, formation (déclaration tardive)"),
        (line(0, nothing=True), "• rien cette semaine-là (noté le mercredi 18 novembre)"),
    ],
)
def test_one_line(one, text):
    assert told(progress.line_of(one)) == text


def test_receipts_say_their_hour_where_the_person_lives():
    at = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
    found = [
        Receipt(2, at, (line(180),), (line(120, undone=True),)),
        Receipt(1, at - timedelta(hours=1), (line(120, undone=True),)),
    ]
    text = told(progress.receipts(found, AMINA))
    assert text.index("Reçu n° 2") < text.index("Reçu n° 1 ")
    assert "Reçu n° 2 (19 novembre 2026" in text
    assert "01:30" in text
    assert "• annule : mercredi 18 novembre, 2 h, formation" in text
    assert "• mercredi 18 novembre : 3 h, formation – pas encore relu\n" in text
    assert text.endswith("• mercredi 18 novembre : 2 h, formation (annulée depuis)")


def test_no_receipt_yet():
    assert progress.receipts([], AMINA).key == "progress.no_receipt"
