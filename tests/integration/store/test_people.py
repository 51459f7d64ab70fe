"""People, and the single-use codes that join a chat to them."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

from actions.records import Consent

from .conftest import NOW

IN_TIME = NOW + timedelta(hours=72)


async def test_a_person_is_found_again(store):
    async with store.writing() as work:
        number = await work.people.add("Zoé-Marie", "Indian/Reunion", "fr", NOW)
        person = await work.people.find(number)
    assert (person.id, person.given_name, person.zone, person.language) == (
        number,
        "Zoé-Marie",
        "Indian/Reunion",
        "fr",
    )
    assert "Zoé" not in repr(person)


async def test_nobody_by_an_unknown_number(store):
    async with store.reading() as work:
        assert await work.people.find(404) is None
        assert await work.people.count() == 0
        assert await work.people.all() == []


async def test_everyone_in_the_order_of_their_coming(store):
    async with store.writing() as work:
        for name in ("Chloé", "Amina", "Bruno"):
            await work.people.add(name, "Europe/Paris", "fr", NOW)
        assert [person.given_name for person in await work.people.all()] == ["Chloé", "Amina", "Bruno"]
        assert await work.people.count() == 3


async def test_a_link_serves_once(store, signed):
    async with store.writing() as work:
        code = await work.people.new_link(signed.person, IN_TIME)
    async with store.writing() as work:
        assert await work.people.use_link(code, NOW) == signed.person
    async with store.writing() as work:
        assert await work.people.use_link(code, NOW) is None


async def test_a_link_opened_by_two_at_once_serves_one(store, signed):
    async with store.writing() as work:
        code = await work.people.new_link(signed.person, IN_TIME)

    async def opens() -> int | None:
        async with store.writing() as work:
            return await work.people.use_link(code, NOW)

    found = await asyncio.gather(*(opens() for _ in range(4)))
    assert sorted(found, key=bool) == [None, None, None, signed.person]


async def test_a_link_serves_until_its_hour_and_not_at_it(store, signed):
    async with store.writing() as work:
        code, other = [await work.people.new_link(signed.person, IN_TIME) for _ in range(2)]
        assert await work.people.use_link(code, IN_TIME) is None
        assert await work.people.use_link(other, IN_TIME - timedelta(seconds=1)) == signed.person


async def test_an_invented_code_opens_nothing(store, signed):
    async with store.writing() as work:
        await work.people.new_link(signed.person, IN_TIME)
        assert await work.people.use_link("x" * 32, NOW) is None
        assert await work.people.use_link("", NOW) is None


async def test_a_use_that_is_rolled_back_leaves_the_link_good(store, signed):
    async with store.writing() as work:
        code = await work.people.new_link(signed.person, IN_TIME)
    try:
        async with store.writing() as work:
            await work.people.use_link(code, NOW)
            raise KeyError
    except KeyError:
        pass
    async with store.writing() as work:
        assert await work.people.use_link(code, NOW) == signed.person


async def test_only_the_digest_of_a_code_is_kept(store, signed, rows):
    async with store.writing() as work:
        code = await work.people.new_link(signed.person, IN_TIME)
    (row,) = await rows("SELECT * FROM link_codes")
    assert code not in [str(value) for value in row]
    assert row.digest == hashlib.sha256(code.encode()).hexdigest()


async def test_codes_differ_and_fit_a_deep_link_of_telegram(store, signed):
    async with store.writing() as work:
        codes = [await work.people.new_link(signed.person, IN_TIME) for _ in range(20)]
    assert len(set(codes)) == 20
    assert all(len(code) <= 64 and code.replace("-", "").replace("_", "").isalnum() for code in codes)


async def test_consent_is_no_answer_then_the_last_answer_with_its_hour(store, signed, newcomer):
    other = await newcomer("Bruno")
    async with store.writing() as work:
        assert await work.people.learning(signed.person) == Consent()
        await work.people.note_learning_asked(signed.person, NOW)
        assert await work.people.learning(signed.person) == Consent(None, NOW)
        await work.people.note_learning_answer(signed.person, True, NOW + timedelta(minutes=1))
    async with store.writing() as work:
        assert await work.people.learning(signed.person) == Consent(True, NOW, NOW + timedelta(minutes=1))
        await work.people.note_learning_answer(signed.person, False, IN_TIME)
    async with store.reading() as work:
        assert await work.people.learning(signed.person) == Consent(False, NOW, IN_TIME)
        assert await work.people.learning(other.person) == Consent()
        assert await work.people.learning(404) == Consent()
