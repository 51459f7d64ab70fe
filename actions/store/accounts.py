"""Accounts of the console and their sessions."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from actions.records import Account
from actions.store.connection import Connection
from actions.store.tables import Accounts as Rows
from actions.store.tables import Sessions

_COLUMNS = (
    Rows.id, Rows.organisation_id, Rows.advisor_id, Rows.name, Rows.email, Rows.role, Rows.language,
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

    async def begin_session(self, account_id: int, now: datetime, expires_at: datetime) -> str:
        """The session's token, given once; only its digest is kept."""
        token = secrets.token_urlsafe(32)
        row = insert(Sessions).values(
            digest=_digest(token), account_id=account_id, began_at=now, seen_at=now, expires_at=expires_at
        )
        await self._connection.execute(row)
        return token

    async def of_session(self, token: str, now: datetime) -> Account | None:
        """Whose session this is, while it lasts and the account is not closed."""
        query = (
            select(*_COLUMNS)
            .join(Sessions, Sessions.account_id == Rows.id)
            .where(Sessions.digest == _digest(token), Sessions.expires_at > now, Rows.disabled_at.is_(None))
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else Account(*row)

    async def end_session(self, token: str) -> None:
        await self._connection.execute(delete(Sessions).where(Sessions.digest == _digest(token)))

    async def change(self, account_id: int, **values: Any) -> None:
        await self._connection.execute(update(Rows).where(Rows.id == account_id).values(**values))

    async def _one(self, *where: ColumnElement[bool]) -> Account | None:
        row = (await self._connection.execute(select(*_COLUMNS).where(*where))).first()
        return None if row is None else Account(*row)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
