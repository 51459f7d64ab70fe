"""Telegram calls us: one route, one secret, and « 200 » only for what is stored."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hmac import compare_digest
from json import JSONDecodeError
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken, TelegramError

from actions.errors import StoreUnavailable
from bot.chat.errors import AddressTaken, TokenRefused, WebhookRefused
from bot.chat.handlers import ALLOWED_UPDATES
from bot.chat.intake import Intake
from bot.chat.pauses import Pauses, until
from bot.chat.polling import ApiBot

log = logging.getLogger(__name__)
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
STORED, NOT_UNDERSTOOD, FORBIDDEN, UNAVAILABLE = 200, 400, 403, 503
CALLS_AT_ONCE = 40


@dataclass(frozen=True)
class WebhookSettings:
    """`url` is what Telegram calls, whole; `host` and `port` where we listen behind it."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8443


class Webhook:
    def __init__(self, bot: ApiBot, intake: Intake, settings: WebhookSettings) -> None:
        self._bot = bot
        self._intake = intake
        self._settings = settings

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop`. Raises AddressTaken, WebhookRefused, TokenRefused."""
        listening = self._listen()
        server = _Server(uvicorn.Config(self.app(), log_config=None, access_log=False, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await self._announce(stop)
            await stop.wait()
        finally:
            server.should_exit = True
            await serving
            listening.close()

    def app(self) -> Starlette:
        path = urlsplit(self._settings.url).path or "/"
        return Starlette(routes=[Route(path, self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET, "")
        if not compare_digest(given.encode(), self._settings.secret.encode()):
            return Response(status_code=FORBIDDEN)
        try:
            update = await request.json()
        except (JSONDecodeError, UnicodeDecodeError):
            return Response(status_code=NOT_UNDERSTOOD)
        if not isinstance(update, dict):
            return Response(status_code=NOT_UNDERSTOOD)
        try:
            await self._intake.take([update])
        except StoreUnavailable:
            log.warning("the database cannot be reached: Telegram is asked to come again")
            return Response(status_code=UNAVAILABLE)
        return Response(status_code=STORED)

    async def _announce(self, stop: asyncio.Event) -> None:
        """Tells Telegram where to call. What waits there is kept."""
        pauses = Pauses()
        while not stop.is_set():
            try:
                await self._bot.set_webhook(
                    self._settings.url,
                    secret_token=self._settings.secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=CALLS_AT_ONCE,
                    drop_pending_updates=False,
                )
            except InvalidToken:
                raise TokenRefused from None
            except BadRequest:
                raise WebhookRefused from None
            except TelegramError as fault:
                log.warning("Telegram cannot be told of the webhook yet (%s)", type(fault).__name__)
                await until(stop, pauses.next())
            else:
                return

    def _listen(self) -> socket.socket:
        try:
            return socket.create_server((self._settings.host, self._settings.port))
        except OSError:
            raise AddressTaken from None


class _Server(uvicorn.Server):
    """Signals belong to the program, which sets `stop`: this server takes none."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
