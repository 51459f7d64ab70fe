"""What the contract says, part by part, in plain words, from its own rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import pairwise

from actions import proposals, smalltalk
from actions.contract_hours import ground_of, minimum_on, this_week, why
from actions.escalation import human, human_of
from actions.person import Signed, Speaker, signed
from actions.questions import Outcome, says
from actions.records import Commitment, Contract, Diagnostic, Objective, PlanAction, Terms, Version
from actions.reply import Reply
from actions.store.work import Work
from content.values import Duration, FullDay, Lines, Listed, Phrase, Said, Value
from nlu.understanding import Understanding

type Part = Callable[[Work, Signed, Understanding], Awaitable[Outcome]]

DIAGNOSTIC_HEADINGS = ("training", "qualifications", "skills", "experience", "situation", "market")


async def show(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """The part that is asked for; else the contract at a glance."""
    part = PARTS.get(asked.topic or "")
    if part is not None:
        return await part(work, who, asked)
    terms = await _terms(work, who)
    waits = await proposals.pending(work, who.person.id) is not None
    first = (Phrase("contracts.proposal_waits"),) if waits else ()
    shown = Reply(
        "contracts.show",
        {"lines": Lines((*first, *_overview(who, terms)))},
        requests=("read_proposal",) if waits else (),
    )
    return Outcome((shown,), keep=True)


async def obligations(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """What the contract itself says of it, and that there may be more; else the honest sentence."""
    known, part = signed(who), PARTS.get(asked.topic or "")
    if known is None or part is None:
        return await smalltalk.honest(work, who, asked)
    told = await part(work, known, asked)
    return replace(told, replies=(*told.replies, Reply("contracts.there_may_be_more", {"human": human(who)})))


async def not_fair(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """What one may do. Source: code du travail, L5411-6 (lowering, none on request, update when things change)."""
    return says("contracts.not_fair", human=human(who))


async def show_plan(work: Work, who: Signed, asked: Understanding) -> Outcome:
    terms = await _terms(work, who)
    if not terms.plan:
        return says("contracts.no_plan")
    return says("contracts.plan", lines=Lines(tuple(_action(action) for action in terms.plan)))


async def show_objectives(work: Work, who: Signed, asked: Understanding) -> Outcome:
    terms = await _terms(work, who)
    if not terms.objectives:
        return says("contracts.no_objective")
    return says("contracts.objectives", lines=Lines(tuple(_objective(one) for one in terms.objectives)))


async def show_referent(work: Work, who: Signed, asked: Understanding) -> Outcome:
    named = await work.contracts.referents(who.contract.id)
    since = (Phrase("contracts.referent_since", {"day": FullDay(named[0].from_day)}),) if named else ()
    earlier = tuple(
        Phrase(
            "contracts.earlier_referent",
            {"name": one.advisor.name, "start": FullDay(one.from_day), "end": FullDay(later.from_day)},
        )
        for one, later in pairwise(reversed(named))
    )
    before = (Phrase("contracts.earlier_referents", {"lines": Lines(earlier)}),) if earlier else ()
    return says("contracts.referent", lines=Lines((_referent(who.contract), *since, *before)))


async def show_duration(work: Work, who: Signed, asked: Understanding) -> Outcome:
    return says("contracts.duration", lines=why(who))


async def show_commitments(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """The organisation's own commitments, each with how far it is: they bind as much as the person's."""
    terms = await _terms(work, who)
    theirs = tuple(_promise(one, who.today) for one in terms.commitments if one.side == "organisation")
    name = who.contract.organisation.name
    if not theirs:
        return says("contracts.no_commitment", organisation=name)
    return says("contracts.commitments", organisation=name, lines=Lines(theirs))


async def show_mine(work: Work, who: Signed, asked: Understanding) -> Outcome:
    terms = await _terms(work, who)
    mine, breach = _said_by(terms, "person"), _said_by(terms, "breach")
    if not mine:
        return says("contracts.nothing_of_mine")
    after = (Phrase("contracts.breach", {"lines": Lines(breach)}),) if breach else ()
    return says("contracts.mine", lines=Lines((*mine, *after)))


async def show_dates(work: Work, who: Signed, asked: Understanding) -> Outcome:
    version = await work.versions.in_force(who.contract.id, who.today)
    return says("contracts.dates", lines=Lines(tuple(_all_dates(who, version))))


async def show_support(work: Work, who: Signed, asked: Understanding) -> Outcome:
    terms = await _terms(work, who)
    path = (Phrase(f"contracts.path_{terms.path}"),) if terms.path else ()
    degree = (Phrase(f"contracts.degree_{terms.degree}"),) if terms.degree else ()
    if not (path or degree):
        return says("contracts.no_support")
    return says("contracts.support", lines=Lines((*path, *degree)))


async def show_diagnostic(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """Its date, who made it, its headings: what it says of someone's life is not for a chat."""
    terms = await _terms(work, who)
    if terms.diagnostic is None:
        return says("contracts.no_diagnostic", human=human_of(who.contract))
    return says(
        "contracts.diagnostic", lines=Lines(tuple(_diagnostic(terms.diagnostic))), human=human_of(who.contract)
    )


async def show_before(work: Work, who: Signed, asked: Understanding) -> Outcome:
    versions = await work.versions.of_contract(who.contract.id)
    signed_ones = [version for version in reversed(versions) if version.state == "signed"]
    hours, amended = tuple(_earlier_hours(who)), tuple(_amendments(signed_ones))
    if not (hours or amended):
        return says("contracts.never_changed", start=FullDay(who.contract.starts_on))
    return says("contracts.before", lines=Lines((*hours, *amended)))


PARTS: Mapping[str, Part] = {
    "plan": show_plan,
    "objectives": show_objectives,
    "referent": show_referent,
    "duration": show_duration,
    "commitments": show_commitments,
    "mine": show_mine,
    "dates": show_dates,
    "support": show_support,
    "diagnostic": show_diagnostic,
    "before": show_before,
}


async def _terms(work: Work, who: Signed) -> Terms:
    version = await work.versions.in_force(who.contract.id, who.today)
    return version.terms if version else Terms(who.contract.starts_on, who.contract.ends_on)


def _overview(who: Signed, terms: Terms) -> Iterator[Phrase]:
    yield Phrase("contracts.organisation", {"name": who.contract.organisation.name})
    yield _referent(who.contract)
    yield from _span(who.contract, who.today)
    yield this_week(who)
    yield from _review(who)
    if terms.objectives:
        reached = sum(objective.state == "reached" for objective in terms.objectives)
        yield Phrase("contracts.objectives_reached", {"reached": reached, "count": len(terms.objectives)})


def _referent(contract: Contract) -> Phrase:
    referent = contract.referent
    phone = referent.phone or contract.organisation.phone
    if phone is None:
        return Phrase("contracts.referent_line", {"name": referent.name, "role": referent.role})
    return Phrase("contracts.referent_phone", {"name": referent.name, "role": referent.role, "phone": phone})


def _span(contract: Contract, today: date) -> Iterator[Phrase]:
    start, end = FullDay(contract.starts_on), contract.ends_on
    if end is None:
        yield Phrase("contracts.since", {"start": start})
        return
    yield Phrase("contracts.between", {"start": start, "end": FullDay(end)})
    if end < today:
        yield Phrase("contracts.over")


def _review(who: Signed) -> Iterator[Phrase]:
    day = who.contract.review_on
    if day is not None and day >= who.today:
        yield Phrase("contracts.review", {"day": FullDay(day)})
    elif day is not None:
        yield Phrase("contracts.review_late", {"day": FullDay(day)})


def _all_dates(who: Signed, version: Version | None) -> Iterator[Phrase]:
    if who.contract.signed_on:
        yield Phrase("contracts.signed_on", {"day": FullDay(who.contract.signed_on)})
    yield from _span(who.contract, who.today)
    if version is not None and version.number > 1:
        yield Phrase("contracts.version_since", {"day": FullDay(version.terms.from_day)})
    yield from _review(who)


def _action(action: PlanAction) -> Phrase:
    details = tuple(_details(action))
    if not details:
        return Phrase("contracts.action", {"title": Said(action.title)})
    told = reduce(lambda first, rest: Phrase("contracts.joined", {"first": first, "rest": rest}), details)
    return Phrase("contracts.action_detailed", {"title": Said(action.title), "details": told})


def _details(action: PlanAction) -> Iterator[Phrase]:
    if action.minutes_a_week:
        yield Phrase("contracts.action_weekly", {"time": Duration(action.minutes_a_week)})
    if action.provider:
        yield Phrase("contracts.action_with", {"provider": action.provider})
    if action.place:
        yield Phrase("contracts.action_place", {"place": action.place})
    if action.ends_on:
        yield Phrase("contracts.action_until", {"day": FullDay(action.ends_on)})


def _objective(objective: Objective) -> Lines:
    lines: list[Value] = [Phrase("contracts.objective", {"title": Said(objective.title), "state": _state(objective)})]
    if objective.indicator:
        lines.append(Phrase("contracts.objective_seen", {"indicator": Said(objective.indicator)}))
    if objective.target:
        lines.append(Phrase("contracts.objective_target", {"target": Said(objective.target)}))
    if objective.by_day and objective.state == "open":
        lines.append(Phrase("contracts.by", {"day": FullDay(objective.by_day)}))
    return Lines(tuple(lines))


def _state(objective: Objective) -> Phrase:
    if objective.state == "reached" and objective.state_on:
        return Phrase("contracts.objective_reached_on", {"day": FullDay(objective.state_on)})
    return Phrase(f"contracts.objective_{objective.state}")


def _promise(commitment: Commitment, today: date) -> Lines:
    words = Said(commitment.words.rstrip("."))
    lines: list[Value] = [Phrase("contracts.promise", {"words": words, "state": _kept(commitment)})]
    if commitment.by_day and commitment.state not in {"kept", "not_kept"}:
        late = commitment.by_day < today
        day = FullDay(commitment.by_day)
        lines.append(Phrase("contracts.promise_late", {"day": day}) if late else Phrase("contracts.by", {"day": day}))
    return Lines(tuple(lines))


def _kept(commitment: Commitment) -> Phrase:
    if commitment.state == "kept" and commitment.state_on:
        return Phrase("contracts.promise_kept_on", {"day": FullDay(commitment.state_on)})
    return Phrase(f"contracts.promise_{commitment.state or 'to_come'}")


def _said_by(terms: Terms, side: str) -> tuple[Value, ...]:
    return tuple(
        Phrase("contracts.commitment", {"words": Said(one.words)}) for one in terms.commitments if one.side == side
    )


def _diagnostic(told: Diagnostic) -> Iterator[Value]:
    yield Phrase("contracts.diagnostic_made", {"day": FullDay(told.made_on), "name": told.made_by.name})
    if told.person_agreed_on:
        yield Phrase("contracts.diagnostic_agreed", {"day": FullDay(told.person_agreed_on)})
    filled = tuple(Phrase(f"contracts.heading_{name}") for name in DIAGNOSTIC_HEADINGS if getattr(told, name))
    if filled:
        yield Phrase("contracts.diagnostic_headings", {"headings": Listed(filled)})


def _earlier_hours(who: Signed) -> Iterator[Phrase]:
    """The durations before the one in force, the newest first."""
    minimums = who.contract.minimums
    current = minimum_on(minimums, who.today)
    earlier = [one for one in minimums if current is not None and one.from_day < current.from_day]
    for one in reversed(earlier):
        values: dict[str, Value] = {"day": FullDay(one.from_day), "ground": ground_of(one)}
        if one.minutes:
            yield Phrase("contracts.earlier_hours", values | {"time": Duration(one.minutes)})
        else:
            yield Phrase("contracts.earlier_no_hours", values)


def _amendments(versions: Iterable[Version]) -> Iterator[Phrase]:
    for version in versions:
        if version.number > 1:
            day, reason = FullDay(version.terms.from_day), version.terms.why
            amended = Phrase("contracts.amended", {"day": day})
            yield Phrase("contracts.amended_why", {"day": day, "why": Said(reason)}) if reason else amended
