"""An organisation with nothing in it, a desk, and ways to import and to look at the rows."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from actions.desk import Desk
from actions.records.exchange import Actor
from actions.store.engine import Store
from bot.exchange.importing import Source, import_contracts
from bot.exchange.report import Report
from tests.console import desk_at

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_at(store, NOW)


@pytest.fixture
async def organisation(desk: Desk) -> int:
    async with desk.writing() as work:
        return await work.contracts.add_organisation("Mission locale", "mission_locale", None)


@pytest.fixture
def import_(desk: Desk, organisation: int) -> Callable[..., Awaitable[Report]]:
    async def run(content: bytes, *, into: int | None = None, **other: Any) -> Report:
        return await import_contracts(desk, into or organisation, Source(io.BytesIO(content), "f"), Actor(), **other)

    return run
