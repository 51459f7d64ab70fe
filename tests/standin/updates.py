"""The queue of updates: kept until acknowledged, handed out by long polling."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .refusals import Refused

KEPT = 24 * 3600  # seconds
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
MAX_LIMIT, MAX_TIMEOUT = 100, 50
ENDED = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Update:
    id: int
    lane: int  # the chat: one lane keeps its order
    body: str  # JSON, written once
    at: float


class Updates:
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.pending: dict[int, Update] = {}
        self.next_id = 700_000_001
        self.allowed: set[str] | None = None
        self.pushed: Callable[[Update], None] | None = None  # the webhook, when there is one
        self._poll: asyncio.Future[None] | None = None

    def allow(self, kinds: list[str] | None) -> None:
        """None changes nothing, an empty list goes back to the default. Holds for what comes later."""
        if kinds is not None:
            self.allowed = set(kinds) or None

    def add(self, kind: str, content: dict[str, Any], lane: int) -> None:
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return
        body = json.dumps({"update_id": self.next_id, kind: content})
        update = Update(self.next_id, lane, body, self.clock())
        self.pending[update.id] = update
        self.next_id += 1
        if self.pushed:
            self.pushed(update)
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)

    def forget(self, update_id: int) -> None:
        self.pending.pop(update_id, None)

    def clear(self) -> None:
        self.pending.clear()

    async def get(self, offset: int, limit: int, timeout: float) -> list[Update]:  # noqa: ASYNC109
        """Acknowledges what lies before `offset`; waits up to `timeout` seconds for the first update."""
        self.end_poll(ENDED)
        self._acknowledge(offset)
        limit, timeout = min(max(limit, 1), MAX_LIMIT), min(max(timeout, 0), MAX_TIMEOUT)
        if not self._from(offset, limit) and timeout:
            await self._wait(timeout)
        return self._from(offset, limit)

    def end_poll(self, why: str | None = None) -> None:
        """Ends the poll under way: with a conflict, or with an empty answer."""
        poll, self._poll = self._poll, None
        if poll is None or poll.done():
            return
        if why:
            poll.set_exception(Refused(409, why))
        else:
            poll.set_result(None)

    async def _wait(self, seconds: float) -> None:
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _acknowledge(self, offset: int) -> None:
        """Before `offset` all is known; a negative one keeps that many of the last. Old ones expire."""
        oldest = self.clock() - KEPT
        keep = -offset if offset < 0 else len(self.pending)
        for update in list(self.pending.values()):
            if not (update.id < offset or update.at < oldest or len(self.pending) > keep):
                break
            self.forget(update.id)

    def _from(self, offset: int, limit: int) -> list[Update]:
        return list(islice((update for update in self.pending.values() if update.id >= offset), limit))
