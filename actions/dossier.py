"""What an advisor sees of one person: their contract, their weeks, their lines and all that was said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.access import Scope, reaches
from actions.duration import Lowering, lowering
from actions.progress import Sums, of_week, sums
from actions.records import Account, Appointment, Contract, Judged, Person, Trace, Version
from actions.reply import Reply
from actions.store.work import Work
from actions.weeks import Week

WEEKS = 12
APPOINTMENTS_BACK = timedelta(days=60)
TRACES = 40
SEEN_AGAIN = timedelta(hours=1)  # a page reloaded within it is one look


@dataclass(frozen=True)
class WeekOf:
    """A week from both sides: what is asked and why, what was declared, what is recognised of it."""

    week: Week
    asked: Lowering
    sums: Sums
    zero: bool  # the person declared that they could do nothing

    @property
    def monday(self) -> date:
        return self.week.monday

    @property
    def declared(self) -> int:
        return self.sums.declared

    @property
    def recognised(self) -> int:
        return self.sums.recognised

    @property
    def required(self) -> int:
        return self.asked.required


@dataclass(frozen=True)
class Dossier:
    """`weeks` has the newest first; `lines` are those of these weeks, and all that wait, also those reversed."""

    contract: Contract
    person: Person = field(repr=False)
    today: date
    now: datetime
    chats: int
    weeks: tuple[WeekOf, ...]
    lines: tuple[Judged, ...] = field(repr=False)
    appointments: tuple[Appointment, ...] = field(repr=False)
    version: Version | None = field(repr=False)
    traces: tuple[Trace, ...]

    @property
    def waiting(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.lines if one.waits_for_advisor)

    def of_week(self, week: Week) -> tuple[Judged, ...]:
        return tuple(one for one in self.lines if one.line.day in week)

    def line(self, line_id: int) -> Judged | None:
        return next((one for one in self.lines if one.line.id == line_id), None)

    def told(self) -> Reply:
        """This week as the person reads it in the conversation."""
        here = [one for one in self.of_week(Week.of(self.today)) if not one.line.undone]
        said = {one.line.id: one.reviews for one in here}
        return of_week(Week.of(self.today), self.contract, tuple(one.line for one in here), self.today, said)


async def load(work: Work, scope: Scope, contract_id: int, now: datetime) -> Dossier | None:
    """None when there is no such contract within reach: nobody should learn which of the two it is."""
    contract = await work.contracts.find(contract_id)
    if contract is None or not reaches(scope, contract):
        return None
    person = await work.people.find(await work.contracts.person_of(contract_id) or 0)
    if person is None:
        return None
    today = person.local(now).date()
    week = Week.of(today)
    first = min(week.back(WEEKS - 1).monday, await work.reviews.oldest_waiting(contract_id) or today)
    found = await work.declarations.of_contract(contract_id, first, week.sunday)
    lines = await work.reviews.judged(found, words=True)
    since = datetime.combine(today, time(), ZoneInfo(person.zone)) - APPOINTMENTS_BACK
    return Dossier(
        contract=contract,
        person=person,
        today=today,
        now=now,
        chats=len(await work.conversations.open_chats(person.id)),
        weeks=tuple(_week_of(contract, week.back(n), lines) for n in range(WEEKS)),
        lines=lines,
        appointments=await work.appointments.of_contract(contract_id, since),
        version=await work.versions.in_force(contract_id, today),
        traces=_about(contract, await work.audit.of_person(person.id, TRACES)),
    )


async def note_look(work: Work, account: Account, dossier: Dossier) -> None:
    """Notes in the audit that the account looked at this contract: once an hour, however often it is reloaded."""
    since = dossier.now - SEEN_AGAIN
    if not await work.audit.noted_since("contract_seen", account.id, dossier.contract.id, since):
        await work.audit.note(
            "contract_seen", dossier.now, account=account, person_id=dossier.person.id,
            contract_id=dossier.contract.id,
        )  # fmt: skip


def _week_of(contract: Contract, week: Week, lines: Iterable[Judged]) -> WeekOf:
    here = [one for one in lines if one.line.day in week and not one.line.undone]
    zero = any(one.line.nothing for one in here)
    return WeekOf(week, lowering(contract, week), sums(one for one in here if not one.line.nothing), zero)


def _about(contract: Contract, traces: Iterable[Trace]) -> tuple[Trace, ...]:
    """Those on this contract: what another organisation did before is not told here."""
    return tuple(trace for trace in traces if trace.contract_id == contract.id)
