"""What Telegram's side knows: people, chats, files, updates, limits; and what was asked of it."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .chats import Chat, Event, Json, Kind, Message, Shown
from .limits import Limits
from .log import Log
from .params import Params
from .refusals import Refused, bad
from .updates import Updates
from .webhook import Webhook

SUPERGROUPS = -1_000_000_000_000  # ids from here down


@dataclass(frozen=True)
class Settings:
    """None turns a limit off. `clock` counts seconds for limits; `now` dates the messages (Unix)."""

    token: str = "424242:stand-in"
    username: str = "jalon_bot"
    per_second: float | None = 30
    per_chat_per_second: float | None = 1
    burst: int = 3  # messages one chat may get at once before 1 a second
    per_group_per_minute: float | None = 20
    callback_seconds: float = 15  # how long a press can be answered
    webhook_wait: float = 1  # seconds; doubles with each failure
    latency: float = 0  # seconds added to each answer
    privacy: bool = False  # Telegram's own default is True: in groups only commands, mentions and replies
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time


@dataclass
class Call:
    """One request of the bot. `outcome`: the HTTP status answered, « drop » or « timeout »."""

    method: str
    params: Params = field(repr=False)
    at: float
    outcome: int | str = 0


@dataclass(frozen=True)
class File:
    file_id: str
    path: str
    name: str
    type: str
    content: bytes = field(repr=False)
    size: int = 0

    def as_json(self) -> Json:
        """The fields that every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": self.size}


@dataclass
class Press:
    """A button pressed, waiting for answerCallbackQuery."""

    chat: Chat
    at: float


class Cloud:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = settings.clock
        self.bot = bot_of(settings)
        self.updates = Updates(settings.clock)
        self.webhook: Webhook | None = None
        self.limits = Limits(
            settings.per_second, settings.per_chat_per_second, settings.burst, settings.per_group_per_minute
        )
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.presses: dict[str, Press] = {}
        self.profile: dict[tuple[str, ...], Any] = {}
        self.calls: list[Call] = []
        self.feed: Log[Event] = Log()
        self.logged_out = False
        self._ids = itertools.count(1)

    def new_id(self) -> int:
        return next(self._ids)

    def date(self) -> int:
        return int(self.settings.now())

    def counts(self) -> dict[str, dict[str, int]]:
        """Method → outcome → how many times."""
        found: dict[str, Counter[str]] = {}
        for call in self.calls:
            found.setdefault(call.method, Counter())[str(call.outcome)] += 1
        return {method: dict(outcomes) for method, outcomes in found.items()}

    def private_chat(self, user: Json) -> Chat:
        about = {k: user[k] for k in ("first_name", "last_name", "username") if k in user}
        return self.chats.setdefault(user["id"], Chat(user["id"], "private", about))

    def group(self, group_id: int) -> Chat:
        kind = "supergroup" if group_id <= SUPERGROUPS else "group"
        return self.chats.setdefault(group_id, Chat(group_id, kind, {"title": f"Groupe {-group_id}"}))

    def chat_of(self, params: Params, to_write: bool = True) -> Chat:
        """The chat named by `chat_id`, where the bot may read, or write."""
        if "chat_id" not in params:
            raise bad("chat_id is empty")
        chat = self.chats.get(params["chat_id"])
        if chat is None or not chat.started:
            raise bad("chat not found")
        if not chat.member:
            raise Refused(403, f"bot is not a member of the {chat.kind} chat")
        if to_write and chat.deactivated:
            raise Refused(403, "user is deactivated")
        return chat

    def may_write(self, chat: Chat, counted: bool = True) -> None:
        """Limits first, then « blocked », as the servers do."""
        if counted:
            self.limits.check(chat.id, self.clock())
        if chat.blocked:
            raise Refused(403, "bot was blocked by the user")

    def store(self, name: str, kind: str, content: bytes, folder: str, size: int | None = None) -> File:
        number = self.new_id()
        ending = f".{name.rsplit('.', 1)[1]}" if "." in name else ""
        path = f"{folder}/file_{number}{ending}"
        file = File(f"file-{number}", path, name, kind, content, len(content) if size is None else size)
        self.files[file.file_id] = file
        return file

    def write(self, chat: Chat, sender: Json, content: Json, **more: Any) -> Message:
        """A new message in the chat, by whoever `sender` is."""
        message = Message(self.new_id(), sender, chat, self.date(), content, **more)
        chat.messages[message.message_id] = message
        return message

    def tell(self, kind: Kind, chat: Chat, shown: Shown | None = None, notice: str = "", alert: bool = False) -> None:
        """Lets those who wait in `chat` know what the bot did."""
        event = Event(kind, chat.id, self.clock(), shown, notice or None, alert)
        chat.heard.add(event)
        self.feed.add(event)


def bot_of(settings: Settings) -> Json:
    """The bot as getMe tells it."""
    number = settings.token.split(":")[0]
    return {
        "id": int(number) if number.isdecimal() else 424242,
        "is_bot": True,
        "first_name": "Jalon",
        "username": settings.username,
    }
