"""The bot forgets at its start, and every day after, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from actions.errors import StoreUnavailable
from bot import bootstrap
from bot.clock import Clock
from bot.config import Settings
from tests.conftest import WEDNESDAY

TODAY = WEDNESDAY.date()


def clock() -> Clock:
    return lambda: WEDNESDAY


async def keep_a_lesson(store) -> None:
    async with store.writing() as work:
        await work.lessons.keep("une phrase", [("help", 0.2)], "fr", TODAY, TODAY - timedelta(days=1))


async def lessons_in(store) -> int:
    async with store.reading() as work:
        return len(await work.lessons.unlabelled())


async def test_it_forgets_at_once_and_then_again(sqlite_store, monkeypatch):
    monkeypatch.setattr(bootstrap, "A_DAY", 0.01)
    await keep_a_lesson(sqlite_store)
    async with bootstrap.forgetting(Settings(), sqlite_store, clock()):
        assert await lessons_in(sqlite_store) == 0
        await keep_a_lesson(sqlite_store)
        await comes_to_nothing(sqlite_store)


async def test_a_day_without_the_database_is_made_up_for(sqlite_store, monkeypatch, caplog):
    real, days = bootstrap.forget_expired, iter([None, StoreUnavailable("away"), ValueError("a fault of ours")])

    async def forget(*given):
        if fault := next(days, None):
            raise fault
        return await real(*given)

    monkeypatch.setattr(bootstrap, "A_DAY", 0.01)
    monkeypatch.setattr(bootstrap, "forget_expired", forget)
    async with bootstrap.forgetting(Settings(), sqlite_store, clock()):
        await keep_a_lesson(sqlite_store)
        await comes_to_nothing(sqlite_store)
    assert "the database is away" in caplog.text


async def comes_to_nothing(store) -> None:
    for _ in range(200):
        if await lessons_in(store) == 0:
            return
        await asyncio.sleep(0.02)
    pytest.fail("nothing was forgotten")
