"""What other software may do and take: its tokens, the answers already given, past imports, the lines given away."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, text, update
from sqlalchemy.orm import aliased

from actions.records.exchange import Actor, Given, Imported, LineOut, Token
from actions.store.connection import Connection
from actions.store.tables import (
    Accounts,
    ApiRequests,
    ApiTokens,
    Contracts,
    Declarations,
    Imports,
    Organisations,
    Reviews,
)

PREFIX = "jalon_"  # so that a token left in some file is known for what it is
SECONDS_TO_SETTLE = 2.0
_PAUSE = 0.01
_RECOGNISES = ("validated", "requalified")
_Reversal = aliased(Declarations)


class Exchange:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Organisations, as commands name them

    async def organisations(self, named: str) -> list[tuple[int, str]]:
        """Those of that name, or the one of that number."""
        where = Organisations.name == named
        if named.isdecimal() and len(named) < 10:
            where |= Organisations.id == int(named)
        query = select(Organisations.id, Organisations.name).where(where).order_by(Organisations.id)
        return [(row.id, row.name) for row in (await self._connection.execute(query)).all()]

    # Tokens

    async def add_token(
        self, organisation_id: int, name: str, scopes: Sequence[str], now: datetime, expires_at: datetime | None
    ) -> str:
        """The token, shown once: only its digest is kept."""
        token = PREFIX + secrets.token_urlsafe(32)
        row = insert(ApiTokens).values(
            organisation_id=organisation_id, name=name, digest=_digest(token), scopes=" ".join(scopes),
            created_at=now, expires_at=expires_at,
        )  # fmt: skip
        await self._connection.execute(row)
        return token

    async def token(self, token: str, now: datetime) -> Token | None:
        """Whose token this is, while it is good."""
        good = (
            ApiTokens.digest == _digest(token),
            ApiTokens.revoked_at.is_(None),
            ApiTokens.expires_at.is_(None) | (ApiTokens.expires_at > now),
        )
        row = (await self._connection.execute(select(*_TOKEN).where(*good))).first()
        return None if row is None else _token(row)

    async def tokens(self, organisation_id: int | None = None) -> list[tuple[Token, str]]:
        """Every token with its organisation's name, also those that serve no more."""
        query = select(*_TOKEN, Organisations.name.label("organisation")).join(
            Organisations, Organisations.id == ApiTokens.organisation_id
        )
        if organisation_id is not None:
            query = query.where(ApiTokens.organisation_id == organisation_id)
        rows = (await self._connection.execute(query.order_by(ApiTokens.id))).all()
        return [(_token(row), row.organisation) for row in rows]

    async def revoke_token(self, token_id: int, now: datetime) -> bool:
        """False: there is none of that number, or it was revoked before."""
        row = update(ApiTokens).where(ApiTokens.id == token_id, ApiTokens.revoked_at.is_(None))
        return (await self._connection.execute(row.values(revoked_at=now))).rowcount == 1

    async def note_use(self, token_id: int, now: datetime) -> None:
        await self._connection.execute(update(ApiTokens).where(ApiTokens.id == token_id).values(used_at=now))

    # Answers already given

    async def given(self, token_id: int, key: str, since: datetime) -> Given | None:
        """What was answered under this key, if it was so since then."""
        query = select(ApiRequests.request, ApiRequests.status, ApiRequests.answer).where(
            ApiRequests.token_id == token_id, ApiRequests.key == key, ApiRequests.at > since
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else Given(row.request, row.status, row.answer)

    async def keep_given(self, token_id: int, key: str, given: Given, now: datetime, kept_for: timedelta) -> None:
        """Keeps this answer, and forgets those that are too old."""
        await self._connection.execute(delete(ApiRequests).where(ApiRequests.at <= now - kept_for))
        row = insert(ApiRequests).values(
            token_id=token_id, key=key, request=given.request, status=given.status, answer=given.answer, at=now
        )
        await self._connection.execute(row)

    # Imports

    async def note_import(
        self, organisation_id: int, by: Actor, now: datetime, file: str, *, dry_run: bool, report: str, **counts: int
    ) -> int:
        row = insert(Imports).values(
            organisation_id=organisation_id, account_id=by.account_id, at=now, file=file[:200], dry_run=dry_run,
            report=report, **counts,
        )  # fmt: skip
        return int((await self._connection.execute(row.returning(Imports.id))).scalar_one())

    async def imports(self, organisation_id: int, limit: int = 50) -> list[Imported]:
        """The newest first."""
        query = _imports(Imports.organisation_id == organisation_id).order_by(Imports.id.desc()).limit(limit)
        return [Imported(*row) for row in (await self._connection.execute(query)).all()]

    async def import_(self, organisation_id: int, import_id: int) -> Imported | None:
        query = _imports(Imports.organisation_id == organisation_id, Imports.id == import_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Imported(*row)

    # Contracts

    async def contract_id(self, organisation_id: int, reference: str) -> tuple[int, int] | None:
        """The contract of that reference and its person."""
        query = select(Contracts.id, Contracts.person_id).where(
            Contracts.organisation_id == organisation_id, Contracts.reference == reference
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else (row.id, row.person_id)

    # Lines, given away in an order that skips nothing

    async def settled(self) -> tuple[int, int] | None:
        """Up to which number declarations and reviews are settled: no smaller number can still appear.

        None: someone has been writing for longer than SECONDS_TO_SETTLE, and nothing new can be told.

        PostgreSQL gives a number before the commit, so that 8 may be there before 7 is. A writer holds a lock on its
        table from before it draws a number until after its commit. So: read the last number drawn, see who holds
        the lock then, and wait until those few are gone; whoever comes later draws a greater number. Nobody is
        ever hindered from writing. The embedded database has one writer, hence nothing to wait for.
        """
        if self._connection.dialect.name == "sqlite":
            return (await self._last(Declarations), await self._last(Reviews))
        row = (await self._connection.execute(_DRAWN)).one()
        writers = await self._writers()
        waited = 0.0
        while writers:
            if waited >= SECONDS_TO_SETTLE:
                return None
            await asyncio.sleep(_PAUSE)
            waited += _PAUSE
            writers &= await self._writers()
        return int(row.declarations), int(row.reviews)

    async def lines(
        self, organisation_id: int, after: tuple[int, int], until: tuple[int, int], limit: int, contract: int | None
    ) -> tuple[list[LineOut], tuple[int, int]]:
        """The lines that are new, reversed or reviewed between two points, each once and as it stands now.

        Also gives the point that was reached: `until`, or where `limit` events were counted.
        """
        declared = await self._events(_declared_in(organisation_id, contract, after[0], until[0]), limit)
        reviewed = await self._events(
            _reviewed_in(organisation_id, contract, after[1], until[1]), limit - len(declared)
        )
        reached = (
            declared[-1][0] if len(declared) == limit else until[0],
            (reviewed[-1][0] if reviewed else after[1]) if len(declared) + len(reviewed) == limit else until[1],
        )
        return await self._as_they_stand([line for _event, line in (*declared, *reviewed)]), reached

    async def _events(self, query: Select[*tuple[Any, ...]], limit: int) -> list[tuple[int, int]]:
        if limit <= 0:
            return []
        return [(row.event, row.line) for row in (await self._connection.execute(query.limit(limit))).all()]

    async def _as_they_stand(self, lines: Sequence[int]) -> list[LineOut]:
        ids = list(dict.fromkeys(lines))
        if not ids:
            return []
        found = (await self._connection.execute(_AS_IT_STANDS.where(Declarations.id.in_(ids)))).all()
        rows = {row.id: LineOut(*row) for row in found}
        return [rows[line] for line in ids if line in rows]

    async def _last(self, table: Any) -> int:
        return int((await self._connection.execute(select(func.coalesce(func.max(table.id), 0)))).scalar_one())

    async def _writers(self) -> set[str]:
        return set((await self._connection.execute(_WRITERS)).scalars())


_TOKEN = (
    ApiTokens.id, ApiTokens.organisation_id, ApiTokens.name, ApiTokens.scopes, ApiTokens.created_at,
    ApiTokens.expires_at, ApiTokens.revoked_at, ApiTokens.used_at,
)  # fmt: skip
_DRAWN = text(
    "SELECT (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM declarations_id_seq) AS declarations,"
    " (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM reviews_id_seq) AS reviews"
)
_WRITERS = text(
    "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND relation IN ('declarations'::regclass, 'reviews'::regclass)"
)


def _token(row: Any) -> Token:
    return Token(
        row.id, row.organisation_id, row.name, tuple(row.scopes.split()), row.created_at, row.expires_at,
        row.revoked_at, row.used_at,
    )  # fmt: skip


def _imports(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Imports.id, Imports.at, Imports.file, Imports.dry_run, Imports.added, Imports.changed, Imports.unchanged,
            Imports.refused, Imports.report, Accounts.name,
        )
        .join(Accounts, Accounts.id == Imports.account_id, isouter=True)
        .where(*where)
    )  # fmt: skip


def _declared_in(organisation_id: int, contract: int | None, after: int, until: int) -> Select[*tuple[Any, ...]]:
    """A reversal tells anew of the line that it reverses."""
    which = [] if contract is None else [Declarations.contract_id == contract]
    return (
        select(Declarations.id.label("event"), func.coalesce(Declarations.reverses_id, Declarations.id).label("line"))
        .join(Contracts, Contracts.id == Declarations.contract_id)
        .where(Contracts.organisation_id == organisation_id, *which)
        .where(Declarations.id > after, Declarations.id <= until)
        .order_by(Declarations.id)
    )


def _reviewed_in(organisation_id: int, contract: int | None, after: int, until: int) -> Select[*tuple[Any, ...]]:
    which = [] if contract is None else [Declarations.contract_id == contract]
    return (
        select(Reviews.id.label("event"), Reviews.declaration_id.label("line"))
        .join(Declarations, Declarations.id == Reviews.declaration_id)
        .join(Contracts, Contracts.id == Declarations.contract_id)
        .where(Contracts.organisation_id == organisation_id, *which, Reviews.kind.in_(_RECOGNISES))
        .where(Reviews.id > after, Reviews.id <= until)
        .order_by(Reviews.id)
    )


def _recognised(column: Any) -> Any:
    """What the newest recognition of a line says."""
    newest = aliased(Reviews)
    return (
        select(getattr(newest, column))
        .where(newest.declaration_id == Declarations.id, newest.kind.in_(_RECOGNISES))
        .order_by(newest.id.desc())
        .limit(1)
        .correlate(Declarations)
        .scalar_subquery()
    )


def _as_it_stands() -> Select[*tuple[Any, ...]]:
    reversed_ = select(_Reversal.id).where(_Reversal.reverses_id == Declarations.id).correlate(Declarations).exists()
    return (
        select(
            Declarations.id, Contracts.reference, Declarations.day, Declarations.minutes, _recognised("minutes"),
            Declarations.activity, _recognised("activity"), Declarations.late, reversed_, Declarations.recorded_at,
        )
        .join(Contracts, Contracts.id == Declarations.contract_id)
    )  # fmt: skip


_AS_IT_STANDS = _as_it_stands()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
