"""Appointments and workshops: when, where, with whom, what became of them, and whether their time was settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from actions.records import Appointment
from actions.store.connection import Connection
from actions.store.tables import Appointments as Rows

_COLUMNS = (
    Rows.id, Rows.contract_id, Rows.kind, Rows.activity, Rows.starts_at, Rows.minutes, Rows.title, Rows.place,
    Rows.with_whom, Rows.state, Rows.settled_at,
)  # fmt: skip


class Appointments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, told: Appointment, account_id: int | None = None) -> int:
        """`told.id` is not looked at: the database gives one."""
        row = insert(Rows).values(
            contract_id=told.contract_id, kind=told.kind, activity=told.activity, starts_at=told.starts_at,
            minutes=told.minutes, title=told.title, place=told.place, with_whom=told.with_whom, state=told.state,
            noted_by=account_id,
        )  # fmt: skip
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def find(self, contract_id: int, appointment_id: int) -> Appointment | None:
        found = await self._read(Rows.contract_id == contract_id, Rows.id == appointment_id)
        return found[0] if found else None

    async def of_contract(self, contract_id: int, since: datetime) -> tuple[Appointment, ...]:
        """Those that begin at `since` or after, by hour."""
        return await self._read(Rows.contract_id == contract_id, Rows.starts_at >= since)

    async def coming(self, contract_id: int, now: datetime, limit: int) -> tuple[Appointment, ...]:
        """The next ones that are still to take place."""
        return await self._read(
            Rows.contract_id == contract_id, Rows.starts_at >= now, Rows.state == "planned", limit=limit
        )

    async def unsettled(self, contract_id: int, since: datetime, until: datetime) -> tuple[Appointment, ...]:
        """Those begun in between of which the person has not yet said whether their time counts, by hour."""
        return await self._read(
            Rows.contract_id == contract_id, Rows.starts_at.between(since, until),
            Rows.state.in_(("planned", "held")), Rows.settled_at.is_(None),
        )  # fmt: skip

    async def change(self, seen: Appointment, **values: Any) -> bool:
        """Changes it as it was seen. False: somebody changed it meanwhile, and what they wrote stands."""
        mine = update(Rows).where(
            Rows.id == seen.id, Rows.contract_id == seen.contract_id, Rows.state == seen.state,
            Rows.starts_at == seen.starts_at,
        )  # fmt: skip
        return (await self._connection.execute(mine.values(**values))).rowcount == 1

    async def settle(self, contract_id: int, appointment_id: int, now: datetime) -> bool:
        """Notes that the person has said whether its time counts. False: they had said so already."""
        mine = update(Rows).where(
            Rows.id == appointment_id, Rows.contract_id == contract_id, Rows.settled_at.is_(None)
        )
        return (await self._connection.execute(mine.values(settled_at=now))).rowcount == 1

    async def _read(self, *where: ColumnElement[bool], limit: int | None = None) -> tuple[Appointment, ...]:
        query = select(*_COLUMNS).where(*where).order_by(Rows.starts_at, Rows.id).limit(limit)
        return tuple(
            Appointment(
                row.id, row.contract_id, row.kind, row.activity, row.starts_at, row.minutes, row.title, row.place,
                row.with_whom, row.state, row.settled_at is not None,
            )
            for row in (await self._connection.execute(query)).all()
        )  # fmt: skip
