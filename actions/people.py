"""Who is in this chat: the first words, the link to a person, blocking."""

from __future__ import annotations

from actions.person import Speaker
from actions.questions import Outcome, says
from actions.reply import Reply
from actions.store.work import Work
from content.values import Said
from nlu.understanding import Understanding


def introduction(who: Speaker) -> Reply:
    """The first words to anyone: an automatic assistant, who runs it, that it decides nothing, what is kept."""
    return Reply("people.introduction", {"run_by": who.house.run_by})


async def start(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """« /start », bare or with the code of a link."""
    code = asked.text.strip()
    if code:
        return await _link(work, who, code)
    return greeting(who)


def greeting(who: Speaker) -> Outcome:
    if who.person is None:
        return says("people.welcome_unknown")
    return says("people.welcome", name=Said(who.person.given_name))


def unknown(who: Speaker) -> Outcome:
    """What needs a contract was asked, and nobody has linked this chat to one."""
    return says("people.no_contract" if who.person else "people.not_linked", run_by=who.house.run_by)


async def _link(work: Work, who: Speaker, code: str) -> Outcome:
    person_id = await work.people.use_link(code, who.now)
    if person_id is None:
        # A link tapped twice by the same person is no fault of theirs.
        return greeting(who) if who.person else says("people.link_refused")
    await work.conversations.join(who.chat, person_id)
    person = await work.people.find(person_id)
    name = Said(person.given_name if person else "")
    return Outcome((Reply("people.linked", {"name": name}),))
