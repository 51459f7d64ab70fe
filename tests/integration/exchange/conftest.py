"""An organisation with nothing in it, a desk, and ways to import and to look at the rows."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from actions.desk import Desk
from actions.records.exchange import Actor
from actions.store.columns import Keyring
from actions.store.engine import Store
from bot.exchange.importing import Source, import_contracts
from bot.exchange.report import Report
from tests.console import desk_at
from tests.talk import migrated_database, new_database

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def migrated(postgres_url: str) -> str:
    return migrated_database(postgres_url, Keyring((Keyring.new_key(),)))


@pytest.fixture
def new_postgres(postgres_url: str, migrated: str) -> str:
    return new_database(postgres_url, like=migrated)


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


@pytest.fixture
def rows(store: Store) -> Callable[..., Awaitable[list[Any]]]:
    """Runs bare SQL, past every column type of ours."""

    async def run(sql: str, **values: object) -> list[Any]:
        async with store.connected() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    return run
