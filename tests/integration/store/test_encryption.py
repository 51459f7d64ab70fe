"""What people wrote, and their name, is unreadable without a key: the bare rows are looked at."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from actions.errors import StoreNotReady
from actions.records import PERIOD_KINDS, REGISTRATIONS, ChatKey, Line
from actions.store import turning
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.inbox import Arrival
from actions.store.people import People
from actions.store.turning import turn

from .conftest import NOW, START, someone

KEYRING = Keyring((Keyring.new_key(),))
CHAT = ChatKey("terminal", "amina")
# one for every place where words are kept
SECRETS = (
    "Xanthippe",
    "permis poids lourd",
    "soigné mon dos",
    "arrivé hier",
    "réponse à vous",
    "question en attente",
    "phrase incomprise",
)


async def fill(store: Store) -> None:
    async with store.writing() as work:
        who = await someone(work, SECRETS[0])  # whose plan holds the second
        await who.declares(work, "q1", Line(START, 60, "other", SECRETS[2]), Line(START, 30, "training"))
        await work.inbox.take_in([Arrival(CHAT, "a1", SECRETS[3])], NOW)
        await work.outbox.put(CHAT, [SECRETS[4]], NOW)
        await work.lessons.keep(SECRETS[6], [("help", 0.2)], "fr", START, START)
        await work.conversations.begin(CHAT, NOW)
        await work.conversations.save(await work.conversations.find(CHAT), SECRETS[5], NOW)


async def words(store: Store) -> set[str]:
    """All that was filled in, read back through the store."""
    async with store.reading() as work:
        (person,) = await work.people.all()
        contract = await work.contracts.in_force(person.id, START)
        (action,) = await work.contracts.plan_of(contract.id, contract.starts_on)
        lines = await work.declarations.between(person.id, START, START, words=True)
        letter = await work.inbox.oldest(CHAT)
        (parcel,) = await work.outbox.due(CHAT, NOW)
        chat = await work.conversations.find(CHAT)
        (lesson,) = await work.lessons.unlabelled()
        return {
            person.given_name,
            action.title.removeprefix("Passer le "),
            lines[0].words,
            letter.body,
            parcel.body,
            chat.state,
            lesson.text,
        }


def bare_rows(url: str) -> list[object]:
    """Every value of every row, as the database itself has them."""
    if url.startswith("sqlite"):
        with sqlite3.connect(make_url(url).database or "") as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found = [connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names]  # noqa: S608
            return [value for table in found for row in table for value in row]
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        found = [connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names]  # type: ignore[arg-type]  # noqa: S608
        return [value for table in found for row in table for value in row]


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("jalon.db*"))


def as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


async def test_the_bare_rows_hold_no_words(store, database_url):
    await fill(store)
    bare = b"\n".join(as_bytes(value) for value in bare_rows(database_url))
    assert b"job_search" in bare or b"training" in bare  # the rows are there
    assert [secret for secret in SECRETS if secret.encode() in bare] == []
    assert await words(store) == set(SECRETS)


async def test_the_bytes_of_the_file_hold_no_words(sqlite_store, tmp_path):
    await fill(sqlite_store)
    bare = bytes_of(tmp_path)
    assert b"training" in bare
    assert [secret for secret in SECRETS if secret.encode() in bare] == []


async def test_the_same_words_twice_do_not_look_alike(store, signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q1", *(Line(START, n, "other", "le même texte") for n in (10, 20)))
    first, second = (row.words for row in await rows("SELECT words FROM declarations"))
    assert bytes(first) != bytes(second)


async def test_a_wrong_key_opens_nothing_and_says_what_to_do(store, database_url):
    await fill(store)
    other = Store(database_url, Keyring((Keyring.new_key(),)))
    try:
        with pytest.raises(StoreNotReady, match="JALON_KEYS") as caught:
            await words(other)
    finally:
        await other.close()
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("keys", [("not a key",), (), ("é" * 44,)], ids=["no key", "none", "strange letters"])
def test_a_key_that_is_none_is_refused_with_what_to_do(keys):
    with pytest.raises(StoreNotReady, match="jalon keys new"):
        Keyring(keys)


def test_the_first_key_closes_and_every_key_opens():
    old, new = Keyring.new_key(), Keyring.new_key()
    before = Keyring((old,)).close("bonjour")
    both = Keyring((new, old))
    assert both.open(before) == "bonjour"
    assert Keyring((new,)).open(both.close("salut")) == "salut"
    assert Keyring((new,)).open(both.turn(before)) == "bonjour"
    with pytest.raises(StoreNotReady):
        Keyring((new,)).open(before)


def test_what_an_earlier_version_sealed_opens_and_turns():
    key, other = Keyring.new_key(), Keyring.new_key()
    before = Fernet(key).encrypt(b"bonjour")
    both = Keyring((other, key))
    assert both.open(before) == "bonjour"
    assert Keyring((other,)).open(both.turn(before)) == "bonjour"
    with pytest.raises(StoreNotReady, match="JALON_KEYS"):
        Keyring((other,)).open(before)


@given(st.text(max_size=200))
def test_every_text_opens_as_it_was(text):
    assert KEYRING.open(KEYRING.close(text)) == text


@given(st.integers(min_value=0, max_value=7), st.integers(min_value=0))
def test_a_text_that_was_tampered_with_does_not_open(bit, where):
    sealed = bytearray(KEYRING.close("permis poids lourd"))
    sealed[where % len(sealed)] ^= 1 << bit
    with pytest.raises(StoreNotReady):
        KEYRING.open(bytes(sealed))


@pytest.mark.parametrize("codes", [REGISTRATIONS, PERIOD_KINDS], ids=["registrations", "periods"])
def test_the_length_of_what_is_sealed_does_not_tell_which_code_it_is(codes):
    assert len({len(KEYRING.close(code)) for code in codes}) == 1


async def test_keys_are_turned_over_so_that_the_old_one_may_go(database_url, monkeypatch):
    from actions.store.upgrade import upgrade

    monkeypatch.setattr(turning, "BATCH", 2)  # so that a batch is not all
    old, new = Keyring.new_key(), Keyring.new_key()
    first = Store(database_url, Keyring((old,)))
    await upgrade(first)
    await fill(first)
    async with first.writing() as work:
        for n in range(5):
            await work.people.add(f"Personne {n}", "Europe/Paris", "fr", NOW)
        for person in (await work.people.all())[1:]:
            await work.outbox.put(ChatKey("terminal", str(person.id)), [person.given_name], NOW)
    await first.close()

    both = Store(database_url, Keyring((new, old)))
    assert await turn(both) == 7 + 5 + 5
    assert await turn(both) == 17  # again does no harm
    await both.close()

    alone = Store(database_url, Keyring((new,)))
    async with alone.reading() as work:
        assert len({person.given_name for person in await work.people.all()}) == 6
        assert (await work.inbox.oldest(CHAT)).body == SECRETS[3]
        assert (await work.outbox.due(CHAT, NOW))[0].body == SECRETS[4]
        assert (await work.conversations.find(CHAT)).state == SECRETS[5]
        assert [lesson.text for lesson in await work.lessons.unlabelled()] == [SECRETS[6]]
        (one, *_) = await work.people.all()
        lines = await work.declarations.between(one.id, START, START, words=True)
        assert [line.words for line in lines] == [SECRETS[2], ""]
    await alone.close()

    gone = Store(database_url, Keyring((old,)))
    with pytest.raises(StoreNotReady):
        async with gone.reading() as work:
            await work.people.all()
    await gone.close()


async def found(url: str, keys: tuple[str, ...], words: str) -> list[int]:
    """Whom a search by name finds, with these keys at hand."""
    store = Store(url, Keyring(keys))
    try:
        async with store.connected() as connection:
            return sorted((await connection.execute(People(connection).named(words))).scalars())
    finally:
        await store.close()


async def test_a_name_is_found_before_during_and_after_the_keys_are_turned(database_url, monkeypatch):
    from actions.store.upgrade import upgrade

    monkeypatch.setattr(turning, "BATCH", 2)
    old, new = Keyring.new_key(), Keyring.new_key()
    first = Store(database_url, Keyring((old,)))
    await upgrade(first)
    zoes = {}
    async with first.writing() as work:
        for family in ("Lefèvre", "Diallo", "Çelik", "Nguyen", "Payet"):
            zoes[family] = await work.people.add("Zoé", "Europe/Paris", "fr", NOW, family_name=family)
    await first.close()
    everyone, one = sorted(zoes.values()), [zoes["Çelik"]]
    assert await found(database_url, (old,), "zoe celik") == one
    assert await found(database_url, (new, old), "Çelik") == one
    assert await found(database_url, (new,), "Çelik") == []  # which is why the index must be made anew

    both = Store(database_url, Keyring((new, old)))
    async with both.writing() as work:  # some of them, as when the turn is interrupted
        assert await work.people.index_anew(after=0, limit=2) == everyone[1]
    assert await found(database_url, (new, old), "zoe") == everyone
    assert await found(database_url, (new,), "zoe") == everyone[:2]
    await turn(both)
    await both.close()

    assert await found(database_url, (new, old), "celik zoé") == one
    assert await found(database_url, (new,), "celik zoé") == one
    assert await found(database_url, (new,), "zoe") == everyone
    assert await found(database_url, (old,), "zoe") == []


def test_every_table_with_sealed_texts_can_be_paged_by_its_id():
    from actions.store.columns import Sealed
    from actions.store.tables import Row

    sealed = [table for table in Row.metadata.sorted_tables if any(isinstance(c.type, Sealed) for c in table.columns)]
    assert len(sealed) > 10
    assert [table.name for table in sealed if [column.name for column in table.primary_key] != ["id"]] == []
