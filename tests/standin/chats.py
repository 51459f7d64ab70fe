"""Chats and what is written in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from .log import Log

Json = dict[str, Any]
Kind = Literal["sent", "edited", "deleted", "answered", "reacted"]


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it. `html` is the text as the bot sent it, when it sent HTML."""

    message_id: int
    text: str
    by_bot: bool
    kind: str = "text"  # or photo, document, voice, sticker, location, contact
    html: str | None = None
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    edited: int = 0
    file_id: str | None = None
    file_name: str | None = None
    silent: bool = False
    protected: bool = False
    reactions: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[list[str]]:
        """Labels of the keyboard under the message, row by row."""
        shown = self.markup or {}
        keyboard = shown.get("inline_keyboard") or shown.get("keyboard") or []
        return [[b if isinstance(b, str) else b["text"] for b in row] for row in keyboard]

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.rows for label in row]

    def button(self, label: str) -> Json | None:
        """The inline button of that label."""
        rows = (self.markup or {}).get("inline_keyboard") or []
        return next((button for row in rows for button in row if button["text"] == label), None)

    def as_json(self) -> Json:
        return dict(vars(self))

    @classmethod
    def from_json(cls, data: Json) -> Shown:
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


@dataclass(frozen=True)
class Event:
    """What the bot did in a chat. `at` is the stand-in's clock; `notice` the words over the screen."""

    kind: Kind
    chat_id: int
    at: float
    shown: Shown | None = None
    notice: str | None = None
    alert: bool = False

    def as_json(self) -> Json:
        return {**vars(self), "shown": self.shown.as_json() if self.shown else None}

    @classmethod
    def from_json(cls, data: Json) -> Event:
        shown = data.get("shown")
        return cls(**{**data, "shown": Shown.from_json(shown) if shown else None})


class Heard:
    """The bot's doings in one chat, each kind in its own log."""

    def __init__(self) -> None:
        self.logs: defaultdict[str, Log[Event]] = defaultdict(Log)

    def add(self, event: Event) -> None:
        self.logs[event.kind].add(event)


@dataclass
class Message:
    message_id: int
    sender: Json
    chat: Chat
    date: int
    content: Json  # text and entities, or a file and its caption, under Telegram's own names
    kind: str = "text"
    html: str | None = None
    markup: Json | None = None
    reply_to: Message | None = None
    edited: int = 0
    edit_date: int = 0
    silent: bool = False
    reactions: list[str] = field(default_factory=list)

    @property
    def by_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def inline(self) -> Json | None:
        return self.markup if self.markup and "inline_keyboard" in self.markup else None

    def as_json(self, with_reply: bool = True) -> Json:
        found = {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat.as_json(),
            "date": self.date,
            **self.content,
        }
        if self.edit_date:
            found["edit_date"] = self.edit_date
        if self.inline:
            found["reply_markup"] = self.inline
        if self.reply_to and with_reply:
            found["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        return found

    @property
    def file(self) -> Json:
        """The file it carries, in its largest size; empty for none."""
        carried = self.content.get(self.kind)
        carried = carried[-1] if isinstance(carried, list) else carried
        return carried if isinstance(carried, dict) else {}

    def shown(self) -> Shown:
        words = "text" if "text" in self.content else "caption"
        return Shown(
            message_id=self.message_id,
            text=self.content.get(words, ""),
            by_bot=self.by_bot,
            kind=self.kind,
            html=self.html,
            entities=self.content.get("entities" if words == "text" else "caption_entities", []),
            markup=self.markup,
            edited=self.edited,
            file_id=self.file.get("file_id"),
            file_name=self.file.get("file_name"),
            silent=self.silent,
            protected=bool(self.content.get("has_protected_content")),
            reactions=self.reactions,
        )


@dataclass
class Chat:
    id: int
    kind: str  # private, group, supergroup
    about: Json  # first_name… or title
    started: bool = False  # somebody wrote here: the bot may answer
    blocked: bool = False
    deactivated: bool = False
    member: bool = True  # the bot is in this group
    messages: dict[int, Message] = field(default_factory=dict)
    heard: Heard = field(default_factory=Heard)

    def as_json(self) -> Json:
        return {"id": self.id, "type": self.kind, **self.about}

    @property
    def screen(self) -> list[Shown]:
        return [message.shown() for message in self.messages.values()]

    @property
    def keyboard(self) -> Json | None:
        """The reply keyboard now under the field where one writes."""
        for message in reversed(self.messages.values()):
            if message.markup and message.markup.keys() & {"keyboard", "remove_keyboard"}:
                return message.markup if "keyboard" in message.markup else None
        return None
