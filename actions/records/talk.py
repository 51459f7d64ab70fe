"""Conversations: where they take place, what arrives and leaves, what may be learnt from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from actions.records.people import Person

DESTINATIONS = ("training", "test")  # what a labelled lesson may serve; never both


@dataclass(frozen=True)
class ChatKey:
    """Where a conversation takes place: « telegram » or « terminal », and its address there."""

    channel: str
    address: str = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """A message as it waits in the inbox. `body` is its JSON, already masked; `arrival` is unique per channel."""

    id: int
    chat: ChatKey
    arrival: str
    body: str = field(repr=False)
    received_at: datetime
    attempts: int = 0
    followed: bool = False  # by another that waits


@dataclass(frozen=True)
class Parcel:
    """A message to send, as it waits in the outbox. `body` is its JSON: text, buttons, message to edit."""

    id: int
    chat: ChatKey
    body: str = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True)
class Chat:
    """A conversation's row: who speaks there and what is pending (`state`, JSON), with its version."""

    id: int
    key: ChatKey
    person: Person | None
    state: str = field(repr=False)
    version: int


@dataclass(frozen=True)
class Linked:
    """A chat that is joined to a person. `since` is None where that was not noted yet."""

    channel: str
    since: datetime | None
    blocked: bool = False


@dataclass(frozen=True)
class Lesson:
    """A sentence without names, kept with its writer's consent, and what the model made of it.

    `guesses` are requests with how sure the model was, the likeliest first. `request` is the label that an annotator
    gave, `goes_to` one of DESTINATIONS; both are None before.
    """

    id: int
    text: str = field(repr=False)
    guesses: tuple[tuple[str, float], ...]
    language: str
    request: str | None = None
    goes_to: str | None = None
