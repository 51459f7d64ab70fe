"""Courtesies, help, and the honest sentence for what has no room of its own yet."""

from __future__ import annotations

from actions.escalation import human
from actions.people import greeting
from actions.person import Speaker
from actions.questions import Outcome, says
from actions.reply import Reply
from actions.store.work import Work
from content import other_languages
from content.catalogue import languages
from content.values import Said
from nlu.understanding import Understanding

# request → its sentence in content/<language>/honest.yaml: what can be done now, and the human to ask
HONEST = (
    "ask_what_counts",
    "ask_obligations",
    "ask_fewer_hours",
    "ask_sanctions",
    "contest_sanction",
    "report_difficulty",
    "report_absence",
    "report_change",
    "ask_update_declaration",
    "ask_payment",
    "set_reminders",
    "out_of_scope",
)
PLAIN = ("affirm", "deny", "cancel", "thank", "goodbye")


async def honest(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return says(f"honest.{asked.request}", human=human(who))


async def plain(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return says(f"smalltalk.{asked.request}")


async def greet(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return greeting(who)


async def help_(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return says("smalltalk.help" if who.person else "smalltalk.help_unknown")


async def ask_bot(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return says("smalltalk.ask_bot", run_by=who.house.run_by)


async def change_language(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """« in English please »: the language that is named, if it is offered; else the choice."""
    if asked.wants_language in languages():
        return await _speak(work, who, str(asked.wants_language))
    return says("smalltalk.which_language", human=human(who))


async def speak_french(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return await _speak(work, who, "fr")


async def speak_english(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return await _speak(work, who, "en")


async def _speak(work: Work, who: Speaker, language: str) -> Outcome:
    if who.person is not None:
        await work.people.set_language(who.person.id, language)
    return Outcome((Reply("smalltalk.language_changed"),), keep=True, language=language)


def in_another_language(who: Speaker, language: str) -> Outcome:
    """A sentence in a language that is not offered, for whoever writes in it, and the human to ask."""
    return says("smalltalk.other_language", sentence=Said(other_languages.sentence(language)), human=human(who))
