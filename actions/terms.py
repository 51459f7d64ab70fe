"""What a version of a contract may say: every rule about its terms in one place, each fault with its field.

Source of the rules on the weekly duration: code du travail, L5411-6. It may be lowered, never to zero; there is none
only on the person's own request; it cannot go beyond the legal working time (Cons. const. n° 2023-858 DC, § 35).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actions.duration import required_minutes
from actions.records import Commitment, Contract, Diagnostic, Minimum, Objective, PlanAction, Terms
from actions.store.tables.base import MOST_MINUTES_A_WEEK
from actions.weeks import Week
from content.values import Duration, FullDay, Phrase
from nlu.understanding import ACTIVITIES

type _Rule[Part] = Callable[[Part], Iterable[tuple[str, Phrase]]]
KINDS_OF_ACTIVITY = tuple(ACTIVITIES)
LONGEST_WORDS = 4000  # of one field: what a message of the chat still holds
LONGEST_NAME = 200
MOST_MINUTES_LESS = 600  # for one public holiday


@dataclass(frozen=True)
class Fault:
    """What does not fit, or is worth a look. `field` names where: « ends_on », « objectives.0.title »."""

    field: str
    words: Phrase

    @property
    def part(self) -> str:
        """The part of the contract that it is about: « objectives », or the field itself."""
        return self.field.partition(".")[0]

    @property
    def rule(self) -> str:
        """The rule that it breaks: « ends_before_start »."""
        return self.words.key.removeprefix("terms.")


def faults(terms: Terms, today: date, contract_starts_on: date | None = None) -> tuple[Fault, ...]:
    """What cannot be kept, even in a draft. `contract_starts_on` is given for an amendment only."""
    return (
        *_dates(terms, contract_starts_on),
        *_durations(terms, today),
        *_less(terms.minutes_less_per_holiday),
        *_each("objectives", terms.objectives, _objective),
        *_each("plan", terms.plan, _action),
        *_each("commitments", terms.commitments, _commitment),
        *_diagnostic(terms.diagnostic, today),
    )


def missing(terms: Terms, *, amends: bool) -> tuple[Fault, ...]:
    """What a version lacks before it can be proposed."""
    return tuple(_missing(terms, amends))


def advice(terms: Terms) -> tuple[Fault, ...]:
    """What is worth a look, and hinders nothing."""
    return tuple(_advice(terms))


def asks_more_of_the_past(contract: Contract, terms: Terms, signed_on: date) -> bool:
    """Whether these terms would ask for more hours in a week that was over when both had signed.

    Nobody can do today what is asked for last week: a duration may be lowered backwards, never raised.
    """
    after = _with(contract, terms)
    week = Week.of(terms.from_day)
    while week.sunday < signed_on:
        if required_minutes(after, week) > required_minutes(contract, week):
            return True
        week = week.back(-1)
    return False


def _with(contract: Contract, terms: Terms) -> Contract:
    """The contract as it would count with these terms signed too."""
    first = terms.from_day
    kept = tuple(minimum for minimum in contract.minimums if minimum.from_day < first)
    begun = on(terms.minimums, first)
    carried = (replace(begun, from_day=first),) if begun else ()
    later = tuple(minimum for minimum in terms.minimums if minimum.from_day > first)
    less = (*contract.less_per_holiday, (first, terms.minutes_less_per_holiday or 0))
    starts_on = min(contract.starts_on, first)
    return replace(
        contract, starts_on=starts_on, ends_on=terms.ends_on, minimums=kept + carried + later, less_per_holiday=less
    )


def on(minimums: Iterable[Minimum], day: date) -> Minimum | None:
    """The minimum that had begun on `day`. They may come in any order."""
    begun = [minimum for minimum in minimums if minimum.from_day <= day]
    return max(begun, key=lambda minimum: minimum.from_day, default=None)


def _dates(terms: Terms, contract_starts_on: date | None) -> Iterator[Fault]:
    first, last, review = terms.from_day, terms.ends_on, terms.review_on
    if contract_starts_on is not None and first < contract_starts_on:
        yield Fault("from_day", Phrase("terms.before_the_contract", {"day": FullDay(contract_starts_on)}))
    if last is not None and last < first:
        yield Fault("ends_on", Phrase("terms.ends_before_start", {"day": FullDay(first)}))
    if review is not None and review < first:
        yield Fault("review_on", Phrase("terms.review_before_start", {"day": FullDay(first)}))
    elif review is not None and last is not None and review > last >= first:
        yield Fault("review_on", Phrase("terms.review_after_end", {"day": FullDay(last)}))


def _durations(terms: Terms, today: date) -> Iterator[Fault]:
    seen: set[date] = set()
    for index, minimum in enumerate(terms.minimums):
        at = f"minimums.{index}"
        yield from _duration(at, minimum, today)
        if minimum.from_day in seen:
            yield Fault(f"{at}.from_day", Phrase("terms.two_from_one_day", {"day": FullDay(minimum.from_day)}))
        if terms.ends_on is not None and minimum.from_day > terms.ends_on >= terms.from_day:
            yield Fault(f"{at}.from_day", Phrase("terms.duration_after_end", {"day": FullDay(terms.ends_on)}))
        seen.add(minimum.from_day)


def _duration(at: str, minimum: Minimum, today: date) -> Iterator[Fault]:
    minutes, asked_on = minimum.minutes, minimum.requested_on
    if minutes > MOST_MINUTES_A_WEEK:
        yield Fault(f"{at}.minutes", Phrase("terms.above_working_time", {"most": Duration(MOST_MINUTES_A_WEEK)}))
    if minimum.reason == "none_on_request":
        if minutes:
            yield Fault(f"{at}.minutes", Phrase("terms.none_yet_some"))
        if asked_on is None:
            yield Fault(f"{at}.requested_on", Phrase("terms.request_without_date"))
        elif asked_on > today:
            yield Fault(f"{at}.requested_on", Phrase("terms.day_not_yet_come", {"day": FullDay(today)}))
    elif minutes <= 0:
        lowered = minimum.reason == "lowered"
        yield Fault(f"{at}.minutes", Phrase("terms.lowered_to_zero" if lowered else "terms.zero_without_request"))


def _less(minutes: int | None) -> Iterator[Fault]:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES_LESS:
        yield Fault(
            "minutes_less_per_holiday", Phrase("terms.less_out_of_bounds", {"most": Duration(MOST_MINUTES_LESS)})
        )


def _each[Part](name: str, parts: Sequence[Part], rule: _Rule[Part]) -> Iterator[Fault]:
    for index, part in enumerate(parts):
        for field, words in rule(part):
            yield Fault(f"{name}.{index}.{field}", words)


def _objective(objective: Objective) -> Iterator[tuple[str, Phrase]]:
    yield from _words("title", objective.title)
    yield from _long("indicator", objective.indicator)
    yield from _long("target", objective.target)


def _action(action: PlanAction) -> Iterator[tuple[str, Phrase]]:
    yield from _words("title", action.title)
    for field, text in (("provider", action.provider), ("place", action.place)):
        yield from _long(field, text, LONGEST_NAME)
    first, last, minutes = action.starts_on, action.ends_on, action.minutes_a_week
    if first is not None and last is not None and last < first:
        yield "ends_on", Phrase("terms.ends_before_start", {"day": FullDay(first)})
    if minutes is not None and minutes <= 0:
        yield "minutes_a_week", Phrase("terms.action_of_no_time")
    elif minutes is not None and minutes > MOST_MINUTES_A_WEEK:
        yield "minutes_a_week", Phrase("terms.above_working_time", {"most": Duration(MOST_MINUTES_A_WEEK)})


def _commitment(commitment: Commitment) -> Iterator[tuple[str, Phrase]]:
    yield from _words("words", commitment.words)


def _diagnostic(told: Diagnostic | None, today: date) -> Iterator[Fault]:
    if told is None:
        return
    if told.made_on > today:
        yield Fault("diagnostic.made_on", Phrase("terms.day_not_yet_come", {"day": FullDay(today)}))
    if told.person_agreed_on is not None and told.person_agreed_on > today:
        yield Fault("diagnostic.person_agreed_on", Phrase("terms.day_not_yet_come", {"day": FullDay(today)}))
    for field in ("training", "qualifications", "skills", "experience", "situation", "market"):
        for name, words in _long(field, getattr(told, field)):
            yield Fault(f"diagnostic.{name}", words)


def _words(field: str, text: str) -> Iterator[tuple[str, Phrase]]:
    if not text.strip():
        yield field, Phrase("terms.no_words")
    yield from _long(field, text)


def _long(field: str, text: str | None, most: int = LONGEST_WORDS) -> Iterator[tuple[str, Phrase]]:
    if text is not None and len(text) > most:
        yield field, Phrase("terms.too_long", {"most": most})


def _missing(terms: Terms, amends: bool) -> Iterator[Fault]:
    if amends and not (terms.why or "").strip():
        yield Fault("why", Phrase("terms.no_reason"))
    if not terms.minimums:
        yield Fault("minimums", Phrase("terms.no_duration"))
    elif on(terms.minimums, terms.from_day) is None:
        earliest = min(range(len(terms.minimums)), key=lambda index: terms.minimums[index].from_day)
        first = {"day": FullDay(terms.from_day)}
        yield Fault(f"minimums.{earliest}.from_day", Phrase("terms.duration_begins_late", first))
    if not terms.objectives:
        yield Fault("objectives", Phrase("terms.no_objective"))
    sides = {commitment.side for commitment in terms.commitments}
    if "organisation" not in sides:
        yield Fault("commitments", Phrase("terms.nothing_from_the_organisation"))
    if "person" not in sides:
        yield Fault("commitments", Phrase("terms.nothing_from_the_person"))


def _advice(terms: Terms) -> Iterator[Fault]:
    if terms.diagnostic is None:
        yield Fault("diagnostic.made_on", Phrase("terms.no_diagnostic"))
    if terms.review_on is None:
        yield Fault("review_on", Phrase("terms.no_review"))
    if not terms.plan:
        yield Fault("plan", Phrase("terms.no_action"))
    for index, objective in enumerate(terms.objectives):
        at = f"objectives.{index}"
        if not objective.indicator:
            yield Fault(f"{at}.indicator", Phrase("terms.no_indicator"))
        if objective.by_day is None:
            yield Fault(f"{at}.by_day", Phrase("terms.no_day"))
        elif terms.ends_on is not None and objective.by_day > terms.ends_on:
            yield Fault(f"{at}.by_day", Phrase("terms.objective_after_end", {"day": FullDay(terms.ends_on)}))
    yield from _changes_in_mid_week(terms)


def _changes_in_mid_week(terms: Terms) -> Iterator[Fault]:
    """In a week where the duration changes the lower one counts: better known beforehand."""
    for index, minimum in enumerate(terms.minimums):
        if minimum.from_day > terms.from_day and minimum.from_day.weekday() != 0:
            monday = minimum.from_day - timedelta(days=minimum.from_day.weekday())
            yield Fault(f"minimums.{index}.from_day", Phrase("terms.changes_in_mid_week", {"day": FullDay(monday)}))
