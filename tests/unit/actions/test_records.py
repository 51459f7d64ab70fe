"""The weekly minimum that counts, and silence about what is private."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from actions.records import Advisor, Contract, Declared, Letter, Line, Minimum, Organisation, Parcel, Person
from actions.weeks import Week

MONDAY = date(2026, 11, 16)
WEEK = Week(MONDAY)
CONTRACT = Contract(
    1,
    Organisation(1, "Mission locale", "mission_locale", None),
    Advisor(1, "Sophie Martin", "conseillère", None),
    None,
    date(2026, 3, 2),
    None,
    (Minimum(date(2026, 3, 2), 900, "general"),),
)


def minimums(*changes: Minimum) -> Contract:
    return replace(CONTRACT, minimums=(*CONTRACT.minimums, *changes))


def test_a_whole_week_owes_the_minimum():
    assert CONTRACT.minimum_over(WEEK.days) == 900


def test_a_change_before_the_week_counts_and_one_after_does_not():
    assert minimums(Minimum(MONDAY - timedelta(days=1), 420, "lowered")).minimum_over(WEEK.days) == 420
    assert minimums(Minimum(MONDAY, 420, "lowered")).minimum_over(WEEK.days) == 420
    assert minimums(Minimum(MONDAY + timedelta(days=7), 420, "lowered")).minimum_over(WEEK.days) == 900


def test_when_it_changes_in_mid_week_the_lowest_counts():
    assert minimums(Minimum(MONDAY + timedelta(days=3), 420, "lowered")).minimum_over(WEEK.days) == 420
    assert minimums(Minimum(WEEK.sunday, 420, "lowered")).minimum_over(WEEK.days) == 420
    raised = replace(
        CONTRACT,
        minimums=(Minimum(CONTRACT.starts_on, 420, "lowered"), Minimum(MONDAY + timedelta(days=1), 900, "general")),
    )
    assert raised.minimum_over(WEEK.days) == 420
    assert raised.minimum_over(WEEK.back(-1).days) == 900


def test_a_week_that_the_contract_does_not_cover_whole_owes_nothing():
    for part in (
        replace(CONTRACT, starts_on=MONDAY + timedelta(days=1)),
        replace(CONTRACT, ends_on=WEEK.sunday - timedelta(days=1)),
        replace(CONTRACT, ends_on=MONDAY - timedelta(days=1)),
    ):
        assert part.minimum_over(WEEK.days) == 0
    whole = replace(CONTRACT, starts_on=MONDAY, ends_on=WEEK.sunday, minimums=(Minimum(MONDAY, 900, "general"),))
    assert whole.minimum_over(WEEK.days) == 900


def test_none_on_request_owes_nothing_from_the_day_it_was_asked():
    free = minimums(Minimum(MONDAY + timedelta(days=2), 0, "none_on_request"))
    assert free.minimum_over(WEEK.days) == 0
    assert free.minimum_over(WEEK.back(1).days) == 900


def test_without_any_minimum_nothing_is_owed():
    assert replace(CONTRACT, minimums=()).minimum_over(WEEK.days) == 0
    assert CONTRACT.minimum_over(()) == 0


def test_days_before_the_first_minimum_owe_nothing():
    later = replace(CONTRACT, minimums=(Minimum(MONDAY + timedelta(days=2), 900, "general"),))
    assert later.minimum_over(WEEK.days) == 0


changes = st.lists(
    st.builds(
        Minimum,
        st.dates(date(2026, 3, 2), date(2027, 3, 1)),
        st.integers(0, 2100),
        st.just("general"),
    ),
    max_size=5,
    unique_by=lambda change: change.from_day,
)


@given(changes, st.dates(date(2026, 3, 9), date(2027, 2, 1)))
def test_a_week_never_owes_more_than_one_of_its_days(some, day):
    contract = replace(CONTRACT, minimums=tuple(sorted(some, key=lambda change: change.from_day)))
    week = Week.of(day)
    assert contract.minimum_over(week.days) == min(contract.minimum_over([each]) for each in week.days)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_contract_covers_its_first_and_its_last_day(day):
    limited = replace(CONTRACT, ends_on=date(2027, 3, 1))
    assert limited.covers(day) is (date(2026, 3, 2) <= day <= date(2027, 3, 1))


def test_what_is_private_does_not_show_itself():
    from datetime import UTC, datetime

    from actions.records import ChatKey

    secret, chat = "je suis malade", ChatKey("telegram", "123456")
    now = datetime(2026, 11, 18, tzinfo=UTC)
    for private in (
        Person(1, secret, "Europe/Paris", "fr"),
        Letter(1, chat, "a1", secret, now),
        Parcel(1, chat, secret),
        Line(MONDAY, 60, "other", secret),
        Declared(1, MONDAY, 60, "other", 1, words=secret),
    ):
        assert secret not in repr(private)
        assert "123456" not in repr(private)
