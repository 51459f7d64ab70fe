"""Where a person stands in a week: what is declared, recognised and left, and why less is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.duration import Lowering, lowering, required_minutes
from actions.person import Signed
from actions.questions import Outcome
from actions.records import Contract, Declared, Judged, Period, Person, Receipt, Review
from actions.reply import Reply
from actions.store.work import Work
from actions.weeks import Week
from content.values import Bar, Clock, Duration, FullDay, Lines, Listed, Phrase, Said, Value
from nlu.understanding import Understanding

RECEIPTS_SHOWN = 5
type Reviews = Mapping[int, tuple[Review, ...]]  # by line


@dataclass(frozen=True)
class Sums:
    """Minutes of a week: what the person declared, what is recognised of it, and what nobody has recognised yet."""

    declared: int
    recognised: int
    waiting: int


def sums(lines: Iterable[Judged]) -> Sums:
    """`waiting` is counted as declared. `recognised` may be more than what was declared of the same lines."""
    standing = [one for one in lines if not one.line.undone]
    return Sums(
        sum(one.line.minutes for one in standing),
        sum(one.recognised or 0 for one in standing),
        sum(one.line.minutes for one in standing if one.recognised is None),
    )


async def show(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """Where one stands this week, or in the week that was named."""
    return await _show(work, who, Week(asked.week) if asked.week else Week.of(who.today))


async def show_last_week(work: Work, who: Signed, asked: Understanding) -> Outcome:
    return await _show(work, who, Week.of(who.today).back(1))


async def show_receipts(work: Work, who: Signed, asked: Understanding) -> Outcome:
    found = await work.declarations.receipts(who.person.id, RECEIPTS_SHOWN)
    said = await work.reviews.of_lines([line.id for one in found for line in one.lines])
    return Outcome((receipts(found, who.person, said),), keep=True)


async def _show(work: Work, who: Signed, week: Week) -> Outcome:
    lines = await work.declarations.between(who.person.id, week.monday, week.sunday)
    said = await work.reviews.of_lines([line.id for line in lines])
    return Outcome((of_week(week, who.contract, lines, who.today, said),), keep=True)


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


def of_week(
    week: Week, contract: Contract | None, lines: tuple[Declared, ...], today: date, said: Reviews | None = None
) -> Reply:
    """The whole answer to « il me reste combien ? »: the line, then day by day, then by activity.

    What is left goes by what is declared: the person's own word. What is recognised of it is shown beside.
    """
    judged = [Judged(line, (said or {}).get(line.id, ())) for line in lines]
    hours = [one.line for one in judged if not one.line.nothing]
    standing = (standing_in(week, contract, lines, today), *_lowered(week, contract))
    values: dict[str, Value] = {"standing": Lines(standing)}
    if not hours:
        zero = any(line.nothing for line in lines)
        return Reply("progress.week_declared_zero" if zero else "progress.week_empty", values)
    values["lines"] = Lines(tuple(_judged_line(one) if one.reviews else line_of(one.line) for one in judged))
    return Reply("progress.week", values | {"totals": Lines(_totals(hours)), "recognition": _recognition(judged)})


def line_of(line: Declared) -> Phrase:
    """« lundi 16 novembre : 2 h, atelier », with « tardive » where it was declared after its week."""
    return _line("nothing_line" if line.nothing else "late_line" if line.late else "line", line)


def receipts(found: list[Receipt], person: Person, said: Reviews | None = None) -> Reply:
    """« mes reçus »: the newest first, each with its lines and what was said of them."""
    if not found:
        return Reply("progress.no_receipt")
    shown = tuple(_receipt(one, person, said or {}) for one in found)
    return Reply("progress.receipts", {"receipts": Lines(shown, apart=True)})


def lowered(found: Lowering) -> Phrase:
    """« 10 h au lieu de 15 h : garde d'enfant jusqu'au 3 décembre (…) ». For the person's own eyes."""
    reasons = [*([_period(found.period)] if found.period else []), *map(_holiday, found.holidays)]
    values: dict[str, Value] = {
        "required": Duration(found.required), "written": Duration(found.written), "reasons": Listed(tuple(reasons)),
    }  # fmt: skip
    return Phrase("progress.lowered" if found.required else "progress.lowered_to_none", values)


def activity(kind: str) -> Phrase:
    return Phrase(f"activities.{kind}")


def at(now: datetime, person: Person) -> Clock:
    return Clock(person.local(now))


def _lowered(week: Week, contract: Contract | None) -> tuple[Phrase, ...]:
    found = lowering(contract, week) if contract else None
    return (lowered(found),) if found and found.lowers else ()


def _period(period: Period) -> Phrase:
    kind = Phrase(f"periods.kind_{period.kind}")
    return Phrase(
        "progress.because_of", {"kind": kind, "end": FullDay(period.last_day), "source": Said(period.source)}
    )


def _holiday(day: date) -> Phrase:
    return Phrase("progress.holiday", {"day": day})


def _recognition(judged: Sequence[Judged]) -> Phrase:
    """What is recognised and what waits. A line whose hours are all recognised hears of nothing that waits."""
    found = sums(judged)
    part = "part" if found.recognised else "none"
    part = part if found.waiting else "all"
    values: dict[str, Value] = {"recognised": Duration(found.recognised), "waiting": Duration(found.waiting)}
    return Phrase(f"progress.recognised_{part}", values)


def _judged_line(one: Judged) -> Phrase:
    return Phrase("progress.judged_line", {"line": line_of(one.line), "state": _state(one)})


def _state(one: Judged) -> Phrase:
    known = one.recognition
    if one.state == "question" or known is None:
        return Phrase(f"progress.state_{one.state}")
    if one.whole:
        return Phrase("progress.state_validated")
    values: dict[str, Value] = {
        "recognised": Duration(known.minutes or 0), "declared": Duration(one.line.minutes),
        "activity": activity(known.activity or one.line.activity),
    }  # fmt: skip
    return Phrase("progress.state_less" if known.activity == one.line.activity else "progress.state_other", values)


def _receipt(one: Receipt, person: Person, said: Reviews) -> Phrase:
    lines = (
        *(_line("cancels_line", line) for line in one.reversed_lines),
        *(_receipt_line(Judged(line, said.get(line.id, ()))) for line in one.lines),
    )
    return Phrase("progress.receipt", {"number": one.number, "at": at(one.at, person), "lines": Lines(lines)})


def _receipt_line(one: Judged) -> Phrase:
    if one.line.undone:
        return _line("undone_line", one.line)
    return line_of(one.line) if one.line.nothing else _judged_line(one)


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
