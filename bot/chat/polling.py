"""Long polling with the acknowledgement in our hands: the offset moves on only once the updates are stored."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from actions.errors import StoreUnavailable
from bot.chat.errors import TokenRefused, asked_wait
from bot.chat.handlers import ALLOWED_UPDATES
from bot.chat.intake import Intake, Json
from bot.chat.pauses import Pauses, unless, until

log = logging.getLogger(__name__)
SECONDS_TO_HOLD = 30  # how long Telegram keeps the request when there is nothing new
SECONDS_OF_PATIENCE = 10  # beyond that, for the answer to come
SECONDS_FOR_GOODBYE = 3


class ApiBot(ExtBot[None]):
    """The library's bot, that also hands updates over as they came.

    The library's own get_updates reads the whole batch before it returns: one malformed update would come
    back for ever, hold up all others, and be written to the log with what people said.
    """

    async def raw_updates(self, offset: int, timeout: int, limit: int = 100) -> list[dict[str, Any]]:  # noqa: ASYNC109  # Telegram's own parameter: how long it holds the request
        """The updates from `offset` on, as JSON; those before it are forgotten by Telegram."""
        asked = {
            "offset": offset,
            "timeout": timeout,
            "limit": limit,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        found: list[dict[str, Any]] = await self._post(
            "getUpdates", asked, read_timeout=timeout + SECONDS_OF_PATIENCE
        )
        return found


class Polling:
    def __init__(self, bot: ApiBot, intake: Intake, hold: int = SECONDS_TO_HOLD) -> None:
        self._bot = bot
        self._intake = intake
        self._hold = hold
        self._offset = 0
        self._pauses = Pauses()
        self._trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Takes updates until `stop`. Raises TokenRefused."""
        await self._prepare(stop)
        while not stop.is_set():
            pause = await self._attempt(self._take_some(stop))
            if pause:
                await until(stop, pause)
        await self._say_goodbye()

    async def _prepare(self, stop: asyncio.Event) -> None:
        """An earlier webhook must go: Telegram gives updates one way only. What waits is kept."""
        while not stop.is_set():
            pause = await self._attempt(self._bot.delete_webhook(drop_pending_updates=False))
            if not pause:
                return
            await until(stop, pause)

    async def _take_some(self, stop: asyncio.Event) -> None:
        updates = await unless(stop, self._bot.raw_updates(self._offset, self._hold))
        if updates:
            await self._intake.take(updates)
            self._offset = max(_number(update) for update in updates) + 1

    async def _attempt(self, work: Any) -> float:
        """0 when it went well, else how many seconds to wait before the next attempt."""
        try:
            await work
        except (InvalidToken, EndPointNotFound):
            raise TokenRefused from None
        except RetryAfter as fault:
            return self._note("Telegram asks to wait", asked_wait(fault).total_seconds())
        except Conflict:
            return self._note("another program reads the updates of this bot: stop one of the two")
        except TelegramError as fault:
            return self._note(f"Telegram cannot be reached ({type(fault).__name__})")
        except StoreUnavailable:
            return self._note("the database cannot be reached: the updates stay with Telegram")
        except Exception:
            log.exception("updates could not be taken: they stay with Telegram")
            return self._note("something of ours failed")
        if self._trouble:
            log.info("updates are coming in again")
        self._trouble = ""
        self._pauses.reset()
        return 0

    def _note(self, trouble: str, wait: float | None = None) -> float:
        """One line as something begins to go wrong, and none while it lasts."""
        if trouble != self._trouble:
            log.warning("%s", trouble)
        self._trouble = trouble
        return self._pauses.next() if wait is None else wait

    async def _say_goodbye(self) -> None:
        """Acknowledges what is stored. Nothing hangs on it: what comes twice is known by its name."""
        try:
            async with asyncio.timeout(SECONDS_FOR_GOODBYE):
                await self._bot.raw_updates(self._offset, timeout=0, limit=1)
        except (TelegramError, TimeoutError):
            log.info("Telegram was not told what is stored: it will send it again")


def _number(update: Json) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else 0
