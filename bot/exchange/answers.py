"""What the API answers. No score, no risk, and none of anyone's words: those stay in Jalon."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from actions.records import Contract, PlanAction, Version
from actions.records.exchange import LineOut
from bot.exchange.sheet import Activity


class Taken(BaseModel):
    """What became of a contract."""

    reference: str
    outcome: Literal["added", "changed", "unchanged"]
    state: Literal["draft", "proposed", "signed", "ended", "transferred"]
    version: Annotated[int, Field(description="The number of the newest version.")]


class VersionOut(BaseModel):
    number: int
    state: Literal["draft", "proposed", "signed", "refused", "withdrawn"]
    from_day: date
    ends_on: date | None
    person_signed_on: date | None
    organisation_signed_on: date | None
    refused_on: date | None

    @classmethod
    def of(cls, version: Version) -> VersionOut:
        return cls(
            number=version.number, state=version.state, from_day=version.terms.from_day,  # type: ignore[arg-type]  # pydantic checks the codes
            ends_on=version.terms.ends_on, person_signed_on=version.person_signed_on,
            organisation_signed_on=version.organisation_signed_on, refused_on=version.refused_on,
        )  # fmt: skip


class DurationOut(BaseModel):
    from_day: date
    minutes: int
    reason: Literal["general", "lowered", "none_on_request"]


class ActionOut(BaseModel):
    title: str
    activity: Activity
    provider: str | None
    place: str | None
    minutes_a_week: int | None
    starts_on: date | None
    ends_on: date | None

    @classmethod
    def of(cls, action: PlanAction) -> ActionOut:
        return cls(
            title=action.title, activity=action.activity, provider=action.provider, place=action.place,  # type: ignore[arg-type]  # pydantic checks the codes
            minutes_a_week=action.minutes_a_week, starts_on=action.starts_on, ends_on=action.ends_on,
        )  # fmt: skip


class ContractOut(BaseModel):
    """Where a contract stands. `durations` and `plan` are those that both have signed, or else proposed."""

    reference: str
    state: Literal["draft", "proposed", "signed", "ended", "transferred"]
    signed_on: date | None
    starts_on: date
    ends_on: date | None
    review_on: date | None
    versions: list[VersionOut]
    durations: list[DurationOut]
    plan: list[ActionOut]

    @classmethod
    def of(cls, reference: str, contract: Contract, versions: tuple[Version, ...]) -> ContractOut:
        """`versions` are the newest first."""
        signed = [version for version in versions if version.state == "signed"]
        shown = (signed or list(versions))[0].terms
        minimums = contract.minimums if signed else shown.minimums
        return cls(
            reference=reference, state=contract.state, signed_on=contract.signed_on,  # type: ignore[arg-type]  # pydantic checks the codes
            starts_on=contract.starts_on, ends_on=contract.ends_on, review_on=contract.review_on,
            versions=[VersionOut.of(version) for version in versions],
            durations=[DurationOut(from_day=m.from_day, minutes=m.minutes, reason=m.reason) for m in minimums],  # type: ignore[arg-type]  # pydantic checks the codes
            plan=[ActionOut.of(action) for action in shown.plan],
        )  # fmt: skip


class LineShown(BaseModel):
    """A declared line as it stands now. The person's own words are left out: no scope gives them."""

    id: int
    contract: Annotated[str | None, Field(description="The contract's reference; null for one made in Jalon.")]
    day: date
    minutes_declared: int
    minutes_validated: Annotated[int | None, Field(description="null until an advisor has looked at it.")]
    activity: Activity
    activity_validated: Activity | None
    late: bool
    reversed: Annotated[bool, Field(description="Taken back since: it counts no more.")]
    recorded_at: datetime

    @classmethod
    def of(cls, line: LineOut) -> LineShown:
        return cls(
            id=line.id, contract=line.contract, day=line.day, minutes_declared=line.minutes,
            minutes_validated=line.minutes_validated, activity=line.activity,  # type: ignore[arg-type]  # pydantic checks the codes
            activity_validated=line.activity_validated, late=line.late, reversed=line.reversed,  # type: ignore[arg-type]  # pydantic checks the codes
            recorded_at=line.recorded_at,
        )  # fmt: skip


class Lines(BaseModel):
    """A piece of the feed. Ask again with `next` as `after`: a line that changed is told again, by the same id."""

    lines: list[LineShown]
    next: str
    more: Annotated[bool, Field(description="Whether there is more to take at once.")]
