"""Consent, where the organisation's handling of data rests on it (GDPR, articles 6 and 7); elsewhere nobody is asked.

It is given to one version of the text: when the text changes it is asked anew, before anything personal.
"""

from __future__ import annotations

from actions.escalation import human
from actions.leaving import leave
from actions.people import linked
from actions.person import Speaker
from actions.questions import Ask, Draft, Outcome, Pending
from actions.reply import Choice, Reply
from actions.store.work import Work
from content.consent import version
from content.values import Phrase

# What anyone may do without it: be helped, know, choose a language, say whose chat it is, and leave.
WITHOUT = frozenset({
    "distress", "group", "blocked", "unblocked", "privacy", "talk_to_advisor", "unlink", "link",
    "change_language", "speak_french", "speak_english", "other_language",
})  # fmt: skip
NEWLY_LINKED = "newly_linked"


async def missing(work: Work, who: Speaker) -> bool:
    if who.person is None or not _asked_for(who):
        return False
    return await work.consents.last(who.person.id) != (version(), True)


def ask(who: Speaker, *, newly_linked: bool = False) -> Outcome:
    """`newly_linked`: after the yes come the first words to a person who is linked."""
    organisation = who.contract.organisation.name if who.contract else ""
    choices = (Choice("yes", Phrase("consent.accept")), Choice("no", Phrase("consent.decline")))
    reply = Reply("consent.ask", {"organisation": organisation}, choices)
    return Outcome(ask=Ask("consent", Draft(note=NEWLY_LINKED if newly_linked else ""), reply))


async def given_or_not(work: Work, who: Speaker, pending: Pending, value: str) -> Outcome:
    if who.person is None or value not in {"yes", "no"}:
        return Outcome(keep=who.person is not None)
    await work.consents.add(who.person.id, version(), value == "yes", who.now)
    if value == "yes":
        return Outcome(linked(who) if pending.draft.note == NEWLY_LINKED else (Reply("consent.thanks"),))
    await leave(work, who, "no_consent")
    return Outcome((Reply("consent.refused", {"human": human(who)}),))


async def withdraw(work: Work, who: Speaker) -> None:
    """Leaving takes it back: that must be as easy as giving it."""
    if who.person is not None and _asked_for(who):
        await work.consents.add(who.person.id, version(), given=False, at=who.now)


def _asked_for(who: Speaker) -> bool:
    return who.contract is not None and who.contract.organisation.legal_ground == "consent"
