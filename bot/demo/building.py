"""A small world, to try Jalon in and to take pictures of: three organisations and twelve people.

What advisors and people did goes through the rules of the program, in the order in which it would have happened;
the weeks are counted back from `now`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from actions.errors import Mendable
from actions.records import Account, Advisor
from actions.store.work import Work
from bot.demo import data
from bot.demo.data import Facts
from bot.demo.happening import happenings
from bot.demo.places import Office, Resident
from bot.demo.settling import settle

WEEKS_SHOWN = 8


class NotForTheWorld(Mendable):
    """The database holds something else, or the world already."""


@dataclass(frozen=True)
class World:
    offices: Mapping[str, Office]
    residents: Mapping[str, Resident]


@dataclass(frozen=True)
class Post:
    """Someone who opens the console."""

    key: str
    role: str
    name: str
    email: str = field(repr=False)


def organisation_names() -> frozenset[str]:
    return frozenset(facts["name"] for facts in data.page("organisations").values())


def posts(office: Facts) -> Iterator[Post]:
    """Who works at an organisation, as its accounts have them."""
    for key, told in office["advisors"].items():
        yield Post(key, "advisor", told["name"], told["email"])
    for role in ("manager", "administrator"):
        yield Post(role, role, office[role]["name"], office[role]["email"])


async def build(work: Work, now: datetime) -> World:
    """Raises NotForTheWorld unless the database is empty."""
    if await work.people.count() or await work.contracts.organisation_names():
        raise NotForTheWorld("This database is not empty: begin the demonstration anew with « jalon demo --fresh ».")
    offices = {key: await _open(work, facts, now) for key, facts in data.page("organisations").items()}
    residents = {name: await settle(work, offices, name, facts, now) for name, facts in data.people().items()}
    happened = [each for resident in residents.values() for each in happenings(work, offices, resident, now)]
    for each in sorted(happened, key=lambda each: each.at):
        await each.take_place()
    return World(offices, residents)


async def _open(work: Work, facts: Facts, now: datetime) -> Office:
    organisation = await work.contracts.add_organisation(
        facts["name"], facts["kind"], facts["phone"], territory=facts["territory"]
    )
    advisors = {}
    for key, told in facts["advisors"].items():
        advisor = await work.contracts.add_advisor(organisation, told["name"], told["role"], told["phone"], key)
        advisors[key] = Advisor(advisor, told["name"], told["role"], told["phone"])
    accounts = {}
    for post in posts(facts):
        advises = advisors[post.key].id if post.key in advisors else None
        if post.role == "manager":  # who may come to accompany people too
            advises = await work.contracts.add_advisor(organisation, post.name, "responsable", facts["phone"])
        account = await work.accounts.add(
            organisation_id=organisation,
            name=post.name,
            email=post.email,
            role=post.role,
            advisor_id=advises,
            now=now,
        )
        accounts[post.key] = Account(account, organisation, advises, post.name, post.email, post.role)
    return Office(organisation, facts, advisors, accounts)
