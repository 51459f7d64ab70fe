"""What a person is told of their contract's life, and what they can read, ask and object to before signing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions import clauses
from actions.differences import differences
from actions.escalation import human
from actions.making import Case, of_person
from actions.person import Speaker
from actions.questions import Outcome, says
from actions.records import SIDES, Advisor, Contract, Organisation, Version
from actions.reply import Reply
from actions.store.work import Work
from content.values import FullDay, Lines, Phrase, Said, Value
from nlu.understanding import Understanding


@dataclass(frozen=True)
class Proposal:
    """A version that waits for the person, and the signed one that it amends."""

    contract: Contract
    version: Version
    amends: Version | None


async def pending(work: Work, person_id: int) -> Proposal | None:
    """The newest version that is proposed to a person."""
    for case in await of_person(work, person_id):
        if case.open is not None and case.open.state == "proposed":
            return Proposal(case.contract, case.open, case.before(case.open))
    return None


async def read(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """The proposal as it stands: what it changes first, then all that it says."""
    found = await pending(work, who.person.id) if who.person else None
    if found is None:
        return says("proposals.nothing_proposed")
    return Outcome(tuple(read_out(found)), keep=True)


def read_out(found: Proposal) -> Sequence[Reply]:
    key = "proposals.amendment" if found.amends else "proposals.contract"
    head = Reply(key, {"organisation": found.contract.organisation.name, "dates": clauses.dates(found.version.terms)})
    return [head, *_changes(found), *_whole(found.version), Reply("proposals.before_signing")]


async def question(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return await _object(work, who, "proposals.question", "proposal_questioned")


async def disagree(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return await _object(work, who, "proposals.disagree", "proposal_disagreed")


async def _object(work: Work, who: Speaker, key: str, deed: str) -> Outcome:
    """Names the human to talk to, and leaves them a note: a code, never words."""
    found = await pending(work, who.person.id) if who.person else None
    if who.person is None or found is None:
        return says("proposals.nothing_proposed")
    contract = found.contract
    await work.contracts.set_waiting(contract.id, who.now)
    await work.audit.note(
        deed, who.now, by="person", organisation_id=contract.organisation.id, person_id=who.person.id,
        contract_id=contract.id, detail=str(found.version.number),
    )  # fmt: skip
    return says(key, human=human(replace(who, contract=contract)))


def told_proposed(case: Case, version: Version) -> Reply:
    amends = case.before(version)
    if amends is None:
        return Reply("proposals.told_contract_proposed", {"organisation": case.contract.organisation.name})
    changes = _lines([change.words for change in differences(amends.terms, version.terms)])
    facts: dict[str, Value] = {"why": Said(version.terms.why or ""), "changes": changes}
    return Reply("proposals.told_amendment_proposed", facts | {"day": FullDay(version.terms.from_day)})


def told_signed(case: Case, version: Version) -> Reply:
    day = FullDay(version.terms.from_day)
    key = "proposals.told_amendment_signed" if case.before(version) else "proposals.told_contract_signed"
    return Reply(key, {"day": day})


def told_refused(by: str, on: date) -> Reply:
    kind = by
    return Reply(f"proposals.told_refused_by_{kind}", {"day": FullDay(on)})


def told_withdrawn() -> Reply:
    return Reply("proposals.told_withdrawn")


def told_referent(case: Case, named: Advisor, day: date) -> Reply:
    phone = named.phone or case.contract.organisation.phone
    if phone is None:
        return Reply("proposals.told_referent", {"name": named.name, "day": FullDay(day)})
    return Reply("proposals.told_referent_phone", {"name": named.name, "day": FullDay(day), "phone": phone})


def told_transferred(case: Case, to: Organisation, day: date) -> Reply:
    facts: dict[str, Value] = {"before": case.contract.organisation.name, "after": to.name, "day": FullDay(day)}
    if to.phone is None:
        return Reply("proposals.told_transferred", facts)
    return Reply("proposals.told_transferred_phone", facts | {"phone": to.phone})


def told_ended(day: date) -> Reply:
    return Reply("proposals.told_ended", {"day": FullDay(day)})


def _changes(found: Proposal) -> list[Reply]:
    if found.amends is None:
        return []
    told = [change.words for change in differences(found.amends.terms, found.version.terms)]
    why = Said(found.version.terms.why or "")
    return [Reply("proposals.changes", {"why": why, "changes": _lines(told)})]


def _whole(version: Version) -> list[Reply]:
    """All that a version says, in the order of the contract."""
    terms = version.terms
    replies = [
        Reply("proposals.duration", {"lines": clauses.durations(terms)}),
        Reply("proposals.objectives", {"lines": _lines(map(clauses.objective, terms.objectives), dotted=True)}),
        Reply("proposals.plan", {"lines": _lines(map(clauses.action, terms.plan), dotted=True)}),
    ]
    for side in SIDES:
        said = [clauses.commitment(each) for each in terms.commitments if each.side == side]
        if said:
            replies.append(Reply(f"proposals.{side}", {"lines": _lines(said, dotted=True)}))
    return replies


def _lines(said: Iterable[Phrase], *, dotted: bool = False) -> Lines:
    lines = [Phrase("clauses.item", {"words": each}) if dotted else each for each in said]
    return Lines(tuple(lines or [Phrase("clauses.nothing_yet")]))
