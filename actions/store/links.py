"""The codes that join a chat to a person, and the attempts at guessing one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update

from actions.records import ChatKey, Codes, LinkCode
from actions.records.codes import new_short
from actions.store.columns import keyring_of
from actions.store.connection import Connection
from actions.store.tables import Attempts, Chats
from actions.store.tables import LinkCodes as Rows

TOKEN_BYTES = 24  # 32 signs of the alphabet of Telegram's deep links, which take 64
ATTEMPTS_KEPT = timedelta(days=1)
_COLUMNS = (Rows.digest, Rows.person_id, Rows.made_at, Rows.expires_at, Rows.used_at, Rows.ended_why)
_UNUSED = and_(Rows.used_at.is_(None), Rows.ended_why.is_(None))


class Links:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def make(self, person_id: int, now: datetime, expires_at: datetime, made_by: int | None = None) -> Codes:
        """A new code for a person, which ends the one before. `made_by` is the account that gives it out."""
        await self._connection.execute(
            update(Rows).where(Rows.person_id == person_id, _UNUSED).values(ended_why="replaced")
        )
        codes = Codes(secrets.token_urlsafe(TOKEN_BYTES), new_short(), expires_at)
        row = insert(Rows).values(
            digest=self._digests(codes.token)[0], short_digest=self._digests(codes.short)[0],
            person_id=person_id, made_by=made_by, made_at=now, expires_at=expires_at,
        )  # fmt: skip
        await self._connection.execute(row)
        return codes

    async def find(self, code: str) -> LinkCode | None:
        """What is known of a code, in either form, whatever became of it."""
        found = self._digests(code)
        # A key may have been put before the one that the digest was made with: any of them may find it.
        return await self._one(select(*_COLUMNS).where(or_(Rows.digest.in_(found), Rows.short_digest.in_(found))))

    async def by_key(self, key: str) -> LinkCode | None:
        return await self._one(select(*_COLUMNS).where(Rows.digest == key))

    async def last_of(self, person_id: int) -> LinkCode | None:
        """The newest code of a person."""
        newest = (Rows.made_at.desc().nulls_last(), Rows.ended_why.is_(None).desc())
        return await self._one(select(*_COLUMNS).where(Rows.person_id == person_id).order_by(*newest).limit(1))

    async def claim(self, key: str, now: datetime) -> int | None:
        """The person whom the code names, to one caller alone and in time; None to all others."""
        mine = update(Rows).where(Rows.digest == key, _UNUSED, Rows.expires_at > now)
        taken = mine.values(used_at=now, ended_why="used").returning(Rows.person_id)
        return (await self._connection.execute(taken)).scalar_one_or_none()

    async def end(self, key: str, why: str) -> bool:
        """Whether it was still good."""
        ended = update(Rows).where(Rows.digest == key, _UNUSED).values(ended_why=why)
        return (await self._connection.execute(ended)).rowcount == 1

    async def end_all_of(self, person_id: int, why: str) -> None:
        await self._connection.execute(update(Rows).where(Rows.person_id == person_id, _UNUSED).values(ended_why=why))

    async def note_attempt(self, chat: ChatKey, now: datetime) -> None:
        await self.forget_attempts(now)
        here = select(Chats.id).where(_is(chat)).scalar_subquery()
        await self._connection.execute(insert(Attempts).values(chat_id=here, at=now))

    async def attempts(self, since: datetime, chat: ChatKey | None = None) -> int:
        """How many codes were not good since then, from one chat or from all."""
        query: Select[int] = select(func.count()).select_from(Attempts).where(Attempts.at > since)
        if chat is not None:
            query = query.join(Chats, Chats.id == Attempts.chat_id).where(_is(chat))
        return int((await self._connection.execute(query)).scalar_one())

    async def forget_attempts(self, now: datetime) -> None:
        await self._connection.execute(delete(Attempts).where(Attempts.at <= now - ATTEMPTS_KEPT))

    async def _one(self, query: Select[*tuple[object, ...]]) -> LinkCode | None:
        row = (await self._connection.execute(query)).first()
        return None if row is None else LinkCode(*row)

    def _digests(self, code: str) -> tuple[str, ...]:
        return keyring_of(self._connection.dialect).digests(f"link {code}")


def _is(chat: ChatKey) -> ColumnElement[bool]:
    return and_(Chats.channel == chat.channel, Chats.address == chat.address)
