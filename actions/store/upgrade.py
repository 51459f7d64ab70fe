"""Brings the database to the shape that this version needs, and says whether it has it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from actions.store.engine import Store

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 7_283_119  # any number that is ours: two upgrades at once on PostgreSQL wait for each other


async def upgrade(store: Store) -> None:
    """Applies every migration that is missing; all of them or none."""
    if await is_current(store):
        return
    async with store.connected() as connection:
        if not store.embedded:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
        await connection.run_sync(_upgrade)


async def is_current(store: Store) -> bool:
    """Whether every migration has been applied."""
    async with store.connected() as connection:
        return await connection.run_sync(_applied) == newest()


def newest() -> str:
    """The last migration's revision: their files are numbered."""
    return max(file.stem.split("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on this connection."""
    from alembic.config import Config  # noqa: PLC0415  # half a second that a start without migrations can spare

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # as above

    command.upgrade(config(connection), "head")


def _applied(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
