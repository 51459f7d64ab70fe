"""The parts of a contract as plain sentences, each the same wherever it is read: in the chat and on the console."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from actions.records import Commitment, Minimum, Objective, PlanAction, Terms
from content.values import Duration, FullDay, Lines, Phrase, Said, Value


def duration(minimum: Minimum | None) -> Phrase:
    """« au moins 15 heures par semaine », or that no number of hours is asked for."""
    if minimum is None or minimum.minutes == 0:
        return Phrase("clauses.no_hours")
    return Phrase("clauses.hours", {"time": Duration(minimum.minutes)})


def dated_duration(minimum: Minimum) -> Phrase:
    facts: dict[str, Value] = {"day": FullDay(minimum.from_day), "duration": duration(minimum)}
    if minimum.reason == "none_on_request" and minimum.requested_on is not None:
        return Phrase("clauses.duration_on_request", facts | {"asked": FullDay(minimum.requested_on)})
    if minimum.reason == "lowered":
        return Phrase("clauses.duration_lowered", facts)
    return Phrase("clauses.duration", facts)


def durations(terms: Terms) -> Lines:
    lines: list[Value] = [dated_duration(minimum) for minimum in terms.minimums]
    if terms.minutes_less_per_holiday is not None:
        lines.append(Phrase("clauses.holidays", {"time": Duration(terms.minutes_less_per_holiday)}))
    return Lines(tuple(lines or [Phrase("clauses.nothing_yet")]))


def dates(terms: Terms) -> Phrase:
    if terms.ends_on is None:
        return Phrase("clauses.since", {"start": FullDay(terms.from_day)})
    return Phrase("clauses.between", {"start": FullDay(terms.from_day), "end": FullDay(terms.ends_on)})


def path(code: str | None) -> Phrase:
    kind = code or "not_said"
    return Phrase(f"clauses.path_{kind}")


def degree(code: str | None) -> Phrase:
    kind = code or "not_said"
    return Phrase(f"clauses.degree_{kind}")


def day(value: date | None) -> Value:
    return Phrase("clauses.no_date") if value is None else FullDay(value)


def objective(said: Objective) -> Phrase:
    """« Passer le permis. Vu à : code obtenu (une fois), avant le 3 mars 2027 »."""
    facts = [Phrase("clauses.indicator", {"words": Said(said.indicator)})] if said.indicator else []
    if said.target:
        facts.append(Phrase("clauses.target", {"words": Said(said.target)}))
    if said.by_day:
        facts.append(Phrase("clauses.by_day", {"day": FullDay(said.by_day)}))
    return _with_facts(said.title, facts)


def action(said: PlanAction) -> Phrase:
    facts = [Phrase("clauses.with", {"words": Said(said.provider)})] if said.provider else []
    if said.place:
        facts.append(Phrase("clauses.place", {"words": Said(said.place)}))
    if said.minutes_a_week:
        facts.append(Phrase("clauses.weekly", {"time": Duration(said.minutes_a_week)}))
    facts += _days(said.starts_on, said.ends_on)
    return _with_facts(said.title, facts)


def commitment(said: Commitment) -> Phrase:
    return _with_facts(said.words, [Phrase("clauses.by_day", {"day": FullDay(said.by_day)})] if said.by_day else [])


def _days(first: date | None, last: date | None) -> Iterator[Phrase]:
    if first is not None and last is not None:
        yield Phrase("clauses.from_to", {"start": FullDay(first), "end": FullDay(last)})
    elif first is not None:
        yield Phrase("clauses.from_day", {"day": FullDay(first)})
    elif last is not None:
        yield Phrase("clauses.until", {"day": FullDay(last)})


def _with_facts(title: str, facts: list[Phrase]) -> Phrase:
    """The title, then its facts one after the other, set apart by a dash each."""
    said = Phrase("clauses.title", {"title": Said(title)})
    for fact in facts:
        said = Phrase("clauses.and", {"before": said, "fact": fact})
    return said
