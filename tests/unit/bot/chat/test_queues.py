"""Who is served when."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.chat.queues import Queues
from bot.dialogue.messages import ChatKey
from bot.dialogue.turn import Turn

AMINA, BRUNO = (ChatKey("telegram", name) for name in ("amina", "bruno"))


class Waiting:
    """Stands for the dialogue: how many messages wait in each chat, and who was answered, in order."""

    def __init__(self) -> None:
        self.left: Counter[ChatKey] = Counter()
        self.served: list[ChatKey] = []

    async def next_turn(self, chat: ChatKey) -> Turn:
        await asyncio.sleep(0)
        if not self.left[chat]:
            return Turn.NONE
        self.left[chat] -= 1
        self.served.append(chat)
        return Turn.MORE if self.left[chat] else Turn.LAST


class Silent:
    """Stands for the courier."""

    async def send_due(self, _chat: ChatKey) -> None:
        await asyncio.sleep(0)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


async def drained(queues: Queues, waiting: Waiting) -> None:
    while +waiting.left or queues._tasks:  # noqa: ASYNC110  # nothing announces it
        await asyncio.sleep(0)


async def test_who_always_has_more_to_say_keeps_nobody_waiting(waiting):
    queues = Queues(waiting, Silent(), at_once=1)
    waiting.left.update({AMINA: 50, BRUNO: 1})
    queues.wake(AMINA)
    queues.wake(BRUNO)
    await drained(queues, waiting)
    assert waiting.served.index(BRUNO) <= 1


async def test_what_comes_while_a_chat_is_served_is_served_too(waiting):
    queues = Queues(waiting, Silent())
    for _ in range(100):
        waiting.left[AMINA] += 1
        queues.wake(AMINA)
        await asyncio.sleep(0)
    await drained(queues, waiting)
    assert waiting.served == [AMINA] * 100


async def test_an_idle_chat_has_no_task(waiting):
    queues = Queues(waiting, Silent())
    waiting.left.update({AMINA: 3, BRUNO: 2})
    queues.wake(AMINA)
    queues.wake(BRUNO)
    await drained(queues, waiting)
    assert not queues._tasks
    assert not queues._woken
