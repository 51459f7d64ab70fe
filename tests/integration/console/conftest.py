"""The console's tests start from a migrated database, on both kinds."""

from __future__ import annotations

import pytest

from actions.store.columns import Keyring
from tests.talk import migrated_database, new_database


@pytest.fixture(scope="session")
def migrated(postgres_url: str) -> str:
    return migrated_database(postgres_url, Keyring((Keyring.new_key(),)))


@pytest.fixture
def new_postgres(postgres_url: str, migrated: str) -> str:
    return new_database(postgres_url, like=migrated)
