"""The ledger of declared time, and what advisors and people say of its lines."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.records import REVIEW_KINDS
from actions.store.columns import Sealed
from actions.store.tables.base import ACTIVITIES, MOST_MINUTES_A_DAY, Row, one_of

# Whoever reads the feed asks for what came after a number: an erased line's must not be given to a new one.
NEVER_AGAIN = {"sqlite_autoincrement": True}


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
        Index("ix_declarations_person_day", "person_id", "day", "minutes"),  # a week is summed from the index alone
        NEVER_AGAIN,
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


class Reviews(Row):
    """What was said of a line, in order: validated, re-qualified, asked about; and the person's answers.

    Append-only (triggers hold it). The newest « validated » or « requalified » says what is recognised.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        one_of("kind", REVIEW_KINDS),
        one_of("activity", ACTIVITIES),
        CheckConstraint(
            f"(kind IN ('validated', 'requalified')) = (minutes IS NOT NULL) "
            f"AND (minutes IS NULL OR minutes BETWEEN 0 AND {MOST_MINUTES_A_DAY})",
            name="minutes_by_kind",
        ),
        CheckConstraint("kind = 'validated' OR words IS NOT NULL", name="a_reason_is_given"),
        CheckConstraint("(kind = 'answer') = (account_id IS NULL)", name="who_speaks"),
        Index("ix_reviews_declaration", "declaration_id", "id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declarations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int | None]
    activity: Mapped[str | None] = mapped_column(String(30))
    words: Mapped[str | None] = mapped_column(Sealed)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]


# What people answered is rare among all that is said of lines.
Index(
    "ix_reviews_answers", Reviews.declaration_id, Reviews.id,
    sqlite_where=Reviews.kind == "answer", postgresql_where=Reviews.kind == "answer",
)  # fmt: skip
