"""Contracts that other software hands in: what becomes of each one, beside what is already kept under its reference.

A signed version is never rewritten: what changes it is an amendment, signed by both later than what it amends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from actions import making, proposals
from actions.making import Case
from actions.records import SIDES, Commitment, Diagnostic, Terms, Version
from actions.records.exchange import Actor, Decision, Filed, PersonTold, Standing
from actions.reply import Reply
from actions.store.intake import Ambiguous, ChangedMeanwhile, Entry
from actions.store.tables.base import MOST_MINUTES_A_WEEK
from actions.store.work import Work
from actions.terms import Fault, asks_more_of_the_past, faults, missing
from content.values import FullDay

__all__ = ["MOST_MINUTES_A_WEEK", "ChangedMeanwhile", "Intake", "Work", "decide", "merged", "said", "take_in"]
type Tell = Callable[[Work, int, Sequence[Reply], datetime], Awaitable[object]]
UNCHANGED = Decision("unchanged")
_TOLD_ALWAYS = ("given_name", "family_name", "born_on", "registered_as", "zone")


@dataclass(frozen=True)
class Intake:
    """Into which organisation, by whom, when; the zone of those of whom none is told."""

    organisation_id: int
    by: Actor
    now: datetime
    today: date
    zone: str
    language: str = "fr"


async def take_in(
    work: Work, intake: Intake, filed: Sequence[Filed], tell: Tell, *, dry_run: bool = False
) -> list[Decision]:
    """Decides on each contract and, unless it is a dry run, writes what that asks for. In the order given.

    References are those of one organisation and differ from each other. `tell` tells the people whom it is about, in
    the same transaction, as they would be told of what an advisor does.
    """
    if not dry_run:
        await work.intake.hold(intake.organisation_id)
    standing = await work.intake.standing(intake.organisation_id, [each.reference for each in filed])
    earlier = [each.follows for each in filed if each.follows is not None]
    people = await work.intake.people_of(intake.organisation_id, earlier)
    known = await work.intake.advisors(intake.organisation_id, [each.advisor for each in filed if each.advisor])
    entries = [
        Entry(each, standing.get(each.reference), known.get(each.advisor) if each.advisor else None,
              people.get(each.follows) if each.follows else None)
        for each in filed
    ]  # fmt: skip
    entries = [await _with_past(work, entry) for entry in entries]
    decided = [decide(entry, intake.today) for entry in entries]
    if not dry_run:
        todo = [(entry, each) for entry, each in zip(entries, decided, strict=True) if each.outcome in WRITTEN]
        await work.intake.write(intake.organisation_id, todo, intake.by, intake.now, (intake.zone, intake.language))
        await _tell(work, intake, todo, tell)
    return decided


WRITTEN = ("added", "changed")


async def _with_past(work: Work, entry: Entry) -> Entry:
    """With the whole contract, where an amendment would count from before its signature: past weeks are then read."""
    standing, signed_on = entry.standing, entry.filed.signed_on
    if standing is None or standing.state != "signed" or signed_on is None:
        return entry
    newest = standing.versions[0]
    begins = [entry.filed.counts_from, *([newest.terms.from_day] if newest.state in making.OPEN else [])]
    if min(begins) >= signed_on:
        return entry
    return replace(entry, contract=await work.contracts.find(standing.contract_id))


async def _tell(work: Work, intake: Intake, todo: Sequence[tuple[Entry, Decision]], tell: Tell) -> None:
    """Those who are new have no chat yet."""
    known = {person for entry, _decision in todo if (person := _known(entry)) is not None}
    chatting = await work.conversations.chatting(known) if known else ()
    for entry, decision in todo:
        person = _known(entry)
        if person is None or person not in chatting:
            continue
        about = (intake.organisation_id, entry.filed.reference)
        for case in await making.of_person(work, person):
            replies = _news(case, decision, intake.now)
            if replies and (case.contract.organisation.id, case.contract.reference) == about:
                await tell(work, person, replies, intake.now)


def _known(entry: Entry) -> int | None:
    return entry.person if entry.standing is None else entry.standing.person_id


def _news(case: Case, decision: Decision, now: datetime) -> list[Reply]:
    """What a person is told, of a contract as it now stands. The last one's buttons are those of the message."""
    newest, told = case.versions[0], []
    if decision.referent:
        told.append(proposals.told_referent(case, case.contract.referent, case.person.local(now).date()))
    became = decision.begins or decision.moves_to
    if became == "proposed":
        told.append(proposals.told_proposed(case, newest))
    elif became == "signed":
        told.append(proposals.told_signed(case, newest))
    elif decision.withdraws is not None and decision.withdraws.state == "proposed":
        told.append(proposals.told_withdrawn())
    return told


def decide(entry: Entry, today: date) -> Decision:
    """What becomes of one contract; nothing is read or written here."""
    filed, standing = entry.filed, entry.standing
    if isinstance(entry.referent, Ambiguous):
        return _refused("two_advisors")
    ahead = [day for day in (filed.person_signed_on, filed.organisation_signed_on) if day and day > today]
    if ahead:
        return _refused("signed_in_the_future", day=ahead[0])
    decision = _first(entry) if standing is None else _ON_STATE[standing.state](entry, standing)
    lacks = _lacks(filed, standing) if decision.begins or decision.moves_to else ()
    if lacks:
        return _broken(lacks[0])
    if standing is None or decision.outcome == "refused":
        return decision
    return _with_who(decision, entry, standing)


def _lacks(filed: Filed, standing: Standing | None) -> Sequence[Fault]:
    """What a contract lacks for the state that it is to have."""
    amends = standing is not None and standing.state == "signed"
    return [fault for fault in missing(filed.terms, amends=amends) if fault.part in _NEEDED[filed.state]]


# What is signed on paper is signed, whatever it lacks; but without a duration no week could be counted.
_NEEDED = {
    "draft": (),
    "proposed": ("why", "minimums", "objectives", "commitments"),
    "signed": ("minimums",),
}


def _broken(fault: Fault, called: str | None = None) -> Decision:
    days = {name: value.day for name, value in fault.words.values.items() if isinstance(value, FullDay)}
    return _refused(called or fault.rule, **days)


def _first(entry: Entry) -> Decision:
    filed = entry.filed
    if filed.advisor is None:
        return _refused("no_advisor")
    if filed.advisor.name is None and entry.referent is None:
        return _refused("advisor_without_name")
    if filed.follows is not None and entry.person is None:
        return _refused("unknown_earlier", reference=filed.follows)
    return Decision("added", begins=filed.state)


def _unsigned(entry: Entry, standing: Standing) -> Decision:
    """The contract is a draft, or proposed: it may still change."""
    filed, newest = entry.filed, standing.versions[0]
    same = said(newest.terms) == said(filed.terms) and newest.terms.from_day == filed.terms.from_day
    if newest.state not in ("draft", "proposed"):  # it was refused, or withdrawn
        return UNCHANGED if same and filed.state != "signed" else Decision("changed", begins=filed.state)
    if not same:
        return Decision("changed", begins=filed.state, withdraws=newest)
    if filed.state == newest.state or (filed.state == "draft" and newest.state == "proposed"):
        return UNCHANGED
    return Decision("changed", moves=newest, moves_to=filed.state)


def _signed(entry: Entry, standing: Standing) -> Decision:
    """Both have signed: what differs is an amendment."""
    filed = entry.filed
    if filed.terms.from_day != standing.starts_on:
        return _refused("start_moved", day=standing.starts_on)
    signed = [version for version in standing.versions if version.state == "signed"]
    newest, last_signed_on = standing.versions[0], _signed_on(signed[0])
    later = filed.signed_on is not None and filed.signed_on > last_signed_on
    content = said(filed.terms)
    if said(signed[0].terms) == content:
        return UNCHANGED
    if newest.state in ("draft", "proposed") and said(newest.terms) == content:
        return _signing(entry, newest) if later else UNCHANGED
    # The other system may not know yet of an amendment that was signed here: what it tells is then the past.
    if not later and any(said(version.terms) == content for version in signed):
        return UNCHANGED
    return _amendment(entry, standing, last_signed_on, later=later)


def _signing(entry: Entry, proposed: Version) -> Decision:
    """Of an amendment that stands proposed, or is being written."""
    if _asks_more_of_the_past(entry, proposed.terms):
        return _refused("more_hours_in_the_past", day=proposed.terms.from_day)
    return Decision("changed", moves=proposed, moves_to="signed")


def _amendment(entry: Entry, standing: Standing, last_signed_on: date, *, later: bool) -> Decision:
    filed, newest = entry.filed, standing.versions[0]
    withdraws = newest if newest.state in ("draft", "proposed") else None
    if filed.state != "signed":
        if not filed.stated:
            return _refused("amendment_unsigned")
        return Decision("changed", begins=filed.state, withdraws=withdraws)
    if not later:
        return _refused("signed_already", day=last_signed_on)
    terms = replace(filed.terms, from_day=filed.counts_from)
    for fault in faults(terms, filed.counts_from, standing.starts_on):
        if fault.rule in _OF_AN_AMENDMENT:
            return _broken(fault, _OF_AN_AMENDMENT[fault.rule])
    if _asks_more_of_the_past(entry, terms):
        return _refused("more_hours_in_the_past", day=terms.from_day)
    return Decision("changed", begins="signed", withdraws=withdraws)


# The rest was looked at from the contract's own first day, when the file was read: a review may well be over.
_OF_AN_AMENDMENT = {"before_the_contract": "amended_before_start", "ends_before_start": "amended_after_end"}


def _asks_more_of_the_past(entry: Entry, terms: Terms) -> bool:
    contract, signed_on = entry.contract, entry.filed.signed_on
    return contract is not None and signed_on is not None and asks_more_of_the_past(contract, terms, signed_on)


def _over(entry: Entry, standing: Standing) -> Decision:
    """The contract has ended or gone elsewhere."""
    if any(said(version.terms) == said(entry.filed.terms) for version in standing.versions):
        return UNCHANGED
    return _refused("over")


_ON_STATE: Mapping[str, Callable[[Entry, Standing], Decision]] = {
    "draft": _unsigned,
    "proposed": _unsigned,
    "signed": _signed,
    "ended": _over,
    "transferred": _over,
}


def _with_who(decision: Decision, entry: Entry, standing: Standing) -> Decision:
    """The person and the referent are as the other system tells, whatever the contract says."""
    person = merged(standing.person, entry.filed.person)
    changes: dict[str, object] = {}
    if person != standing.person:
        changes["person"] = person
    if entry.filed.advisor is not None and entry.referent != standing.referent_id:
        if entry.referent is None and entry.filed.advisor.name is None:
            return _refused("advisor_without_name")
        changes["referent"] = standing.state not in ("ended", "transferred")
    if not any(changes.values()):
        return decision
    return replace(decision, outcome="changed", **changes)  # type: ignore[arg-type]  # by name, as above


def merged(known: PersonTold, told: PersonTold) -> PersonTold:
    """What is not told stays. The language stays too: people choose it themselves, in the chat."""
    fresh = {name: getattr(told, name) for name in _TOLD_ALWAYS if getattr(told, name) is not None}
    return replace(known, **fresh)


def said(terms: Terms) -> tuple[object, ...]:
    """What a version says, whatever came of it since: two versions are alike when this is equal.

    From when an amendment counts, and why, belongs to its signing.
    """
    return (
        terms.ends_on, terms.review_on, terms.path, terms.degree, terms.minutes_less_per_holiday,
        tuple(sorted((m.from_day, m.minutes, m.reason, m.requested_on) for m in terms.minimums)),
        tuple((o.title, o.indicator, o.target, o.by_day) for o in terms.objectives),
        terms.plan,
        tuple((c.side, c.words, c.by_day) for c in sorted(terms.commitments, key=_side)),
        _diagnosed(terms.diagnostic),
    )  # fmt: skip


def _side(commitment: Commitment) -> int:
    return SIDES.index(commitment.side)


def _diagnosed(told: Diagnostic | None) -> tuple[object, ...] | None:
    """Who made it is not compared: it is the referent of the day."""
    if told is None:
        return None
    return (
        told.made_on, told.person_agreed_on, told.training, told.qualifications, told.skills, told.experience,
        told.situation, told.market, told.adaptation,
    )  # fmt: skip


def _signed_on(version: Version) -> date:
    return max(day for day in (version.person_signed_on, version.organisation_signed_on, date.min) if day)


def _refused(reason: str, **facts: date | str) -> Decision:
    return Decision("refused", reason, facts)
