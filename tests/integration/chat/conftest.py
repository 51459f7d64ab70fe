"""A real bot on a real store, in front of the stand-in for Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from actions.errors import StoreUnavailable
from actions.records import Declared
from actions.store.engine import Store
from bot import demo
from bot.chat.app import Telegram, WebhookSettings
from bot.clock import Clock, starting_at
from bot.dialogue.turn import Dialogue
from tests.conftest import WEDNESDAY
from tests.standin import Person, StandIn
from tests.talk import HOUSE, PATIENCE, Scripted

YES = "Oui, c'est ça"
ME = "Oui, c'est moi"


async def until(true: Callable[[], object]) -> None:
    """Waits for what nobody announces; at most 4 seconds."""
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come true in time")


class Line:
    """The bot at work, between the stand-in and the store; it can be stopped, killed and started again."""

    def __init__(self, api: StandIn, store: Store, clock: Clock) -> None:
        self.api, self.store, self.clock = api, store, clock
        self.model = Scripted()
        self.dialogue = Dialogue(store, self.model, HOUSE, clock, PATIENCE)
        self.people: dict[str, int] = {}
        self.webhook: WebhookSettings | None = None
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._stop = asyncio.Event()
        telegram = Telegram(
            token=self.api.token,
            api_url=self.api.url,
            dialogue=self.dialogue,
            run_by=HOUSE.run_by,
            clock=self.clock,
            webhook=self.webhook,
            sweep_every=0.2,
        )
        self._running = asyncio.create_task(telegram.run(self._stop))

    async def stop(self) -> None:
        self._stop.set()
        if self._running is not None:
            async with asyncio.timeout(10):
                await self._running
            self._running = None

    async def ends(self) -> None:
        """Waits for an end that nobody asked for, and gives its reason."""
        running, self._running = self._running, None
        if running is not None:
            await asyncio.wait_for(running, 5)

    async def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def link_for(self, name: str) -> str:
        """The code of a personal link for an invented person with a contract."""
        now = self.clock()
        async with self.store.writing() as work:
            if name not in self.people:
                self.people[name] = (await demo.add_person(work, name, HOUSE.zone, now)).id
            return (await work.links.make(self.people[name], now, now + timedelta(hours=1))).token

    async def linked(self, name: str, id: int) -> Person:
        """Somebody who has opened their personal link, and read the first words."""
        person = self.api.person(id=id, first_name=name)
        await person.starts(await self.link_for(name))
        await person.waits_for(2)
        await person.says("oui")
        await person.waits_for(timeout=20)
        return person

    async def ledger(self, name: str) -> list[Declared]:
        days = datetime(2000, 1, 1).date(), datetime(2100, 1, 1).date()
        async with self.store.reading() as work:
            return list(await work.declarations.between(self.people[name], *days))

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.store.connected() as connection:
            return [tuple(row) for row in await connection.execute(text(query))]

    async def comes_true(self, query: str, wanted: list[tuple[Any, ...]]) -> None:
        """Waits until the store says so."""
        found: list[tuple[Any, ...]] = []
        for _ in range(200):
            found = await self.rows(query)
            if found == wanted:
                return
            await asyncio.sleep(0.02)
        assert found == wanted

    def fails(self, monkeypatch: pytest.MonkeyPatch, method: str, times: int = 1, fault: Any = None) -> list[int]:
        """The dialogue's method fails that often before it does its work; the list grows with each failure."""
        real, failures = getattr(self.dialogue, method), []

        async def do(*given: Any) -> Any:
            if len(failures) < times:
                failures.append(len(failures))
                raise fault or StoreUnavailable("OperationalError")
            return await real(*given)

        monkeypatch.setattr(self.dialogue, method, do)
        return failures


@pytest.fixture
def clock() -> Clock:
    return starting_at(WEDNESDAY)


@pytest.fixture
def options() -> dict[str, Any]:
    """The limits of the stand-in; a test may ask for others by parametrizing it."""
    return {"burst": 50}


@pytest.fixture
async def api(clock: Clock, options: dict[str, Any]) -> AsyncIterator[StandIn]:
    async with StandIn(now=lambda: clock().timestamp(), webhook_wait=0.05, **options) as found:
        yield found


@pytest.fixture
async def line(api: StandIn, sqlite_store: Store, clock: Clock) -> AsyncIterator[Line]:
    """Started, by long polling."""
    found = Line(api, sqlite_store, clock)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def amina(line: Line) -> Person:
    return await line.linked("Amina", 101)
