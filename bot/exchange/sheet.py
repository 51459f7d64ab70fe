"""The published shape of a contract as it is exchanged: the same in JSON Lines, in the API, and behind the columns.

Dates are ISO, hours a number (7.5) or a text (« 7h30 »). What fits this shape and `faults` may be filed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from actions import terms as rules
from actions.intake import MOST_MINUTES_A_WEEK
from actions.records import Advisor, Commitment, Diagnostic, Minimum, Objective, PlanAction, Terms
from actions.records.exchange import AdvisorTold, Filed, PersonTold
from actions.terms import LONGEST_NAME, LONGEST_WORDS, MOST_MINUTES_LESS
from content.values import FullDay

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"
MOST_HOURS = MOST_MINUTES_A_WEEK // 60
_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?|(\d{1,3}) ?[hH:] ?([0-5]?\d)?")
_SOCIAL_SECURITY = re.compile(r"[12]\d{12}(\d{2})?")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def minutes_of(hours: object) -> int:
    """Whole minutes of 15, 7.5, « 7,5 » or « 7h30 ». Raises a validation error for anything else."""
    if isinstance(hours, int | float) and not isinstance(hours, bool):
        return _whole(hours)
    found = _HOURS.fullmatch(hours.strip()) if isinstance(hours, str) else None
    if found is None:
        raise PydanticCustomError("not_hours", "hours")
    whole, part, clock, minutes = found.groups()
    if clock is not None:
        return _whole(int(clock) + int(minutes or 0) / 60)
    return _whole(float(f"{whole}.{part or 0}"))


def _whole(hours: float) -> int:
    if not 0 <= hours <= MOST_HOURS:  # also what is not a number
        raise PydanticCustomError("above_working_time", "hours")
    return round(hours * 60)


def _visible(text: str) -> str:
    if _INVISIBLE.search(text):
        raise PydanticCustomError("control_letters", "text")
    return text


def _not_personal(reference: str) -> str:
    if _SOCIAL_SECURITY.fullmatch(reference):
        raise PydanticCustomError("social_security", "reference")
    return reference


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        raise PydanticCustomError("unknown_zone", "zone")
    return name


type Reference = Annotated[str, Field(pattern=REFERENCE), AfterValidator(_not_personal)]
type Words = Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS), AfterValidator(_visible)]
type Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_visible)]
type Hours = Annotated[
    int,
    BeforeValidator(minutes_of),
    WithJsonSchema({
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": MOST_HOURS},
            {"type": "string", "pattern": f"^(?:{_HOURS.pattern})$", "examples": ["7h30", "7,5"]},
        ]
    }),
]  # fmt: skip
type Activity = Literal[
    "job_search", "interview", "training", "workshop", "immersion", "insertion_mission", "business_creation",
    "appointment", "lifting_barriers", "paid_work", "volunteering", "other",
]  # fmt: skip


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True, hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []  # a traceback must not tell whose contract it is


class PersonSheet(_Shape):
    given_name: Name
    family_name: Name | None = None
    born_on: date | None = None
    registered_as: Literal["jobseeker", "rsa", "rsa_partner", "young", "handicap"] | None = None
    zone: Annotated[str, Field(max_length=60), AfterValidator(_zone)] | None = None
    language: Literal["fr", "en"] | None = None


class AdvisorSheet(_Shape):
    reference: Annotated[Name, Field(max_length=100)] | None = None
    name: Name | None = None
    role: Name | None = None
    phone: Annotated[Name, Field(max_length=40)] | None = None


class DurationSheet(_Shape):
    """The weekly duration from a day on; without one, from the start of the contract."""

    hours: Hours
    from_day: date | None = None
    reason: Literal["general", "lowered", "none_on_request"] | None = None
    requested_on: date | None = None


class ObjectiveSheet(_Shape):
    title: Words
    indicator: Words | None = None
    target: Words | None = None
    by_day: date | None = None


class ActionSheet(_Shape):
    title: Words
    activity: Activity = "other"
    provider: Name | None = None
    place: Name | None = None
    hours_a_week: Hours | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class CommitmentSheet(_Shape):
    side: Literal["organisation", "person", "breach"]
    words: Words
    by_day: date | None = None


class DiagnosticSheet(_Shape):
    """Of health it says only whether the contract is adapted."""

    made_on: date
    person_agreed_on: date | None = None
    training: Words | None = None
    qualifications: Words | None = None
    skills: Words | None = None
    experience: Words | None = None
    situation: Words | None = None
    market: Words | None = None
    adaptation: bool = False


class ContractSheet(_Shape):
    """A contract, without the reference under which it is filed."""

    person: PersonSheet
    advisor: AdvisorSheet | None = None
    person_signed_on: date | None = None
    organisation_signed_on: date | None = None
    state: Literal["draft", "proposed"] | None = None
    starts_on: date
    ends_on: date | None = None
    review_on: date | None = None
    path: Literal["professional", "socio_professional", "social"] | None = None
    degree: Literal["light", "regular", "intensive"] | None = None
    minutes_less_per_holiday: Annotated[int, Field(ge=1, le=MOST_MINUTES_LESS)] | None = None
    follows: Reference | None = None
    amended_from: date | None = None
    amendment_reason: Words | None = None
    durations: Annotated[list[DurationSheet], Field(min_length=1, max_length=50)]
    objectives: Annotated[list[ObjectiveSheet], Field(max_length=30)] = []
    actions: Annotated[list[ActionSheet], Field(max_length=30)] = []
    commitments: Annotated[list[CommitmentSheet], Field(max_length=60)] = []
    diagnostic: DiagnosticSheet | None = None


class Sheet(ContractSheet):
    """A contract as exchanged. `reference` is the organisation's own: filing it twice files it once."""

    reference: Reference


type Fault = tuple[tuple[str | int, ...], str, dict[str, Any]]


def faults(sheet: ContractSheet, terms: Terms, today: date) -> Iterator[Fault]:
    """What the shape alone does not tell: where, which fault of content/exchange.yaml, and its facts.

    `terms` are those of the sheet, whose rules have their home in actions/terms.
    """
    order = _order(sheet)
    for fault in rules.faults(terms, today):
        yield _path(fault.field, order), fault.rule, _facts(fault)
    if sheet.person.born_on is not None and sheet.person.born_on >= sheet.starts_on:
        yield ("person", "born_on"), "born_after_start", {}
    if sheet.advisor is not None and sheet.advisor.reference is None and sheet.advisor.name is None:
        yield ("advisor", "name"), "advisor_unnamed", {}
    if sheet.state is not None and sheet.person_signed_on and sheet.organisation_signed_on:
        yield ("state",), "state_yet_signed", {}


_NAMES = {"minimums": "durations", "minutes": "hours", "plan": "actions", "minutes_a_week": "hours_a_week"}


def _path(field: str, order: Sequence[int]) -> tuple[str | int, ...]:
    """Where a fault of the terms stands in the sheet: « minimums.0.minutes » is « durations.1.hours » there."""
    part, *steps = field.split(".")
    numbered = [int(step) if step.isdecimal() else _NAMES.get(step, step) for step in steps]
    if part == "minimums" and isinstance(numbered[0], int):
        numbered[0] = order[numbered[0]]
    return (_NAMES.get(part, part), *numbered)


def _facts(fault: rules.Fault) -> dict[str, Any]:
    return {name: value.day if isinstance(value, FullDay) else value for name, value in fault.words.values.items()}


def filed(reference: str, sheet: ContractSheet, terms: Terms) -> Filed:
    """What the rules take: the same, in the words of the house."""
    signed = sheet.person_signed_on is not None and sheet.organisation_signed_on is not None
    return Filed(
        reference=reference,
        person=PersonTold(**vars(sheet.person)),
        advisor=None if sheet.advisor is None else AdvisorTold(**vars(sheet.advisor)),
        terms=terms,
        state="signed" if signed else sheet.state or "draft",
        stated=sheet.state is not None,
        person_signed_on=sheet.person_signed_on,
        organisation_signed_on=sheet.organisation_signed_on,
        amended_from=sheet.amended_from,
        follows=sheet.follows,
    )


def terms_of(sheet: ContractSheet) -> Terms:
    return Terms(
        from_day=sheet.starts_on,
        ends_on=sheet.ends_on,
        review_on=sheet.review_on,
        path=sheet.path,
        degree=sheet.degree,
        minutes_less_per_holiday=sheet.minutes_less_per_holiday,
        why=sheet.amendment_reason,
        minimums=_minimums(sheet),
        objectives=tuple(Objective(**vars(each)) for each in sheet.objectives),
        plan=tuple(
            PlanAction(each.title, each.activity, each.provider, each.hours_a_week, each.starts_on, each.ends_on,
                       each.place)
            for each in sheet.actions
        ),
        commitments=tuple(Commitment(each.side, each.words, each.by_day) for each in sheet.commitments),
        diagnostic=_diagnostic(sheet.diagnostic),
    )  # fmt: skip


def _minimums(sheet: ContractSheet) -> tuple[Minimum, ...]:
    told = (sheet.durations[index] for index in _order(sheet))
    return tuple(
        Minimum(each.from_day or sheet.starts_on, each.hours, each.reason or "general", each.requested_on)
        for each in told
    )


def _order(sheet: ContractSheet) -> list[int]:
    """The durations by their first day, the oldest first."""
    return sorted(range(len(sheet.durations)), key=lambda index: sheet.durations[index].from_day or sheet.starts_on)


def _diagnostic(told: DiagnosticSheet | None) -> Diagnostic | None:
    """Made by the referent, whom the store knows."""
    return None if told is None else Diagnostic(made_by=Advisor(0, "", "", None), **vars(told))
