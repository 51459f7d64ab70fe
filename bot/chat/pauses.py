"""Waits that grow while something stays out of reach, and that end when it is time to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress

FIRST, LONGEST = 0.5, 60.0  # seconds


class Pauses:
    """0.5, 1, 2 … up to 60 seconds; from the beginning again once things go well."""

    def __init__(self, first: float = FIRST, longest: float = LONGEST) -> None:
        self._first = first
        self._longest = longest
        self.count = 0

    def next(self) -> float:
        pause = min(self._longest, self._first * 2.0 ** min(self.count, 30))
        self.count += 1
        return pause

    def reset(self) -> None:
        self.count = 0


async def until(stop: asyncio.Event, seconds: float) -> bool:
    """Waits, at most that long, for `stop`; whether it is time to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()


async def unless[T](stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """The result of `work`; None, and the work is given up, once `stop` is set."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
