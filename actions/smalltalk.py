"""Courtesies, help, and the honest sentence for what has no room of its own yet."""

from __future__ import annotations

from actions.escalation import human
from actions.people import greeting
from actions.person import Speaker
from actions.questions import Outcome, says
from actions.store.work import Work
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
    "ask_appointment",
    "report_change",
    "ask_update_declaration",
    "ask_payment",
    "set_reminders",
    "change_language",
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
