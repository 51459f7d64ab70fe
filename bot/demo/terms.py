"""What an invented contract says, from its facts in world/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from actions.records import Advisor, Commitment, Diagnostic, Minimum, Objective, PlanAction, Terms
from bot.demo.calendar import Calendar
from bot.demo.data import Facts


def terms(facts: Facts, office: Facts, referent: Advisor, calendar: Calendar) -> Terms:
    """The first version. What the organisation writes in all of its contracts comes first."""
    return Terms(
        from_day=calendar.day(facts["from"]),
        ends_on=_day(facts, "ends", calendar),
        review_on=_day(facts, "review", calendar),
        path=facts["path"],
        degree=facts["degree"],
        minutes_less_per_holiday=facts.get("holiday_less"),
        minimums=_minimums(facts, calendar),
        objectives=tuple(_objective(told, calendar) for told in facts["objectives"]),
        plan=_plan(facts, calendar),
        commitments=_commitments(facts, office, calendar),
        diagnostic=_diagnostic(facts["diagnostic"], referent, calendar) if "diagnostic" in facts else None,
    )


def amended(before: Terms, facts: Facts, calendar: Calendar) -> Terms:
    """What an amendment says: what it does not change is carried over."""
    return replace(
        before,
        from_day=calendar.day(facts["from"]),
        why=facts["why"],
        minimums=_minimums(facts, calendar) if "minimums" in facts else before.minimums,
        plan=_plan(facts, calendar) if "plan" in facts else before.plan,
    )


def _minimums(facts: Facts, calendar: Calendar) -> tuple[Minimum, ...]:
    return tuple(
        Minimum(calendar.day(told["from"]), told["minutes"], told["reason"], _day(told, "requested", calendar))
        for told in facts["minimums"]
    )


def _objective(told: Facts, calendar: Calendar) -> Objective:
    return Objective(
        title=told["title"],
        indicator=told.get("indicator"),
        target=told.get("target"),
        by_day=_day(told, "by", calendar),
        state=told.get("state", "open"),
        state_on=_day(told, "day", calendar),
    )


def _plan(facts: Facts, calendar: Calendar) -> tuple[PlanAction, ...]:
    return tuple(
        PlanAction(
            title=told["title"],
            activity=told["activity"],
            provider=told.get("provider"),
            minutes_a_week=told.get("minutes"),
            starts_on=_day(told, "from", calendar),
            ends_on=_day(told, "to", calendar),
            place=told.get("place"),
        )
        for told in facts["plan"]
    )


def _commitments(facts: Facts, office: Facts, calendar: Calendar) -> tuple[Commitment, ...]:
    shared: Mapping[str, str] = {"organisation": "undertakes", "person": "asks", "breach": "breaches"}
    written = [Commitment(side, words) for side, name in shared.items() for words in office[name]]
    own = [
        Commitment(
            "organisation", told["words"], _day(told, "by", calendar), told["state"], _day(told, "day", calendar)
        )
        for told in facts.get("promises", ())
    ]
    return (*written, *own)


def _diagnostic(told: Facts, referent: Advisor, calendar: Calendar) -> Diagnostic:
    made_on = calendar.day(told["day"])
    words = {name: words for name, words in told.items() if name != "day"}
    return Diagnostic(made_on=made_on, made_by=referent, person_agreed_on=made_on, **words)


def _day(facts: Facts, name: str, calendar: Calendar) -> date | None:
    return calendar.day(facts[name]) if name in facts else None
