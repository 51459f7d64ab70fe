"""Who speaks where, and what is pending there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Update, bindparam, insert, select, update

from actions.records import Chat, ChatKey, Linked, Person
from actions.store.connection import Connection
from actions.store.tables import Chats as Rows
from actions.store.tables import People

_FIND = (
    select(Rows.id, Rows.person_id, Rows.state, Rows.version, People.given_name, People.zone, People.language)
    .join(People, isouter=True)
    .where(Rows.channel == bindparam("channel"), Rows.address == bindparam("address"))
)
_SAVE = (
    update(Rows)
    .where(Rows.id == bindparam("chat"), Rows.version == bindparam("seen"))
    .values(state=bindparam("new_state"), version=bindparam("seen") + 1, updated_at=bindparam("now"))
)


class Conversations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, key: ChatKey) -> Chat | None:
        row = (await self._connection.execute(_FIND, vars(key))).first()
        if row is None:
            return None
        person = row.person_id and Person(row.person_id, row.given_name, row.zone, row.language)
        return Chat(row.id, key, person or None, row.state, row.version)

    async def begin(self, key: ChatKey, now: datetime) -> None:
        new = insert(Rows).values(**vars(key), state="{}", version=0, updated_at=now)
        await self._connection.execute(new)

    async def save(self, chat: Chat, state: str, now: datetime) -> bool:
        """Keeps the new state; its version grows by one. False: it was changed since it was read."""
        asked = {"chat": chat.id, "seen": chat.version, "new_state": state, "now": now}
        return (await self._connection.execute(_SAVE, asked)).rowcount == 1

    async def join(self, key: ChatKey, person_id: int, now: datetime | None = None) -> None:
        await self._connection.execute(_at(key).values(person_id=person_id, linked_at=now))

    async def part(self, key: ChatKey) -> None:
        """The chat is nobody's any more. What is pending there is left to the turn that is under way."""
        await self._connection.execute(_at(key).values(**_NOBODYS))

    async def part_all(self, person_id: int) -> list[ChatKey]:
        """No chat is the person's any more, and nothing is pending in them. Gives those that can be written to."""
        chats = await self.open_chats(person_id)
        # The version grows: a turn under way there was read for this person, and must be made again for nobody.
        everywhere = update(Rows).where(Rows.person_id == person_id)
        await self._connection.execute(everywhere.values(**_NOBODYS, state="{}", version=Rows.version + 1))
        return chats

    async def linked(self, person_id: int) -> list[Linked]:
        query = select(Rows.channel, Rows.linked_at, Rows.blocked_at).where(Rows.person_id == person_id)
        rows = (await self._connection.execute(query.order_by(Rows.id))).all()
        return [Linked(row.channel, row.linked_at, row.blocked_at is not None) for row in rows]

    async def open_chats(self, person_id: int) -> list[ChatKey]:
        """Where the person can be written to: their chats that have not blocked the bot."""
        query = select(Rows.channel, Rows.address).where(Rows.person_id == person_id, Rows.blocked_at.is_(None))
        return [ChatKey(*row) for row in (await self._connection.execute(query.order_by(Rows.id))).all()]

    async def chatting(self, people: Collection[int]) -> set[int]:
        """Those of them who can be written to."""
        query = select(Rows.person_id).where(Rows.person_id.in_(people), Rows.blocked_at.is_(None))
        return {row.person_id for row in (await self._connection.execute(query)).all()}

    async def note_blocked(self, key: ChatKey, at: datetime | None) -> None:
        """When the person blocked the bot; None once they are back."""
        await self._connection.execute(_at(key).values(blocked_at=at))

    async def stop_reminders(self, key: ChatKey, at: datetime) -> None:
        await self._connection.execute(_at(key).values(reminders_stopped_at=at))


# Whoever comes next has not asked for silence.
_NOBODYS = {"person_id": None, "linked_at": None, "reminders_stopped_at": None}


def _at(key: ChatKey) -> Update:
    return update(Rows).where(Rows.channel == key.channel, Rows.address == key.address)
