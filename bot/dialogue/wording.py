"""Replies → worded messages: one message a turn wherever it fits, with the last reply's buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.reply import Reply
from bot.dialogue.messages import Attachment, Button, Outgoing
from content import catalogue

SOMETHING_ELSE = "other"
LONGEST_MESSAGE = 4000  # below Telegram's 4,096: its count of characters and ours differ on emoji


def worded(replies: Sequence[Reply], token: str, language: str) -> Outgoing:
    """The replies as one message; `token` names the question that their choices answer."""
    texts = [catalogue.text(reply.key, reply.values, language) for reply in replies]
    return Outgoing("\n\n".join(text for text in texts if text), _buttons(replies[-1], token, language))


def attached(replies: Sequence[Reply]) -> list[Outgoing]:
    """The documents of these replies, each as a message of its own."""
    files = [document for reply in replies for document in reply.documents]
    return [Outgoing("", document=Attachment.of(file.name, file.content)) for file in files]


def joined(first: Outgoing, second: Outgoing) -> Outgoing:
    """Two messages as one, with the second's buttons."""
    return Outgoing(f"{first.text}\n\n{second.text}", second.buttons)


def split(text: str) -> list[str]:
    """Parts of at most LONGEST_MESSAGE characters, cut between lines: no markup spans two lines."""
    parts = [""]
    for line in _short_lines(text):
        if parts[-1] and len(parts[-1]) + 1 + len(line) > LONGEST_MESSAGE:
            parts.append("")
        parts[-1] += ("\n" if parts[-1] else "") + line
    return parts


def _short_lines(text: str) -> Iterator[str]:
    """The lines of `text`, those that no message can hold cut between words."""
    for line in text.split("\n"):
        while len(line) > LONGEST_MESSAGE:
            cut = line.rfind(" ", 1, LONGEST_MESSAGE)
            cut = cut if cut > 0 else LONGEST_MESSAGE
            yield line[:cut]
            line = line[cut:].lstrip(" ")
        yield line


def _buttons(reply: Reply, token: str, language: str) -> tuple[Button, ...]:
    choices = [
        Button(
            catalogue.plain(catalogue.written(choice.label, language)).lstrip("• "),
            f"a:{token}:{choice.value}",
        )
        for choice in reply.choices
    ]
    suggested = (*reply.suggests, SOMETHING_ELSE) if reply.suggests else ()
    names = dict.fromkeys((*reply.requests, *catalogue.buttons(reply.key, language)))
    return (
        *choices,
        *(Button(catalogue.label(name, language), f"s:{name}") for name in suggested),
        *(Button(catalogue.label(name, language), f"r:{name}") for name in names),
    )
