"""The routing table: which reader reads which update. The first row that fits counts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.chat import incoming
from bot.chat.incoming import Here, Reader
from bot.dialogue.messages import Message

type Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]
type AnyApplication = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_EDITED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
_COMMAND = filters.COMMAND | filters.Regex(r"^/[^\W\d]")  # « /reçus » is no command for Telegram
_HEARD = filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE

MESSAGES: tuple[tuple[filters.BaseFilter, Reader], ...] = (
    (_EDITED, incoming.edited),
    (_NEW & _COMMAND, incoming.command),
    (_NEW & (filters.TEXT | filters.CAPTION), incoming.text),
    (_NEW & filters.PHOTO, incoming.media("photo")),
    (_NEW & _HEARD, incoming.media("voice")),
    (_NEW & filters.Document.ALL & ~filters.ANIMATION, incoming.media("document")),
    (_NEW & filters.CONTACT, incoming.media("contact")),
    (_NEW & ~filters.StatusUpdate.ALL, incoming.media("other_kind")),  # not what Telegram itself announces
    (filters.UpdateType.MESSAGE & filters.ChatType.GROUPS, incoming.group),
)


@dataclass
class Batch:
    """What was read of some updates, to be stored together."""

    messages: list[Message] = field(default_factory=list)
    presses: list[str] = field(default_factory=list)  # the presses to answer, by Telegram's name for them
    fault: BaseException | None = None


# Each task has its own: webhook requests are read side by side.
BATCH: ContextVar[Batch] = ContextVar("batch")


def add_handlers(application: AnyApplication, here: Here) -> None:
    rows: list[BaseHandler[Any, Any, Any]] = [
        MessageHandler(which, _reading(reader, here)) for which, reader in MESSAGES
    ]
    rows.append(CallbackQueryHandler(_pressed(here)))
    rows.append(ChatMemberHandler(_reading(incoming.membership, here), ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handlers(rows)
    application.add_error_handler(_note_fault)


def _reading(reader: Reader, here: Here) -> Callback:
    async def read(update: Update, _context: Any) -> None:
        if message := reader(update, here):
            BATCH.get().messages.append(message)

    return read


def _pressed(here: Here) -> Callback:
    read = _reading(incoming.press, here)

    async def read_and_note(update: Update, context: Any) -> None:
        if update.callback_query is not None:
            BATCH.get().presses.append(update.callback_query.id)
        await read(update, context)

    return read_and_note


async def _note_fault(_update: object, context: Any) -> None:
    BATCH.get().fault = context.error
