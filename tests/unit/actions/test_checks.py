"""What may be declared: every mistake, the long day, the same thing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.checks import LONG_DAY, Facts, check_day, first_mistake, long_day, same_twice
from actions.errors import (
    DayAfterContract,
    DayBeforeContract,
    DayNotYetCome,
    DayTooFull,
    DayTooLongAgo,
    Mistake,
)
from actions.records import Advisor, Contract, Declared, Organisation
from content import catalogue
from nlu.understanding import Entry

TODAY = date(2026, 11, 18)
CONTRACT = Contract(
    1,
    Organisation(1, "Mission locale", "mission_locale", None),
    Advisor(1, "Sophie Martin", "conseillère", None),
    None,
    date(2026, 3, 2),
    None,
)
FACTS = Facts(CONTRACT, TODAY, "Europe/Paris", 28)


def stands(minutes: int, day: date = TODAY, activity: str = "training") -> Declared:
    return Declared(1, day, minutes, activity, 1)


def with_facts(**changed) -> Facts:
    contract = {name: changed.pop(name) for name in ("starts_on", "ends_on") if name in changed}
    return replace(FACTS, contract=replace(CONTRACT, **contract), **changed)


@pytest.mark.parametrize(
    ("day", "facts", "mistake", "told"),
    [
        (TODAY + timedelta(days=1), FACTS, DayNotYetCome, {"day": TODAY + timedelta(days=1)}),
        (
            date(2026, 11, 15),
            with_facts(starts_on=date(2026, 11, 16)),
            DayBeforeContract,
            {"day": date(2026, 11, 15), "start": date(2026, 11, 16)},
        ),
        (
            date(2026, 11, 14),
            with_facts(ends_on=date(2026, 11, 13)),
            DayAfterContract,
            {"day": date(2026, 11, 14), "end": date(2026, 11, 13)},
        ),
        (
            TODAY - timedelta(days=29),
            FACTS,
            DayTooLongAgo,
            {"day": TODAY - timedelta(days=29), "earliest": TODAY - timedelta(days=28)},
        ),
        # a day before the contract is told so, also when it is too long ago as well
        (
            date(2025, 1, 1),
            FACTS,
            DayBeforeContract,
            {"day": date(2025, 1, 1), "start": date(2026, 3, 2)},
        ),
    ],
)
def test_a_day_that_cannot_be_declared(day, facts, mistake, told):
    with pytest.raises(mistake) as caught:
        check_day(day, facts)
    assert caught.value.facts == told
    assert first_mistake([Entry(60, day, "training")], facts)[0] == 0


@pytest.mark.parametrize(
    ("day", "facts"),
    [
        (TODAY, FACTS),
        (TODAY - timedelta(days=28), FACTS),
        (TODAY, with_facts(days_back=0)),
        (TODAY, with_facts(starts_on=TODAY)),
        (TODAY, with_facts(ends_on=TODAY)),
    ],
)
def test_a_day_at_the_limit_may_be_declared(day, facts):
    check_day(day, facts)


@pytest.mark.parametrize(
    ("day", "minutes", "fits"),
    [
        (date(2026, 11, 17), 1440, True),
        (date(2026, 11, 17), 1441, False),
        (date(2026, 3, 29), 1380, True),
        (date(2026, 3, 29), 1381, False),
        (date(2026, 10, 25), 1500, True),
        (date(2026, 10, 25), 1501, False),
    ],
)
def test_a_day_holds_no_more_than_its_minutes(day, minutes, fits):
    facts = with_facts(days_back=366)
    found = first_mistake([Entry(minutes, day, "training")], facts)
    assert (found is None) is fits
    if found:
        assert isinstance(found[1], DayTooFull)
        assert found[1].facts == {"day": day}


def test_what_stands_and_what_is_said_add_up_to_a_full_day():
    facts = with_facts(standing=(stands(1000),))
    assert first_mistake([Entry(440, TODAY, "training")], facts) is None
    index, mistake = first_mistake([Entry(400, TODAY, "training"), Entry(41, TODAY, "other")], facts)
    assert (index, type(mistake)) == (1, DayTooFull)


def test_the_first_mistake_is_told_and_what_has_no_day_yet_is_passed_over():
    tomorrow = TODAY + timedelta(days=1)
    entries = [Entry(5000, None, "training"), Entry(60, TODAY, "other"), Entry(60, tomorrow, "other")]
    assert first_mistake(entries, FACTS)[0] == 2
    assert first_mistake(entries[:2], FACTS) is None
    assert first_mistake([], FACTS) is None


def test_every_mistake_is_worded():
    kinds = [kind for kind in Mistake.__subclasses__() if kind.__module__ == Mistake.__module__]
    assert len(kinds) == 5
    for kind in kinds:
        assert kind.key in catalogue.pages("fr")


def test_a_mistake_tells_no_more_than_its_key():
    assert str(DayNotYetCome(day=TODAY)) == "declarations.day_not_yet_come"


@pytest.mark.parametrize(
    ("standing", "said", "found"),
    [
        ((), [LONG_DAY], None),
        ((), [LONG_DAY + 1], LONG_DAY + 1),
        ((), [400, 200], None),
        ((), [400, 201], 601),
        ((stands(300),), [300], None),
        ((stands(300),), [301], 601),
        ((stands(900, TODAY - timedelta(days=1)),), [300], None),
        ((), [None], None),
    ],
)
def test_a_day_above_ten_hours_is_asked_about(standing, said, found):
    entries = [Entry(minutes, TODAY, "training") for minutes in said]
    expected = None if found is None else (TODAY, found)
    assert long_day(entries, with_facts(standing=standing)) == expected


def test_ten_hours_already_there_are_no_question_about_another_day():
    facts = with_facts(standing=(stands(900),))
    assert long_day([Entry(60, TODAY - timedelta(days=1), "training")], facts) is None


@pytest.mark.parametrize(
    ("standing", "entries", "index"),
    [
        ((stands(120),), [Entry(120, TODAY, "training")], 0),
        ((stands(120),), [Entry(60, TODAY, "training"), Entry(120, TODAY, "training")], 1),
        ((stands(120),), [Entry(121, TODAY, "training")], None),
        ((stands(120),), [Entry(120, TODAY, "workshop")], None),
        ((stands(120),), [Entry(120, TODAY - timedelta(days=1), "training")], None),
        ((), [Entry(60, TODAY, "training"), Entry(60, TODAY, "training")], 1),
        ((), [], None),
    ],
)
def test_the_same_thing_twice_is_asked_about(standing, entries, index):
    assert same_twice(entries, with_facts(standing=standing)) == index


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 366))
def test_a_day_that_passes_lies_in_the_contract_and_within_reach(day, days_back):
    facts = with_facts(days_back=days_back, ends_on=date(2026, 12, 31))
    try:
        check_day(day, facts)
    except Mistake:
        assert not (facts.contract.covers(day) and facts.earliest <= day <= TODAY)
    else:
        assert facts.contract.covers(day)
        assert facts.earliest <= day <= TODAY
