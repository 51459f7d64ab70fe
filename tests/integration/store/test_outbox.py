"""The outbox: the order of a chat, the pause that holds it whole, and words that go once they are sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.records import ChatKey
from actions.store.engine import Store

from .conftest import NOW

AMINA = ChatKey("terminal", "amina")
BRUNO = ChatKey("terminal", "bruno")
LATER = NOW + timedelta(seconds=30)


async def put(store: Store, chat: ChatKey, *bodies: str) -> list[int]:
    async with store.writing() as work:
        await work.outbox.put(chat, bodies, NOW)
        return [parcel.id for parcel in await work.outbox.due(chat, LATER)][-len(bodies) :]


async def due(store: Store, chat: ChatKey, now=NOW) -> list[str]:
    async with store.reading() as work:
        return [parcel.body for parcel in await work.outbox.due(chat, now)]


async def test_each_chat_gets_its_own_messages_in_their_order(store):
    await put(store, AMINA, "un", "deux")
    await put(store, BRUNO, "autre")
    await put(store, AMINA, "trois")
    assert await due(store, AMINA) == ["un", "deux", "trois"]
    assert await due(store, BRUNO) == ["autre"]


async def test_nothing_to_put_is_no_fault(store):
    async with store.writing() as work:
        await work.outbox.put(AMINA, [], NOW)
    assert await due(store, AMINA) == []


async def test_a_pause_holds_the_whole_chat_so_that_nothing_overtakes(store):
    first, *_ = await put(store, AMINA, "un", "deux")
    await put(store, BRUNO, "autre")
    async with store.writing() as work:
        await work.outbox.note_later(first, LATER, "flood")
    assert await due(store, AMINA) == []
    assert await due(store, BRUNO) == ["autre"]
    assert await due(store, AMINA, LATER) == ["un", "deux"]


async def test_a_chat_that_is_held_is_not_among_those_to_be_served(store):
    """Else whoever serves « the chats with something due » turns around it without ever sending."""
    first, *_ = await put(store, AMINA, "un", "deux")
    async with store.writing() as work:
        await work.outbox.note_later(first, LATER, "flood")
    async with store.reading() as work:
        assert await work.outbox.chats_due("terminal", NOW) == []
        assert await work.outbox.chats_due("terminal", LATER) == [AMINA]


async def test_the_chats_with_something_to_send_each_once(store):
    await put(store, BRUNO, "un", "deux")
    await put(store, AMINA, "trois")
    await put(store, ChatKey("telegram", "7"), "quatre")
    async with store.reading() as work:
        assert await work.outbox.chats_due("terminal", NOW) == [BRUNO, AMINA]


async def test_each_try_that_fails_is_counted(store):
    (only,) = await put(store, AMINA, "un")
    async with store.writing() as work:
        await work.outbox.note_later(only, LATER, "network")
        await work.outbox.note_later(only, LATER, "network")
        (parcel,) = await work.outbox.due(AMINA, LATER)
    assert parcel.attempts == 2


async def test_what_is_sent_is_not_due_again_and_its_words_are_gone(store, rows):
    first, second = await put(store, AMINA, "un", "deux")
    async with store.writing() as work:
        await work.outbox.note_sent([first], NOW)
    assert await due(store, AMINA) == ["deux"]
    kept = await rows("SELECT id, state, body IS NULL AS empty, sent_at IS NULL AS unsent FROM outbox ORDER BY id")
    assert [(row.id, row.state, bool(row.empty), bool(row.unsent)) for row in kept] == [
        (first, "sent", True, False),
        (second, "planned", False, True),
    ]


@pytest.mark.parametrize("state", ["failed", "blocked"])
async def test_what_is_given_up_keeps_why_and_loses_its_words(store, rows, state):
    (only,) = await put(store, AMINA, "un")
    async with store.writing() as work:
        await work.outbox.note_given_up(only, state, "Forbidden")
    assert await due(store, AMINA) == []
    (row,) = await rows("SELECT state, why, body FROM outbox")
    assert tuple(row) == (state, "Forbidden", None)


async def test_what_a_failed_turn_planned_is_not_sent(store):
    async def fails() -> None:
        async with store.writing() as work:
            await work.outbox.put(AMINA, ["jamais"], NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await due(store, AMINA) == []


async def test_a_parcel_does_not_show_its_words(store):
    await put(store, AMINA, "secret")
    async with store.reading() as work:
        assert "secret" not in repr(await work.outbox.due(AMINA, NOW))


async def test_what_is_planned_for_later_waits_and_holds_nobody_up(store):
    async with store.writing() as work:
        await work.outbox.put(AMINA, ["demain"], NOW, not_before=LATER)
    await put(store, BRUNO, "autre")
    async with store.reading() as work:
        assert await work.outbox.chats_due("terminal", NOW) == [BRUNO]
    async with store.writing() as work:
        await work.outbox.put(AMINA, ["tout de suite"], NOW)
    assert await due(store, AMINA) == ["tout de suite"]
    async with store.reading() as work:
        assert await work.outbox.chats_due("terminal", NOW) == [BRUNO, AMINA]
    assert await due(store, AMINA, LATER) == ["demain", "tout de suite"]
