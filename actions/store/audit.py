"""Who saw and changed what. Lines are only ever added; they hold codes and ids, never words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, insert, select

from actions.records import Account, Trace
from actions.store.connection import Connection
from actions.store.tables import Accounts, ApiTokens
from actions.store.tables import Audit as Rows


class Audit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(
        self,
        deed: str,
        now: datetime,
        *,
        by: str = "program",
        account: Account | None = None,
        token_id: int | None = None,
        organisation_id: int | None = None,
        person_id: int | None = None,
        contract_id: int | None = None,
        detail: str | None = None,
    ) -> None:
        """`deed` and `detail` are codes. With an `account`, it is the account that acted, for its organisation."""
        who = {"by": by, "account_id": None, "token_id": token_id, "organisation_id": organisation_id}
        if account is not None:
            who |= {"by": "account", "account_id": account.id, "organisation_id": account.organisation_id}
        row = insert(Rows).values(
            at=now, deed=deed, detail=detail, person_id=person_id, contract_id=contract_id, **who
        )
        await self._connection.execute(row)

    async def noted_since(self, deed: str, account_id: int, contract_id: int, since: datetime) -> bool:
        """Whether this account's same deed on this contract is noted already, at `since` or after."""
        query = select(Rows.id).where(
            Rows.deed == deed, Rows.account_id == account_id, Rows.contract_id == contract_id, Rows.at >= since
        )
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def of_person(self, person_id: int, limit: int = 50) -> tuple[Trace, ...]:
        return await self._read(Rows.person_id == person_id, limit=limit)

    async def of_organisation(
        self, organisation_id: int, before: int | None = None, limit: int = 100, *, about_people: bool
    ) -> tuple[Trace, ...]:
        """What was done about people, or else about accounts; the newest first. `before` is the last id seen."""
        kind = Rows.person_id.is_not(None) if about_people else Rows.person_id.is_(None)
        older = [] if before is None else [Rows.id < before]
        return await self._read(Rows.organisation_id == organisation_id, kind, *older, limit=limit)

    async def _read(self, *where: ColumnElement[bool], limit: int) -> tuple[Trace, ...]:
        query = (
            select(
                Rows.id, Rows.at, Rows.by, Accounts.name.label("account"), ApiTokens.name.label("token"), Rows.deed,
                Rows.person_id, Rows.contract_id, Rows.detail,
            )
            .join(Accounts, Accounts.id == Rows.account_id, isouter=True)
            .join(ApiTokens, ApiTokens.id == Rows.token_id, isouter=True)
            .where(*where)
            .order_by(Rows.id.desc())
            .limit(limit)
        )  # fmt: skip
        return tuple(
            Trace(
                row.id, row.at, row.by, row.account or row.token, row.deed, row.person_id, row.contract_id, row.detail
            )
            for row in (await self._connection.execute(query)).all()
        )
