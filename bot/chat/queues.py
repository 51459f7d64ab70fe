"""One queue per chat: a person's messages keep their order, and nobody waits for another's."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType

from actions.errors import StoreUnavailable
from bot.chat.incoming import CHANNEL
from bot.chat.outgoing import Courier
from bot.chat.pauses import Pauses, until
from bot.dialogue.messages import ChatKey
from bot.dialogue.turn import Dialogue, Turn

log = logging.getLogger(__name__)
CHATS_AT_ONCE = 64  # most of their time is spent waiting for Telegram
TURNS_AT_ONCE = 16  # beyond, turns would only wait for each other in the store
SWEEP_EVERY = 3.0  # seconds
SLOW_TURN = 0.7  # seconds without an answer before « typing… » shows
TYPING_LASTS = 4.5  # Telegram shows it for 5


class Queues:
    """A chat that has something to do has one task; an idle one has none."""

    def __init__(
        self, dialogue: Dialogue, courier: Courier, at_once: int = CHATS_AT_ONCE, sweep_every: float = SWEEP_EVERY
    ) -> None:
        self._dialogue = dialogue
        self._courier = courier
        self._sweep_every = sweep_every
        self._chats = asyncio.Semaphore(at_once)
        self._turns = asyncio.Semaphore(TURNS_AT_ONCE)
        self._tasks: dict[ChatKey, asyncio.Task[None]] = {}
        self._woken: set[ChatKey] = set()  # while their task was running
        self._closing = asyncio.Event()

    def wake(self, chat: ChatKey) -> None:
        """Something waits in this chat: a message to answer, or an answer to send."""
        if self._closing.is_set():
            return
        if chat in self._tasks:
            self._woken.add(chat)
            return
        task = asyncio.create_task(self._drain(chat))
        self._tasks[chat] = task
        task.add_done_callback(lambda _task: self._over(chat))

    async def sweep(self, stop: asyncio.Event) -> None:
        """Wakes, again and again, what a crash, an outage or another process left waiting."""
        pauses = Pauses()
        while not stop.is_set():
            try:
                for chat in await self._dialogue.waiting(CHANNEL):
                    self.wake(chat)
            except StoreUnavailable:
                log.warning("the database cannot be reached: what waits in it is taken up later")
            except Exception:
                log.exception("what waits could not be looked for")
            else:
                pauses.reset()
                await until(stop, self._sweep_every)
                continue
            await until(stop, pauses.next())

    async def close(self, seconds: float) -> None:
        """Lets the running turns end, as long as that."""
        self._closing.set()
        running = set(self._tasks.values())
        if running:
            _ended, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _over(self, chat: ChatKey) -> None:
        del self._tasks[chat]
        if chat in self._woken:
            self._woken.discard(chat)
            self.wake(chat)

    async def _drain(self, chat: ChatKey) -> None:
        """Does all there is to do in a chat, through outages; what is left when closing waits in the store."""
        pauses = Pauses()
        owed = True  # a look at what waits to be sent, also when there is nothing to answer
        while not self._closing.is_set():
            try:
                # One place for one turn: whoever answers at once must not keep the others out.
                async with self._chats:
                    self._woken.discard(chat)
                    answered = await self._turn(chat)
                    if owed := owed or bool(answered):
                        await self._send(chat)
                    owed = False
            except StoreUnavailable:
                log.warning("the database cannot be reached: a chat waits")
            except Exception:
                log.exception("a chat could not be served: it waits")
            else:
                # Whoever writes meanwhile wakes the chat again: no need to look a last time.
                if answered is not Turn.MORE and chat not in self._woken:
                    return
                pauses.reset()
                continue
            await until(self._closing, pauses.next())

    async def _send(self, chat: ChatKey) -> None:
        wait = await self._courier.send_due(chat)
        if wait is not None:
            asyncio.get_running_loop().call_later(wait.total_seconds(), self.wake, chat)

    async def _turn(self, chat: ChatKey) -> Turn:
        async with self._turns:
            with Typing(self._courier, chat):
                return await self._dialogue.next_turn(chat)


class Typing:
    """« typing… » as long as the block lasts, once it lasts longer than people wait gladly."""

    def __init__(self, courier: Courier, chat: ChatKey) -> None:
        self._courier = courier
        self._chat = chat
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(SLOW_TURN, self._begin)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._repeat())

    async def _repeat(self) -> None:
        while True:
            await self._courier.type(self._chat)
            await asyncio.sleep(TYPING_LASTS)
