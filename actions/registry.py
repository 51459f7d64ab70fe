"""Request → action: the tables that say what Jalon can do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from actions import (
    answers,
    contracts,
    corrections,
    declarations,
    escalation,
    learning,
    people,
    privacy,
    progress,
    proposals,
    smalltalk,
)
from actions.person import Signed, Speaker, signed
from actions.questions import Given, Outcome, Pending
from actions.reply import Reply
from actions.store.work import Work
from nlu.understanding import Understanding

type Action = Callable[[Work, Speaker, Understanding], Awaitable[Outcome]]
type WithContract = Callable[[Work, Signed, Understanding], Awaitable[Outcome]]
type Answer = Callable[[Work, Signed, Pending, str], Awaitable[Outcome]]

# What only someone with a contract can ask; the others are told how to get a link.
WITH_CONTRACT: Mapping[str, WithContract] = {
    "declare_hours": declarations.declare,
    "correct_declaration": corrections.correct,
    "ask_progress": progress.show,
    "ask_contract": contracts.show,
    # beside the thirty requests: what buttons and commands name
    "last_week": progress.show_last_week,
    "receipts": progress.show_receipts,
    "repeat_week": declarations.repeat,
    "declare_nothing": declarations.declare_nothing,
}
FOR_ALL: Mapping[str, Action] = {
    **dict.fromkeys(smalltalk.HONEST, smalltalk.honest),
    **dict.fromkeys(smalltalk.PLAIN, smalltalk.plain),
    "talk_to_advisor": escalation.talk_to_advisor,
    "stop_reminders": privacy.stop_reminders,
    "manage_data": privacy.manage_data,
    "ask_bot": smalltalk.ask_bot,
    "change_language": smalltalk.change_language,
    "speak_french": smalltalk.speak_french,
    "speak_english": smalltalk.speak_english,
    "greet": smalltalk.greet,
    "help": smalltalk.help_,
    "start": people.start,
    "privacy": privacy.show,
    "learning_yes": learning.accept,
    "learning_no": learning.refuse,
    "read_proposal": proposals.read,
    "question_proposal": proposals.question,
    "disagree_proposal": proposals.disagree,
}
ANSWERS: Mapping[str, Answer] = {
    "day": answers.set_day,
    "activity": answers.set_activity,
    "minutes": answers.set_minutes,
    "confirm": answers.confirm,
    "wrong": answers.wrong,
    "which": answers.which,
    "long": answers.long,
    "again": answers.again,
    "line": corrections.which_line,
    "change": corrections.what_to_change,
}


async def act(name: str, work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """Does what was asked. `name` is one of the tables' keys."""
    if name in FOR_ALL:
        return await FOR_ALL[name](work, who, asked)
    known = signed(who)
    if known is None and name == "ask_contract" and who.person and await proposals.pending(work, who.person.id):
        return await proposals.read(work, who, asked)  # it is all that there is of a contract yet
    return people.unknown(who) if known is None else await WITH_CONTRACT[name](work, known, asked)


async def answer(work: Work, who: Signed, pending: Pending, given: Given) -> Outcome:
    """Carries on what was under way. A value that does not fit puts the question again."""
    if given.value == "cancel":
        return Outcome((Reply("declarations.left"),))
    if given.asked is not None and pending.kind == "line":
        return await corrections.line_in_words(work, who, pending, given.asked)
    if given.asked is not None:
        return await answers.in_words(work, who, pending, given)
    return await ANSWERS[pending.kind](work, who, pending, given.value or "")
