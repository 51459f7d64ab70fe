"""The rows. Whatever a person wrote, and their name, is `Sealed`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from actions.records import DESTINATIONS, ORGANISATION_KINDS
from actions.store.columns import BigId, Instant, Sealed

CHANNELS = ("telegram", "terminal")
ACTIVITIES = (
    "job_search", "interview", "training", "workshop", "immersion", "insertion_mission",
    "business_creation", "appointment", "lifting_barriers", "paid_work", "volunteering", "other",
)  # fmt: skip
MOST_MINUTES_A_DAY = 25 * 60


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


class Row(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), int: BigId}  # noqa: RUF012  # as SQLAlchemy reads it


class Organisations(Row):
    __tablename__ = "organisations"
    __table_args__ = (one_of("kind", ORGANISATION_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(40))


class Advisors(Row):
    __tablename__ = "advisors"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))


class People(Row):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str] = mapped_column(Sealed)
    zone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    learning_consent: Mapped[bool | None]  # whether what was not understood may be kept; None is no answer yet
    learning_asked_at: Mapped[datetime | None]
    learning_answered_at: Mapped[datetime | None]


class Contracts(Row):
    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_contracts_person", "person_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    referent_id: Mapped[int] = mapped_column(ForeignKey("advisors.id"), index=True)
    signed_on: Mapped[date | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Minimums(Row):
    __tablename__ = "weekly_minimums"
    __table_args__ = (
        UniqueConstraint("contract_id", "from_day"),
        CheckConstraint("minutes BETWEEN 0 AND 2100", name="minutes"),  # 35 h: the legal working time
        one_of("reason", ("general", "lowered", "none_on_request")),
        CheckConstraint("(reason = 'none_on_request') = (minutes = 0)", name="zero_only_on_request"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    from_day: Mapped[date]
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))


class PlanActions(Row):
    __tablename__ = "plan_actions"
    __table_args__ = (
        one_of("activity", ACTIVITIES),
        CheckConstraint("minutes_a_week IS NULL OR minutes_a_week > 0", name="minutes_a_week"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    title: Mapped[str] = mapped_column(Sealed)
    activity: Mapped[str] = mapped_column(String(30))
    provider: Mapped[str | None] = mapped_column(String(200))
    minutes_a_week: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Receipts(Row):
    """One confirmation; numbers run 1, 2, 3 … for each person, without a gap."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        UniqueConstraint("person_id", "question"),
        Index("ix_receipts_origin", "person_id", "origin"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    number: Mapped[int]
    question: Mapped[str] = mapped_column(String(40))  # the question that was confirmed: it can be so only once
    origin: Mapped[str | None] = mapped_column(
        String(64)
    )  # the chat's message that it came from, if it may be edited
    at: Mapped[datetime]


class Declarations(Row):
    """The ledger. Append-only (triggers hold it): a correction is a row of opposite minutes that names its row."""

    __tablename__ = "declarations"
    __table_args__ = (
        one_of("kind", ("hours", "nothing", "reversal")),
        one_of("activity", ACTIVITIES),
        one_of("recorded_by", ("person", "advisor")),
        CheckConstraint(
            f"(kind = 'hours' AND minutes BETWEEN 1 AND {MOST_MINUTES_A_DAY}) OR (kind = 'nothing' AND minutes = 0)"
            f" OR (kind = 'reversal' AND minutes BETWEEN -{MOST_MINUTES_A_DAY} AND 0)",
            name="minutes_by_kind",
        ),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_row"),
        Index("ix_declarations_person_day", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    minutes: Mapped[int]
    activity: Mapped[str] = mapped_column(String(30))
    late: Mapped[bool]
    words: Mapped[str | None] = mapped_column(Sealed)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("declarations.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(10))


class Chats(Row):
    """A conversation: who speaks there, what is pending (`state`) and its version."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address"), one_of("channel", CHANNELS))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[str] = mapped_column(Sealed)
    version: Mapped[int]
    updated_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    reminders_stopped_at: Mapped[datetime | None]


class Lessons(Row):
    """A sentence that was not understood, without names, until `expires_on`. Nothing joins it to who wrote it."""

    __tablename__ = "lessons"
    __table_args__ = (
        one_of("goes_to", DESTINATIONS),
        CheckConstraint("(request IS NULL) = (goes_to IS NULL)", name="labelled_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Sealed)
    guesses: Mapped[str] = mapped_column(String(400))  # JSON: the model's requests, each with how sure it was
    language: Mapped[str] = mapped_column(String(10))
    kept_on: Mapped[date]  # a day, not an instant: an instant could be matched with an inbox row
    expires_on: Mapped[date] = mapped_column(index=True)
    request: Mapped[str | None] = mapped_column(String(40))
    goes_to: Mapped[str | None] = mapped_column(String(10))


class LinkCodes(Row):
    """A single-use code that joins a chat to a person; only its digest is kept."""

    __tablename__ = "link_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Inbox(Row):
    """What arrived, stored before the channel is told so. The words go when the answer is written."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "arrival"),
        one_of("channel", CHANNELS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(64))
    arrival: Mapped[str] = mapped_column(String(64))
    body: Mapped[str | None] = mapped_column(Sealed)
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(40))


class Outbox(Row):
    """What is to be sent, written with its effects. The words go once it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("state", ("planned", "sent", "failed", "blocked")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(64))
    body: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    created_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(40))


# Only what waits is looked for, and little ever waits: the index stays small whatever is kept.
Index(
    "ix_inbox_unhandled", Inbox.channel, Inbox.address, Inbox.id,
    sqlite_where=Inbox.handled_at.is_(None), postgresql_where=Inbox.handled_at.is_(None),
)  # fmt: skip
Index(
    "ix_outbox_planned", Outbox.channel, Outbox.address, Outbox.id,
    sqlite_where=Outbox.state == "planned", postgresql_where=Outbox.state == "planned",
)  # fmt: skip
