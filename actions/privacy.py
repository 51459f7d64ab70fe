"""What is kept, who reads it, and silence when asked for."""

from __future__ import annotations

from actions import learning
from actions.escalation import human
from actions.person import Speaker
from actions.questions import Outcome, says
from actions.reply import Reply
from actions.store.work import Work
from content.values import Phrase
from nlu.understanding import Understanding

MASKED = Reply("privacy.masked")


async def show(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    more = Phrase("privacy.more", {"url": who.house.privacy_url}) if who.house.privacy_url else Phrase("privacy.ask")
    lessons, change = await learning.standing(work, who)
    shown = Reply(
        "privacy.show",
        {"run_by": who.house.run_by, "human": human(who), "more": more, "lessons": lessons, "kept": _kept(who)},
        requests=change,
    )
    return Outcome((shown,), keep=True)


async def manage_data(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return says("privacy.manage", run_by=who.house.run_by, human=human(who), kept=_kept(who))


async def stop_reminders(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    await work.conversations.stop_reminders(who.chat, who.now)
    return says("privacy.reminders_stopped")


def _kept(who: Speaker) -> Phrase:
    return Phrase("privacy.kept", {"months": who.house.keep_months})
