"""Request → action: the tables that say what Jalon can do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from actions import (
    answers,
    appointments,
    contracts,
    corrections,
    data_rights,
    declarations,
    escalation,
    learning,
    looked,
    people,
    privacy,
    progress,
    reviews,
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
    "ask_appointment": appointments.show,
    "reviews": reviews.show,
    "answer_remark": reviews.answer,
    **{f"contract_{topic}": part for topic, part in contracts.PARTS.items()},
    # beside the thirty requests: what buttons and commands name
    "last_week": progress.show_last_week,
    "receipts": progress.show_receipts,
    "repeat_week": declarations.repeat,
    "declare_nothing": declarations.declare_nothing,
}
FOR_ALL: Mapping[str, Action] = {
    **dict.fromkeys(smalltalk.HONEST, smalltalk.honest),
    **dict.fromkeys(smalltalk.PLAIN, smalltalk.plain),
    "ask_obligations": contracts.obligations,
    "not_fair": contracts.not_fair,
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
    "who_looked": looked.who_looked,
    "export": data_rights.export,
    "erase": data_rights.erase,
    "erase_words": data_rights.erase_words,
    "erase_words_now": data_rights.erase_words_now,
    "erase_chat": data_rights.erase_chat,
    "erase_chat_now": data_rights.erase_chat_now,
    "ask_erasure": data_rights.ask_erasure,
    "ask_correction": data_rights.ask_correction,
    "learning_yes": learning.accept,
    "learning_no": learning.refuse,
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
    "remark": reviews.which,
    "remark_words": reviews.take_words,
    "appointment": appointments.choose,
    "overlap": appointments.same_or_more,
}


# questions whose answer is the next message, word for word, whatever it says
FREE_WORDS = frozenset({"remark_words"})
# after these, what is over and was not yet declared is offered: the person is thinking of their week
OFFERS_AFTER = frozenset({"ask_progress", "last_week", "greet"})
ENDS_IN_A_RECEIPT = frozenset({"confirm", "appointment", "overlap"})


async def act(name: str, work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """Does what was asked. `name` is one of the tables' keys."""
    known = signed(who)
    if name in FOR_ALL:
        outcome = await FOR_ALL[name](work, who, asked)
    else:
        outcome = people.unknown(who) if known is None else await WITH_CONTRACT[name](work, known, asked)
    if known is None or not (name in OFFERS_AFTER or (name == "declare_hours" and says_nothing_yet(asked))):
        return outcome
    return await _with_offer(work, known, outcome)


def says_nothing_yet(asked: Understanding) -> bool:
    """« Déclarer du temps », and no word of what."""
    return not (asked.entries or asked.same_as or asked.same_week_as or asked.nothing_done)


async def answer(work: Work, who: Signed, pending: Pending, given: Given) -> Outcome:
    """Carries on what was under way. A value that does not fit puts the question again."""
    if given.value == "cancel":
        return Outcome((Reply("declarations.left"),))
    if given.asked is not None and pending.kind == "line":
        return await corrections.line_in_words(work, who, pending, given.asked)
    if given.asked is not None and pending.kind in {"appointment", "overlap"}:
        changed = await appointments.in_words(work, who, pending, given)
        return changed or await declarations.declare(work, who, given.asked)
    if given.asked is not None:
        return await answers.in_words(work, who, pending, given)
    outcome = await ANSWERS[pending.kind](work, who, pending, given.value or "")
    ended = pending.kind in ENDS_IN_A_RECEIPT and outcome.ask is None and not outcome.keep
    return await _with_offer(work, who, outcome) if ended else outcome


async def _with_offer(work: Work, who: Signed, outcome: Outcome) -> Outcome:
    return outcome if outcome.spares else replace(outcome, offers=await appointments.offer(work, who))
