"""Updates pushed to the bot's own address: in order within a chat, several chats at once.

As tdlib/telegram-bot-api's `WebhookActor`: the first retry comes at once, then waits double up to a
minute, or follow the bot's own Retry-After; a chat that fails does not hold up the others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from urllib.parse import urlsplit

import aiohttp

from .refusals import bad
from .updates import Update, Updates

MAX_WAIT = 60
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class Webhook:
    def __init__(self, updates: Updates, url: str, secret: str, connections: int, wait: float):
        self.updates, self.url, self.secret, self.connections, self.wait = (
            updates,
            url,
            secret,
            connections,
            wait,
        )
        self.error = ""
        self.error_at = 0.0
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections), timeout=aiohttp.ClientTimeout(60)
        )

    def start(self) -> None:
        self.updates.pushed = self.push
        for update in list(self.updates.pending.values()):
            self.push(update)

    async def stop(self) -> None:
        self.updates.pushed = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    def push(self, update: Update) -> None:
        if update.lane in self._lanes:
            self._lanes[update.lane].append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._deliver(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, lane: int) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._insist(waiting[0])
            self.updates.forget(waiting.popleft().id)
        del self._lanes[lane]

    async def _insist(self, update: Update) -> None:
        failures = 0
        while (asked := await self._post(update)) is not None:
            grown = self.wait * 2**failures if failures else 0.0
            await asyncio.sleep(asked or min(MAX_WAIT, grown))
            failures += 1

    async def _post(self, update: Update) -> float | None:
        """None when the bot took it; else the seconds it asks to be left alone, 0 for none."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        async with self._free:
            try:
                async with self._session.post(self.url, data=update.body.encode(), headers=headers) as answer:
                    if 200 <= answer.status <= 299:
                        return None
                    self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                    asked = answer.headers.get("Retry-After", "")
                    return float(asked) if asked.isdecimal() else 0.0
            except (aiohttp.ClientError, TimeoutError) as error:
                self._note(f"Connection failed: {type(error).__name__}")
                return 0.0

    def _note(self, error: str) -> None:
        self.error, self.error_at = error, self.updates.clock()


def check(url: str, secret: str) -> None:
    """Refuses an address or a secret that Telegram would refuse; plain HTTP is let through here."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not set(secret) <= SECRET:
        raise bad("secret token contains unallowed characters")
