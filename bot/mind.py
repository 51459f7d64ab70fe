"""The understanding in use: a model elsewhere, or a local one started beside us, or none yet."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import date

from nlu.client import Model
from nlu.server import LocalModel, ModelNotBuilt, ModelNotStarted
from nlu.understand import Understander
from nlu.understanding import Understanding

log = logging.getLogger(__name__)
SECONDS_TO_WAIT_FOR_A_START = 40


class Mind:
    """Understands texts. What needs a local model waits while it loads; without one the grammar goes on alone."""

    def __init__(self, url: str | None, timeout: float) -> None:
        self._timeout = timeout
        self._local = None if url else LocalModel()
        self._model = Model(url, timeout) if url else None
        self._understander = Understander(self._model)
        self._starting: asyncio.Task[None] | None = None
        self.trouble: str | None = None

    def start(self, progress: Callable[[str], None]) -> None:
        """Begins to load the local model, if it is ours to load; returns at once."""
        if self._local is not None:
            self._starting = asyncio.create_task(self._start(self._local, progress))

    async def loaded(self) -> None:
        """Waits until the local model answers, or is known not to."""
        if self._starting is not None:
            await asyncio.wait({self._starting}, timeout=SECONDS_TO_WAIT_FOR_A_START)

    async def answers(self) -> bool:
        """Whether a language model answers now."""
        await self.loaded()
        return self._model is not None and await self._model.ready()

    async def understand(self, text: str, today: date) -> Understanding:
        await self.loaded()
        return await self._understander.understand(text, today)

    async def close(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._starting
        if self._local is not None:
            await self._local.stop()
        if self._model is not None:
            await self._model.close()

    async def _start(self, local: LocalModel, progress: Callable[[str], None]) -> None:
        try:
            url = await local.start(progress)
        except (ModelNotBuilt, ModelNotStarted) as fault:
            self.trouble = str(fault)
            log.warning("the language model is not here: the grammar goes on alone")
            return
        self._model = Model(url, self._timeout)
        self._understander = Understander(self._model)
