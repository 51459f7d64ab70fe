"""Telegram, from the first greeting to the last: starts, takes messages until it is time to stop, ends cleanly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.chat import profile
from bot.chat.errors import TokenRefused
from bot.chat.handlers import AnyApplication, add_handlers
from bot.chat.incoming import Here
from bot.chat.intake import Intake
from bot.chat.notes import Notes
from bot.chat.outgoing import Courier
from bot.chat.pauses import Pauses, unless, until
from bot.chat.polling import ApiBot, Polling
from bot.chat.queues import SWEEP_EVERY, Queues
from bot.chat.webhook import Webhook, WebhookSettings
from bot.dialogue.turn import Dialogue
from content.values import Value

__all__ = ["Telegram", "WebhookSettings"]

log = logging.getLogger(__name__)
SECONDS_TO_END = 5.0  # Docker gives 10 in all
CONNECTIONS = 32  # for answers: at 100 ms each that is ten times what Telegram lets through


class Telegram:
    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        dialogue: Dialogue,
        run_by: Value,
        clock: Callable[[], datetime],
        webhook: WebhookSettings | None = None,
        sweep_every: float = SWEEP_EVERY,
    ) -> None:
        self._token = token
        self._api_url = api_url
        self._dialogue = dialogue
        self._run_by = run_by
        self._clock = clock
        self._webhook = webhook
        self._sweep_every = sweep_every

    async def run(self, stop: asyncio.Event) -> None:
        """Talks until `stop` is set. Raises a ChannelTrouble for what only its owner can mend."""
        application = _application(_bot(self._token, self._api_url))
        bot = cast("ApiBot", application.bot)
        try:
            if await _connected(application, stop):
                await self._talk(application, bot, stop)
        finally:
            await application.shutdown()
            await bot.shutdown()  # also when it never got as far as that

    async def _talk(self, application: AnyApplication, bot: ApiBot, stop: asyncio.Event) -> None:
        here = Here(bot.id, bot.username, self._clock)
        add_handlers(application, here)
        notes = Notes(self._dialogue.note_sent)
        queues = Queues(self._dialogue, Courier(bot, self._dialogue, notes), sweep_every=self._sweep_every)
        intake = Intake(application, self._dialogue, here, queues.wake)
        source = Webhook(bot, intake, self._webhook) if self._webhook else Polling(bot, intake)
        log.info("Telegram: ready")
        try:
            async with _beside(queues.sweep(stop)), _beside(profile.introduce(bot, self._run_by)):
                await source.run(stop)
        finally:
            await queues.close(SECONDS_TO_END)
            await notes.close(SECONDS_TO_END)
            log.info("Telegram: ended")


def _bot(token: str, api_url: str) -> ApiBot:
    return ApiBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=_requests(CONNECTIONS),
        get_updates_request=_requests(1),
    )


def _requests(connections: int) -> HTTPXRequest:
    """Patient ones: an answer that waits for a free connection is better than one that must be sent again."""
    return HTTPXRequest(connections, read_timeout=15.0, write_timeout=10.0, connect_timeout=10.0, pool_timeout=30.0)


def _application(bot: ApiBot) -> AnyApplication:
    builder: Any = ApplicationBuilder().bot(bot).updater(None).job_queue(None).concurrent_updates(False)
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    return application


async def _connected(application: AnyApplication, stop: asyncio.Event) -> bool:
    """Waits until Telegram answers; False when it was time to stop before. Raises TokenRefused."""
    pauses = Pauses()
    while not stop.is_set():
        try:
            await unless(stop, application.initialize())
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as fault:
            log.warning("Telegram cannot be reached yet (%s)", type(fault).__name__)
            await until(stop, pauses.next())
        else:
            return not stop.is_set()
    return False


@asynccontextmanager
async def _beside(work: Any) -> AsyncIterator[None]:
    """Work that goes on beside the block, and ends with it."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
