"""The model itself, started once for all that ask for it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from nlu.server import LocalModel


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def model_url() -> AsyncIterator[str]:
    """The address of the trained model; `make train` comes first."""
    local = LocalModel()
    yield await local.start(lambda _: None)
    await local.stop()
