"""Accounts of the console, their sessions, and the codes with which a password is set."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from actions.records import Account, AccountLine, Credentials
from actions.store.connection import Connection
from actions.store.tables import AccountCodes, Sessions
from actions.store.tables import Accounts as Rows

_COLUMNS = (
    Rows.id, Rows.organisation_id, Rows.advisor_id, Rows.name, Rows.email, Rows.role, Rows.language,
)  # fmt: skip
_SECRETS = (
    Rows.password, Rows.second_factor, Rows.second_factor_step, Rows.failures, Rows.locked_until, Rows.disabled_at,
)  # fmt: skip


class Accounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self, *, organisation_id: int, name: str, email: str, role: str, now: datetime, **other: Any
    ) -> int:
        row = insert(Rows).values(
            organisation_id=organisation_id, name=name, email=email.casefold(), role=role, created_at=now, **other
        )
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def find(self, account_id: int) -> Account | None:
        return await self._one(Rows.id == account_id)

    async def by_subject(self, subject: str) -> Account | None:
        """Whom an identity provider means; not a closed account."""
        return await self._one(Rows.subject == subject, Rows.disabled_at.is_(None))

    async def by_email(self, email: str) -> Account | None:
        return await self._one(Rows.email == email.casefold(), Rows.disabled_at.is_(None))

    async def has_subject(self, account_id: int) -> bool:
        """Whether an identity provider already names this account."""
        query = select(Rows.subject).where(Rows.id == account_id)
        return (await self._connection.execute(query)).scalar_one_or_none() is not None

    async def email_is_taken(self, email: str) -> bool:
        """Also by an account that is closed."""
        query = select(Rows.id).where(Rows.email == email.casefold())
        return (await self._connection.execute(query)).first() is not None

    async def of_organisation(self, organisation_id: int) -> tuple[AccountLine, ...]:
        query = (
            select(*_COLUMNS, Rows.disabled_at, Rows.seen_at, Rows.password, Rows.second_factor, Rows.subject)
            .where(Rows.organisation_id == organisation_id)
            .order_by(Rows.disabled_at.is_not(None), Rows.name)
        )
        return tuple(
            AccountLine(
                Account(*row[:7]), row.disabled_at, row.seen_at,
                ready=bool(row.subject) or (row.password is not None and row.second_factor is not None),
            )
            for row in (await self._connection.execute(query)).all()
        )  # fmt: skip

    async def credentials(self, email: str) -> Credentials | None:
        return await self._credentials(Rows.email == email)

    async def credentials_of(self, account_id: int) -> Credentials | None:
        return await self._credentials(Rows.id == account_id)

    async def change(self, account_id: int, **values: Any) -> None:
        await self._connection.execute(update(Rows).where(Rows.id == account_id).values(**values))

    async def use_step(self, account_id: int, step: int) -> bool:
        """Notes the moment of a one-time code. False: it, or a later one, has served."""
        fresh = or_(Rows.second_factor_step.is_(None), Rows.second_factor_step < step)
        mine = update(Rows).where(Rows.id == account_id, fresh).values(second_factor_step=step)
        return (await self._connection.execute(mine)).rowcount == 1

    async def begin_session(self, account_id: int, now: datetime, expires_at: datetime) -> str:
        """The session's token, given once; only its digest is kept."""
        token = secrets.token_urlsafe(32)
        await self._connection.execute(delete(Sessions).where(Sessions.expires_at <= now))
        row = insert(Sessions).values(
            digest=_digest(token), account_id=account_id, began_at=now, seen_at=now, expires_at=expires_at
        )
        await self._connection.execute(row)
        return token

    async def of_session(
        self, token: str, now: datetime, idle_since: datetime
    ) -> tuple[Account | None, datetime | None]:
        """Whose session this is and when it last served, while it lasts and the account is not closed."""
        query = (
            select(*_COLUMNS, Sessions.seen_at.label("last"))
            .join(Sessions, Sessions.account_id == Rows.id)
            .where(
                Sessions.digest == _digest(token),
                Sessions.expires_at > now,
                Sessions.seen_at > idle_since,
                Rows.disabled_at.is_(None),
            )
        )
        row = (await self._connection.execute(query)).first()
        return (None, None) if row is None else (Account(*row[:7]), row.last)

    async def note_seen(self, token: str, now: datetime) -> None:
        await self._connection.execute(update(Sessions).where(Sessions.digest == _digest(token)).values(seen_at=now))

    async def end_session(self, token: str) -> None:
        await self._connection.execute(delete(Sessions).where(Sessions.digest == _digest(token)))

    async def end_sessions(self, account_id: int) -> None:
        await self._connection.execute(delete(Sessions).where(Sessions.account_id == account_id))

    async def new_code(self, account_id: int, expires_at: datetime) -> str:
        code = secrets.token_urlsafe(24)
        await self._connection.execute(delete(AccountCodes).where(AccountCodes.account_id == account_id))
        row = insert(AccountCodes).values(digest=_digest(code), account_id=account_id, expires_at=expires_at)
        await self._connection.execute(row)
        return code

    async def of_code(self, code: str, now: datetime) -> Account | None:
        named = select(AccountCodes.account_id).where(
            AccountCodes.digest == _digest(code), AccountCodes.expires_at > now
        )
        return await self._one(Rows.id.in_(named), Rows.disabled_at.is_(None))

    async def end_codes(self, account_id: int) -> None:
        await self._connection.execute(delete(AccountCodes).where(AccountCodes.account_id == account_id))

    async def _credentials(self, *where: ColumnElement[bool]) -> Credentials | None:
        row = (await self._connection.execute(select(*_COLUMNS, *_SECRETS).where(*where))).first()
        if row is None:
            return None
        return Credentials(
            Account(*row[:7]), row.password, row.second_factor, row.failures, row.locked_until,
            disabled=row.disabled_at is not None,
        )  # fmt: skip

    async def _one(self, *where: ColumnElement[bool]) -> Account | None:
        row = (await self._connection.execute(select(*_COLUMNS).where(*where))).first()
        return None if row is None else Account(*row)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
