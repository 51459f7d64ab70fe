"""What a contract may say: each rule with what breaks it, and words for every fault in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.duration import required_minutes
from actions.records import (
    Advisor,
    Commitment,
    Contract,
    Diagnostic,
    Minimum,
    Objective,
    Organisation,
    PlanAction,
    Terms,
)
from actions.store.tables.base import MOST_MINUTES_A_WEEK
from actions.store.versions import timeline
from actions.terms import advice, asks_more_of_the_past, faults, missing
from actions.weeks import Week
from content import catalogue

TODAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 23)
SOPHIE = Advisor(1, "Sophie Martin", "conseillère", None)
MISSION = Organisation(1, "Mission locale", "mission_locale", None)
WHOLE = Terms(
    MONDAY, ends_on=date(2027, 5, 30), review_on=date(2027, 2, 1), minimums=(Minimum(MONDAY, 900, "general"),),
    objectives=(Objective("Passer le permis", "Permis obtenu", by_day=date(2027, 4, 1)),),
    plan=(PlanAction("Code", "training", "Auto-école", 240, MONDAY, None),),
    commitments=(Commitment("organisation", "Vous accompagner"), Commitment("person", "Venir")),
    diagnostic=Diagnostic(TODAY, SOPHIE),
)  # fmt: skip


def duration(minutes: int, reason: str = "general", from_day: date = MONDAY, asked: date | None = None) -> Terms:
    return replace(WHOLE, minimums=(Minimum(from_day, minutes, reason, asked),))


def objective(**facts) -> Terms:
    return replace(WHOLE, objectives=(replace(WHOLE.objectives[0], **facts),))


def action(**facts) -> Terms:
    return replace(WHOLE, plan=(replace(WHOLE.plan[0], **facts),))


BROKEN = {
    "ends before it starts": (
        replace(WHOLE, ends_on=MONDAY - timedelta(1), review_on=None), "ends_on", "ends_before_start",
    ),
    "a point before the start": (replace(WHOLE, review_on=TODAY), "review_on", "review_before_start"),
    "a point after the end": (replace(WHOLE, review_on=date(2028, 1, 1)), "review_on", "review_after_end"),
    "above the working time": (duration(MOST_MINUTES_A_WEEK + 1), "minimums.0.minutes", "above_working_time"),
    "nothing without a request": (duration(0), "minimums.0.minutes", "zero_without_request"),
    "lowered to nothing": (duration(0, "lowered"), "minimums.0.minutes", "lowered_to_zero"),
    "asked for, no day": (duration(0, "none_on_request"), "minimums.0.requested_on", "request_without_date"),
    "asked for tomorrow": (
        duration(0, "none_on_request", asked=TODAY + timedelta(1)), "minimums.0.requested_on", "day_not_yet_come",
    ),
    "none, yet some": (duration(60, "none_on_request", asked=TODAY), "minimums.0.minutes", "none_yet_some"),
    "two from one day": (
        replace(WHOLE, minimums=(Minimum(MONDAY, 900, "general"), Minimum(MONDAY, 420, "lowered"))),
        "minimums.1.from_day", "two_from_one_day",
    ),
    "a duration after the end": (
        duration(60, from_day=date(2028, 1, 3)), "minimums.0.from_day", "duration_after_end",
    ),
    "a holiday that takes nothing": (
        replace(WHOLE, minutes_less_per_holiday=0), "minutes_less_per_holiday", "less_out_of_bounds",
    ),
    "an objective without words": (objective(title=" "), "objectives.0.title", "no_words"),
    "an objective too long": (objective(title="x" * 4001), "objectives.0.title", "too_long"),
    "an action without words": (action(title=""), "plan.0.title", "no_words"),
    "an action that ends before": (action(ends_on=TODAY), "plan.0.ends_on", "ends_before_start"),
    "an action of no time": (action(minutes_a_week=0), "plan.0.minutes_a_week", "action_of_no_time"),
    "an action of too much time": (action(minutes_a_week=9999), "plan.0.minutes_a_week", "above_working_time"),
    "a provider too long": (action(provider="x" * 201), "plan.0.provider", "too_long"),
    "a commitment without words": (
        replace(WHOLE, commitments=(Commitment("person", ""),)), "commitments.0.words", "no_words",
    ),
    "a diagnostic of tomorrow": (
        replace(WHOLE, diagnostic=Diagnostic(MONDAY, SOPHIE)), "diagnostic.made_on", "day_not_yet_come",
    ),
    "agreed on tomorrow": (
        replace(WHOLE, diagnostic=Diagnostic(TODAY, SOPHIE, person_agreed_on=MONDAY)), "diagnostic.person_agreed_on",
        "day_not_yet_come",
    ),
    "a diagnostic too long": (
        replace(WHOLE, diagnostic=Diagnostic(TODAY, SOPHIE, skills="x" * 4001)), "diagnostic.skills", "too_long",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("terms", "field", "key"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_a_rule_is_named_with_its_field_and_worded(terms, field, key):
    found = faults(terms, TODAY)
    assert (field, f"terms.{key}") in [(fault.field, fault.words.key) for fault in found]
    for language in catalogue.languages():
        for fault in found:
            assert "{" not in catalogue.written(fault.words, language)


def test_a_whole_version_has_no_fault_and_lacks_nothing():
    assert faults(WHOLE, TODAY) == missing(WHOLE, amends=False) == advice(WHOLE) == ()


def test_none_on_request_is_fine_with_its_day():
    assert faults(duration(0, "none_on_request", asked=TODAY), TODAY) == ()


def test_an_amendment_does_not_come_before_its_contract():
    assert [fault.field for fault in faults(WHOLE, TODAY, date(2026, 12, 1))] == ["from_day"]
    assert faults(WHOLE, TODAY, MONDAY) == ()


LACKING = {
    "why": (WHOLE, True, "why"),
    "duration": (replace(WHOLE, minimums=()), False, "minimums"),
    "duration from the first day": (duration(900, from_day=date(2026, 12, 7)), False, "minimums.0.from_day"),
    "objective": (replace(WHOLE, objectives=()), False, "objectives"),
    "what the organisation owes": (replace(WHOLE, commitments=WHOLE.commitments[1:]), False, "commitments"),
    "what the person owes": (replace(WHOLE, commitments=WHOLE.commitments[:1]), False, "commitments"),
}


@pytest.mark.parametrize(("terms", "amends", "field"), LACKING.values(), ids=LACKING)
def test_what_lacks_keeps_a_version_from_being_proposed(terms, amends, field):
    assert [fault.field for fault in missing(terms, amends=amends)] == [field]
    assert all(catalogue.written(fault.words, "en") for fault in missing(terms, amends=amends))


NOTICED = {
    "no indicator": (objective(indicator=None), "objectives.0.indicator"),
    "no day": (objective(by_day=None), "objectives.0.by_day"),
    "after the end": (objective(by_day=date(2028, 1, 1)), "objectives.0.by_day"),
    "no point": (replace(WHOLE, review_on=None), "review_on"),
    "no action": (replace(WHOLE, plan=()), "plan"),
    "no diagnostic": (replace(WHOLE, diagnostic=None), "diagnostic.made_on"),
    "a change on a Thursday": (
        replace(WHOLE, minimums=(*WHOLE.minimums, Minimum(date(2026, 12, 10), 420, "lowered"))),
        "minimums.1.from_day",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("terms", "field"), NOTICED.values(), ids=NOTICED)
def test_what_is_worth_a_look_hinders_nothing(terms, field):
    assert [fault.field for fault in advice(terms)] == [field]
    assert faults(terms, TODAY) == missing(terms, amends=False) == ()
    assert all(catalogue.written(fault.words, "en") for fault in advice(terms))


START = date(2026, 1, 5)
days = st.integers(0, 300).map(lambda n: START + timedelta(n))
minutes = st.sampled_from([60, 300, 420, 600, 900, 1200])
versions = st.lists(
    st.tuples(days, st.lists(st.tuples(days, minutes), min_size=1, max_size=3, unique_by=lambda pair: pair[0])),
    min_size=1, max_size=5,
)  # fmt: skip


def written(drawn) -> list[tuple[date, list[Minimum]]]:
    """Versions in the order of their numbers; each begins with a duration, whatever days were drawn."""
    made = []
    for number, (first, changes) in enumerate(drawn):
        first = START if number == 0 else first
        later = [Minimum(day, amount, "general") for day, amount in sorted(changes) if day > first]
        made.append((first, [Minimum(first, changes[0][1], "general"), *later]))
    return made


def contract(minimums, less=()) -> Contract:
    return Contract(1, MISSION, SOPHIE, START, START, None, tuple(minimums), less_per_holiday=tuple(less))


@given(versions, days)
def test_the_duration_of_a_day_is_that_of_the_newest_version_that_had_begun(drawn, day):
    """Said anew, without the timeline: the last version whose first day had come, and its own dated changes."""
    signed = written(drawn)
    ruling = next(minimums for first, minimums in reversed(signed) if first <= day)
    expected = [minimum.minutes for minimum in ruling if minimum.from_day <= day][-1]
    assert contract(timeline(signed)).minimum_over([day]) == expected


@given(versions, st.integers(0, 40).map(lambda n: Week.of(START).back(-n)))
def test_a_week_asks_for_the_least_of_its_days_and_never_more(drawn, week):
    whole = contract(timeline(written(drawn)))
    assert required_minutes(whole, week) == min(whole.minimum_over([day]) for day in week.days)


@given(versions, st.integers(0, 40).map(lambda n: Week.of(START).back(-n)), st.integers(1, 600))
def test_holidays_only_ever_lower_a_week(drawn, week, less):
    minimums = timeline(written(drawn))
    assert (
        0 <= required_minutes(contract(minimums, [(START, less)]), week) <= required_minutes(contract(minimums), week)
    )


@given(versions, days, minutes, days)
def test_no_signature_makes_a_week_that_was_over_ask_for_more(drawn, first, amount, signed_on):
    """Whatever was signed before: once an amendment passes the rule, no finished week asks for more than it did."""
    before = written(drawn)
    old = contract(timeline(before))
    new = [Minimum(first, amount, "general")]
    after = contract(timeline([*before, (first, new)]))
    weeks = [Week.of(START).back(-n) for n in range(50)]
    raised = [
        week
        for week in weeks
        if week.sunday < signed_on and required_minutes(after, week) > required_minutes(old, week)
    ]
    assert asks_more_of_the_past(old, Terms(first, minimums=tuple(new)), signed_on) == bool(raised)


def test_a_first_contract_does_not_ask_for_weeks_that_were_over_when_it_was_signed():
    draft = replace(contract(()), starts_on=MONDAY)
    assert not asks_more_of_the_past(draft, WHOLE, MONDAY + timedelta(6))  # on that week's Sunday
    assert asks_more_of_the_past(draft, WHOLE, MONDAY + timedelta(7))
