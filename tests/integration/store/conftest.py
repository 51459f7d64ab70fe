"""A person with a contract in an empty store, and a way to look at the bare rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from actions.records import Line, Minimum, PlanAction
from actions.store.engine import Store
from actions.store.work import Work

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
START = date(2026, 3, 2)
PLAN = (PlanAction("Passer le permis poids lourd", "training", "Auto-école", 120, START, None),)


@dataclass(frozen=True)
class Signed:
    """The ids of a person and of what their contract is made of; and a short way to declare."""

    person: int
    contract: int
    organisation: int
    referent: int

    async def declares(self, work: Work, question: str, *lines: Line, **other: Any) -> int:
        facts: dict[str, Any] = {"reverses": (), "nothing_on": None, "late": (), "now": NOW, "origin": None}
        return await work.declarations.add(
            person_id=self.person, contract_id=self.contract, question=question, lines=lines, **(facts | other)
        )


async def someone(work: Work, name: str = "Amina") -> Signed:
    person = await work.people.add(name, "Europe/Paris", "fr", NOW)
    organisation = await work.contracts.add_organisation("Mission locale", "mission_locale", "01 02 03 04 05")
    referent = await work.contracts.add_advisor(organisation, "Sophie Martin", "conseillère", None)
    contract = await work.contracts.add(
        person_id=person,
        organisation_id=organisation,
        referent_id=referent,
        signed_on=START,
        starts_on=START,
        ends_on=None,
        minimums=[Minimum(START, 900, "general")],
        plan=PLAN,
        now=NOW,
    )
    return Signed(person, contract, organisation, referent)


@pytest.fixture
async def signed(store: Store) -> Signed:
    async with store.writing() as work:
        return await someone(work)


@pytest.fixture
def newcomer(store: Store) -> Callable[[str], Awaitable[Signed]]:
    async def add(name: str) -> Signed:
        async with store.writing() as work:
            return await someone(work, name)

    return add
