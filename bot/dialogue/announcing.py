"""Telling a person something that they did not ask for just now: worded in their language, in each of their chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.records import ChatKey
from actions.reply import Reply
from actions.store.work import Work
from bot.dialogue.wording import worded


async def announce(
    work: Work,
    person_id: int,
    replies: Sequence[Reply],
    now: datetime,
    *,
    not_before: datetime | None = None,
    broadcast_id: int | None = None,
) -> int:
    """Plans one message, in the transaction of what it tells. Returns how many chats will get it: maybe none."""
    person = await work.people.find(person_id)
    chats = await work.conversations.open_chats(person_id)
    if person is None or not chats:
        return 0
    body = worded(replies, "", person.language).body()
    for chat in chats:
        await work.outbox.put(chat, [body], now, not_before=not_before, broadcast_id=broadcast_id)
    return len(chats)


async def tell(work: Work, chats: Sequence[ChatKey], reply: Reply, language: str, now: datetime) -> None:
    """The same for chats that are nobody's any more, and so are found by no person."""
    body = worded((reply,), "", language).body()
    for chat in chats:
        await work.outbox.put(chat, [body], now)
