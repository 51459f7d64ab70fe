"""The inbox: what arrives counts once, keeps its order, and loses its words once it is answered."""

from __future__ import annotations

import asyncio

import pytest

from actions.records import ChatKey
from actions.store.engine import Store
from actions.store.inbox import Arrival

from .conftest import NOW

AMINA = ChatKey("terminal", "amina")
BRUNO = ChatKey("terminal", "bruno")


def arrivals(chat: ChatKey, *names: str) -> list[Arrival]:
    return [Arrival(chat, name, f"dit {name}") for name in names]


async def take_in(store: Store, *each: Arrival) -> None:
    async with store.writing() as work:
        await work.inbox.take_in(each, NOW)


async def handled_in_order(store: Store, chat: ChatKey) -> list[str]:
    """Every body that waits in a chat, each claimed before the next is looked at."""
    bodies = []
    while True:
        async with store.writing() as work:
            letter = await work.inbox.oldest(chat)
            if letter is None:
                return bodies
            bodies.append(letter.body)
            assert await work.inbox.claim(letter, NOW, "greet")


async def test_a_redelivered_message_counts_once(store):
    await take_in(store, *arrivals(AMINA, "a1"))
    await take_in(store, Arrival(AMINA, "a1", "autre chose"), *arrivals(AMINA, "a2"))
    assert await handled_in_order(store, AMINA) == ["dit a1", "dit a2"]


async def test_the_same_message_twice_in_one_delivery_counts_once(store):
    await take_in(store, *arrivals(AMINA, "a1", "a1"))
    assert await handled_in_order(store, AMINA) == ["dit a1"]


async def test_a_message_redelivered_after_its_answer_is_not_answered_again(store):
    await take_in(store, *arrivals(AMINA, "a1"))
    await handled_in_order(store, AMINA)
    await take_in(store, *arrivals(AMINA, "a1"))
    assert await handled_in_order(store, AMINA) == []


async def test_two_channels_may_give_one_name_to_two_messages(store):
    await take_in(store, *arrivals(AMINA, "1"), *arrivals(ChatKey("telegram", "amina"), "1"))
    assert await handled_in_order(store, AMINA) == ["dit 1"]
    assert await handled_in_order(store, ChatKey("telegram", "amina")) == ["dit 1"]


async def test_messages_keep_their_order_within_a_chat_and_never_pass_to_another(store):
    await take_in(store, *arrivals(AMINA, "z", "b"), *arrivals(BRUNO, "m"), *arrivals(AMINA, "a"))
    assert await handled_in_order(store, AMINA) == ["dit z", "dit b", "dit a"]
    assert await handled_in_order(store, BRUNO) == ["dit m"]


async def test_a_letter_carries_what_was_kept(store):
    await take_in(store, *arrivals(AMINA, "a1"))
    async with store.reading() as work:
        letter = await work.inbox.oldest(AMINA)
    assert (letter.chat, letter.arrival, letter.body, letter.received_at) == (AMINA, "a1", "dit a1", NOW)
    assert "dit a1" not in repr(letter)


async def test_a_letter_is_claimed_only_once(store):
    await take_in(store, *arrivals(AMINA, "a1"))
    async with store.reading() as work:
        letter = await work.inbox.oldest(AMINA)
    async with store.writing() as work:
        assert await work.inbox.claim(letter, NOW, "greet") is True
        assert await work.inbox.claim(letter, NOW, "greet") is False


async def test_of_two_processes_at_once_one_gets_the_letter(store):
    await take_in(store, *arrivals(AMINA, "a1"))
    async with store.reading() as work:
        letter = await work.inbox.oldest(AMINA)

    async def claims() -> bool:
        async with store.writing() as work:
            return await work.inbox.claim(letter, NOW, "greet")

    assert sorted(await asyncio.gather(*(claims() for _ in range(4)))) == [False, False, False, True]


async def test_the_words_are_gone_once_handled_and_what_was_done_stays(store, rows):
    await take_in(store, *arrivals(AMINA, "a1", "a2"))
    async with store.writing() as work:
        await work.inbox.claim(await work.inbox.oldest(AMINA), NOW, "declare_hours")
    kept = await rows("SELECT arrival, body IS NULL AS empty, outcome FROM inbox ORDER BY id")
    assert [(row.arrival, bool(row.empty), row.outcome) for row in kept] == [
        ("a1", True, "declare_hours"),
        ("a2", False, None),
    ]


async def test_a_turn_that_fails_leaves_its_letter_waiting(store):
    await take_in(store, *arrivals(AMINA, "a1"))

    async def fails() -> None:
        async with store.writing() as work:
            await work.inbox.claim(await work.inbox.oldest(AMINA), NOW, "greet")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await handled_in_order(store, AMINA) == ["dit a1"]


async def test_the_chats_that_wait_the_longest_waiting_first(store):
    await take_in(store, *arrivals(BRUNO, "b1"), *arrivals(AMINA, "a1"), *arrivals(BRUNO, "b2"))
    await take_in(store, *arrivals(ChatKey("telegram", "7"), "t1"))
    async with store.reading() as work:
        assert await work.inbox.chats_waiting("terminal") == [BRUNO, AMINA]
        assert await work.inbox.chats_waiting("telegram") == [ChatKey("telegram", "7")]
    await handled_in_order(store, BRUNO)
    async with store.reading() as work:
        assert await work.inbox.chats_waiting("terminal") == [AMINA]


async def test_nothing_arrived_is_no_fault(store):
    await take_in(store)
    async with store.reading() as work:
        assert await work.inbox.oldest(AMINA) is None
