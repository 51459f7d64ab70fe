"""People and the single-use codes that join a chat to them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import func, insert, select, update

from actions.records import Consent, Person
from actions.store.connection import Connection
from actions.store.tables import LinkCodes
from actions.store.tables import People as Rows


class People:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, given_name: str, zone: str, language: str, now: datetime) -> int:
        row = insert(Rows).values(given_name=given_name, zone=zone, language=language, created_at=now)
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def find(self, person_id: int) -> Person | None:
        query = select(Rows.id, Rows.given_name, Rows.zone, Rows.language).where(Rows.id == person_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Person(row.id, row.given_name, row.zone, row.language)

    async def count(self) -> int:
        return int((await self._connection.execute(select(func.count()).select_from(Rows))).scalar_one())

    async def any_name(self) -> str | None:
        """Someone's first name: whether the keys at hand open what is kept."""
        return (await self._connection.execute(select(Rows.given_name).limit(1))).scalar_one_or_none()

    async def all(self) -> list[Person]:
        query = select(Rows.id, Rows.given_name, Rows.zone, Rows.language).order_by(Rows.id)
        return [Person(*row) for row in (await self._connection.execute(query)).all()]

    async def set_language(self, person_id: int, language: str) -> None:
        await self._connection.execute(update(Rows).where(Rows.id == person_id).values(language=language))

    async def learning(self, person_id: int) -> Consent:
        """What they answered to « may what was not understood be kept? », and when; nothing for a stranger."""
        query = select(Rows.learning_consent, Rows.learning_asked_at, Rows.learning_answered_at)
        row = (await self._connection.execute(query.where(Rows.id == person_id))).first()
        return Consent() if row is None else Consent(*row)

    async def note_learning_asked(self, person_id: int, at: datetime) -> None:
        await self._connection.execute(update(Rows).where(Rows.id == person_id).values(learning_asked_at=at))

    async def note_learning_answer(self, person_id: int, given: bool, at: datetime) -> None:
        """The last answer counts: a yes may be taken back at any time."""
        answer = update(Rows).where(Rows.id == person_id)
        await self._connection.execute(answer.values(learning_consent=given, learning_answered_at=at))

    async def new_link(self, person_id: int, expires_at: datetime) -> str:
        """A code that fits Telegram's deep links; shown once, since only its digest is kept."""
        code = secrets.token_urlsafe(24)
        row = insert(LinkCodes).values(digest=_digest(code), person_id=person_id, expires_at=expires_at)
        await self._connection.execute(row)
        return code

    async def use_link(self, code: str, now: datetime) -> int | None:
        """The person whom the code names, once and in time; None otherwise."""
        mine = (
            update(LinkCodes)
            .where(LinkCodes.digest == _digest(code), LinkCodes.used_at.is_(None), LinkCodes.expires_at > now)
            .values(used_at=now)
            .returning(LinkCodes.person_id)
        )
        return (await self._connection.execute(mine)).scalar_one_or_none()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
