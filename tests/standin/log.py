"""A list that only grows, and that one can wait for."""

from __future__ import annotations

import asyncio


class Log[T]:
    def __init__(self) -> None:
        self.items: list[T] = []
        self._waiting: list[asyncio.Future[None]] = []

    def __len__(self) -> int:
        return len(self.items)

    def add(self, item: T) -> None:
        self.items.append(item)
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def reaches(self, count: int, timeout: float) -> bool:  # noqa: ASYNC109
        """Whether the list held `count` items within `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while len(self.items) < count:
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            return False
        return True
