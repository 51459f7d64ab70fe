"""What is to be sent, written in the transaction of its effects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, insert, or_, select, update

from actions.records import ChatKey, Parcel
from actions.store.connection import Connection
from actions.store.tables import Outbox as Rows

_PUT = insert(Rows)
# A parcel that was tried and must wait holds its chat, so that nothing overtakes it; one that is planned for later
# holds nobody up.
_HELD_UNTIL = func.max(case((Rows.attempts > 0, Rows.not_before)))
_LATER = and_(Rows.not_before.is_not(None), Rows.not_before > bindparam("now"))
_DUE = (
    select(Rows.id, Rows.body, Rows.attempts, Rows.not_before)
    .where(Rows.channel == bindparam("channel"), Rows.address == bindparam("address"), Rows.state == "planned")
    .order_by(Rows.id)
)
_CHATS_DUE = (
    select(Rows.address)
    .where(Rows.channel == bindparam("channel"), Rows.state == "planned")
    .group_by(Rows.address)
    .having(
        or_(_HELD_UNTIL.is_(None), bindparam("now") >= _HELD_UNTIL),
        func.sum(case((_LATER, 0), else_=1)) > 0,
    )
    .order_by(func.min(case((_LATER, None), else_=Rows.id)))
)
_SENT = (
    update(Rows)
    .where(Rows.id.in_(bindparam("parcels", expanding=True)))
    .values(state="sent", sent_at=bindparam("now"), body=None)
)


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(
        self,
        chat: ChatKey,
        bodies: Sequence[str],
        now: datetime,
        *,
        not_before: datetime | None = None,
        broadcast_id: int | None = None,
    ) -> None:
        """Plans messages to a chat, in this order."""
        planned = {
            **vars(chat), "state": "planned", "created_at": now, "attempts": 0, "not_before": not_before,
            "broadcast_id": broadcast_id,
        }  # fmt: skip
        if bodies:
            await self._connection.execute(_PUT, [planned | {"body": body} for body in bodies])

    async def due(self, chat: ChatKey, now: datetime) -> list[Parcel]:
        """What waits to be sent to a chat, in order; nothing while the chat must be left alone."""
        rows = (await self._connection.execute(_DUE, vars(chat))).all()
        later = {row.id for row in rows if row.not_before is not None and row.not_before > now}
        if any(row.id in later and row.attempts for row in rows):
            return []
        return [Parcel(row.id, chat, row.body or "", row.attempts) for row in rows if row.id not in later]

    async def chats_due(self, channel: str, now: datetime) -> list[ChatKey]:
        """The chats that `due` has something for, the longest waiting first."""
        addresses = (await self._connection.execute(_CHATS_DUE, {"channel": channel, "now": now})).scalars()
        return [ChatKey(channel, address) for address in addresses]

    async def note_sent(self, parcels: Sequence[int], now: datetime) -> None:
        """The words of what is sent are not kept."""
        await self._connection.execute(_SENT, {"parcels": list(parcels), "now": now})

    async def note_later(self, parcel: int, not_before: datetime, why: str) -> None:
        later = update(Rows).where(Rows.id == parcel)
        await self._connection.execute(later.values(not_before=not_before, attempts=Rows.attempts + 1, why=why))

    async def note_given_up(self, parcel: int, state: str, why: str) -> None:
        """`state` is « failed » or « blocked »; `why` is a code, never words."""
        over = update(Rows).where(Rows.id == parcel).values(state=state, why=why, body=None)
        await self._connection.execute(over)
