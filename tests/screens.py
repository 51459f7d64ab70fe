"""Pictures of every page of the console in the invented world: by role, light and dark, on a desk and on a phone.

By hand: `python -m tests.screens FOLDER [PART OF A ROUTE'S NAME]`. A page that a role may not open is left out; one
that fails is told.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.routing import Route

from actions.desk import Desk
from actions.records import Account
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot.advisors.app import PAGES, console
from bot.demo.building import World, build
from tests.browser import chromium, served
from tests.talk import HOUSE

COOKIE = "jalon"  # over http, on this machine
SIZES: Mapping[str, tuple[int, int]] = {"desk": (1280, 900), "phone": (390, 844)}
GIVEN, REFUSED = 200, 403
COLOURS = ("light", "dark")
# Who looks: every role, and an advisor of each organisation.
LOOKERS = (
    ("mission_locale", "sophie"), ("mission_locale", "karim"), ("mission_locale", "manager"),
    ("mission_locale", "administrator"), ("departement", "nadia"), ("departement", "philippe"),
    ("cap_emploi", "marie_anne"),
)  # fmt: skip
# What an address may ask for beside a contract, and what to show for it.
STEPS = ("identity", "diagnostic", "objectives", "actions", "duration", "commitments")


@dataclass(frozen=True)
class Shot:
    """One address as someone sees it; `name` tells it in the picture's file."""

    name: str
    path: str


@dataclass(frozen=True)
class Looker:
    name: str
    account: Account
    token: str


class Set:
    """The world on a database of its own, with the sessions of those who look."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.store = Store(f"sqlite:///{folder / 'world.db'}", Keyring((Keyring.new_key(),)))
        self.now = now
        self.app: Starlette = console(Desk(self.store, lambda: datetime.now(UTC), HOUSE, "signs in pictures"))
        self.world: World
        self.lookers: list[Looker] = []
        self.versions: dict[int, int] = {}

    async def build(self) -> None:
        await upgrade(self.store)
        async with self.store.writing() as work:
            self.world = await build(work, self.now)
            for resident in self.world.residents.values():
                self.versions[resident.contract] = (await work.versions.of_contract(resident.contract))[0].id
            for office, key in LOOKERS:
                account = self.world.offices[office].accounts[key]
                token = await work.accounts.begin_session(account.id, self.now, self.now + timedelta(hours=8))
                self.lookers.append(Looker(f"{office}-{key}", account, token))

    def shots(self, account: Account, wanted: str) -> Iterator[Shot]:
        for route in (each for pages in PAGES for each in pages.ROUTES if isinstance(each, Route)):
            if wanted in route.name and "GET" in (route.methods or ()):
                yield from self._of_route(route, account)

    def _of_route(self, route: Route, account: Account) -> Iterator[Shot]:
        asked = list(route.param_convertors)
        if not asked:
            yield Shot(route.name, str(route.url_path_for(route.name)))
        elif set(asked) <= {"contract_id", "version_id", "step"}:
            for name, contract in self._within_reach(account):
                for step in STEPS if "step" in asked else ("",):
                    told: dict[str, Any] = {
                        "contract_id": contract, "version_id": self.versions[contract], "step": step,
                    }  # fmt: skip
                    path = route.url_path_for(route.name, **{each: told[each] for each in asked})
                    yield Shot("-".join(filter(None, (route.name, name, step))), str(path))
        else:
            print(f"{route.name}: nothing to show for {', '.join(asked)}")

    def _within_reach(self, account: Account) -> Iterator[tuple[str, int]]:
        """Their own people for an advisor; the organisation's first for others: it is the page that is looked at."""
        organisation = next(key for key, office in self.world.offices.items() if office.id == account.organisation_id)
        office = self.world.offices[organisation]
        for name, resident in self.world.residents.items():
            facts = resident.facts["contract"]
            if facts["organisation"] != organisation:
                continue
            if account.role != "advisor":
                yield name, resident.contract
                return
            if office.advisors[facts["referent"]].id == account.advisor_id:
                yield name, resident.contract


def take(browser: Browser, address: str, looker: Looker, shots: list[Shot], folder: Path) -> int:
    """How many of the pages did not answer as they should."""
    amiss = 0
    for (size, (width, height)), colour in product(SIZES.items(), COLOURS):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=colour, locale="fr-FR"
        )  # type: ignore[arg-type]
        context.add_cookies([{"name": COOKIE, "value": looker.token, "url": address}])
        page = context.new_page()
        for shot in shots:
            answer = page.goto(f"{address}{shot.path}")
            if answer is not None and answer.status == REFUSED:
                continue
            if answer is None or answer.status != GIVEN:
                amiss += 1
                print(f"{looker.name} {shot.path}: {answer and answer.status}")
            page.screenshot(path=folder / looker.name / f"{shot.name}-{size}-{colour}.png", full_page=True)
        context.close()
    return amiss


def main(folder: Path, wanted: str = "") -> None:
    with tempfile.TemporaryDirectory() as place:
        scene = Set(Path(place), datetime.now(UTC))
        asyncio.run(scene.build())
        with served(scene.app) as address, chromium() as browser:
            for looker in scene.lookers:
                shots = list(scene.shots(looker.account, wanted))
                (folder / looker.name).mkdir(parents=True, exist_ok=True)
                amiss = take(browser, address, looker, shots, folder)
                print(f"{looker.name}: {len(shots)} addresses, {amiss} pictures of pages that failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
