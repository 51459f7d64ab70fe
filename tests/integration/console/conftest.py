"""Two organisations and their console: Sophie advises at the mission locale, Marc at Cap emploi."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from actions import accounts
from actions.accounts import NewAccount
from actions.desk import Desk
from actions.records import Account
from actions.store.engine import Store
from bot.advisors import home, passwords
from tests.console import desk_at

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PASSWORD = "une longue phrase bleue"


@dataclass
class Office:
    """An organisation's accounts, by role; `now` is what the console's clock says."""

    store: Store
    organisation: int
    accounts: dict[str, Account] = field(default_factory=dict)
    now: datetime = NOW

    @property
    def desk(self) -> Desk:
        return Desk(self.store, lambda: self.now, desk_at(self.store, NOW).house, "signs in tests")

    async def adds(self, role: str, name: str, email: str) -> Account:
        async with self.store.writing() as work:
            made = await accounts.add(work, None, NewAccount(self.organisation, name, email, role), NOW)
            found = await work.accounts.find(made)
        assert found is not None
        self.accounts[role] = found
        return found

    async def gives_password(self, role: str, secret: str | None = None) -> None:
        async with self.store.writing() as work:
            await work.accounts.change(
                self.accounts[role].id, password=passwords.kept(PASSWORD), second_factor=secret
            )


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as it is, only lighter; and no waiting before a refusal."""
    from argon2 import PasswordHasher

    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", light)
    monkeypatch.setattr(passwords, "_NOBODYS", light.hash("nobody has this one"))
    monkeypatch.setattr(home, "REFUSED_AFTER", 0)


@pytest.fixture
async def office(sqlite_store: Store) -> Office:
    async with sqlite_store.writing() as work:
        organisation = await work.contracts.add_organisation("Mission locale du Val", "mission_locale", None)
    made = Office(sqlite_store, organisation)
    await made.adds("advisor", "Sophie Martin", "sophie@example.org")
    await made.adds("manager", "Nadia Roux", "nadia@example.org")
    await made.adds("administrator", "Ada Petit", "ada@example.org")
    return made


@pytest.fixture
async def elsewhere(sqlite_store: Store) -> Office:
    async with sqlite_store.writing() as work:
        organisation = await work.contracts.add_organisation("Cap emploi du Lac", "cap_emploi", None)
    made = Office(sqlite_store, organisation)
    await made.adds("advisor", "Marc Leroy", "marc@example.org")
    await made.adds("administrator", "Luc Noir", "luc@example.org")
    return made
