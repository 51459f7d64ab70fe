"""Where a person stands in a week: what is declared, what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from actions.duration import required_minutes
from actions.person import Signed
from actions.questions import Outcome
from actions.records import Contract, Declared, Person, Receipt
from actions.reply import Reply
from actions.store.work import Work
from actions.weeks import Week
from content.values import Bar, Clock, Duration, Lines, Phrase, Value
from nlu.understanding import Understanding

RECEIPTS_SHOWN = 5


async def show(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """Where one stands this week, or in the week that was named."""
    return await _show(work, who, Week(asked.week) if asked.week else Week.of(who.today))


async def show_last_week(work: Work, who: Signed, asked: Understanding) -> Outcome:
    return await _show(work, who, Week.of(who.today).back(1))


async def show_receipts(work: Work, who: Signed, asked: Understanding) -> Outcome:
    found = await work.declarations.receipts(who.person.id, RECEIPTS_SHOWN)
    return Outcome((receipts(found, who.person),), keep=True)


async def _show(work: Work, who: Signed, week: Week) -> Outcome:
    lines = await work.declarations.between(who.person.id, week.monday, week.sunday)
    return Outcome((of_week(week, who.contract, lines, who.today),), keep=True)


def minutes_left(required: int, lines: Iterable[Declared], week: Week) -> int:
    """Minutes still to do in `week`; never below 0."""
    return max(0, required - done_in(week, lines))


def done_in(week: Week, lines: Iterable[Declared]) -> int:
    return sum(line.minutes for line in lines if line.day in week)


def standing_in(week: Week, contract: Contract | None, lines: tuple[Declared, ...], today: date) -> Phrase:
    """One line on a week: done, required and left when the contract asks for something, else done alone."""
    required = required_minutes(contract, week) if contract else 0
    done = done_in(week, lines)
    values: dict[str, Value] = {"done": Duration(done), "monday": week.monday}
    current = "this" if today in week else "past"
    if required == 0:
        return Phrase(f"progress.{current}_week_free", values)
    left = minutes_left(required, lines, week)
    values |= {"required": Duration(required), "left": Duration(left), "bar": Bar(done, required)}
    return Phrase(f"progress.{current}_week" + ("_reached" if left == 0 else ""), values)


def of_week(week: Week, contract: Contract | None, lines: tuple[Declared, ...], today: date) -> Reply:
    """The whole answer to « il me reste combien ? »: the line, then day by day, then by activity."""
    hours = [line for line in lines if not line.nothing]
    values: dict[str, Value] = {"standing": standing_in(week, contract, lines, today)}
    if not hours:
        zero = any(line.nothing for line in lines)
        return Reply("progress.week_declared_zero" if zero else "progress.week_empty", values)
    values["lines"] = Lines(tuple(line_of(line) for line in hours))
    return Reply("progress.week", values | {"totals": Lines(_totals(hours))})


def line_of(line: Declared) -> Phrase:
    """« lundi 16 novembre : 2 h, atelier », with « tardive » where it was declared after its week."""
    return _line("nothing_line" if line.nothing else "late_line" if line.late else "line", line)


def receipts(found: list[Receipt], person: Person) -> Reply:
    """« mes reçus »: the newest first, each with its lines."""
    if not found:
        return Reply("progress.no_receipt")
    return Reply("progress.receipts", {"receipts": Lines(tuple(_receipt(one, person) for one in found), apart=True)})


def activity(kind: str) -> Phrase:
    return Phrase(f"activities.{kind}")


def at(now: datetime, person: Person) -> Clock:
    return Clock(person.local(now))


def _receipt(one: Receipt, person: Person) -> Phrase:
    lines = (
        *(_line("cancels_line", line) for line in one.reversed_lines),
        *(_line("undone_line", line) if line.undone else line_of(line) for line in one.lines),
    )
    return Phrase("progress.receipt", {"number": one.number, "at": at(one.at, person), "lines": Lines(lines)})


def _line(key: str, line: Declared) -> Phrase:
    values: dict[str, Value] = {
        "day": line.day,
        "time": Duration(line.minutes),
        "activity": activity(line.activity),
    }
    return Phrase(f"progress.{key}", values)


def _totals(lines: Iterable[Declared]) -> tuple[Phrase, ...]:
    minutes: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        minutes[line.activity] += line.minutes
    most = sorted(minutes, key=lambda kind: -minutes[kind])
    return tuple(
        Phrase("progress.total", {"activity": activity(kind), "time": Duration(minutes[kind])}) for kind in most
    )
