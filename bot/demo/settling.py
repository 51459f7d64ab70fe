"""Someone comes to live in the world: who they are, their contracts, their chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions.records import ChatKey, Terms
from actions.store.work import Work
from bot.demo.calendar import Calendar
from bot.demo.data import Facts
from bot.demo.places import Office, Resident
from bot.demo.terms import amended, terms


async def settle(work: Work, offices: Mapping[str, Office], name: str, facts: Facts, now: datetime) -> Resident:
    calendar = Calendar.at(now, offices[facts["contract"]["organisation"]].facts["zone"])
    return await _Settling(work, offices, facts, calendar, now).done(name)


@dataclass(frozen=True)
class _Settling:
    work: Work
    offices: Mapping[str, Office]
    facts: Facts
    calendar: Calendar
    now: datetime

    async def done(self, name: str) -> Resident:
        person = await self._person()
        earlier = await self._contract(person, self.facts["before"]) if "before" in self.facts else None
        contract = await self._contract(person, self.facts["contract"], transferred_from_id=earlier)
        chat = await self._chat(person) if "linked" in self.facts else None
        return Resident(name, self.facts, self.calendar, person, contract, earlier, chat)

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
        at = self.calendar.moment(f"{facts['signed']} 10:00")
        contract = await self.work.contracts.begin(
            person_id=person,
            organisation_id=office.id,
            referent_id=referent.id,
            terms=said,
            now=at,
            state="transferred" if "ending" in facts else "signed",
            signed_on=at.date(),
            reference=facts["reference"],
            ending=facts.get("ending"),
            heard_at=self._heard_by(facts),
            transferred_from_id=transferred_from_id,
        )
        await self._version(contract, said, at, "signed", at.date())
        for told in facts.get("amendments", ()):
            said = amended(said, told, self.calendar)
            at = self.calendar.moment(told["at"])
            await self._version(contract, said, at, told["state"], at.date())
        return contract

    def _heard_by(self, facts: Facts) -> datetime | None:
        """When the person last declared under this contract."""
        said = [
            self.calendar.weeks_on(week).moment(message["at"])
            for week, messages in self.facts.get("weeks", {}).items()
            for message in messages
        ]
        last = self.calendar.day(facts["ends"])
        return max((at for at in said if at <= self.now and at.date() <= last), default=None)

    async def _version(self, contract: int, said: Terms, at: datetime, state: str, on: date) -> None:
        signatures = {"person_signed_on": on, "organisation_signed_on": on} if state == "signed" else {}
        await self.work.versions.add(contract, said, at, state, proposed_at=at, **signatures)

    async def _chat(self, person: int) -> ChatKey:
        chat = ChatKey("terminal", self.facts["given_name"].casefold())
        await self.work.conversations.begin(chat, self.calendar.moment(self.facts["linked"]))
        await self.work.conversations.join(chat, person)
        return chat
