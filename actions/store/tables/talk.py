"""Talk: conversations, what arrives, what is to be sent, codes that join, sentences kept to learn from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.records import DESTINATIONS
from actions.store.columns import Sealed
from actions.store.tables.base import CHANNELS, Row, one_of


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
    linked_at: Mapped[datetime | None]
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
    """A single-use code that joins a chat to a person, as a link and as a short one to read aloud.

    Only their keyed digests are kept.
    """

    __tablename__ = "link_codes"
    __table_args__ = (Index("uq_link_codes_short_digest", "short_digest", unique=True),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    short_digest: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(20))  # used, replaced, or « not_me »


class Attempts(Row):
    """A code that was not good, from this chat: guessing is slow. Forgotten after a day."""

    __tablename__ = "link_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


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
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"), index=True)


# Only what waits is looked for, and little ever waits: the index stays small whatever is kept.
Index(
    "ix_inbox_unhandled", Inbox.channel, Inbox.address, Inbox.id,
    sqlite_where=Inbox.handled_at.is_(None), postgresql_where=Inbox.handled_at.is_(None),
)  # fmt: skip
Index(
    "ix_outbox_planned", Outbox.channel, Outbox.address, Outbox.id,
    sqlite_where=Outbox.state == "planned", postgresql_where=Outbox.state == "planned",
)  # fmt: skip
# « Ce n'est pas moi » is rare, and must be seen at once.
Index(
    "ix_link_codes_not_me", LinkCodes.person_id,
    sqlite_where=LinkCodes.ended_why == "not_me", postgresql_where=LinkCodes.ended_why == "not_me",
)  # fmt: skip
