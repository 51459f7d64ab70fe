"""What the contract says, in plain words, from its own rows."""

from __future__ import annotations

from actions.duration import required_minutes
from actions.person import Signed
from actions.questions import Outcome, says
from actions.records import Contract, PlanAction
from actions.store.work import Work
from actions.weeks import Week
from content.values import Duration, FullDay, Lines, Phrase, Value
from nlu.understanding import Understanding


async def show(work: Work, who: Signed, asked: Understanding) -> Outcome:
    contract = who.contract
    plan = await work.contracts.plan_of(contract.id, who.today)
    return says(
        "contracts.show",
        organisation=contract.organisation.name,
        referent=contract.referent.name,
        role=contract.referent.role,
        dates=_dates(contract),
        minimum=minimum(who),
        plan=_plan(plan),
    )


def minimum(who: Signed) -> Phrase:
    """The weekly minimum of this week, as the contract has it."""
    required = required_minutes(who.contract, Week.of(who.today))
    if required == 0:
        return Phrase("contracts.no_minimum")
    return Phrase("contracts.minimum", {"time": Duration(required)})


def _dates(contract: Contract) -> Phrase:
    if contract.ends_on is None:
        return Phrase("contracts.since", {"start": FullDay(contract.starts_on)})
    return Phrase("contracts.between", {"start": FullDay(contract.starts_on), "end": FullDay(contract.ends_on)})


def _plan(plan: tuple[PlanAction, ...]) -> Phrase:
    if not plan:
        return Phrase("contracts.no_plan")
    return Phrase("contracts.plan", {"lines": Lines(tuple(_action(action) for action in plan))})


def _action(action: PlanAction) -> Phrase:
    values: dict[str, Value] = {"title": action.title}
    if action.minutes_a_week is None:
        return Phrase("contracts.action", values)
    return Phrase("contracts.action_weekly", values | {"time": Duration(action.minutes_a_week)})
