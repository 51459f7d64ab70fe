"""The life of a contract: begun, proposed, signed, amended, ended, handed on. Every step is noted, none twice.

Jalon records that the two sides signed and on which days; signing itself stays where the law puts it, between them.
A version that both have signed is never changed: an amendment is a new version, which the person reads and discusses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from actions import commitments
from actions.access import Scope
from actions.errors import Mistake
from actions.records import COMMITMENT_STATES, OBJECTIVE_STATES, Account, Advisor, Contract, Person, Terms, Version
from actions.store.work import Work
from actions.terms import asks_more_of_the_past, faults, missing

OPEN = ("draft", "proposed")
ENDED_BY_HAND = ("reached", "expired", "moved", "other")
REFUSED_BY = ("person", "organisation")


class ChangedMeanwhile(Mistake):
    """Somebody changed it since it was read; theirs stands."""

    key = "making.changed_meanwhile"


class NotNow(Mistake):
    """What is asked does not go with the state that the version or the contract is in."""

    key = "making.not_now"


class AlreadyOpen(Mistake):
    """A version is being written or proposed, or a contract is already under way: one at a time."""

    key = "making.already_open"


class NotReady(Mistake):
    """The version lacks what `faults` or `missing` name."""

    key = "making.not_ready"


class NoReason(Mistake):
    """An amendment without the words that tell the person why."""

    key = "making.no_reason"


class DayAhead(Mistake):
    """Something is said to have happened on a day that has not come."""

    key = "making.day_ahead"


class DayTooEarly(Mistake):
    """A day that lies before what it follows."""

    key = "making.day_too_early"


class MoreOfThePast(Mistake):
    """A version that would ask for more hours in a week that was over when both had signed."""

    key = "making.more_of_the_past"


class ReferenceTaken(Mistake):
    """Another contract of the organisation's bears this identifier."""

    key = "making.reference_taken"


class NobodyThere(Mistake):
    """The advisor or the organisation named is not one that may be chosen here."""

    key = "making.nobody_there"


# deed → the states of a version in which it may be done, and the state that it leads to
STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "rewrite": (("draft",), "draft"),
    "propose": (("draft",), "proposed"),
    "sign": (("proposed",), "signed"),
    "refuse": (("proposed",), "refused"),
    "withdraw": (OPEN, "withdrawn"),
}
# deed → the states of a contract in which it may be done
CONTRACT_STEPS: Mapping[str, tuple[str, ...]] = {
    "amend": ("draft", "signed"),
    "end": ("signed",),
    "transfer": ("signed",),
    "name_referent": ("draft", "proposed", "signed"),
    "follow": ("signed",),
}


@dataclass(frozen=True)
class Newcomer:
    """Someone to begin a contract with."""

    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    zone: str
    language: str
    born_on: date | None = field(default=None, repr=False)
    registered_as: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Case:
    """A contract with its person and every version, the newest first."""

    person: Person
    contract: Contract
    versions: tuple[Version, ...]

    @property
    def open(self) -> Version | None:
        """The version that is being written or proposed."""
        return next((version for version in self.versions if version.state in OPEN), None)

    @property
    def signed(self) -> tuple[Version, ...]:
        return tuple(version for version in self.versions if version.state == "signed")

    def version(self, version_id: int) -> Version | None:
        return next((version for version in self.versions if version.id == version_id), None)

    def before(self, version: Version) -> Version | None:
        """The signed version that this one amends."""
        return next((other for other in self.signed if other.number < version.number), None)

    def in_force(self, day: date) -> Version | None:
        """The signed version that counts on `day`; before the first one begins, the first."""
        begun = next((version for version in self.signed if version.terms.from_day <= day), None)
        return begun or (self.signed[-1] if self.signed else None)


async def reached(work: Work, scope: Scope, contract_id: int) -> Case | None:
    """None when there is no such contract within the scope: the two are not told apart."""
    person_id = await work.contracts.person_within(contract_id, scope.organisation_id, scope.advisor_id)
    return None if person_id is None else await _case(work, person_id, contract_id)


async def of_person(work: Work, person_id: int) -> tuple[Case, ...]:
    """All the contracts of a person, the newest first."""
    found = [await _case(work, person_id, contract.id) for contract in await work.contracts.of_person(person_id)]
    return tuple(case for case in found if case is not None)


async def _case(work: Work, person_id: int, contract_id: int) -> Case | None:
    person, contract = await work.people.find(person_id), await work.contracts.find(contract_id)
    if person is None or contract is None:
        return None
    return Case(person, contract, await work.versions.of_contract(contract_id))


async def alike(work: Work, organisation_id: int, newcomer: Newcomer) -> tuple[Person, ...]:
    """People of the organisation who may be the same: their names hold these words, and no birth date tells apart."""
    words = f"{newcomer.given_name} {newcomer.family_name}"
    found = await work.people.named_within(organisation_id, words)
    return tuple(one for one in found if not (one.born_on and newcomer.born_on and one.born_on != newcomer.born_on))


async def begin(
    work: Work, account: Account, newcomer: Newcomer, referent_id: int, reference: str | None, now: datetime
) -> tuple[int, int]:
    """A new person with a draft. Returns the ids of the contract and of its first version."""
    person_id = await work.people.add(
        newcomer.given_name, newcomer.zone, newcomer.language, now, family_name=newcomer.family_name or None,
        born_on=newcomer.born_on, registered_as=newcomer.registered_as,
    )  # fmt: skip
    return await begin_for(work, account, person_id, referent_id, reference, now)


async def begin_for(
    work: Work, account: Account, person_id: int, referent_id: int, reference: str | None, now: datetime
) -> tuple[int, int]:
    """A new draft for someone who is known. Raises AlreadyOpen while another contract of theirs is under way.

    It begins next Monday unless told otherwise: there is time to talk it over.
    """
    await _among(work, account.organisation_id, referent_id)
    if reference and await work.contracts.has_reference(account.organisation_id, reference):
        raise ReferenceTaken()
    known = [one for one in await work.contracts.of_person(person_id) if one.state in ("signed", *OPEN)]
    if known:
        raise AlreadyOpen()
    person = await work.people.find(person_id)
    today = person.local(now).date() if person else now.date()
    terms = Terms(_monday_after(today), commitments=commitments.starting())
    contract_id = await work.contracts.begin(
        person_id=person_id, organisation_id=account.organisation_id, referent_id=referent_id, terms=terms, now=now,
        reference=reference, referent_from=today,
    )  # fmt: skip
    version_id = await work.versions.add(contract_id, terms, now)
    await work.audit.note("contract_begun", now, account=account, person_id=person_id, contract_id=contract_id)
    return contract_id, version_id


async def rewrite(
    work: Work, case: Case, version: Version, terms: Terms, account: Account, now: datetime, part: str
) -> None:
    """Keeps what one step of the editor says. `version.revision` is what the form was made from."""
    _may(version, "rewrite", case)
    if faults(terms, _today(case, now), _starts_on(case, version)):
        raise NotReady()
    if not await work.versions.rewrite(version, terms):
        raise ChangedMeanwhile()
    if not case.signed:
        await _keep_in_step(work, case, starts_on=terms.from_day, ends_on=terms.ends_on, review_on=terms.review_on)
    await _note(work, "version_saved", case, account, now, f"{version.number} {part}")


async def propose(work: Work, case: Case, version: Version, account: Account, now: datetime) -> None:
    _may(version, "propose", case)
    if unready(case, version, now):
        raise NotReady()
    await _move(work, case, version, "propose", proposed_at=now)
    if not case.signed:
        await _keep_in_step(work, case, state="proposed")
    await _note(work, "version_proposed", case, account, now, str(version.number))


async def sign(
    work: Work, case: Case, version: Version, by_person: date, by_organisation: date, account: Account, now: datetime
) -> None:
    """Notes that both signed, and on which days. The version is in force from its first day on."""
    _may(version, "sign", case)
    today = _today(case, now)
    for day in (by_person, by_organisation):
        _has_come(day, today)
    if unready(case, version, now):
        raise NotReady()
    signed_on = max(by_person, by_organisation)
    if asks_more_of_the_past(case.contract, version.terms, signed_on):
        raise MoreOfThePast(day=signed_on)
    await _move(work, case, version, "sign", person_signed_on=by_person, organisation_signed_on=by_organisation)
    terms = version.terms
    first = {} if case.signed else {"state": "signed", "signed_on": signed_on, "starts_on": terms.from_day}
    await _keep_in_step(work, case, ends_on=terms.ends_on, review_on=terms.review_on, **first)
    await work.contracts.set_waiting(case.contract.id, None)
    await _note(work, "version_signed", case, account, now, str(version.number))


async def refuse(
    work: Work, case: Case, version: Version, by: str, on: date, account: Account, now: datetime
) -> None:
    """A side says no. It is a date, not a judgement: another version may be proposed the same day."""
    _may(version, "refuse", case)
    if by not in REFUSED_BY:
        raise NotNow()
    _has_come(on, _today(case, now))
    await _move(work, case, version, "refuse", refused_on=on, refused_by=by)
    await _back_to_draft(work, case)
    await _note(work, "version_refused", case, account, now, f"{version.number} {by}")


async def withdraw(work: Work, case: Case, version: Version, account: Account, now: datetime) -> None:
    _may(version, "withdraw", case)
    await _move(work, case, version, "withdraw")
    await _back_to_draft(work, case)
    await _note(work, "version_withdrawn", case, account, now, str(version.number))


async def amend(work: Work, case: Case, why: str, account: Account, now: datetime) -> int:
    """A new draft, copied from what is in force, or from the last version when none was signed. Returns its id.

    An amendment begins next Monday unless told otherwise: a week is then judged by one duration.
    """
    _contract_may(case, "amend")
    if case.open is not None:
        raise AlreadyOpen()
    if case.signed and not why.strip():
        raise NoReason()
    source = case.signed[0] if case.signed else case.versions[0]
    today = _today(case, now)
    first = max(_monday_after(today), source.terms.from_day) if case.signed else source.terms.from_day
    terms = replace(_as_of(source.terms, first), why=why.strip() or None)
    version_id = await work.versions.add(case.contract.id, terms, now)
    await _note(work, "version_begun", case, account, now, str(case.versions[0].number + 1))
    return version_id


async def end(work: Work, case: Case, ending: str, day: date, account: Account, now: datetime) -> None:
    """`day` is the last one that counts. What was being written or proposed is withdrawn."""
    _contract_may(case, "end")
    if ending not in ENDED_BY_HAND:
        raise NotNow()
    _has_come(day, _today(case, now))
    if day < case.contract.starts_on:
        raise DayTooEarly(day=case.contract.starts_on)
    await _withdraw_open(work, case, account, now)
    await _keep_in_step(work, case, state="ended", ending=ending, ends_on=day)
    await _note(work, "contract_ended", case, account, now, ending)


async def transfer(work: Work, case: Case, organisation_id: int, day: date, account: Account, now: datetime) -> int:
    """Hands the person on to another organisation from `day` on; returns the id of the contract there.

    It begins as a draft: nobody has signed with that organisation yet (a new orientation opens a new time to sign,
    D5411-14-1). The draft says what the old contract says, save the diagnostic, which stays with those who made it.
    Until it is signed no hours are asked for. What was declared stays the person's, and the old contract is readable
    to those who could read it.
    """
    _contract_may(case, "transfer")
    there = {one.id for one in await work.contracts.organisations()} - {case.contract.organisation.id}
    if organisation_id not in there:
        raise NobodyThere()
    if day <= case.contract.starts_on:
        raise DayTooEarly(day=case.contract.starts_on + timedelta(days=1))
    await _withdraw_open(work, case, account, now)
    last = day - timedelta(days=1)
    await _keep_in_step(work, case, state="transferred", ending="transferred", ends_on=last)
    terms = _handed_on(case.signed[0].terms, day)
    desk = await work.contracts.desk_of(organisation_id)
    new_id = await work.contracts.begin(
        person_id=case.person.id, organisation_id=organisation_id, referent_id=desk, terms=terms, now=now,
        transferred_from_id=case.contract.id, waiting_since=now,
    )  # fmt: skip
    await work.versions.add(new_id, terms, now)
    await _note(work, "contract_transferred", case, account, now, str(new_id))
    await work.audit.note(
        "contract_received", now, organisation_id=organisation_id, person_id=case.person.id, contract_id=new_id
    )
    return new_id


async def name_referent(
    work: Work, case: Case, advisor_id: int, was: int, day: date, account: Account, now: datetime
) -> Advisor:
    """The single referent from `day` on. `was` is the one that the form showed."""
    _contract_may(case, "name_referent")
    named = await _among(work, case.contract.organisation.id, advisor_id)
    if was != case.contract.referent.id:
        raise ChangedMeanwhile()
    if advisor_id == was:
        raise NotNow()
    today = _today(case, now)
    _has_come(day, today)
    # Before a contract begins, its first referent stands from its first day on: they may be changed today.
    since = min(today, *[each.from_day for each in (await work.contracts.referents(case.contract.id))[:1]])
    if day < since:
        raise DayTooEarly(day=since)
    await _keep_in_step(work, case, referent_id=advisor_id)
    await work.contracts.name_referent(case.contract.id, advisor_id, day, now)
    await _note(work, "referent_named", case, account, now, str(advisor_id))
    return named


async def follow_commitment(
    work: Work, case: Case, commitment_id: int, was: str | None, state: str, on: date, account: Account, now: datetime
) -> None:
    """How a promise of the organisation's goes."""
    _contract_may(case, "follow")
    _has_come(on, _today(case, now))
    ours = {c.id for version in case.signed for c in version.terms.commitments if c.side == "organisation"}
    if state not in COMMITMENT_STATES or commitment_id not in ours:
        raise NotNow()
    if not await work.versions.note_commitment(commitment_id, was, state, on):
        raise ChangedMeanwhile()
    await _note(work, "commitment_noted", case, account, now, state)


async def follow_objective(
    work: Work, case: Case, objective_id: int, was: str, state: str, on: date, account: Account, now: datetime
) -> None:
    _contract_may(case, "follow")
    _has_come(on, _today(case, now))
    theirs = {objective.id for version in case.signed for objective in version.terms.objectives}
    if state not in OBJECTIVE_STATES or objective_id not in theirs:
        raise NotNow()
    if not await work.versions.note_objective(objective_id, was, state, on):
        raise ChangedMeanwhile()
    await _note(work, "objective_noted", case, account, now, state)


async def note_discussed(work: Work, case: Case, account: Account, now: datetime) -> None:
    """The advisor has talked with the person about what they asked: nothing of theirs waits any more."""
    await work.contracts.set_waiting(case.contract.id, None)
    await _note(work, "proposal_discussed", case, account, now)


async def note_read(work: Work, case: Case, account: Account, now: datetime) -> None:
    await _note(work, "contract_read", case, account, now)


def unready(case: Case, version: Version, now: datetime) -> bool:
    """Whether something keeps this version from being proposed or signed."""
    terms = version.terms
    return bool(
        faults(terms, _today(case, now), _starts_on(case, version)) or missing(terms, amends=bool(case.signed))
    )


def starts_on(case: Case, version: Version) -> date | None:
    """The day that an amendment may not come before; None for a first version."""
    return _starts_on(case, version)


def _starts_on(case: Case, version: Version) -> date | None:
    return case.contract.starts_on if case.before(version) is not None else None


def _may(version: Version, deed: str, case: Case) -> None:
    current = case.version(version.id)
    if current is not None and current.revision != version.revision:
        raise ChangedMeanwhile()
    if version.state not in STEPS[deed][0]:
        raise NotNow()
    if case.contract.state not in ("draft", "proposed", "signed"):
        raise NotNow()


def _contract_may(case: Case, deed: str) -> None:
    if case.contract.state not in CONTRACT_STEPS[deed]:
        raise NotNow()


async def _move(work: Work, case: Case, version: Version, deed: str, **changes: object) -> None:
    if not await work.versions.move(version, STEPS[deed][1], **changes):
        raise ChangedMeanwhile()


async def _keep_in_step(work: Work, case: Case, **changes: object) -> None:
    """The contract's own row says what the newest signed version says. Raises ChangedMeanwhile."""
    if not await work.contracts.change(case.contract, **changes):
        raise ChangedMeanwhile()


async def _back_to_draft(work: Work, case: Case) -> None:
    if not case.signed and case.contract.state == "proposed":
        await _keep_in_step(work, case, state="draft")


async def _withdraw_open(work: Work, case: Case, account: Account, now: datetime) -> None:
    if case.open is not None:
        await _move(work, case, case.open, "withdraw")
        await _note(work, "version_withdrawn", case, account, now, str(case.open.number))


async def _among(work: Work, organisation_id: int, advisor_id: int) -> Advisor:
    for advisor in await work.contracts.advisors_of(organisation_id):
        if advisor.id == advisor_id:
            return advisor
    raise NobodyThere()


async def _note(
    work: Work, deed: str, case: Case, account: Account, now: datetime, detail: str | None = None
) -> None:
    await work.audit.note(
        deed, now, account=account, person_id=case.person.id, contract_id=case.contract.id, detail=detail
    )


def _has_come(day: date, today: date) -> None:
    if day > today:
        raise DayAhead(day=today)


def _today(case: Case, now: datetime) -> date:
    return case.person.local(now).date()


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _as_of(terms: Terms, first: date) -> Terms:
    """The same terms from `first` on: the duration that had begun then begins with them."""
    begun = [minimum for minimum in terms.minimums if minimum.from_day <= first]
    later = tuple(minimum for minimum in terms.minimums if minimum.from_day > first)
    carried = (replace(begun[-1], from_day=first),) if begun else ()
    ends_on = terms.ends_on if terms.ends_on is None or terms.ends_on >= first else None
    review_on = terms.review_on if terms.review_on is not None and terms.review_on >= first else None
    return replace(terms, from_day=first, ends_on=ends_on, review_on=review_on, minimums=carried + later)


def _handed_on(terms: Terms, first: date) -> Terms:
    return replace(_as_of(terms, first), diagnostic=None, why=None)
