"""The migrated database and the tables of the code are one and the same shape."""

from __future__ import annotations

import asyncio
import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from actions.records import Consent
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.tables import Row
from actions.store.upgrade import is_current, upgrade
from tests.talk import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request, tmp_path):
    """A store without a single table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = new_database(request.getfixturevalue("postgres_url"))
    opened = Store(url, Keyring((Keyring.new_key(),)))
    yield opened
    await opened.close()


def rules(connection: Connection) -> dict[str, dict[str, str]]:
    """The check constraints of every table: name → what it says, without spaces and marks."""
    look = inspect(connection)
    return {
        table: {
            str(rule["name"]): re.sub(r"\W+", " ", rule["sqltext"]).strip()
            for rule in look.get_check_constraints(table)
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


async def test_models_and_migrations_do_not_differ(empty):
    await upgrade(empty)
    async with empty.connected() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True, "compare_server_default": True}),
                Row.metadata,
            )
        )
    assert found == []


async def test_the_database_checks_what_the_models_say(empty, request, tmp_path):
    """Alembic does not compare check constraints: they are read back from a database made from the models."""
    await upgrade(empty)
    async with empty.connected() as connection:
        migrated = await connection.run_sync(rules)
    url = (
        f"sqlite:///{tmp_path / 'models.db'}"
        if empty.embedded
        else new_database(request.getfixturevalue("postgres_url"))
    )
    models = Store(url, Keyring((Keyring.new_key(),)))
    async with models.connected() as connection:
        await connection.run_sync(Row.metadata.create_all)
        wanted = await connection.run_sync(rules)
    await models.close()
    assert sum(map(len, wanted.values())) > 10
    assert migrated == wanted


async def test_a_database_is_current_only_once_upgraded(empty):
    assert await is_current(empty) is False
    await upgrade(empty)
    assert await is_current(empty) is True
    await upgrade(empty)
    assert await is_current(empty) is True


async def test_people_recorded_before_there_were_lessons_have_consented_to_nothing(empty):
    from alembic import command

    from actions.store.upgrade import config

    async with empty.connected() as connection:
        await connection.run_sync(lambda sync: command.upgrade(config(sync), "0001"))
        values = ":name, 'Europe/Paris', 'fr', CURRENT_TIMESTAMP"
        row = f"INSERT INTO people (given_name, zone, language, created_at) VALUES ({values})"  # noqa: S608
        await connection.execute(text(row), {"name": b"sealed"})
    assert await is_current(empty) is False
    await upgrade(empty)
    async with empty.reading() as work:
        assert await work.people.count() == 1
        assert await work.people.learning(1) == Consent()


async def test_two_processes_may_upgrade_at_once(empty):
    await asyncio.gather(upgrade(empty), upgrade(empty))
    assert await is_current(empty) is True


async def test_an_upgrade_that_fails_leaves_nothing_behind(empty, monkeypatch):
    from alembic import command

    real = command.upgrade

    def stops_after(config, revision):
        real(config, revision)
        raise RuntimeError("no more room")

    monkeypatch.setattr(command, "upgrade", stops_after)
    with pytest.raises(RuntimeError):
        await upgrade(empty)
    assert await is_current(empty) is False
    async with empty.connected() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []


async def test_what_people_write_is_sealed_in_every_table():
    """A new column of free words must be sealed: here is every column of letters, with why it may be read."""
    readable = {
        "codes": {
            "organisations.kind", "weekly_minimums.reason", "plan_actions.activity", "declarations.kind",
            "declarations.activity", "declarations.recorded_by", "conversations.channel", "inbox.channel",
            "inbox.outcome", "outbox.channel", "outbox.state", "outbox.why", "people.zone", "people.language",
            "lessons.guesses", "lessons.language", "lessons.request", "lessons.goes_to", "organisations.territory",
            "organisations.legal_ground", "contracts.state", "contracts.ending", "contract_versions.state",
            "contract_versions.path", "contract_versions.degree", "contract_versions.refused_by", "objectives.state",
            "commitments.side", "commitments.state", "appointments.kind", "appointments.activity",
            "appointments.state", "reviews.kind", "reviews.activity", "consents.text_version", "data_requests.kind",
            "accounts.role", "accounts.language", "audit.by", "audit.deed", "audit.detail", "api_tokens.scopes",
            "link_codes.ended_why",
        },
        "digests": {
            "link_codes.digest", "link_codes.short_digest", "name_words.digest", "sessions.digest",
            "account_codes.digest",
            "api_tokens.digest", "api_requests.request", "accounts.password",
        },
        "names of things": {
            "receipts.question", "receipts.origin", "inbox.arrival", "contracts.reference", "advisors.reference",
            "api_tokens.name", "api_requests.key", "imports.file", "broadcasts.key",
        },
        "addresses": {"conversations.address", "inbox.address", "outbox.address"},
        "not the person's": {
            "organisations.name", "organisations.phone", "advisors.name", "advisors.role", "advisors.phone",
            "plan_actions.provider", "plan_actions.place", "accounts.name", "accounts.email", "accounts.subject",
        },
    }  # fmt: skip
    found = {
        f"{table.name}.{column.name}"
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if type(column.type).__name__ in {"String", "Text", "Unicode"}
    }
    assert found == set().union(*readable.values())
