"""Telegram's updates → messages. Plain readers: an update in, a message out; None when nothing is to be answered."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import telegram
from telegram import ChatMember, Update
from telegram.constants import ChatType, MessageEntityType

from bot.dialogue.messages import ChatKey, Message

CHANNEL = "telegram"
OUTSIDE = frozenset({ChatMember.LEFT, ChatMember.BANNED})


@dataclass(frozen=True)
class Here:
    """What readers need to know beside the update: which bot reads, and when."""

    bot_id: int
    username: str
    now: Callable[[], datetime]


type Reader = Callable[[Update, Here], Message | None]


def text(update: Update, here: Here) -> Message | None:
    """What was written; the words under a photo are words too, and so are those passed on from elsewhere."""
    said = update.effective_message
    return None if said is None else _message(update, said, here, "text", _words(said))


def edited(update: Update, here: Here) -> Message | None:
    """A text that replaces an earlier one. It keeps the earlier date: « hier » keeps its sense."""
    said = update.edited_message
    if said is None or not _words(said):
        return None  # a live location moves every few seconds
    if _words(said).startswith("/"):
        return command(update, here)
    return _message(update, said, here, "edited", _words(said))


def command(update: Update, here: Here) -> Message | None:
    """« /Semaine@jalon_bot », « /start CODE » → « semaine », « start CODE »."""
    said = update.effective_message
    if said is None:
        return None
    first, *argument = _words(said).split(maxsplit=1)
    name = _plain_letters(first.removeprefix("/").split("@")[0])
    return _message(update, said, here, "command", " ".join([name, *argument]).strip())


def media(kind: str) -> Reader:
    """A reader of what has no words; the pictures of one album count once."""

    def read(update: Update, here: Here) -> Message | None:
        said = update.effective_message
        if said is None:
            return None
        album = f"album{said.media_group_id}" if said.media_group_id else None
        return _message(update, said, here, kind, "", album)

    return read


def press(update: Update, here: Here) -> Message | None:
    """A button. Nothing tells when it was pressed, so the moment it arrives counts."""
    pressed = update.callback_query
    if pressed is None or pressed.data is None or pressed.message is None:
        return None
    if pressed.message.chat.type != ChatType.PRIVATE:
        return None
    chat, about = _chat(pressed.message.chat.id), str(pressed.message.message_id)
    return Message(chat, _arrival(update, here), "press", here.now(), _clean(pressed.data), about)


def membership(update: Update, here: Here) -> Message | None:
    """The person blocked the bot or took it back; or somebody brought it into a group."""
    change = update.my_chat_member
    if change is None:
        return None
    inside = change.new_chat_member.status not in OUTSIDE
    if change.chat.type == ChatType.PRIVATE:
        kind = "unblocked" if inside else "blocked"
    elif inside and change.old_chat_member.status in OUTSIDE:
        kind = "group"
    else:
        return None
    return Message(_chat(change.chat.id), _arrival(update, here), kind, change.date)


def group(update: Update, here: Here) -> Message | None:
    """A word in a group, when it is for the bot: a command, its name, or an answer to it."""
    said = update.message
    if said is None or not _is_for_us(said, here):
        return None
    return _message(update, said, here, "group", "")


def unreadable(raw: Mapping[str, Any], here: Here) -> Message | None:
    """What stands for an update that no reader could read; None when nobody waits for an answer to it."""
    for part in raw.values():
        inner = part.get("message", part) if isinstance(part, dict) else {}
        chat = inner.get("chat") if isinstance(inner, dict) else None
        if isinstance(chat, dict) and chat.get("type") == ChatType.PRIVATE and isinstance(chat.get("id"), int):
            arrival = f"{here.bot_id}:{raw.get('update_id')}"
            return Message(_chat(chat["id"]), arrival, "unreadable", here.now())
    return None


def _message(
    update: Update, said: telegram.Message, here: Here, kind: str, words: str, name: str | None = None
) -> Message:
    return Message(
        chat=_chat(said.chat.id),
        arrival=_arrival(update, here, name),
        kind=kind,
        sent_at=said.date,
        text=words,
        about=str(said.message_id),
        speaks=_language(update),
    )


def _language(update: Update) -> str:
    """« fr » of « fr-FR »; empty when Telegram does not say."""
    who = update.effective_user
    return (who.language_code or "").split("-")[0] if who else ""


def _chat(chat_id: int) -> ChatKey:
    return ChatKey(CHANNEL, str(chat_id))


def _arrival(update: Update, here: Here, name: str | None = None) -> str:
    """Unique also when two bots share a database."""
    return f"{here.bot_id}:{name or update.update_id}"


def _words(said: telegram.Message) -> str:
    return _clean(said.text or said.caption or "")


def _clean(words: str) -> str:
    """The same without half characters (a surrogate alone), which could not be stored."""
    return words.encode("utf-8", "replace").decode("utf-8")


def _plain_letters(name: str) -> str:
    """« Reçus » → « recus »: Telegram's own commands have no accents, people's do."""
    parts = unicodedata.normalize("NFD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _is_for_us(said: telegram.Message, here: Here) -> bool:
    answered = said.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == here.bot_id:
        return True
    wanted: list[str | None] = [MessageEntityType.MENTION, MessageEntityType.BOT_COMMAND]
    found = said.parse_entities(wanted) | said.parse_caption_entities(wanted)
    names = (name.lower().partition("@") for name in found.values())
    return any(name == here.username.lower() or (command and not name) for command, _, name in names)
