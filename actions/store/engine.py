"""The database: one way to open a transaction, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from actions.errors import StoreNotReady, StoreUnavailable
from actions.store.columns import Keyring, give_keyring
from actions.store.connection import Connection, Embedded, Remote
from actions.store.work import Work

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
SECONDS_TO_WAIT_FOR_A_LOCK = 10
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Store:
    """Gives transactions. Raises StoreUnavailable when the database cannot be reached."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self._engine = _engine(url)
        self.embedded = isinstance(self._engine, Engine)
        give_keyring(self._engine.dialect, keyring)
        # SQLite has one writer: a queue of ours is fair and wakes at once, its own lock polls.
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Work]:
        """A transaction: committed whole at the end, rolled back on any exception."""
        async with self.connected() as connection:
            yield Work(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """A transaction that writes nothing, and waits for no writer."""
        with _Faults():
            if isinstance(self._engine, Engine):
                with self._engine.connect() as plain:
                    yield Work(Embedded(plain.execution_options(reading=True)))
            else:
                async with self._engine.connect() as remote:
                    yield Work(Remote(remote))

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Connection]:
        """A bare connection in a transaction, for the rooms of the store alone."""
        with _Faults():
            if isinstance(self._engine, Engine):
                async with self._one_writer, _embedded_transaction(self._engine) as embedded:
                    yield embedded
            else:
                async with self._engine.begin() as remote:
                    yield Remote(remote)

    async def close(self) -> None:
        if isinstance(self._engine, Engine):
            self._engine.dispose()
        else:
            await self._engine.dispose()


@asynccontextmanager
async def _embedded_transaction(engine: Engine) -> AsyncIterator[Connection]:
    """Only what may wait, for another process or for the disk, goes to a thread."""
    with engine.connect() as plain:
        transaction = await _to_the_end(plain.begin)
        try:
            yield Embedded(plain)
        except BaseException:
            transaction.rollback()
            raise
        await _to_the_end(transaction.commit)


async def _to_the_end[T](work: Callable[[], T]) -> T:
    """Runs `work` in a thread and waits for it even when cancelled: nobody else may touch its connection."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


class _Faults:
    """Turns « cannot reach the database » into StoreUnavailable; the rest passes as it is."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        gone = isinstance(fault, DBAPIError) and fault.connection_invalidated
        if gone or isinstance(fault, OperationalError | InterfaceError):
            raise StoreUnavailable(type(fault).__name__) from None
        if type(fault) is DatabaseError:  # its subclasses tell other things
            raise StoreNotReady("JALON_DATABASE_URL names a file that is not a database: name another one.") from None


def _engine(text: str) -> Engine | AsyncEngine:
    try:
        url = make_url(text)
        url = url.set(drivername=DRIVERS[url.get_backend_name()])
        # hide_parameters: an error must not tell what a person wrote
        if url.drivername != "sqlite":
            return create_async_engine(url, hide_parameters=True, pool_size=5, max_overflow=10)
        wait = {"timeout": SECONDS_TO_WAIT_FOR_A_LOCK, "check_same_thread": False}
        engine = create_engine(url, hide_parameters=True, pool_size=5, max_overflow=-1, connect_args=wait)
    except (ArgumentError, KeyError, NoSuchModuleError):
        raise StoreNotReady(
            "JALON_DATABASE_URL must begin with sqlite:/// or postgresql://; see docker/env.example."
        ) from None
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the « begin » below opens transactions, not the driver
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: SyncConnection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
