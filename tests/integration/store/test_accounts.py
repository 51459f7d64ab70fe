"""Accounts in the database, on both kinds: attempts, telephones, links and sessions that serve once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from actions.store.engine import Store

from .conftest import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
async def sophie(store: Store, signed) -> int:
    async with store.writing() as work:
        return await work.accounts.add(
            organisation_id=signed.organisation, name="Sophie Martin", email="Sophie@example.org", role="advisor",
            advisor_id=signed.referent, now=NOW,
        )  # fmt: skip


async def attempt(store: Store, account: int, at: datetime = NOW) -> int | None:
    async with store.writing() as work:
        return await work.accounts.count_attempt(account, at)


async def test_attempts_at_once_are_each_counted(store, sophie):
    counted = await asyncio.gather(*(attempt(store, sophie) for _ in range(8)))
    assert sorted(counted) == list(range(1, 9))


async def test_nobody_tries_while_they_wait_nor_with_a_closed_account(store, sophie):
    async with store.writing() as work:
        await work.accounts.change(sophie, locked_until=LATER)
    assert await attempt(store, sophie) is None
    assert await attempt(store, sophie, LATER) == 1
    async with store.writing() as work:
        await work.accounts.change(sophie, disabled_at=NOW)
    assert await attempt(store, sophie, LATER) is None


async def test_a_good_attempt_takes_back_only_itself(store, sophie):
    for _ in range(3):
        await attempt(store, sophie)
    async with store.writing() as work:
        await work.accounts.uncount_attempt(sophie)
        assert (await work.accounts.credentials_of(sophie)).failures == 2
        for _ in range(5):
            await work.accounts.uncount_attempt(sophie)
        assert (await work.accounts.credentials_of(sophie)).failures == 0


async def test_a_telephone_is_joined_where_there_is_none(store, sophie, rows):
    async with store.writing() as work:
        assert await work.accounts.join_telephone(sophie, "SECRET", 7)
        assert not await work.accounts.join_telephone(sophie, "ANOTHER", 8)
        assert (await work.accounts.credentials_of(sophie)).second_factor == "SECRET"
        assert not await work.accounts.use_step(sophie, 7)
        assert await work.accounts.use_step(sophie, 8)
    kept = await rows("SELECT second_factor FROM accounts")
    assert "SECRET" not in str(kept), "the secret is closed in the database"


async def test_a_link_serves_one_of_those_who_follow_it_at_once(store, sophie):
    async with store.writing() as work:
        code = await work.accounts.new_code(sophie, LATER)

    async def follows() -> bool:
        async with store.writing() as work:
            return await work.accounts.use_code(code, NOW)

    assert sorted(await asyncio.gather(*(follows() for _ in range(4)))) == [False, False, False, True]


async def test_neither_links_nor_sessions_can_be_read_from_the_database(store, sophie, rows):
    async with store.writing() as work:
        code = await work.accounts.new_code(sophie, LATER)
        token = await work.accounts.begin_session(sophie, NOW, LATER)
    kept = str(await rows("SELECT * FROM account_codes")) + str(await rows("SELECT * FROM sessions"))
    assert code not in kept
    assert token not in kept


async def test_sessions_that_are_over_are_deleted_when_one_begins(store, sophie, rows):
    async with store.writing() as work:
        await work.accounts.begin_session(sophie, NOW, LATER)
        await work.accounts.begin_session(sophie, LATER, LATER + timedelta(hours=1))
    assert len(await rows("SELECT * FROM sessions")) == 1


async def test_only_advisors_without_an_account_are_offered(store, signed, sophie):
    async with store.writing() as work:
        other = await work.contracts.add_organisation("Cap emploi", "cap_emploi", None)
        await work.contracts.add_advisor(other, "Marc Leroy", "conseiller", None)
        yvan = await work.contracts.add_advisor(signed.organisation, "Yvan Petit", "conseiller", None)
        assert await work.accounts.free_advisors(signed.organisation) == ((yvan, "Yvan Petit"),)
