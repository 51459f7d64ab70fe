"""The engine: transactions, waiting, faults, and silence about what was written."""

from __future__ import annotations

import asyncio
import traceback
from datetime import date

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from actions.errors import StoreNotReady, StoreUnavailable
from actions.records import ChatKey, Line
from actions.store.columns import Keyring
from actions.store.engine import Store

from .conftest import NOW

CHAT = ChatKey("terminal", "amina")
WORDS = "Xanthippe écrit ceci"


def keyring() -> Keyring:
    return Keyring((Keyring.new_key(),))


async def test_a_transaction_is_kept_whole_or_not_at_all(store):
    async def fails_at_the_end() -> None:
        async with store.writing() as work:
            await work.people.add("Amina", "Europe/Paris", "fr", NOW)
            await work.conversations.begin(CHAT, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_at_the_end()
    async with store.reading() as work:
        assert await work.people.count() == 0
        assert await work.conversations.find(CHAT) is None


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_lets_the_next_one_in(store):
    inside = asyncio.Event()

    async def never_ends() -> None:
        async with store.writing() as work:
            await work.people.add("Amina", "Europe/Paris", "fr", NOW)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing() as work:
        assert await work.people.count() == 0
        await work.people.add("Bruno", "Europe/Paris", "fr", NOW)
    async with store.reading() as work:
        assert await work.people.count() == 1


async def test_rows_that_name_nobody_are_refused(store):
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await work.conversations.join(CHAT, 404)
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await work.contracts.add_advisor(404, "Paul", "conseiller", None)


async def test_sqlite_keeps_its_promises_on_every_connection(sqlite_store):
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "secure_delete": 1}

    async def looks() -> dict[str, object]:
        async with sqlite_store.connected() as connection:
            return {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in wanted}

    assert await asyncio.gather(*(looks() for _ in range(3))) == [wanted] * 3


async def test_on_sqlite_a_writer_waits_for_the_other(sqlite_store):
    steps: list[str] = []
    started = asyncio.Event()

    async def second() -> None:
        started.set()
        async with sqlite_store.writing() as work:
            steps.append(f"second sees {await work.people.count()}")

    async with sqlite_store.writing() as work:
        task = asyncio.create_task(second())
        await started.wait()
        await asyncio.wait({task}, timeout=0.05)
        await work.people.add("Amina", "Europe/Paris", "fr", NOW)
        steps.append("first ends")
    await task
    assert steps == ["first ends", "second sees 1"]


async def test_on_sqlite_a_writer_of_another_process_waits_too(sqlite_store, tmp_path):
    other = Store(f"sqlite:///{tmp_path / 'jalon.db'}", keyring())
    steps: list[str] = []

    async def second() -> None:
        async with other.writing() as work:
            steps.append(f"second sees {await work.people.count()}")

    async with sqlite_store.writing() as work:
        task = asyncio.create_task(second())
        await asyncio.wait({task}, timeout=0.1)
        await work.people.add("Amina", "Europe/Paris", "fr", NOW)
        steps.append("first ends")
    await task
    await other.close()
    assert steps == ["first ends", "second sees 1"]


async def test_a_reader_waits_for_no_writer_and_sees_nothing_half_done(store):
    async with store.writing() as work:
        await work.people.add("Amina", "Europe/Paris", "fr", NOW)
        async with store.reading() as other:
            assert await other.people.count() == 0
    async with store.reading() as work:
        assert await work.people.count() == 1


async def test_more_turns_at_once_than_connections_all_pass(store):
    async def adds(n: int) -> None:
        async with store.reading() as work:
            await work.people.count()
        async with store.writing() as work:
            await work.people.add(f"Personne {n}", "Europe/Paris", "fr", NOW)

    await asyncio.gather(*map(adds, range(30)))
    async with store.reading() as work:
        assert await work.people.count() == 30


async def test_a_server_that_is_not_there_is_told_as_unavailable():
    absent = Store("postgresql://jalon:secret@127.0.0.1:1/jalon", keyring())
    for transaction in (absent.reading, absent.writing, absent.connected):
        with pytest.raises(StoreUnavailable) as caught:
            async with transaction():
                pass
        assert "secret" not in "".join(traceback.format_exception(caught.value))
    await absent.close()


async def test_a_connection_that_is_cut_is_told_as_unavailable_and_the_next_one_works(new_postgres):
    opened = Store(new_postgres, keyring())

    def cut() -> None:
        with psycopg.connect(new_postgres, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    async def is_cut_in_the_middle() -> None:
        async with opened.writing() as work:
            await work.people.add("Amina", "Europe/Paris", "fr", NOW)
            await asyncio.to_thread(cut)
            await work.people.count()

    with pytest.raises(StoreUnavailable):
        await is_cut_in_the_middle()
    async with opened.reading() as work:
        assert await work.people.count() == 0
    await opened.close()


async def test_a_folder_that_cannot_be_written_is_told_as_unavailable(tmp_path):
    nowhere = Store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}", keyring())
    with pytest.raises(StoreUnavailable):
        async with nowhere.writing():
            pass
    await nowhere.close()


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "jalon.db", "", "postgresql+nosuch"], ids=str)
def test_another_kind_of_database_is_refused_with_what_to_do(url):
    with pytest.raises(StoreNotReady, match="JALON_DATABASE_URL") as caught:
        Store(url, keyring())
    assert "secret" not in "".join(traceback.format_exception(caught.value))


async def test_errors_hide_what_was_written(store, signed):
    line = Line(date(2026, 11, 16), -5, "job_search", WORDS)
    with pytest.raises(IntegrityError) as caught:
        async with store.writing() as work:
            await signed.declares(work, "q1", line)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert WORDS not in told
    assert "minutes" in told


async def test_an_error_of_the_plain_columns_hides_its_values_too(store):
    with pytest.raises(IntegrityError) as caught:
        async with store.writing() as work:
            await work.contracts.add_organisation(WORDS, "bakery", None)
    assert "[SQL parameters hidden" in str(caught.value)


async def test_an_instant_comes_back_in_utc_whatever_the_database(store, rows):
    from zoneinfo import ZoneInfo

    there = NOW.astimezone(ZoneInfo("Indian/Reunion"))
    async with store.writing() as work:
        person = await work.people.add("Amina", "Indian/Reunion", "fr", there)
        codes = await work.links.make(person, there, there)
        code = await work.links.find(codes.token)
        assert await work.links.claim(code.key, NOW) is None  # the same instant, said elsewhere
    async with store.connected() as connection:
        from sqlalchemy import select

        from actions.store.tables import People

        kept = (await connection.execute(select(People.created_at))).scalar_one()
    assert kept == NOW
    assert kept.utcoffset().total_seconds() == 0
