"""Reaching a human: today, by giving the right name and number."""

from __future__ import annotations

from actions.person import Signed, Speaker
from actions.questions import Outcome, says
from actions.records import Contract
from actions.store.work import Work
from content.values import Phrase
from nlu.understanding import Understanding


def human(who: Speaker | Signed) -> Phrase:
    """The human to ask: the referent when a contract names one, else the organisation that runs this bot."""
    if who.contract is None:
        return Phrase("escalation.organisation", {"run_by": who.house.run_by})
    return human_of(who.contract)


def human_of(contract: Contract) -> Phrase:
    referent, organisation = contract.referent, contract.organisation
    phone = referent.phone or organisation.phone
    if phone is None:
        return Phrase("escalation.referent", {"name": referent.name, "organisation": organisation.name})
    return Phrase(
        "escalation.referent_phone",
        {"name": referent.name, "organisation": organisation.name, "phone": phone},
    )


async def talk_to_advisor(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return says("escalation.how_to_reach", human=human(who))
