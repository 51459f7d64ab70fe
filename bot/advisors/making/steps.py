"""The steps of the editor: which part of a version each writes, from texts to terms and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions.records import (
    COMMITMENT_STATES,
    DEGREES,
    OBJECTIVE_STATES,
    PATHS,
    REASONS,
    SIDES,
    Advisor,
    Commitment,
    Diagnostic,
    Minimum,
    Objective,
    PlanAction,
    Terms,
)
from actions.terms import KINDS_OF_ACTIVITY, Fault, faults
from bot.advisors.making.fields import Field, numbered, read, rows_of, typed

type Texts = dict[str, str]


@dataclass(frozen=True)
class Rows:
    """The rows of one part. A row where the `telling` fields are empty was never filled in, and is dropped."""

    part: str
    fields: tuple[Field, ...]
    telling: tuple[str, ...]
    record: Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """`fields` are the version's own; `parts` are those whose faults this step shows."""

    name: str
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None

    @property
    def parts(self) -> frozenset[str]:
        return frozenset({*(field.name for field in self.fields), *([self.rows.part] if self.rows else [self.name])})


def _minimum(from_day: date, minutes: int | None, reason: str, requested_on: date | None) -> Minimum:
    return Minimum(from_day, minutes or 0, reason, requested_on if reason == "none_on_request" else None)


def _objective(state: str | None, **facts: Any) -> Objective:
    return Objective(**facts, state=state or "open")


DIAGNOSTIC = (
    Field("made_on", "day", needed=True), Field("person_agreed_on", "day"), Field("training"),
    Field("qualifications"), Field("skills"), Field("experience"), Field("situation"), Field("market"),
    Field("adaptation", "tick"),
)  # fmt: skip
WORDS = ("training", "qualifications", "skills", "experience", "situation", "market")
STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step(
            "identity",
            (
                Field("from_day", "day", needed=True), Field("ends_on", "day"), Field("review_on", "day"),
                Field("path", "choice", choices=PATHS), Field("degree", "choice", choices=DEGREES), Field("why"),
            ),
        ),
        Step("diagnostic"),
        Step(
            "objectives",
            rows=Rows(
                "objectives",
                (
                    Field("title", needed=True), Field("indicator"), Field("target"), Field("by_day", "day"),
                    Field("state", "choice", choices=OBJECTIVE_STATES, hidden=True),
                    Field("state_on", "day", hidden=True),
                ),
                ("title", "indicator", "target", "by_day"),
                _objective,
            ),
        ),
        Step(
            "actions",
            rows=Rows(
                "plan",
                (
                    Field("title", needed=True), Field("activity", "choice", needed=True, choices=KINDS_OF_ACTIVITY),
                    Field("provider"), Field("place"), Field("minutes_a_week", "hours"), Field("starts_on", "day"),
                    Field("ends_on", "day"),
                ),
                ("title", "provider", "place", "minutes_a_week", "starts_on", "ends_on"),
                PlanAction,
            ),
        ),
        Step(
            "duration",
            (Field("minutes_less_per_holiday", "hours"),),
            Rows(
                "minimums",
                (
                    Field("from_day", "day", needed=True), Field("minutes", "hours"),
                    Field("reason", "choice", needed=True, choices=REASONS), Field("requested_on", "day"),
                ),
                ("minutes", "requested_on"),
                _minimum,
            ),
        ),
        Step(
            "commitments",
            rows=Rows(
                "commitments",
                (
                    Field("side", "choice", needed=True, choices=SIDES, hidden=True), Field("words", needed=True),
                    Field("by_day", "day"), Field("state", "choice", choices=COMMITMENT_STATES, hidden=True),
                    Field("state_on", "day", hidden=True),
                ),
                ("words", "by_day"),
                Commitment,
            ),
        ),
    )
}  # fmt: skip
ORDER = (*STEPS, "check")


@dataclass(frozen=True)
class Sheet:
    """A step as it is filled in: the texts, what they say, and what is wrong with them."""

    texts: Texts
    terms: Terms
    wrong: tuple[Fault, ...] = ()


def shown(step: Step, terms: Terms) -> Texts:
    """The texts of a step's form for what a version says."""
    if step.name == "diagnostic":
        return _shown_diagnostic(terms.diagnostic)
    texts = typed(step.fields, terms)
    if step.rows is not None:
        parts = getattr(terms, step.rows.part)
        texts |= numbered([typed(step.rows.fields, part) for part in parts], step.rows.part)
    return texts


def filled(
    step: Step,
    given: Mapping[str, str],
    terms: Terms,
    today: date,
    starts_on: date | None,
    made_by: Sequence[Advisor],
) -> Sheet:
    """A step's form read into the version's terms; the texts are kept as they were typed."""
    if step.name == "diagnostic":
        return _filled_diagnostic(given, terms, today, made_by)
    texts = {field.name: given.get(field.name, "") for field in step.fields}
    values, wrong = read(step.fields, texts)
    if step.rows is not None:
        rows = [row for row in rows_of(given, step.rows.part) if _telling(row, step.rows)]
        texts |= numbered(rows, step.rows.part)
        values[step.rows.part], unread = _records(rows, step.rows)
        wrong += unread
    if wrong:
        return Sheet(texts, terms, tuple(wrong))
    told = replace(terms, **values)
    return Sheet(texts, told, tuple(each for each in faults(told, today, starts_on) if each.part in step.parts))


def _telling(row: Mapping[str, str], rows: Rows) -> bool:
    return any(row.get(name, "").strip() for name in rows.telling) or row.get("reason") == "none_on_request"


def _records(rows: Sequence[Mapping[str, str]], kind: Rows) -> tuple[tuple[Any, ...], list[Fault]]:
    made: list[Any] = []
    wrong: list[Fault] = []
    for number, row in enumerate(rows):
        at = f"{kind.part}.{number}."
        values, unread = read(kind.fields, {f"{at}{name}": text for name, text in row.items()}, at)
        wrong += unread
        if not unread:
            made.append(kind.record(**values))
    return tuple(made), wrong


def _shown_diagnostic(told: Diagnostic | None) -> Texts:
    texts = typed(DIAGNOSTIC, told, "diagnostic.")
    return texts | {"diagnostic.made_by": str(told.made_by.id) if told else ""}


def _filled_diagnostic(given: Mapping[str, str], terms: Terms, today: date, made_by: Sequence[Advisor]) -> Sheet:
    """A form where nothing was written leaves the version without a diagnostic."""
    names = [*(field.name for field in DIAGNOSTIC), "made_by"]
    texts = {f"diagnostic.{name}": given.get(f"diagnostic.{name}", "") for name in names}
    if not any(texts[f"diagnostic.{field.name}"].strip() for field in DIAGNOSTIC):
        return Sheet(texts, replace(terms, diagnostic=None))
    maker = Field("made_by", "choice", needed=True, choices=tuple(str(advisor.id) for advisor in made_by))
    values, wrong = read((*DIAGNOSTIC, maker), texts, "diagnostic.")
    if wrong:
        return Sheet(texts, terms, tuple(wrong))
    chosen = values.pop("made_by")
    by = next(advisor for advisor in made_by if str(advisor.id) == chosen)
    told = replace(terms, diagnostic=Diagnostic(made_by=by, **values))
    return Sheet(texts, told, tuple(each for each in faults(told, today) if each.part == "diagnostic"))


def step_of(part: str) -> str:
    """The step that writes this part of a version."""
    return next((name for name, step in STEPS.items() if part in step.parts), "check")
