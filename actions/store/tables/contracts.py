"""The contract: its life, its versions, and what each version says.

A version that both have signed is never changed: an amendment is a new version.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.records import (
    APPOINTMENT_KINDS,
    APPOINTMENT_STATES,
    COMMITMENT_STATES,
    CONTRACT_STATES,
    CURRENT,
    DEGREES,
    ENDINGS,
    OBJECTIVE_STATES,
    PATHS,
    REASONS,
    SIDES,
    VERSION_STATES,
)
from actions.store.columns import Sealed
from actions.store.tables.base import ACTIVITIES, Row, one_of, weekly_minutes


class Contracts(Row):
    """One contract through its life. The current referent and dates stand here; what it says, in its versions."""

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        one_of("state", CONTRACT_STATES),
        one_of("ending", ENDINGS),
        Index("uq_contracts_reference", "organisation_id", "reference", unique=True),
        Index("ix_contracts_person", "person_id", "starts_on"),
        Index("ix_contracts_referent", "referent_id", "state", "heard_at"),
        Index("ix_contracts_organisation", "organisation_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    referent_id: Mapped[int] = mapped_column(ForeignKey("advisors.id"))
    reference: Mapped[str | None] = mapped_column(String(100))  # the organisation's own identifier
    state: Mapped[str] = mapped_column(String(20), default="signed", server_default="signed")
    signed_on: Mapped[date | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    review_on: Mapped[date | None]
    ending: Mapped[str | None] = mapped_column(String(20))
    transferred_from_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    # When the person last declared, and since when something of theirs waits for the advisor
    heard_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]


_OVER = Contracts.state.in_(("ended", "transferred"))
Index(
    "ix_contracts_over", Contracts.organisation_id, Contracts.waiting_since, Contracts.id,
    sqlite_where=_OVER, postgresql_where=_OVER,
)  # fmt: skip
# A large organisation's lists are read in these orders, a page at a time; what is over is not in them.
_CURRENT = Contracts.state.in_(CURRENT)
for _column in (Contracts.waiting_since, Contracts.heard_at, Contracts.review_on, Contracts.ends_on):
    Index(
        f"ix_contracts_current_{_column.key}", Contracts.organisation_id, _column, Contracts.id,
        sqlite_where=_CURRENT, postgresql_where=_CURRENT,
    )  # fmt: skip


class Referents(Row):
    """Who has been the single referent, from which day on. The newest row is the contract's `referent_id`."""

    __tablename__ = "referents"
    __table_args__ = (Index("ix_referents_contract", "contract_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    advisor_id: Mapped[int] = mapped_column(ForeignKey("advisors.id"))
    from_day: Mapped[date]
    named_at: Mapped[datetime]


class Diagnostics(Row):
    """The diagnostic, by the fields of the shared framework. Of health it says only that something is adapted."""

    __tablename__ = "diagnostics"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    made_on: Mapped[date]
    made_by: Mapped[int] = mapped_column(ForeignKey("advisors.id"))
    person_agreed_on: Mapped[date | None]
    training: Mapped[str | None] = mapped_column(Sealed)
    qualifications: Mapped[str | None] = mapped_column(Sealed)
    skills: Mapped[str | None] = mapped_column(Sealed)
    experience: Mapped[str | None] = mapped_column(Sealed)
    situation: Mapped[str | None] = mapped_column(Sealed)
    market: Mapped[str | None] = mapped_column(Sealed)
    adaptation: Mapped[bool]


class Versions(Row):
    """One version of a contract. `revision` grows with each change of a draft: two editors are told apart by it."""

    __tablename__ = "contract_versions"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        one_of("state", VERSION_STATES),
        one_of("path", PATHS),
        one_of("degree", DEGREES),
        CheckConstraint("ends_on IS NULL OR ends_on >= from_day", name="ends_after_start"),
        CheckConstraint(
            "state <> 'signed' OR (person_signed_on IS NOT NULL AND organisation_signed_on IS NOT NULL)",
            name="signed_by_both",
        ),
        CheckConstraint(
            "minutes_less_per_holiday IS NULL OR minutes_less_per_holiday BETWEEN 1 AND 600",
            name="minutes_less_per_holiday",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    from_day: Mapped[date]
    ends_on: Mapped[date | None]
    review_on: Mapped[date | None]
    path: Mapped[str | None] = mapped_column(String(20))
    degree: Mapped[str | None] = mapped_column(String(20))
    minutes_less_per_holiday: Mapped[int | None]  # only where the contract says so
    diagnostic_id: Mapped[int | None] = mapped_column(ForeignKey("diagnostics.id"))
    why: Mapped[str | None] = mapped_column(Sealed)  # of an amendment, in words that the person reads
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]
    person_signed_on: Mapped[date | None]
    organisation_signed_on: Mapped[date | None]
    refused_on: Mapped[date | None]
    refused_by: Mapped[str | None] = mapped_column(String(20))  # « person » or « organisation »


# What waits for a signature, the oldest first; little ever does.
Index(
    "ix_contract_versions_proposed", Versions.proposed_at, Versions.contract_id,
    sqlite_where=Versions.state == "proposed", postgresql_where=Versions.state == "proposed",
)  # fmt: skip


class Minimums(Row):
    """The weekly duration from a day on, and its legal ground, which tells nothing of anyone's health."""

    __tablename__ = "weekly_minimums"
    __table_args__ = (
        UniqueConstraint("version_id", "from_day"),
        weekly_minutes(),
        one_of("reason", REASONS),
        CheckConstraint("(reason = 'none_on_request') = (minutes = 0)", name="zero_only_on_request"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id"))
    from_day: Mapped[date]
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))
    requested_on: Mapped[date | None]


class Objectives(Row):
    __tablename__ = "objectives"
    __table_args__ = (one_of("state", OBJECTIVE_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id"), index=True)
    title: Mapped[str] = mapped_column(Sealed)
    indicator: Mapped[str | None] = mapped_column(Sealed)
    target: Mapped[str | None] = mapped_column(Sealed)
    by_day: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="open")
    state_on: Mapped[date | None]


class PlanActions(Row):
    __tablename__ = "plan_actions"
    __table_args__ = (
        one_of("activity", ACTIVITIES),
        CheckConstraint("minutes_a_week IS NULL OR minutes_a_week > 0", name="minutes_a_week"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id"), index=True)
    title: Mapped[str] = mapped_column(Sealed)
    activity: Mapped[str] = mapped_column(String(30))
    provider: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(200))
    minutes_a_week: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Commitments(Row):
    """What the organisation and the person undertake, and what the contract says of breaches.

    `state` follows the organisation's own, which are promises too.
    """

    __tablename__ = "commitments"
    __table_args__ = (one_of("side", SIDES), one_of("state", COMMITMENT_STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("contract_versions.id"), index=True)
    side: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Sealed)
    by_day: Mapped[date | None]
    state: Mapped[str | None] = mapped_column(String(20))
    state_on: Mapped[date | None]


class Periods(Row):
    """Days during which a lower weekly duration counts, who said so and why. Cancelled, never deleted."""

    __tablename__ = "periods"
    __table_args__ = (
        weekly_minutes(),
        CheckConstraint("last_day >= first_day", name="ends_after_start"),
        Index("ix_periods_contract", "contract_id", "first_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    kind: Mapped[str] = mapped_column(Sealed)  # sealed, since « illness » is one of them
    first_day: Mapped[date]
    last_day: Mapped[date]
    minutes: Mapped[int]
    source: Mapped[str] = mapped_column(Sealed)
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    noted_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Appointments(Row):
    """An appointment or a workshop of the plan. `settled_at`: the person has said whether its time counts."""

    __tablename__ = "appointments"
    __table_args__ = (
        one_of("kind", APPOINTMENT_KINDS),
        one_of("state", APPOINTMENT_STATES),
        one_of("activity", ACTIVITIES),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        Index("ix_appointments_contract", "contract_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    kind: Mapped[str] = mapped_column(String(20))
    activity: Mapped[str] = mapped_column(String(30))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(Sealed)
    place: Mapped[str | None] = mapped_column(Sealed)
    with_whom: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    settled_at: Mapped[datetime | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
