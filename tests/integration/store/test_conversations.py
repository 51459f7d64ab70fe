"""Conversations: their version, who speaks there, and silence when it is asked for."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from actions.records import ChatKey

from .conftest import NOW

CHAT = ChatKey("terminal", "amina")


async def test_a_chat_that_never_spoke_is_not_there(store):
    async with store.reading() as work:
        assert await work.conversations.find(CHAT) is None


async def test_a_new_conversation_has_nobody_and_nothing_pending(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        chat = await work.conversations.find(CHAT)
    assert (chat.key, chat.person, chat.state, chat.version) == (CHAT, None, "{}", 0)


async def test_the_version_grows_with_each_state(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        for version in range(3):
            chat = await work.conversations.find(CHAT)
            assert chat.version == version
            await work.conversations.save(chat, f'{{"n": {version}}}', NOW)
    async with store.reading() as work:
        chat = await work.conversations.find(CHAT)
    assert (chat.version, chat.state) == (3, '{"n": 2}')


async def test_one_conversation_for_a_chat_of_a_channel(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        await work.conversations.begin(ChatKey("telegram", CHAT.address), NOW)
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await work.conversations.begin(CHAT, NOW)


async def test_an_unknown_channel_is_refused(store):
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await work.conversations.begin(ChatKey("pigeon", "1"), NOW)


async def test_a_joined_person_speaks_there_and_elsewhere_nobody(store, signed):
    other = ChatKey("terminal", "bruno")
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        await work.conversations.begin(other, NOW)
        await work.conversations.join(CHAT, signed.person)
        here, there = await work.conversations.find(CHAT), await work.conversations.find(other)
    assert here.person.id == signed.person
    assert (here.person.given_name, here.person.zone, here.person.language) == ("Amina", "Europe/Paris", "fr")
    assert there.person is None


async def test_blocked_and_back(store, rows):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        await work.conversations.note_blocked(CHAT, NOW)
    assert (await rows("SELECT blocked_at FROM conversations"))[0][0] is not None
    async with store.writing() as work:
        await work.conversations.note_blocked(CHAT, None)
    assert (await rows("SELECT blocked_at FROM conversations"))[0][0] is None


async def test_stopped_reminders_are_kept_for_that_chat_alone(store, rows):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        await work.conversations.begin(ChatKey("terminal", "bruno"), NOW)
        await work.conversations.stop_reminders(CHAT, NOW)
    stopped = await rows("SELECT address FROM conversations WHERE reminders_stopped_at IS NOT NULL")
    assert [row.address for row in stopped] == ["amina"]


async def test_what_is_pending_does_not_show_itself(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        chat = await work.conversations.find(CHAT)
        await work.conversations.save(chat, '{"words": "secret"}', NOW)
        found = await work.conversations.find(CHAT)
    assert "secret" not in repr(found)
    assert "amina" not in repr(found.key)


async def test_what_was_changed_since_it_was_read_is_not_overwritten(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        seen = await work.conversations.find(CHAT)
        assert await work.conversations.save(seen, '{"first": 1}', NOW) is True
    async with store.writing() as work:
        assert await work.conversations.save(seen, '{"second": 1}', NOW) is False
        assert (await work.conversations.find(CHAT)).state == '{"first": 1}'


async def test_of_two_processes_that_read_the_same_state_one_keeps_its_own(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        seen = await work.conversations.find(CHAT)

    async def saves(state: str) -> bool:
        async with store.writing() as work:
            return await work.conversations.save(seen, state, NOW)

    kept = await asyncio.gather(*(saves(f'{{"n": {n}}}') for n in range(4)))
    assert sorted(kept) == [False, False, False, True]
    async with store.reading() as work:
        chat = await work.conversations.find(CHAT)
    assert (chat.version, chat.state) == (1, f'{{"n": {kept.index(True)}}}')
