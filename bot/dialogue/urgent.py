"""The answer to distress when nothing can be stored: it waits for no database and no model."""

from __future__ import annotations

from actions import distress
from bot.dialogue import speech
from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import Message, Outgoing
from bot.dialogue.wording import worded
from nlu.distress import kind_of


def answer_at_once(message: Message) -> Outgoing | None:
    """The right numbers, for a message that speaks of distress; None for any other."""
    kind = kind_of(message.text) if message.kind in {"text", "edited"} else None
    if kind is None:
        return None
    # What the person chose cannot be looked up now: the language of the message counts.
    return worded((distress.answer(kind),), "", speech.spoken(message, Conversation(), None))
