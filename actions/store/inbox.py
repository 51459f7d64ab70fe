"""What arrived and waits for its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.records import ChatKey, Letter
from actions.store.connection import Connection
from actions.store.tables import Inbox as Rows

# Statements on the road of every message are built once: building one costs more than running it.
_CHAT: dict[str, BindParameter[Any]] = {"channel": bindparam("channel"), "address": bindparam("address")}
_OLDEST = (
    select(Rows.id, Rows.arrival, Rows.body, Rows.received_at, Rows.attempts)
    .where(Rows.channel == _CHAT["channel"], Rows.address == _CHAT["address"], Rows.handled_at.is_(None))
    .order_by(Rows.id)
    .limit(2)
)
_CHATS_WAITING = (
    select(Rows.address).where(Rows.channel == _CHAT["channel"], Rows.handled_at.is_(None)).order_by(Rows.id)
)
_CLAIM = (
    update(Rows)
    .where(Rows.id == bindparam("letter"), Rows.handled_at.is_(None))
    .values(handled_at=bindparam("now"), outcome=bindparam("why"), body=None)
)
_TAKE_IN = {
    "sqlite": sqlite.insert(Rows).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Rows).on_conflict_do_nothing(),
}


@dataclass(frozen=True)
class Arrival:
    """A message on its way into the inbox. `arrival` is unique per channel: a redelivery changes nothing."""

    chat: ChatKey
    arrival: str
    body: str


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_in(self, arrivals: Sequence[Arrival], now: datetime) -> None:
        """Stores messages in their order; those that are there already are left as they are."""
        rows = [
            {
                "channel": a.chat.channel,
                "address": a.chat.address,
                "arrival": a.arrival,
                "body": a.body,
                "received_at": now,
                "attempts": 0,
            }
            for a in arrivals
        ]
        if rows:
            await self._connection.execute(_TAKE_IN[self._connection.dialect.name], rows)

    async def oldest(self, chat: ChatKey) -> Letter | None:
        """The first message of a chat that has no answer yet; it says whether another follows."""
        found = (await self._connection.execute(_OLDEST, vars(chat))).all()
        if not found:
            return None
        row = found[0]
        return Letter(row.id, chat, row.arrival, row.body, row.received_at, row.attempts, followed=len(found) > 1)

    async def chats_waiting(self, channel: str) -> list[ChatKey]:
        """The chats with something unanswered, the longest waiting first."""
        addresses = (await self._connection.execute(_CHATS_WAITING, {"channel": channel})).scalars()
        return [ChatKey(channel, address) for address in dict.fromkeys(addresses)]

    async def claim(self, letter: Letter, now: datetime, outcome: str) -> bool:
        """Marks the message as handled, in the transaction of its effects. False: another has done it."""
        mine = await self._connection.execute(_CLAIM, {"letter": letter.id, "now": now, "why": outcome})
        return mine.rowcount == 1
