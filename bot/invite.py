"""Recording a person by hand, with their contract and the code that joins a chat to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from actions.codes import deep_link, last_day, local_day, until_the_end_of
from actions.errors import Mendable
from actions.records import ORGANISATION_KINDS, Codes, Minimum
from actions.records.codes import in_groups
from bot import bootstrap
from bot.config import Settings
from bot.letters import letter


class WrongInvitation(Mendable):
    """The invitation cannot be recorded as it is."""


@dataclass(frozen=True)
class Invitation:
    """`minutes` is the weekly minimum; 0 is none, which only the person's own request can give."""

    given_name: str = field(repr=False)
    organisation: str
    kind: str
    referent: str
    phone: str | None
    since: date
    minutes: int
    lowered: bool = False

    def minimum(self) -> Minimum:
        reason = "none_on_request" if self.minutes == 0 else "lowered" if self.lowered else "general"
        return Minimum(self.since, self.minutes, reason)


def check(asked: Invitation) -> None:
    """Raises WrongInvitation for what the database would refuse."""
    if asked.kind not in ORGANISATION_KINDS:
        raise WrongInvitation(f"--kind is one of {', '.join(ORGANISATION_KINDS)}.")


async def invite(settings: Settings, asked: Invitation, now: datetime, *, by_letter: bool = False) -> Codes:
    """Keeps all of it or nothing; gives the single-use code, which stays good longer when it goes by letter."""
    check(asked)
    async with bootstrap.open_store(settings) as store, store.writing() as work:
        person = await work.people.add(asked.given_name, settings.timezone, "fr", now)
        organisation = await work.contracts.add_organisation(asked.organisation, asked.kind, None)
        referent = await work.contracts.add_advisor(organisation, asked.referent, "référent", asked.phone)
        await work.contracts.add(
            person_id=person,
            organisation_id=organisation,
            referent_id=referent,
            signed_on=None,
            starts_on=asked.since,
            ends_on=None,
            minimums=[asked.minimum()],
            now=now,
        )
        hours = timedelta(hours=settings.link_hours)
        good = until_the_end_of(now, settings.letter_days, settings.timezone) if by_letter else now + hours
        return await work.links.make(person, now, good)


def letter_for(settings: Settings, asked: Invitation, codes: Codes, now: datetime) -> bytes:
    """The letter with the code, as PDF."""
    facts = letter.Facts(
        name=asked.given_name,
        organisation=asked.organisation,
        referent=asked.referent,
        phone=asked.phone,
        code=in_groups(codes.short),
        link=deep_link(settings.bot_name, codes),
        bot_name=settings.bot_name,
        made_on=local_day(now, settings.timezone),
        good_until=last_day(codes.expires_at, settings.timezone),
    )
    return letter.pdf(facts, "fr")
