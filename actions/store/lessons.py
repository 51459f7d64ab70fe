"""Sentences that were not understood, without names, kept for a while to learn from."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from actions.records import Lesson
from actions.store.connection import Connection
from actions.store.tables import Lessons as Rows


class Lessons:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(
        self, text: str, guesses: Iterable[tuple[str, float]], language: str, today: date, expires_on: date
    ) -> None:
        """`text` is without names already; `expires_on` the first day on which it is there no more."""
        told = json.dumps([[request, round(confidence, 2)] for request, confidence in guesses])
        row = insert(Rows).values(text=text, guesses=told, language=language, kept_on=today, expires_on=expires_on)
        await self._connection.execute(row)

    async def unlabelled(self) -> list[Lesson]:
        """Those that nobody has labelled yet, oldest first."""
        return await self._read(Rows.request.is_(None))

    async def labelled(self) -> list[Lesson]:
        return await self._read(Rows.request.is_not(None))

    async def label(self, lesson: int, request: str, goes_to: str) -> None:
        """`goes_to` is one of DESTINATIONS."""
        await self._connection.execute(update(Rows).where(Rows.id == lesson).values(request=request, goes_to=goes_to))

    async def drop(self, lessons: Collection[int]) -> None:
        await self._connection.execute(delete(Rows).where(Rows.id.in_(lessons)))

    async def forget_expired(self, today: date) -> int:
        """Deletes those whose day has come, labelled or not; returns how many."""
        return (await self._connection.execute(delete(Rows).where(Rows.expires_on <= today))).rowcount

    async def _read(self, condition: ColumnElement[bool]) -> list[Lesson]:
        query = select(Rows.id, Rows.text, Rows.guesses, Rows.language, Rows.request, Rows.goes_to)
        rows = await self._connection.execute(query.where(condition).order_by(Rows.id))
        return [_lesson(row) for row in rows.all()]


def _lesson(row: Row[*tuple[Any, ...]]) -> Lesson:
    guesses = tuple((request, confidence) for request, confidence in json.loads(row.guesses))
    return Lesson(row.id, row.text, guesses, row.language, row.request, row.goes_to)
