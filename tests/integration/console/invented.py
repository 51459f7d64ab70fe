"""The invented world on a file, for tests that walk the whole console."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from actions.records.exchange import Actor
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot.demo.building import World, build
from bot.exchange.report import Report

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
KEYS = (Keyring.new_key(),)


def opened(file: Path) -> Store:
    return Store(f"sqlite:///{file}", Keyring(KEYS))


async def build_world(file: Path) -> World:
    """The world, and one of each thing that it does not hold: a draft, a request, a message, an import."""
    store = opened(file)
    await upgrade(store)
    async with store.writing() as work:
        world = await build(work, NOW)
        for resident in world.residents.values():
            office = world.offices[resident.facts["contract"]["organisation"]]
            await work.requests.add(resident.person, office.id, "erase", NOW, NOW.date())
            terms = (await work.versions.of_contract(resident.contract))[0].terms
            await work.versions.add(resident.contract, terms, NOW)
        for office in world.offices.values():
            for key, who in office.accounts.items():
                await work.broadcasts.add(
                    key=f"{office.id}{key}", organisation_id=office.id, account_id=who.id, words="Bonjour",
                    people=0, now=NOW,
                )  # fmt: skip
            await work.exchange.note_import(
                office.id, Actor(), NOW, "file.csv", dry_run=True, report=Report("file.csv", dry_run=True).dumped(),
                added=0, changed=0, unchanged=0, refused=0,
            )  # fmt: skip
    await store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return world
