"""Invented people and contracts, for trying. None of it is real, and it says so.

Here: someone for a first conversation, in one of three situations. In `building`: a whole small world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions.records import Minimum, Person, PlanAction
from actions.store.work import Work
from bot.demo import data

_CHAT = data.page("chat")
STARTS_ON: date = _CHAT["starts_on"]
ORGANISATION: str = _CHAT["organisation"]["name"]
PLAN = tuple(
    PlanAction(action["title"], action["activity"], action.get("provider"), action["minutes_a_week"], STARTS_ON, None)
    for action in _CHAT["plan"]
)


@dataclass(frozen=True)
class Situation:
    """A weekly minimum, in minutes, and why."""

    minutes: int
    reason: str


SITUATIONS: Mapping[str, Situation] = {name: Situation(**facts) for name, facts in _CHAT["situations"].items()}


async def add_person(work: Work, name: str, zone: str, now: datetime) -> Person:
    """An invented person of that name with an invented contract; the situation goes by the name."""
    situation = SITUATIONS.get(name, SITUATIONS["Amina"])
    person = await work.people.add(name, zone, "fr", now)
    organisation = await work.contracts.add_organisation(**_CHAT["organisation"], phone=None)
    referent = await work.contracts.add_advisor(organisation, **_CHAT["referent"], phone=None)
    await work.contracts.add(
        person_id=person,
        organisation_id=organisation,
        referent_id=referent,
        signed_on=STARTS_ON,
        starts_on=STARTS_ON,
        ends_on=None,
        minimums=[Minimum(STARTS_ON, situation.minutes, situation.reason)],
        plan=PLAN,
        now=now,
    )
    return Person(person, name, zone, "fr")


async def find(work: Work, name: str) -> Person | None:
    """The person of that first name, if there is one."""
    people = await work.people.all()
    return next((person for person in people if person.given_name.casefold() == name.casefold()), None)


def proper(name: str) -> str:
    """The invented person's own spelling: « chloé » is Chloé."""
    return next((known for known in SITUATIONS if known.casefold() == name.casefold()), name)


async def all_is_invented(work: Work) -> bool:
    """Whether nobody real is in this database."""
    return set(await work.contracts.organisation_names()) <= {ORGANISATION}
