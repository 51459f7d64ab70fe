"""A way to look at the bare rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from actions.store.engine import Store


@pytest.fixture
def rows(store: Store) -> Callable[..., Awaitable[list[Any]]]:
    """Runs bare SQL, past every column type of ours."""

    async def run(sql: str, **values: object) -> list[Any]:
        async with store.connected() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    return run
