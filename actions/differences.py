"""What one version of a contract changes in another, in plain words for the person and for the advisor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from actions import clauses
from actions.records import Commitment, Objective, Terms
from actions.terms import on
from content.values import Duration, FullDay, Phrase


@dataclass(frozen=True)
class Change:
    """`part` is the part of the contract that changes; `words` say what was and what will be."""

    part: str
    words: Phrase


def differences(old: Terms, new: Terms) -> tuple[Change, ...]:
    """From what is in force to what is proposed, the duration first: it is what a person looks for."""
    found = (
        ("duration", _durations(old, new)),
        ("duration", _holidays(old, new)),
        ("dates", _days(old, new)),
        ("path", _path(old, new)),
        ("objectives", _objectives(old, new)),
        ("plan", _plan(old, new)),
        ("commitments", _commitments(old, new)),
        ("diagnostic", _diagnostic(old, new)),
    )
    return tuple(Change(part, words) for part, said in found for words in said)


def _durations(old: Terms, new: Terms) -> Iterator[Phrase]:
    """The days from which another duration counts, seen from the new version's first day on."""
    days = {new.from_day, *(m.from_day for m in (*old.minimums, *new.minimums) if m.from_day > new.from_day)}
    told: tuple[int, int] | None = None
    for day in sorted(day for day in days if new.ends_on is None or day <= new.ends_on):
        before, after = on(old.minimums, day), on(new.minimums, day)
        pair = (before.minutes if before else 0, after.minutes if after else 0)
        if pair[0] != pair[1] and pair != told:
            facts = {"before": clauses.duration(before), "after": clauses.duration(after)}
            yield Phrase("differences.duration", {"day": FullDay(day), **facts})
        told = pair


def _holidays(old: Terms, new: Terms) -> Iterator[Phrase]:
    if old.minutes_less_per_holiday == new.minutes_less_per_holiday:
        return
    if new.minutes_less_per_holiday is None:
        yield Phrase("differences.holidays_no_longer_lower")
    else:
        yield Phrase("differences.holidays_lower", {"time": Duration(new.minutes_less_per_holiday)})


def _days(old: Terms, new: Terms) -> Iterator[Phrase]:
    if old.ends_on != new.ends_on:
        yield Phrase("differences.ends_on", {"before": clauses.day(old.ends_on), "after": clauses.day(new.ends_on)})
    if old.review_on != new.review_on:
        before, after = clauses.day(old.review_on), clauses.day(new.review_on)
        yield Phrase("differences.review_on", {"before": before, "after": after})


def _path(old: Terms, new: Terms) -> Iterator[Phrase]:
    if old.path != new.path:
        yield Phrase("differences.path", {"before": clauses.path(old.path), "after": clauses.path(new.path)})
    if old.degree != new.degree:
        before, after = clauses.degree(old.degree), clauses.degree(new.degree)
        yield Phrase("differences.degree", {"before": before, "after": after})


def _objectives(old: Terms, new: Terms) -> Iterator[Phrase]:
    """What an objective says; how far it has come is followed apart."""

    def bare(said: Objective) -> Objective:
        return replace(said, id=None, state="open", state_on=None)

    before, after = map(bare, old.objectives), map(bare, new.objectives)
    return _compared(before, after, lambda said: said.title, clauses.objective, "objective")


def _plan(old: Terms, new: Terms) -> Iterator[Phrase]:
    return _compared(old.plan, new.plan, lambda said: said.title, clauses.action, "action")


def _commitments(old: Terms, new: Terms) -> Iterator[Phrase]:
    def of(terms: Terms, side: str) -> list[Commitment]:
        return [replace(c, id=None, state=None, state_on=None) for c in terms.commitments if c.side == side]

    for side in ("organisation", "person", "breach"):
        yield from _compared(of(old, side), of(new, side), lambda said: said.words, clauses.commitment, side)


def _diagnostic(old: Terms, new: Terms) -> Iterator[Phrase]:
    """Not what it says: only that the contract rests on a new one."""
    before, after = old.diagnostic, new.diagnostic
    if after is not None and (before is None or before.made_on != after.made_on):
        yield Phrase("differences.new_diagnostic", {"day": FullDay(after.made_on)})
    adapted = after is not None and after.adaptation
    if adapted != (before is not None and before.adaptation):
        yield Phrase("differences.adapted" if adapted else "differences.no_longer_adapted")


def _compared[Part: Hashable](
    before: Iterable[Part],
    after: Iterable[Part],
    title: Callable[[Part], str],
    line: Callable[[Part], Phrase],
    kind: str,
) -> Iterator[Phrase]:
    """What goes and what comes; what keeps its title and says something else is told as changed."""
    old, new = Counter(before), Counter(after)
    gone, come = list((old - new).elements()), list((new - old).elements())
    for part in gone:
        again = next((other for other in come if title(other) == title(part)), None)
        if again is None:
            yield Phrase(f"differences.{kind}_removed", {"words": line(part)})
        else:
            come.remove(again)
            yield Phrase(f"differences.{kind}_changed", {"before": line(part), "after": line(again)})
    for part in come:
        yield Phrase(f"differences.{kind}_added", {"words": line(part)})
