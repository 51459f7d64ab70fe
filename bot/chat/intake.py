"""Reads updates and stores what they say, whole or not at all, before Telegram is told that they arrived."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import TelegramError

from actions.errors import StoreUnavailable
from bot.chat import incoming
from bot.chat.handlers import BATCH, AnyApplication, Batch
from bot.chat.incoming import Here
from bot.dialogue.messages import ChatKey, Message
from bot.dialogue.turn import Dialogue
from bot.dialogue.urgent import answer_at_once

log = logging.getLogger(__name__)
type Json = Mapping[str, Any]


class Intake:
    """`wake` is called once for each stored message's chat."""

    def __init__(
        self, application: AnyApplication, dialogue: Dialogue, here: Here, wake: Callable[[ChatKey], None]
    ) -> None:
        self._application = application
        self._dialogue = dialogue
        self._here = here
        self._wake = wake
        self._answering: set[asyncio.Task[None]] = set()
        self._helped: set[str] = set()  # the same updates come again until they are stored

    async def take(self, updates: Sequence[Json]) -> None:
        """Once this returns, Telegram may forget these updates. Raises StoreUnavailable, with none of them stored."""
        batch = await self._read(updates)
        try:
            await self._store(batch.messages)
        except StoreUnavailable:
            await self._help_at_once(batch.messages)
            raise
        for message in batch.messages:
            self._wake(message.chat)
        for press in batch.presses:
            self._stop_spinner(press)

    async def _read(self, updates: Sequence[Json]) -> Batch:
        batch = Batch()
        BATCH.set(batch)
        for raw in updates:
            batch.fault = None
            try:
                await self._application.process_update(_update(raw, self._application))
            except Exception as fault:
                batch.fault = fault
            if batch.fault is not None:
                _put_unreadable(raw, batch, self._here)
        return batch

    async def _store(self, messages: Sequence[Message]) -> None:
        try:
            await self._dialogue.receive(messages)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("a batch could not be stored: its messages are taken one by one")
            for message in messages:
                await self._store_alone(message)

    async def _help_at_once(self, messages: Sequence[Message]) -> None:
        """Distress does not wait for the database; the stored message is answered again later, which does no harm."""
        for message in messages:
            urgent = answer_at_once(message)
            if urgent is None or message.arrival in self._helped:
                continue
            with suppress(TelegramError):
                await self._application.bot.send_message(
                    int(message.chat.address), urgent.text, parse_mode=ParseMode.HTML
                )
                self._helped.add(message.arrival)

    async def _store_alone(self, message: Message) -> None:
        """One message that cannot be stored must not hold up those of the others."""
        try:
            await self._dialogue.receive([message])
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("a message could not be stored")
            await self._dialogue.receive([replace(message, kind="unreadable", text="", about=None)])

    def _stop_spinner(self, press: str) -> None:
        """The button stops turning; nothing waits for this, and nothing is lost when it fails."""
        task = asyncio.create_task(self._answer(press))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, press: str) -> None:
        with suppress(TelegramError):
            await self._application.bot.answer_callback_query(press)


def _update(raw: Json, application: AnyApplication) -> Update:
    return Update.de_json(dict(raw), application.bot)


def _put_unreadable(raw: Json, batch: Batch, here: Here) -> None:
    log.error("an update could not be read (%s)", type(batch.fault).__name__, exc_info=batch.fault)
    if message := incoming.unreadable(raw, here):
        batch.messages.append(message)
