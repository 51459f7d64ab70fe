"""Declaring time: ask what is missing, read back, record on « oui » alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from actions import progress
from actions.checks import Facts, first_mistake, long_day, same_twice
from actions.errors import DayTooFull, Mistake
from actions.person import Signed
from actions.questions import Ask, Draft, Outcome
from actions.records import Declared, Line
from actions.reply import Choice, Reply
from actions.store.work import Work
from actions.weeks import Week
from content.values import Duration, FullDay, Lines, Listed, Phrase, Said, Value
from nlu.understanding import ACTIVITIES, Entry, Understanding

DAYS_OFFERED = 6
WORDS_SHOWN = 80
DURATIONS_OFFERED = (30, 60, 90, 120, 180, 240)
ACTIVITIES_OFFERED = ("job_search", "interview", "training", "workshop", "appointment", "lifting_barriers")
MORE = "more"


async def declare(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """Records nothing yet: puts the first question that the message leaves open."""
    if asked.same_as or asked.same_week_as:
        return await repeat(work, who, asked)
    if asked.nothing_done:
        return await declare_nothing(work, who, asked)
    return await go_on(work, who, Draft(asked.entries or (Entry(),), origin=who.origin))


async def repeat(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """« La même chose qu'hier », « comme la semaine dernière »: copies what stands there, and reads it back."""
    if asked.same_as:
        lines = await work.declarations.between(who.person.id, asked.same_as, asked.same_as, words=True)
        said_days = [entry.day for entry in asked.entries if entry.day] or [who.today]
        copies = [_copy(line, day) for day in said_days for line in lines]
    else:
        week = Week(asked.same_week_as) if asked.same_week_as else Week.of(who.today).back(1)
        lines = await work.declarations.between(who.person.id, week.monday, week.sunday, words=True)
        ahead = Week.of(who.today).monday - week.monday
        copies = [_copy(line, line.day + ahead) for line in lines if not line.nothing]
    possible = tuple(entry for entry in copies if entry.day and entry.day <= who.today and entry.minutes)
    if not possible:
        return Outcome((Reply("declarations.nothing_to_repeat" if not copies else "declarations.repeat_later"),))
    return await go_on(work, who, Draft(possible, origin=who.origin))


async def declare_nothing(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """« Rien cette semaine »: a declared zero, unless hours stand there already."""
    week = Week(asked.week) if asked.week else Week.of(who.today)
    lines = await work.declarations.between(who.person.id, week.monday, week.sunday)
    if any(not line.nothing for line in lines):
        done = Duration(progress.done_in(week, lines))
        return Outcome((Reply("declarations.nothing_but_hours", {"monday": week.monday, "done": done}),))
    if lines:
        return Outcome((Reply("declarations.nothing_already", {"monday": week.monday}),))
    day = min(who.today, week.sunday)
    draft = Draft(nothing_on=day, origin=who.origin)
    facts = await facts_for(work, who, draft)
    if mistake := first_mistake((Entry(day=day),), facts):
        return Outcome((worded(mistake[1]),))
    return Outcome(ask=_confirm(draft, "declarations.confirm_nothing", {"monday": week.monday}))


async def go_on(work: Work, who: Signed, draft: Draft, *before: Reply) -> Outcome:
    """The next step of a draft: a mistake told, a missing piece asked, a check put, or the reading back."""
    facts = await facts_for(work, who, draft)
    if found := first_mistake(draft.entries, facts):
        index, mistake = found
        draft = draft.without_piece(index, "minutes" if isinstance(mistake, DayTooFull) else "day")
        before = (*before, worded(mistake))
    ask = _missing(draft, who) or _doubt(draft, facts) or await _read_back(work, who, draft)
    return Outcome(before, ask)


async def is_sound(work: Work, who: Signed, draft: Draft) -> bool:
    """Whether the draft passes every check as things stand now."""
    facts = await facts_for(work, who, draft)
    return first_mistake(draft.entries, facts) is None and _doubt(draft, facts) is None


async def record(work: Work, who: Signed, draft: Draft, token: str) -> Outcome:
    """Writes the draft to the ledger under one receipt, and says where the person stands."""
    undone = await work.declarations.by_id(who.person.id, draft.replaces)
    if len(undone) < len(draft.replaces):
        return Outcome((Reply("corrections.already_changed"),))
    lines = tuple(_line(entry) for entry in draft.entries)
    days = [*(line.day for line in lines), *(line.day for line in undone)]
    days += [draft.nothing_on] if draft.nothing_on else []
    zeros = () if not lines else await _zeros(work, who, (line.day for line in lines), draft.replaces)
    if draft.appointment is not None and not await work.appointments.settle(
        who.contract.id, draft.appointment, who.now
    ):
        return Outcome((Reply("appointments.settled_already"),))
    number = await work.declarations.add(
        person_id=who.person.id,
        contract_id=who.contract.id,
        question=token,
        origin=draft.origin,
        lines=lines,
        reverses=(*undone, *zeros),
        nothing_on=draft.nothing_on,
        late=late_among(days, who.today),
        now=who.now,
    )
    await work.reviews.recount(who.contract.id)
    return Outcome((await _receipt(work, who, draft, number, days),))


async def facts_for(work: Work, who: Signed, draft: Draft) -> Facts:
    """What stands around the days of the draft, save what it replaces."""
    days = [entry.day for entry in draft.entries if entry.day] or [who.today]
    standing = await work.declarations.between(who.person.id, min(days), max(days))
    kept = tuple(line for line in standing if line.id not in draft.replaces)
    return Facts(who.contract, who.today, who.person.zone, who.house.days_back, kept)


def late_among(days: Iterable[date], today: date) -> set[date]:
    """The days whose week is over."""
    return {day for day in days if Week.of(day) != Week.of(today)}


def worded(mistake: Mistake) -> Reply:
    far = {"start", "end"}  # a contract's limits may lie in another year
    values: dict[str, Value] = {
        name: FullDay(fact) if name in far and isinstance(fact, date) else fact
        for name, fact in mistake.facts.items()
    }
    return Reply(mistake.key, values)


def said(entry: Entry) -> Phrase:
    """One entry of a draft as it is read back, with the person's own words where they add something."""
    words = entry.words.strip()
    values: dict[str, Value] = {
        "day": entry.day or Phrase("declarations.unknown_day"),
        "time": Duration(entry.minutes or 0),
        "activity": progress.activity(entry.activity or "other"),
        "words": Said(words if len(words) <= WORDS_SHOWN else f"{words[:WORDS_SHOWN]}…"),
    }
    return Phrase("declarations.line_in_words" if words and entry.activity == "other" else "progress.line", values)


def choose_day(who: Signed) -> tuple[Choice, ...]:
    """The last days, today first, as far as they may be declared."""
    days = [who.today - timedelta(days=n) for n in range(DAYS_OFFERED)]
    named = {
        who.today: Phrase("declarations.today"),
        who.today - timedelta(days=1): Phrase("declarations.yesterday"),
    }
    first = max(who.contract.starts_on, who.earliest)
    return tuple(Choice(day.isoformat(), named.get(day, day)) for day in days if day >= first)


def choose_activity(*, more: bool = False) -> tuple[Choice, ...]:
    kinds = [k for k in ACTIVITIES if k not in ACTIVITIES_OFFERED] if more else list(ACTIVITIES_OFFERED)
    choices = tuple(Choice(kind, Phrase(f"activities.{kind}")) for kind in kinds)
    return choices if more else (*choices, Choice(MORE, Phrase("declarations.more")))


def choose_minutes() -> tuple[Choice, ...]:
    return tuple(Choice(str(minutes), Duration(minutes)) for minutes in DURATIONS_OFFERED)


def choose_yes_no(yes: str, no: str) -> tuple[Choice, ...]:
    return Choice("yes", Phrase(f"declarations.{yes}")), Choice("no", Phrase(f"declarations.{no}"))


def _missing(draft: Draft, who: Signed) -> Ask | None:
    """The question for the first piece that an entry lacks; it names all the entries that its answer serves."""
    entries = draft.entries
    alone = "" if len(entries) == 1 else "_of"
    for index, entry in enumerate(entries):
        if entry.day is None:
            both = "_all" if len(entries) > 1 and all(e.day is None for e in entries) else alone
            reply = Reply(f"declarations.which_day{both}", {"what": _what([entry])}, choose_day(who))
            return Ask("day", draft, reply, index)
        if entry.activity is None:
            what = _what([entries[i] for i in draft.alike(index, "activity")])
            reply = Reply(f"declarations.which_activity{alone}", {"what": what}, choose_activity())
            return Ask("activity", draft, reply, index)
        if not entry.minutes:
            what = _what([entries[i] for i in draft.alike(index, "minutes")])
            return Ask(
                "minutes", draft, Reply(f"declarations.how_long{alone}", {"what": what}, choose_minutes()), index
            )
    return None


def _what(alike: Sequence[Entry]) -> Value:
    """What is known of the entries that a question is about."""
    first, days = alike[0], [entry.day for entry in alike if entry.day]
    known: list[Value] = [
        *([_each(first.minutes, days)] if first.minutes and len({entry.minutes for entry in alike}) == 1 else []),
        *([progress.activity(first.activity)] if first.activity else []),
        *([Listed(tuple(days))] if days else []),
    ]
    key = ("nothing_known", "known_1", "known_2", "known_3")[len(known)]
    return Phrase(f"declarations.{key}", dict(zip("abc", known, strict=False)))


def _each(minutes: int, days: Sequence[date]) -> Value:
    time = Duration(minutes)
    return Phrase("declarations.each_day", {"time": time}) if len(days) > 1 else time


def _doubt(draft: Draft, facts: Facts) -> Ask | None:
    if "long" not in draft.accepted and (found := long_day(draft.entries, facts)):
        day, minutes = found
        reply = Reply(
            "declarations.really",
            {"day": day, "time": Duration(minutes)},
            choose_yes_no("yes_really", "no_change"),
        )
        return Ask("long", draft, reply, _index_of(day, draft))
    if "again" not in draft.accepted and (index := same_twice(draft.entries, facts)) is not None:
        line = said(draft.entries[index])
        reply = Reply("declarations.again", {"line": line}, choose_yes_no("yes_again", "no_once"))
        return Ask("again", draft, reply, index)
    return None


def _index_of(day: date, draft: Draft) -> int:
    return max(i for i, entry in enumerate(draft.entries) if entry.day == day)


async def _read_back(work: Work, who: Signed, draft: Draft) -> Ask:
    old = await work.declarations.by_id(who.person.id, draft.replaces)
    values: dict[str, Value] = {
        "lines": Lines(tuple(said(entry) for entry in draft.entries)),
        "old": Lines(tuple(progress.line_of(line) for line in old)),
        "total": Duration(sum(entry.minutes or 0 for entry in draft.entries)),
    }
    if not draft.entries:
        keep = Choice("cancel", Phrase("corrections.keep"))
        choices = (Choice("yes", Phrase("corrections.take_back")), keep)
        return Ask("confirm", draft, Reply("corrections.confirm_cancel", values, choices))
    if old:
        return _confirm(draft, "corrections.confirm_change", values)
    return _confirm(draft, "declarations.confirm_many" if len(draft.entries) > 1 else "declarations.confirm", values)


def _confirm(draft: Draft, key: str, values: dict[str, Value]) -> Ask:
    no = Choice("no", Phrase("declarations.no_change"))
    choices = (
        Choice("yes", Phrase("declarations.yes")),
        no,
        Choice("cancel", Phrase("declarations.leave")),
    )
    return Ask("confirm", draft, Reply(key, values, choices))


async def _receipt(work: Work, who: Signed, draft: Draft, number: int, days: list[date]) -> Reply:
    weeks = sorted({Week.of(day) for day in days}, key=lambda week: week.monday)
    standing = [await _standing(work, who, week) for week in weeks]
    values: dict[str, Value] = {
        "number": number,
        "at": progress.at(who.now, who.person),
        "lines": Lines(
            tuple(progress.line_of(line) for line in await work.declarations.of_receipt(who.person.id, number))
        ),
        "standing": Lines(tuple(standing)),
    }
    if draft.nothing_on is not None:
        return Reply("declarations.recorded_nothing", values)
    if not draft.entries:
        return Reply("corrections.cancelled", values)
    return Reply("corrections.changed" if draft.replaces else "declarations.recorded", values)


async def _standing(work: Work, who: Signed, week: Week) -> Phrase:
    lines = await work.declarations.between(who.person.id, week.monday, week.sunday)
    return progress.standing_in(week, who.contract, lines, who.today)


async def _zeros(work: Work, who: Signed, days: Iterable[date], replaced: Iterable[int]) -> tuple[Declared, ...]:
    """The declared zeros that hours in the same week make untrue."""
    found: dict[int, Declared] = {}
    for week in {Week.of(day) for day in days}:
        for line in await work.declarations.between(who.person.id, week.monday, week.sunday):
            if line.nothing and line.id not in set(replaced):
                found[line.id] = line
    return tuple(found.values())


def _line(entry: Entry) -> Line:
    if entry.day is None or not entry.minutes or entry.activity is None:
        raise ValueError("an entry is recorded only when it is whole")
    return Line(entry.day, entry.minutes, entry.activity, entry.words)


def _copy(line: Declared, day: date) -> Entry:
    return Entry(line.minutes, day, line.activity, line.words)
