"""What is pending in a conversation, and until when: a small state, stored as JSON under a version."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from actions.questions import Draft, Pending
from nlu.understanding import Entry, Guess


@dataclass(frozen=True)
class Unclear:
    """A message that was not understood, kept until the next one: a touch may still say what it meant."""

    text: str = field(repr=False)
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """`lost` counts the messages in a row that were not understood.

    `language` is the one spoken last; `chosen`, that the person asked for it, so that no message changes it.
    `spared` is the last day on which they put off what was offered.
    """

    pending: Pending | None = None
    until: datetime | None = None
    shown: str = field(default="", repr=False)  # the question as it was put, worded, to put it again
    introduced: bool = False
    lost: int = 0
    unclear: Unclear | None = None
    language: str = ""
    chosen: bool = False
    spared: date | None = None

    def at(self, now: datetime) -> Conversation:
        """The same, without a question that waited too long."""
        if self.until is not None and now > self.until:
            return self.free()
        return self

    def free(self) -> Conversation:
        """The same without anything under way."""
        return Conversation(
            introduced=self.introduced, language=self.language, chosen=self.chosen, spared=self.spared
        )


def load(state: str) -> Conversation:
    kept: dict[str, Any] = json.loads(state)
    if not kept:
        return Conversation()
    return Conversation(
        pending=kept["pending"] and _pending(kept["pending"]),
        until=kept["until"] and datetime.fromisoformat(kept["until"]),
        shown=kept["shown"],
        introduced=kept["introduced"],
        lost=kept["lost"],
        unclear=_unclear(kept.get("unclear")),
        language=kept.get("language", ""),
        chosen=kept.get("chosen", False),
        spared=_day(kept.get("spared")),
    )


def dump(conversation: Conversation) -> str:
    pending = conversation.pending
    return json.dumps(
        {
            "pending": pending and _pending_as_json(pending),
            "until": conversation.until and conversation.until.isoformat(),
            "shown": conversation.shown,
            "introduced": conversation.introduced,
            "lost": conversation.lost,
            "unclear": conversation.unclear and _unclear_as_json(conversation.unclear),
            "language": conversation.language,
            "chosen": conversation.chosen,
            "spared": conversation.spared and conversation.spared.isoformat(),
        },
        ensure_ascii=False,
    )


def _unclear_as_json(unclear: Unclear) -> dict[str, Any]:
    return {"text": unclear.text, "guesses": [[guess.request, guess.confidence] for guess in unclear.guesses]}


def _unclear(kept: dict[str, Any] | None) -> Unclear | None:
    return Unclear(kept["text"], tuple(Guess(*guess) for guess in kept["guesses"])) if kept else None


def _pending_as_json(pending: Pending) -> dict[str, Any]:
    draft = pending.draft
    return {
        "kind": pending.kind,
        "token": pending.token,
        "index": pending.index,
        "entries": [_entry_as_json(entry) for entry in draft.entries],
        "pieces": [_entry_as_json(entry) for entry in draft.pieces],
        "replaces": list(draft.replaces),
        "nothing_on": draft.nothing_on and draft.nothing_on.isoformat(),
        "accepted": sorted(draft.accepted),
        "taken_back": draft.taken_back,
        "origin": draft.origin,
        "about": draft.about,
        "appointment": draft.appointment,
    }


def _pending(kept: dict[str, Any]) -> Pending:
    draft = Draft(
        entries=tuple(_entry(entry) for entry in kept["entries"]),
        pieces=tuple(_entry(entry) for entry in kept["pieces"]),
        replaces=tuple(kept["replaces"]),
        nothing_on=kept["nothing_on"] and date.fromisoformat(kept["nothing_on"]),
        accepted=frozenset(kept["accepted"]),
        taken_back=kept["taken_back"],
        origin=kept["origin"],
        about=kept.get("about"),
        appointment=kept.get("appointment"),
    )
    return Pending(kept["kind"], draft, kept["token"], kept["index"])


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _entry_as_json(entry: Entry) -> list[Any]:
    return [entry.minutes, entry.day and entry.day.isoformat(), entry.activity, entry.words]


def _entry(kept: list[Any]) -> Entry:
    minutes, day, activity, words = kept
    return Entry(minutes, day and date.fromisoformat(day), activity, words)
