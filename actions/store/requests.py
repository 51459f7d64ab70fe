"""What people asked about their data, for a human of the organisation to settle."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from actions.records import DataRequest
from actions.store.connection import Connection
from actions.store.tables import Accounts, People
from actions.store.tables import DataRequests as Rows

SHOWN = 100


class Requests:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, person_id: int, organisation_id: int, kind: str, now: datetime, due_on: date) -> int:
        """`kind` is one of REQUEST_KINDS."""
        row = insert(Rows).values(
            person_id=person_id, organisation_id=organisation_id, kind=kind, at=now, due_on=due_on
        )
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def open_of(self, person_id: int, kind: str) -> DataRequest | None:
        """The one that waits already: asking twice does not make two."""
        query = _read().where(Rows.person_id == person_id, Rows.kind == kind, Rows.settled_at.is_(None))
        row = (await self._connection.execute(query.order_by(Rows.id).limit(1))).first()
        return None if row is None else _request(row)

    async def of_organisation(self, organisation_id: int) -> tuple[DataRequest, ...]:
        """Those that wait, the first due first; then the last ones settled."""
        query = _read().where(Rows.organisation_id == organisation_id)
        order = (Rows.settled_at.is_not(None), Rows.settled_at.desc(), Rows.due_on, Rows.id)
        rows = (await self._connection.execute(query.order_by(*order).limit(SHOWN))).all()
        return tuple(_request(row) for row in rows)

    async def find(self, request_id: int, organisation_id: int) -> DataRequest | None:
        query = _read().where(Rows.id == request_id, Rows.organisation_id == organisation_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else _request(row)

    async def settle(self, request: DataRequest, account_id: int, now: datetime) -> bool:
        """False: somebody has settled it already."""
        mine = update(Rows).where(Rows.id == request.id, Rows.settled_at.is_(None))
        return (await self._connection.execute(mine.values(settled_at=now, settled_by=account_id))).rowcount == 1


def _read() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Rows.id, Rows.person_id, Rows.organisation_id, Rows.kind, Rows.at, Rows.due_on, Rows.settled_at,
            Accounts.name, People.given_name, People.family_name,
        )
        .join(People, People.id == Rows.person_id)
        .join(Accounts, Accounts.id == Rows.settled_by, isouter=True)
    )  # fmt: skip


def _request(row: Row[*tuple[Any, ...]]) -> DataRequest:
    return DataRequest(*row)
