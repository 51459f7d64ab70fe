"""Periods of a lower weekly duration: noted, or cancelled; never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update

from actions.records import Period
from actions.store.connection import Connection
from actions.store.tables import Periods as Rows


class Periods:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, contract_id: int, period: Period, now: datetime, account_id: int | None = None) -> int:
        """`period.id` is not looked at: the database gives one."""
        row = insert(Rows).values(
            contract_id=contract_id, kind=period.kind, first_day=period.first_day, last_day=period.last_day,
            minutes=period.minutes, source=period.source, noted_by=account_id, noted_at=now,
        )  # fmt: skip
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def cancel(self, contract_id: int, period_id: int, now: datetime) -> bool:
        """False: it is cancelled already, or is none of this contract's."""
        mine = update(Rows).where(Rows.id == period_id, Rows.contract_id == contract_id, Rows.cancelled_at.is_(None))
        return (await self._connection.execute(mine.values(cancelled_at=now))).rowcount == 1
