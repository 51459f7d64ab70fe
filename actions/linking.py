"""Joining a chat to a person by the code of their letter, and leaving. One chat is one person's, at one time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from actions import consent
from actions.escalation import human
from actions.leaving import leave, note, unlink
from actions.people import greeting, initials, linked
from actions.person import Speaker
from actions.questions import Ask, Draft, Notice, Outcome, Pending, says
from actions.records import LinkCode, Person
from actions.records.codes import short_code_in
from actions.reply import Choice, Reply
from actions.store.work import Work
from content.values import Phrase, Said
from nlu.understanding import Understanding

# Codes that were not good, in an hour: from one chat, and from all of them together.
CHAT_ATTEMPTS, ALL_ATTEMPTS = 5, 200
HOUR = timedelta(hours=1)


async def start(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """« /start », bare or with the code of a link."""
    return await open_code(work, who, asked) if asked.text.strip() else greeting(who)


async def open_code(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """Asks whether the code came to the right person. Every code that is not good has one and the same answer."""
    said = asked.text.strip()
    code = await _good_code(work, who, said)
    if code is None:
        return says("linking.refused", human=human(who))
    theirs = await work.people.find(code.person_id)
    if theirs is None:
        return says("linking.refused", human=human(who))
    if who.person is None:
        return _ask_if_it_is_you(theirs, code)
    if who.person.id != theirs.id:
        return await _ask_to_replace(work, who.person, theirs, code)
    await work.links.claim(code.key, who.now)  # a new letter, opened where one is at home already
    return greeting(who)


async def is_it_you(work: Work, who: Speaker, pending: Pending, value: str) -> Outcome:
    match value:
        case "yes":
            return await _join(work, who, pending.draft.note)
        case "no":
            return await _not_me(work, who, pending.draft.note)
        case "cancel":
            return Outcome((Reply("linking.another_time"),))
        case _:
            return Outcome(keep=True)


async def replace_or_not(work: Work, who: Speaker, pending: Pending, value: str) -> Outcome:
    match value:
        case "yes":
            return await _join(work, who, pending.draft.note)
        case "no" | "cancel":
            return Outcome((Reply("linking.kept"),))
        case _:
            return Outcome(keep=True)


async def ask_to_leave(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    if who.person is None:
        return says("linking.nobody_here")
    choices = (Choice("yes", Phrase("linking.yes_leave")), Choice("no", Phrase("linking.no_keep")))
    return Outcome(ask=Ask("unlink", Draft(), Reply("linking.leave_or_stay", {}, choices)))


async def leave_or_not(work: Work, who: Speaker, pending: Pending, value: str) -> Outcome:
    match value:
        case "yes" if who.person is not None:
            await consent.withdraw(work, who)
            await leave(work, who, "by_person")
            return Outcome((Reply("linking.left", {"human": human(who)}),))
        case "yes" | "no" | "cancel":
            return Outcome((Reply("linking.kept"),))
        case _:
            return Outcome(keep=True)


async def _good_code(work: Work, who: Speaker, said: str) -> LinkCode | None:
    """The code that is still good, or that this chat was linked by. After too many attempts none is looked at."""
    short = short_code_in(said)
    if await _too_many_attempts(work, who, short=short is not None):
        return None
    code = await work.links.find(short or said)
    if code is not None and (code.waits(who.now) or _was_theirs(who, code)):
        return code
    await work.links.note_attempt(who.chat, who.now)
    return None


async def _too_many_attempts(work: Work, who: Speaker, *, short: bool) -> bool:
    """A link's own code cannot be guessed: those who guess at short ones must not shut it out for everybody."""
    hour = who.now - HOUR
    if await work.links.attempts(hour, who.chat) >= CHAT_ATTEMPTS:
        return True
    return short and await work.links.attempts(hour) >= ALL_ATTEMPTS


def _was_theirs(who: Speaker, code: LinkCode) -> bool:
    """A link tapped twice by the same person is no fault of theirs, and tells them nothing that they do not know."""
    return who.person is not None and who.person.id == code.person_id and code.ended_why == "used"


def _ask_if_it_is_you(theirs: Person, code: LinkCode) -> Outcome:
    choices = (Choice("yes", Phrase("linking.yes_me")), Choice("no", Phrase("linking.not_me")))
    reply = Reply("linking.is_it_you", {"initials": Said(initials(theirs))}, choices)
    return Outcome(ask=Ask("link", Draft(note=code.key), reply))


async def _ask_to_replace(work: Work, here: Person, theirs: Person, code: LinkCode) -> Outcome:
    known = await work.people.find(here.id) or here
    choices = (Choice("yes", Phrase("linking.yes_replace")), Choice("no", Phrase("linking.no_keep")))
    names = {"here": Said(initials(known)), "theirs": Said(initials(theirs))}
    return Outcome(ask=Ask("switch", Draft(note=code.key), Reply("linking.replace", names, choices)))


async def _join(work: Work, who: Speaker, key: str) -> Outcome:
    """The chat becomes the person's, and no other chat is. Of two chats that say yes at once, one wins."""
    person_id = await work.links.claim(key, who.now)
    person = None if person_id is None else await work.people.find(person_id)
    if person is None:
        return says("linking.refused", human=human(who))
    await leave(work, who, "replaced")
    elsewhere = await unlink(work, person.id)
    await work.conversations.join(who.chat, person.id, who.now)
    now_here = replace(who, person=person, contract=await work.contracts.in_force(person.id, who.today))
    await note(work, "linked", person.id, now_here.contract, who.now)
    moved = Reply("linking.moved", {"human": human(now_here)})
    notices = tuple(Notice(chat, moved, person.language) for chat in elsewhere)
    if await consent.missing(work, now_here):
        return replace(consent.ask(now_here, newly_linked=True), notices=notices)
    return Outcome(linked(now_here), notices=notices)


async def _not_me(work: Work, who: Speaker, key: str) -> Outcome:
    code = await work.links.by_key(key)
    if code is not None and await work.links.end(key, "not_me"):
        contract = await work.contracts.in_force(code.person_id, who.today)
        # Whoever said so is not the person, and nobody knows who it is.
        await note(work, "link_not_me", code.person_id, contract, who.now, by="program")
    return Outcome((Reply("linking.thanks_not_you", {"run_by": who.house.run_by}),))
