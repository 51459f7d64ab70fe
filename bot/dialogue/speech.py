"""In which language to answer: the one chosen, else the one that the message is in, else the one spoken last."""

from __future__ import annotations

from actions.records import Person
from actions.records.codes import code_in
from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import Message
from content.catalogue import languages
from nlu.languages import told_language

DEFAULT = "fr"
WRITTEN = frozenset({"text", "edited"})


def spoken(message: Message, conversation: Conversation, person: Person | None) -> str:
    """One of the languages offered."""
    written = message.kind in WRITTEN and code_in(message.text) is None  # a code is in no language
    told = told_language(message.text) if written else None
    if told in languages() and not conversation.chosen:
        return str(told)
    theirs = person.language if person else ""
    chosen = theirs if theirs != DEFAULT else ""  # nobody has another language than the first without asking for it
    known = (chosen, conversation.language, theirs, message.speaks, DEFAULT)
    return next(language for language in known if language in languages())
