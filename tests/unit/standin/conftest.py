"""Amina, and a bot that is nothing but HTTP requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.standin import Person, StandIn


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class RawBot:
    """`await bot("sendMessage", chat_id=101, text="…")` → Telegram's answer, `status` added."""

    def __init__(self, api: StandIn, session: aiohttp.ClientSession) -> None:
        self.api, self.session = api, session

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        url = f"{self.api.base_url}{self.api.token}/{method}"
        async with self.session.post(url, json=params) as answer:
            return {"status": answer.status, **(await answer.json())}

    async def says(self, text: str, chat: int = 101, **more: Any) -> dict[str, Any]:
        return await self("sendMessage", chat_id=chat, text=text, **more)

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        return (await self("getUpdates", **params))["result"]


def buttons(*labels: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()}] for label in labels]}


@pytest.fixture
def keys():
    """Labels → an inline keyboard, one row each; the data is the label in lower case."""
    return buttons


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[StandIn]:
    async with StandIn(clock=clock, webhook_wait=0.01) as found:
        yield found


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as found:
        yield found


@pytest.fixture
def bot(api: StandIn, session: aiohttp.ClientSession) -> RawBot:
    return RawBot(api, session)


@pytest.fixture
def stranger(api: StandIn) -> Person:
    """Somebody who never wrote to the bot."""
    return api.person(id=202, first_name="Nadia")


@pytest.fixture
async def amina(api: StandIn, bot: RawBot) -> Person:
    """She has pressed Start, and the bot has read it."""
    person = api.person(id=101, first_name="Amina", language_code="fr")
    await person.starts()
    (update,) = await bot.updates()
    assert await bot.updates(offset=update["update_id"] + 1) == []
    return person
