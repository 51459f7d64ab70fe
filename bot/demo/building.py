"""A small world, to try Jalon in and to take pictures of: three organisations and twelve people.

Everything goes through the store's own pages, as it would have week after week; the weeks are counted from `now`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.declarations import late_among
from actions.errors import Mendable
from actions.records import Advisor, ChatKey, Line, Terms
from actions.store.work import Work
from bot.demo import data
from bot.demo.calendar import Calendar
from bot.demo.data import Facts
from bot.demo.terms import amended, terms

WEEKS_SHOWN = 8


class NotForTheWorld(Mendable):
    """The database holds something else, or the world already."""


@dataclass(frozen=True)
class Office:
    """An organisation, and its advisors and accounts by their names in the data."""

    id: int
    facts: Facts
    advisors: Mapping[str, Advisor]
    accounts: Mapping[str, int]


@dataclass(frozen=True)
class Resident:
    """One of the twelve. `chat` is where they talk on the terminal, None for who is not linked yet."""

    name: str
    person: int
    contract: int
    chat: ChatKey | None


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
    residents = {
        name: await _Settling(work, offices, name, facts, now).done() for name, facts in data.people().items()
    }
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
        accounts[post.key] = await work.accounts.add(
            organisation_id=organisation,
            name=post.name,
            email=post.email,
            role=post.role,
            advisor_id=advises,
            now=now,
        )
    return Office(organisation, facts, advisors, accounts)


class _Settling:
    """One person comes to live in the world."""

    def __init__(self, work: Work, offices: Mapping[str, Office], name: str, facts: Facts, now: datetime) -> None:
        self.work, self.offices, self.name, self.facts, self.now = work, offices, name, facts, now
        self.calendar = Calendar.at(now, offices[facts["contract"]["organisation"]].facts["zone"])

    async def done(self) -> Resident:
        person = await self._person()
        earlier = await self._contract(person, self.facts["before"]) if "before" in self.facts else None
        contract = await self._contract(person, self.facts["contract"], transferred_from_id=earlier)
        chat = await self._chat(person)
        await self._declarations(person, earlier, contract)
        return Resident(self.name, person, contract, chat)

    async def _person(self) -> int:
        first = self.facts.get("before", self.facts["contract"])
        return await self.work.people.add(
            self.facts["given_name"],
            self.calendar.zone,
            self.facts.get("language", "fr"),
            self.calendar.moment(f"{first['signed']} 10:00"),
            family_name=self.facts["family_name"],
            born_on=self.calendar.born(self.facts["age"]),
            registered_as=self.facts["registered_as"],
        )

    async def _contract(self, person: int, facts: Facts, transferred_from_id: int | None = None) -> int:
        office = self.offices[facts["organisation"]]
        referent = office.advisors[facts["referent"]]
        said = terms(facts, office.facts, referent, self.calendar)
        signed_on = self.calendar.day(facts["signed"])
        at = self.calendar.moment(f"{facts['signed']} 10:00")
        contract = await self.work.contracts.begin(
            person_id=person,
            organisation_id=office.id,
            referent_id=referent.id,
            terms=said,
            now=at,
            state="transferred" if "ending" in facts else "signed",
            signed_on=signed_on,
            reference=facts["reference"],
            ending=facts.get("ending"),
            transferred_from_id=transferred_from_id,
        )
        await self._version(contract, said, at, "signed", signed_on)
        for told in facts.get("amendments", ()):
            said = amended(said, told, self.calendar)
            at = self.calendar.moment(told["at"])
            await self._version(contract, said, at, told["state"], at.date())
        return contract

    async def _version(self, contract: int, said: Terms, at: datetime, state: str, on: date) -> None:
        signatures = {"person_signed_on": on, "organisation_signed_on": on} if state == "signed" else {}
        await self.work.versions.add(contract, said, at, state, proposed_at=at, **signatures)

    async def _chat(self, person: int) -> ChatKey | None:
        if "linked" not in self.facts:
            return None
        chat = ChatKey("terminal", self.facts["given_name"].casefold())
        await self.work.conversations.begin(chat, self.calendar.moment(self.facts["linked"]))
        await self.work.conversations.join(chat, person)
        return chat

    async def _declarations(self, person: int, earlier: int | None, contract: int) -> None:
        for number, (at, lines) in enumerate(self._messages(), 1):
            begun = at.date() >= self.calendar.day(self.facts["contract"]["from"])
            await self.work.declarations.add(
                person_id=person,
                contract_id=contract if begun or earlier is None else earlier,
                question=f"demo-{number}",
                origin=None,
                lines=lines,
                reverses=(),
                nothing_on=None,
                late=late_among([line.day for line in lines], at.date()),
                now=at,
            )

    def _messages(self) -> list[tuple[datetime, list[Line]]]:
        """What they declared so far, in the order in which they did."""
        told = []
        for week, messages in self.facts.get("weeks", {}).items():
            calendar = self.calendar.weeks_on(week)
            for message in messages:
                lines = [Line(calendar.day(day), *rest[:3]) for day, *rest in message["lines"]]
                told.append((calendar.moment(message["at"]), lines))
        return sorted((each for each in told if each[0] <= self.now), key=lambda each: each[0])
