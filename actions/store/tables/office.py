"""The advisors' side: accounts, sessions, who did what, tokens of other software, group messages, imports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.records import ROLES
from actions.store.columns import Sealed
from actions.store.tables.base import Row, one_of


class Accounts(Row):
    """Who may open the console. A password of the embedded default, or the subject of an identity provider."""

    __tablename__ = "accounts"
    __table_args__ = (
        one_of("role", ROLES),
        CheckConstraint("role <> 'advisor' OR advisor_id IS NOT NULL", name="an_advisor_is_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    advisor_id: Mapped[int | None] = mapped_column(ForeignKey("advisors.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)  # folded
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10), default="fr")
    password: Mapped[str | None] = mapped_column(String(200))  # argon2's own text
    second_factor: Mapped[str | None] = mapped_column(Sealed)  # the secret of the one-time codes
    second_factor_step: Mapped[int | None]  # the last code's moment: none serves twice
    subject: Mapped[str | None] = mapped_column(String(300), unique=True)  # issuer and subject of OpenID Connect
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class Sessions(Row):
    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccountCodes(Row):
    """With it a password is set, once. Only its digest is kept."""

    __tablename__ = "account_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    expires_at: Mapped[datetime]


class Audit(Row):
    """Who saw and changed what: codes and ids, never words. Append-only (triggers hold it).

    `by` says who acted: an account, the person themself, a token of other software, or the program.
    """

    __tablename__ = "audit"
    __table_args__ = (
        one_of("by", ("account", "person", "token", "program")),
        Index("ix_audit_person", "person_id", "id"),
        Index("ix_audit_organisation", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_tokens.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    deed: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(200))


class ApiTokens(Row):
    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(200))  # separated by a space
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class ApiRequests(Row):
    """The answers already given under an idempotency key, for a while."""

    __tablename__ = "api_requests"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"))
    key: Mapped[str] = mapped_column(String(100))
    request: Mapped[str] = mapped_column(String(64))  # digest of what was asked
    status: Mapped[int]
    answer: Mapped[str] = mapped_column(Sealed)
    at: Mapped[datetime] = mapped_column(index=True)


class Broadcasts(Row):
    """A message from the organisation to several of its people. How it went is read from the outbox.

    `key` names the form that was confirmed: it can be so only once.
    """

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    words: Mapped[str] = mapped_column(Sealed)
    people: Mapped[int]
    unreachable: Mapped[int]  # of these, those without a chat
    at: Mapped[datetime]


class Recipients(Row):
    """Whom a group message is for: a row per chat, or one without a parcel for someone who has none.

    Not read back from the outbox's addresses: a chat may be somebody else's by then.
    """

    __tablename__ = "broadcast_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    parcel_id: Mapped[int | None]  # in the outbox, which does not keep its rows for ever


class Imports(Row):
    """What an import did. `report` is JSON: the lines that were refused, and why."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    file: Mapped[str] = mapped_column(String(200))
    dry_run: Mapped[bool]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]
    report: Mapped[str] = mapped_column(Sealed)
