"""Amina's referent and others at the console, on a Wednesday."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from actions.access import Scope, scope_for
from actions.desk import Desk
from actions.records import Account
from actions.store.engine import Store
from tests.console import account, desk_at, visitor
from tests.talk import Talk, Town


@dataclass
class Office:
    """A town with an office in it: `sophie` is Amina's referent, `marc` a manager of the same organisation."""

    town: Town
    store: Store
    amina: Talk
    contract: int
    organisation: int
    sophie: Account
    marc: Account
    stranger: Account

    @property
    def desk(self) -> Desk:
        return desk_at(self.store, self.town.now)

    @property
    def person(self) -> int:
        return self.town.people["Amina"].id

    def scope(self, who: Account) -> Scope:
        return scope_for(who, "review_hours")

    async def visits(self, who: Account | None) -> httpx.AsyncClient:
        return await visitor(self.desk, who)

    async def declares(self, words: str = "hier 2h de CV") -> int:
        """Amina declares in words and confirms; the id of the newest line that stands."""
        await self.amina.says(words)
        await self.amina.presses("Oui")
        return max(line.id for line in await self.town.ledger("Amina"))

    async def waiting(self) -> Any:
        rows = await self.rows("SELECT waiting_since FROM contracts WHERE id = :c", c=self.contract)
        return rows[0][0]

    async def rows(self, sql: str, **values: object) -> list[Any]:
        from sqlalchemy import text

        async with self.store.connected() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []


async def opened(store: Store, town: Town) -> Office:
    async with store.reading() as work:
        contract = await work.contracts.in_force(town.people["Amina"].id, town.now.date())
        other = await work.contracts.in_force(town.people["Bruno"].id, town.now.date())
    assert contract is not None
    assert other is not None
    here = {"organisation": contract.organisation.id}
    sophie = await account(store, town.now, **here, role="advisor", advisor=contract.referent.id)
    marc = await account(store, town.now, **here, role="manager", name="Marc Petit")
    stranger = await account(
        store,
        town.now,
        organisation=other.organisation.id,
        role="advisor",
        advisor=other.referent.id,
        name="Inès Roy",
    )
    return Office(town, store, town.talk("Amina"), contract.id, contract.organisation.id, sophie, marc, stranger)


@pytest.fixture
async def office(store: Store, town: Town) -> Office:
    return await opened(store, town)


@pytest.fixture
async def small_office(sqlite_store: Store) -> Office:
    """For what the kind of database cannot change."""
    from tests.conftest import WEDNESDAY

    return await opened(sqlite_store, await Town.built(sqlite_store, WEDNESDAY))


type Opens = Callable[[Account], Awaitable[httpx.AsyncClient]]
