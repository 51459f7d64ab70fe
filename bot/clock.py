"""The one reader of the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

type Clock = Callable[[], datetime]


def system() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def starting_at(at: datetime) -> Clock:
    """A clock that says `at` now and then runs on: for trying things on another day. `at` is aware."""
    began = time.monotonic()
    return lambda: at.astimezone(UTC) + timedelta(seconds=time.monotonic() - began)
