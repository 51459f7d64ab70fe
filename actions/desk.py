"""What the console and the interface for other software are handed: transactions, the time, the house's settings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime

from actions.person import House
from actions.store.engine import Store
from actions.store.work import Work

__all__ = ["Desk", "Work"]  # the console, which opens no store, takes the type of a transaction here


@dataclass(frozen=True)
class Desk:
    store: Store
    clock: Callable[[], datetime]
    house: House
    secret: str = field(default="", repr=False)  # signs what is not worth a row

    def reading(self) -> AbstractAsyncContextManager[Work]:
        return self.store.reading()

    def writing(self) -> AbstractAsyncContextManager[Work]:
        """All that is done within is kept, or nothing."""
        return self.store.writing()

    def now(self) -> datetime:
        return self.clock()
