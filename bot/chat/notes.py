"""Notes which parcels were sent: those of many chats in one transaction, since each commit waits for the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.chat.pauses import Pauses

log = logging.getLogger(__name__)
GATHERING = 0.01  # seconds that the first waits for company


class Notes:
    """A crash before the writing may send a parcel twice; none is lost."""

    def __init__(self, write: Callable[[Sequence[int]], Awaitable[None]]) -> None:
        self._write = write
        self._unwritten: set[int] = set()
        self._writer: asyncio.Task[None] | None = None

    def add(self, parcel: int) -> None:
        self._unwritten.add(parcel)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())

    def unwritten(self) -> frozenset[int]:
        """The parcels that the store may still show as waiting though they are sent."""
        return frozenset(self._unwritten)

    async def close(self, seconds: float) -> None:
        """Writes what is left, as far as the store lets it."""
        if self._writer is not None:
            await asyncio.wait({self._writer}, timeout=seconds)
            self._writer.cancel()

    async def _write_all(self) -> None:
        pauses = Pauses()
        while self._unwritten:
            await asyncio.sleep(GATHERING)
            batch = tuple(self._unwritten)
            try:
                await self._write(batch)
            except Exception as fault:
                log.warning("what was sent could not be noted yet (%s)", type(fault).__name__)
                await asyncio.sleep(pauses.next())
            else:
                self._unwritten.difference_update(batch)
                pauses.reset()
