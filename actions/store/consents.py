"""What people answered to the text of consent, where the organisation's handling of data rests on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from actions.store.connection import Connection
from actions.store.tables import Consents as Rows


class Consents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, person_id: int, text_version: str, given: bool, at: datetime) -> None:
        row = insert(Rows).values(person_id=person_id, text_version=text_version, given=given, at=at)
        await self._connection.execute(row)

    async def last(self, person_id: int) -> tuple[str, bool] | None:
        """The version of the text answered last, and the answer: the newest counts, whatever came before."""
        query = select(Rows.text_version, Rows.given).where(Rows.person_id == person_id)
        row = (await self._connection.execute(query.order_by(Rows.id.desc()).limit(1))).first()
        return None if row is None else (row.text_version, row.given)
