"""What is said when a message is not understood: ask about the likeliest, say what can be done, offer a human."""

from __future__ import annotations

from actions import registry
from actions.questions import Outcome
from actions.reply import Reply
from bot.dialogue.choose import ASKS, Step
from bot.dialogue.conversation import Conversation, Unclear

SUGGESTED = 2
TOO_UNLIKELY = 0.05  # to be worth a button
OFFERED = frozenset({*registry.FOR_ALL, *registry.WITH_CONTRACT}) - {
    "affirm", "deny", "cancel", "greet", "thank", "goodbye", "out_of_scope", "link"
}  # fmt: skip


def unclear(step: Step, conversation: Conversation) -> Unclear | None:
    """What to remember of this message, so that a touch may still say what it meant."""
    suggests = step.action == "unsure" and suggested(step, conversation)
    return Unclear(step.asked.text, step.asked.guesses) if suggests else None


def not_understood(step: Step, conversation: Conversation) -> Unclear | None:
    """The message that is given up: nothing could be suggested for it, or what was suggested was not it."""
    if step.action == "something_else":
        return conversation.unclear
    if step.action == "unsure" and not suggested(step, conversation):
        return Unclear(step.asked.text, step.asked.guesses)
    return None


def outcome(step: Step, conversation: Conversation) -> Outcome:
    """The answer to a message that is not understood; the second time in a row, the way to a human."""
    if suggests := suggested(step, conversation):
        return Outcome((Reply("dialogue.unsure", suggests=suggests),), keep=True)
    if conversation.pending is not None:
        return Outcome((Reply("dialogue.unsure_in_question"),), keep=True)
    again = conversation.lost > 0 or step.action == "something_else"
    return Outcome((Reply("dialogue.unsure_again" if again else "dialogue.not_understood"),), keep=True)


def suggested(step: Step, conversation: Conversation) -> tuple[str, ...]:
    """The two likeliest requests, if likely enough, at the first miss and when nothing waits for an answer."""
    guesses = step.asked.guesses
    if conversation.pending is not None or conversation.lost or guesses[0].confidence < ASKS:
        return ()
    likely = [guess.request for guess in guesses if guess.request in OFFERED and guess.confidence >= TOO_UNLIKELY]
    return tuple(dict.fromkeys(likely))[:SUGGESTED]
