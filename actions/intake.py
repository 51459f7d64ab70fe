"""Contracts that other software hands in: what becomes of each one, beside what is already kept under its reference.

A signed version is never rewritten: what changes it is an amendment, signed by both later than what it amends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from actions.records import SIDES, Commitment, Diagnostic, Minimum, Terms, Version
from actions.records.exchange import Actor, Decision, Filed, PersonTold, Standing
from actions.store.intake import Ambiguous, ChangedMeanwhile, Entry
from actions.store.tables.base import MOST_MINUTES_A_WEEK
from actions.store.versions import timeline
from actions.store.work import Work

__all__ = ["MOST_MINUTES_A_WEEK", "ChangedMeanwhile", "Intake", "Work", "decide", "merged", "said", "take_in"]
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


async def take_in(work: Work, intake: Intake, filed: Sequence[Filed], *, dry_run: bool = False) -> list[Decision]:
    """Decides on each contract and, unless it is a dry run, writes what that asks for. In the order given.

    References are those of one organisation and differ from each other.
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
    decided = [decide(entry, intake.today) for entry in entries]
    if not dry_run:
        todo = [(entry, each) for entry, each in zip(entries, decided, strict=True) if each.outcome in WRITTEN]
        await work.intake.write(intake.organisation_id, todo, intake.by, intake.now, (intake.zone, intake.language))
    return decided


WRITTEN = ("added", "changed")


def decide(entry: Entry, today: date) -> Decision:
    """What becomes of one contract; nothing is read or written here."""
    filed, standing = entry.filed, entry.standing
    if isinstance(entry.referent, Ambiguous):
        return _refused("two_advisors")
    fault = _fault(filed, today)
    if fault is not None:
        return fault
    if standing is None:
        return _first(entry)
    decision = _ON_STATE[standing.state](filed, standing)
    return decision if decision.outcome == "refused" else _with_who(decision, entry, standing)


def _fault(filed: Filed, today: date) -> Decision | None:
    """What the dates of signature cannot be."""
    for signed in (filed.person_signed_on, filed.organisation_signed_on):
        if signed is not None and signed > today:
            return _refused("signed_in_the_future", day=signed)
    if filed.state == "signed" and not any(
        minimum.from_day <= filed.terms.from_day for minimum in filed.terms.minimums
    ):
        return _refused("no_duration_at_start", day=filed.terms.from_day)
    return None


def _first(entry: Entry) -> Decision:
    filed = entry.filed
    if filed.advisor is None:
        return _refused("no_advisor")
    if filed.advisor.name is None and entry.referent is None:
        return _refused("advisor_without_name")
    if filed.follows is not None and entry.person is None:
        return _refused("unknown_earlier", reference=filed.follows)
    return Decision("added", begins=filed.state)


def _unsigned(filed: Filed, standing: Standing) -> Decision:
    """The contract is a draft, or proposed: it may still change."""
    newest = standing.versions[0]
    same = said(newest.terms) == said(filed.terms) and newest.terms.from_day == filed.terms.from_day
    if newest.state not in ("draft", "proposed"):  # it was refused, or withdrawn
        return UNCHANGED if same and filed.state != "signed" else Decision("changed", begins=filed.state)
    if not same:
        return Decision("changed", begins=filed.state, withdraws=newest)
    if filed.state == newest.state or (filed.state == "draft" and newest.state == "proposed"):
        return UNCHANGED
    return Decision("changed", moves=newest, moves_to=filed.state)


def _signed(filed: Filed, standing: Standing) -> Decision:
    """Both have signed: what differs is an amendment."""
    if filed.terms.from_day != standing.starts_on:
        return _refused("start_moved", day=standing.starts_on)
    signed = [version for version in standing.versions if version.state == "signed"]
    newest, last_signed_on = standing.versions[0], _signed_on(signed[0])
    later = filed.signed_on is not None and filed.signed_on > last_signed_on
    content = said(filed.terms)
    if said(signed[0].terms) == content:
        return UNCHANGED
    if newest.state in ("draft", "proposed") and said(newest.terms) == content:
        return Decision("changed", moves=newest, moves_to="signed") if later else UNCHANGED
    # The other system may not know yet of an amendment that was signed here: what it tells is then the past.
    if not later and any(said(version.terms) == content for version in signed):
        return UNCHANGED
    return _amendment(filed, standing, newest, last_signed_on, later=later)


def _amendment(filed: Filed, standing: Standing, newest: Version, last_signed_on: date, *, later: bool) -> Decision:
    withdraws = newest if newest.state in ("draft", "proposed") else None
    if filed.state != "signed":
        if not filed.stated:
            return _refused("amendment_unsigned")
        return Decision("changed", begins=filed.state, withdraws=withdraws)
    if not later:
        return _refused("signed_already", day=last_signed_on)
    from_day = filed.counts_from
    if from_day < standing.starts_on:
        return _refused("amended_before_start", day=standing.starts_on)
    if filed.terms.ends_on is not None and from_day > filed.terms.ends_on:
        return _refused("amended_after_end", day=filed.terms.ends_on)
    if _asks_more_of_the_past(standing, filed, from_day):
        return _refused("more_hours_in_the_past", day=from_day)
    return Decision("changed", begins="signed", withdraws=withdraws)


def _over(filed: Filed, standing: Standing) -> Decision:
    """The contract has ended or gone elsewhere."""
    if any(said(version.terms) == said(filed.terms) for version in standing.versions):
        return UNCHANGED
    return _refused("over")


_ON_STATE: Mapping[str, Callable[[Filed, Standing], Decision]] = {
    "draft": _unsigned,
    "proposed": _unsigned,
    "signed": _signed,
    "ended": _over,
    "transferred": _over,
}


def _asks_more_of_the_past(standing: Standing, filed: Filed, from_day: date) -> bool:
    """Nobody can do today what is asked for yesterday: a duration may be lowered backwards, never raised."""
    signed = [version for version in reversed(standing.versions) if version.state == "signed"]
    before = timeline((version.terms.from_day, version.terms.minimums) for version in signed)
    days = {from_day, *(minimum.from_day for minimum in (*before, *filed.terms.minimums))}
    passed = [day for day in days if filed.signed_on and from_day <= day < filed.signed_on]
    return any(_minutes_on(filed.terms.minimums, day) > _minutes_on(before, day) for day in passed)


def _minutes_on(minimums: Iterable[Minimum], day: date) -> int:
    begun = [minimum for minimum in minimums if minimum.from_day <= day]
    return max(begun, key=lambda minimum: minimum.from_day).minutes if begun else 0


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
