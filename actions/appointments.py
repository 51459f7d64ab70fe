"""Appointments and workshops: told when asked, and once over, proposed as time to declare. Nothing is automatic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions import declarations, progress
from actions.access import Scope, reaches
from actions.escalation import human
from actions.person import Signed
from actions.questions import Ask, Draft, Given, Outcome, Pending, says
from actions.records import APPOINTMENT_KINDS, Account, Appointment, Contract, Declared, Person
from actions.reply import Choice, Reply
from actions.store.work import Work
from content.values import Clock, Duration, Lines, Phrase, Said, Value
from nlu.understanding import ACTIVITIES, Entry, Understanding

SHOWN = 3
LONGEST_WORDS = 200
# What became of one, as an advisor may say it, and from which states on
MOVES = {"held": ("planned", "missed"), "missed": ("planned", "held"), "cancelled": ("planned",)}


# the person's side


async def show(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """The next ones: when, where, with whom."""
    coming = await work.appointments.coming(who.contract.id, who.now, SHOWN)
    if not coming:
        return says("appointments.none", human=human(who))
    told = Lines(tuple(line_of(one, who.person) for one in coming), apart=True)
    return says("appointments.next", appointments=told, human=human(who))


async def offer(work: Work, who: Signed) -> Ask | None:
    """The oldest one that is over and of which the person has not yet said whether its time counts."""
    since = datetime.combine(who.earliest, time(), ZoneInfo(who.person.zone))
    found = await work.appointments.unsettled(who.contract.id, since, who.now)
    over = [one for one in found if is_over(one, who.now) and who.contract.covers(_day(one, who.person))]
    return _offer(over[0], who.person) if over else None


def is_over(one: Appointment, now: datetime) -> bool:
    return one.starts_at + timedelta(minutes=one.minutes) <= now


async def choose(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """« Je le note ? » was answered by a button or a word."""
    match value:
        case "yes":
            return await _take(work, who, pending)
        case "no":
            return await _not_there(work, who, pending)
        case "later":
            return Outcome((Reply("appointments.put_off"),), spares=True)
        case _:
            return Outcome(keep=True)


async def same_or_more(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """Time of that activity stood on that day already: is it the same?"""
    if value == "yes":
        await work.appointments.settle(who.contract.id, pending.draft.appointment or 0, who.now)
        return Outcome((Reply("appointments.counted_already"),))
    if value != "no":
        return Outcome(keep=True)
    accepted = pending.draft.accepted | {"overlap"}
    return await _record(work, who, replace(pending.draft, accepted=accepted), pending.token)


async def in_words(work: Work, who: Signed, pending: Pending, given: Given) -> Outcome | None:
    """« oui mais 2h »: the offer with another duration; None for what is said of another day or activity."""
    pieces = given.asked.entries if given.asked else ()
    old = pending.draft.entries[0]
    same = [piece for piece in pieces if piece.day in (None, old.day) and piece.activity in (None, old.activity)]
    if len(pieces) != 1 or not same or given.value == "add":
        return None
    changed = pending.draft.with_entry(0, minutes=same[0].minutes or old.minutes)
    return await declarations.go_on(work, who, changed)


def line_of(one: Appointment, person: Person) -> Phrase:
    """When, how long, where and with whom, as far as they are known."""
    values: dict[str, Value] = {
        "hour": Clock(person.local(one.starts_at), alone=True), "day": _day(one, person), "title": Said(one.title),
        "time": Duration(one.minutes), "place": Said(one.place or ""), "with_whom": Said(one.with_whom or ""),
    }  # fmt: skip
    known = ("_place" if one.place else "") + ("_with" if one.with_whom else "")
    return Phrase(f"appointments.line{known}", values)


async def _take(work: Work, who: Signed, pending: Pending) -> Outcome:
    entry = pending.draft.entries[0]
    if entry.day is None:
        return Outcome(keep=True)
    standing = await work.declarations.between(who.person.id, entry.day, entry.day)
    alike = [line for line in standing if line.activity == entry.activity and not line.nothing]
    if alike:
        return Outcome(ask=_overlap(pending.draft, alike))
    return await _record(work, who, pending.draft, pending.token)


async def _record(work: Work, who: Signed, draft: Draft, token: str) -> Outcome:
    """The offer was its own reading back; what the checks of any declaration find is asked as ever."""
    if await declarations.is_sound(work, who, draft):
        return await declarations.record(work, who, draft, token)
    return await declarations.go_on(work, who, draft)


async def _not_there(work: Work, who: Signed, pending: Pending) -> Outcome:
    await work.appointments.settle(who.contract.id, pending.draft.appointment or 0, who.now)
    return Outcome((Reply("appointments.not_there"),))


def _offer(one: Appointment, person: Person) -> Ask:
    day = _day(one, person)
    draft = Draft((Entry(one.minutes, day, one.activity, one.title),), appointment=one.id)
    choices = tuple(Choice(value, Phrase(f"appointments.{value}")) for value in ("yes", "no", "later"))
    values: dict[str, Value] = {"title": Said(one.title), "day": day, "time": Duration(one.minutes)}
    return Ask("appointment", draft, Reply("appointments.offer", values, choices))


def _overlap(draft: Draft, alike: Iterable[Declared]) -> Ask:
    choices = (Choice("yes", Phrase("appointments.same")), Choice("no", Phrase("appointments.more")))
    lines = Lines(tuple(progress.line_of(line) for line in alike))
    return Ask("overlap", draft, Reply("appointments.overlap", {"lines": lines}, choices))


def _day(one: Appointment, person: Person) -> date:
    return person.local(one.starts_at).date()


# the advisor's side


def fault_of(contract: Contract, told: Appointment, person: Person) -> str | None:
    """Why it cannot be noted: a code; None when it can."""
    if told.kind not in APPOINTMENT_KINDS:
        return "bad_kind"
    if told.activity not in ACTIVITIES:
        return "bad_activity"
    if not 0 < told.minutes <= 24 * 60:
        return "bad_minutes"
    if not told.title.strip():
        return "no_title"
    if any(len(words or "") > LONGEST_WORDS for words in (told.title, told.place, told.with_whom)):
        return "long_words"
    return None if contract.covers(_day(told, person)) else "outside_contract"


def _refusal(scope: Scope, contract: Contract, told: Appointment, person: Person) -> str | None:
    """The code of what keeps an appointment from being noted so; None when nothing does."""
    return fault_of(contract, told, person) if reaches(scope, contract) else "unknown"


async def add(
    work: Work, scope: Scope, account: Account, contract: Contract, person: Person, told: Appointment, now: datetime
) -> str | tuple[Reply, ...]:
    """Notes it, and gives what the person is to be told; or the code of the fault, with nothing noted."""
    if refused := _refusal(scope, contract, told, person):
        return refused
    await work.appointments.add(told, account.id)
    await _audit(work, "appointment_noted", account, contract, person, told, now)
    return _tell("appointments.told_new", told, person, now)


async def move(
    work: Work,
    scope: Scope,
    account: Account,
    contract: Contract,
    person: Person,
    seen: Appointment,
    told: Appointment,
    now: datetime,
) -> str | tuple[Reply, ...]:
    """Puts it at another hour or place; « meanwhile »: somebody changed it since it was seen."""
    if refused := _refusal(scope, contract, told, person):
        return refused
    facts = ("starts_at", "minutes", "title", "place", "with_whom", "activity")
    if seen.state != "planned" or not await work.appointments.change(
        seen, **{name: getattr(told, name) for name in facts}
    ):
        return "meanwhile"
    await _audit(work, "appointment_moved", account, contract, person, told, now)
    return _tell("appointments.told_moved", told, person, now)


async def mark(
    work: Work,
    scope: Scope,
    account: Account,
    contract: Contract,
    person: Person,
    seen: Appointment,
    state: str,
    now: datetime,
) -> str | tuple[Reply, ...]:
    """What became of it: held, missed (a fact, told to nobody), or cancelled, which the person is told."""
    if not reaches(scope, contract):
        return "unknown"
    if state != "cancelled" and seen.starts_at > now:
        return "not_yet"
    if seen.state not in MOVES[state] or not await work.appointments.change(seen, state=state):
        return "meanwhile"
    await _audit(work, f"appointment_{state}", account, contract, person, seen, now)
    return _tell("appointments.told_cancelled", seen, person, now) if state == "cancelled" else ()


def _tell(key: str, told: Appointment, person: Person, now: datetime) -> tuple[Reply, ...]:
    """Nobody is told today of what is over."""
    if told.starts_at < now:
        return ()
    return (Reply(key, {"appointment": line_of(told, person)}),)


async def _audit(
    work: Work, deed: str, account: Account, contract: Contract, person: Person, told: Appointment, now: datetime
) -> None:
    await work.audit.note(
        deed, now, account=account, person_id=person.id, contract_id=contract.id,
        detail=person.local(told.starts_at).isoformat(timespec="minutes"),
    )  # fmt: skip
