"""The answer to distress when nothing can be stored: it waits for no database and no model."""

from __future__ import annotations

from actions import distress
from bot.dialogue.messages import Message, Outgoing
from bot.dialogue.wording import worded
from nlu.distress import kind_of

LANGUAGE = "fr"  # the person's own cannot be looked up now


def answer_at_once(message: Message) -> Outgoing | None:
    """The right numbers, for a message that speaks of distress; None for any other."""
    kind = kind_of(message.text) if message.kind in {"text", "edited"} else None
    return worded((distress.answer(kind),), "", LANGUAGE) if kind else None
