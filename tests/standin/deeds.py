"""What a person does in Telegram, and the update that the bot gets from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import membership, rules
from .chats import Chat, Json, Message
from .cloud import Cloud, Press
from .markup import units
from .sending import sizes

COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")


class Impossible(AssertionError):
    """The person cannot do that: no such button, no such message, the bot is blocked."""


@dataclass(frozen=True)
class Place:
    """Who acts, and in which chat."""

    cloud: Cloud
    user: Json
    chat: Chat

    @property
    def name(self) -> str:
        return str(self.user["first_name"])


def place(cloud: Cloud, person: int, group: int | None = None) -> Place:
    if person not in cloud.users:
        raise Impossible(f"nobody here has the id {person}: call person({person}) first")
    user = cloud.users[person]
    return Place(cloud, user, cloud.private_chat(user) if group is None else cloud.group(group))


def says(at: Place, text: str, reply_to: int | None = None) -> int:
    """The id of her message; of the last one when the app cuts a long text in several."""
    parts = [text[i : i + rules.MAX_TEXT] for i in range(0, len(text), rules.MAX_TEXT)] or [text]
    for part in parts:
        content: Json = {"text": part}
        if commands := _commands(part):
            content["entities"] = commands
        message_id = _writes(at, content, "text", reply_to)
    return message_id


def _commands(text: str) -> list[Json]:
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": len(found[0])}
        for found in COMMAND.finditer(text)
    ]


def _writes(at: Place, content: Json, kind: str, reply_to: int | None = None) -> int:
    if at.chat.blocked:
        raise Impossible(f"{at.name} has blocked the bot: she must unblock it before she writes")
    _joins(at)
    answered = at.chat.messages.get(reply_to) if reply_to else None
    message = at.cloud.write(at.chat, at.user, content, kind=kind, reply_to=answered)
    if _reaches_the_bot(at, message):
        at.cloud.updates.add("message", message.as_json(), at.chat.id)
    return message.message_id


def _joins(at: Place) -> None:
    """The first word in a chat opens it; in a group, it also brings the bot in."""
    if not at.chat.started:
        at.chat.started = True
        if at.chat.kind != "private":
            membership.changed(at.cloud, at.chat, at.user, "left", "member")


def _reaches_the_bot(at: Place, message: Message) -> bool:
    if not at.chat.member:
        return False
    if at.chat.kind == "private" or not at.cloud.settings.privacy:
        return True
    text = message.content.get("text", message.content.get("caption", ""))
    mentioned = f"@{at.cloud.settings.username}" in text
    return mentioned or text.startswith("/") or bool(message.reply_to and message.reply_to.by_bot)


def edits(at: Place, message_id: int, text: str) -> int:
    message = _own(at, message_id)
    message.content = {"text": text}
    if commands := _commands(text):
        message.content["entities"] = commands
    message.edited, message.edit_date = message.edited + 1, at.cloud.date()
    if _reaches_the_bot(at, message):
        at.cloud.updates.add("edited_message", message.as_json(), at.chat.id)
    return message_id


def _own(at: Place, message_id: int) -> Message:
    message = at.chat.messages.get(message_id)
    if message is None or message.sender["id"] != at.user["id"]:
        raise Impossible(f"{at.name} did not write message {message_id}")
    return message


def deletes(at: Place, message_id: int) -> None:
    """For both sides. The bot is told nothing, as with Telegram."""
    if at.chat.messages.pop(message_id, None) is None:
        raise Impossible(f"there is no message {message_id} on the screen of {at.name}")


def presses(at: Place, label: str, twice: bool = False, message_id: int | None = None) -> str | int:
    """The id of the press; for a key of the reply keyboard, that of the message it writes."""
    found = _inline_button(at, label, message_id)
    if found is None:
        return _key(at, label)
    message, button = found
    if "callback_data" not in button:
        raise Impossible(f"« {label} » tells the bot nothing: it opens {button.get('url', 'something else')}")
    for _ in range(2 if twice else 1):
        press_id = _press(at, message, button["callback_data"])
    return press_id


def _inline_button(at: Place, label: str, message_id: int | None) -> tuple[Message, Json] | None:
    """On the newest message that has it, or on the one named."""
    for message in reversed(at.chat.messages.values()):
        if message.by_bot and message_id in (None, message.message_id):
            button = message.shown().button(label)
            if button:
                return message, button
    return None


def _press(at: Place, message: Message, data: str) -> str:
    press_id = str(4_000_000_000 + at.cloud.new_id())
    at.cloud.presses[press_id] = Press(at.chat, at.cloud.clock())
    content = {
        "id": press_id,
        "from": at.user,
        "message": message.as_json(),
        "chat_instance": str(at.chat.id),
        "data": data,
    }
    at.cloud.updates.add("callback_query", content, at.chat.id)
    return press_id


def _key(at: Place, label: str) -> int:
    rows = (at.chat.keyboard or {}).get("keyboard", [])
    keys = [key if isinstance(key, dict) else {"text": key} for row in rows for key in row]
    key = next((key for key in keys if key["text"] == label), None)
    if key is None:
        raise Impossible(f"{at.name} sees no button « {label} ». {_labels(at)}")
    if key.get("request_contact"):
        return sends_contact(at)
    return sends_location(at) if key.get("request_location") else says(at, label)


def _labels(at: Place) -> str:
    shown = [message for message in at.chat.screen if message.by_bot and message.buttons]
    if not shown:
        return "No message has buttons."
    lines = [f"  message {m.message_id} « {m.text[:40]} »: {', '.join(m.buttons)}" for m in shown]
    return "\n".join(["She sees:", *lines])


def _sends_file(at: Place, kind: str, name: str, mime: str, content: bytes, size: int | None, **more: Any) -> int:
    file = at.cloud.store(name, mime, content, f"{kind}s", size)
    caption = {"caption": more.pop("caption")} if more.get("caption") else {}
    more.pop("caption", None)
    described = sizes(file) if kind == "photo" else {**file.as_json(), **more}
    return _writes(at, {kind: described, **caption}, kind)


def sends_photo(at: Place, caption: str | None = None, content: bytes = b"\xff\xd8jpeg", size: int | None = None):
    return _sends_file(at, "photo", "photo.jpg", "image/jpeg", content, size, caption=caption)


def sends_voice(at: Place, seconds: int = 3, content: bytes = b"OggS", size: int | None = None) -> int:
    more = {"duration": seconds, "mime_type": "audio/ogg"}
    return _sends_file(at, "voice", "voice.oga", "audio/ogg", content, size, **more)


def sends_sticker(at: Place, emoji: str = "👍") -> int:
    more = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return _sends_file(at, "sticker", "sticker.webp", "image/webp", b"RIFF", None, emoji=emoji, **more)


def sends_document(
    at: Place,
    name: str = "lettre.pdf",
    content: bytes = b"%PDF-1.4",
    mime: str = "application/pdf",
    caption: str | None = None,
    size: int | None = None,
) -> int:
    more = {"file_name": name, "mime_type": mime, "caption": caption}
    return _sends_file(at, "document", name, mime, content, size, **more)


def sends_location(at: Place, latitude: float = 48.8566, longitude: float = 2.3522) -> int:
    return _writes(at, {"location": {"latitude": latitude, "longitude": longitude}}, "location")


def sends_contact(at: Place, phone: str = "+33600000000", of: int | None = None) -> int:
    """Her own card, or somebody else's (`of`)."""
    owner = at.user if of is None else at.cloud.users.get(of, {"id": of, "first_name": "Quelqu'un"})
    card = {"phone_number": phone, "first_name": owner["first_name"], "user_id": owner["id"]}
    return _writes(at, {"contact": card}, "contact")


def blocks(at: Place) -> None:
    at.chat.blocked = True
    membership.changed(at.cloud, at.chat, at.user, "member", "kicked")


def unblocks(at: Place) -> None:
    at.chat.blocked = False
    membership.changed(at.cloud, at.chat, at.user, "kicked", "member")


def deactivates(at: Place) -> None:
    """Her account is gone. The bot is told nothing until it writes."""
    at.chat.started = at.chat.deactivated = True


def throws_out(at: Place) -> None:
    """She takes the bot out of the group."""
    at.chat.member = False
    membership.changed(at.cloud, at.chat, at.user, "member", "kicked")


DEEDS: dict[str, Callable[..., Any]] = {
    do.__name__: do
    for do in (
        says,
        edits,
        deletes,
        presses,
        sends_photo,
        sends_voice,
        sends_sticker,
        sends_document,
        sends_location,
        sends_contact,
        blocks,
        unblocks,
        deactivates,
        throws_out,
    )
}


def do(cloud: Cloud, person: int, deed: str, group: int | None = None, **how: Any) -> Any:
    """Raises `Impossible`. A chat the bot may answer in is opened by the first word."""
    return DEEDS[deed](place(cloud, person, group), **how)
