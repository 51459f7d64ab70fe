"""The codes that join a chat to a person: good once, in time, for one; and attempts that are counted."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from actions.records import ChatKey
from actions.records.codes import in_groups, short_code_in
from actions.store.columns import Keyring
from actions.store.engine import Store
from tests.conftest import KEYS

from .conftest import NOW

IN_TIME = NOW + timedelta(hours=72)
HERE, THERE = ChatKey("telegram", "101"), ChatKey("telegram", "102")


async def claimed(work, code: str, now=NOW) -> int | None:
    found = await work.links.find(code)
    return None if found is None else await work.links.claim(found.key, now)


async def test_either_form_of_a_code_serves_and_then_neither(store, signed):
    for form, other in (("token", "short"), ("short", "token")):
        async with store.writing() as work:
            codes = await work.links.make(signed.person, NOW, IN_TIME)
        async with store.writing() as work:
            assert await claimed(work, getattr(codes, form)) == signed.person
        async with store.writing() as work:
            assert await claimed(work, getattr(codes, other)) is None
            spent = await work.links.find(codes.token)
            assert (spent.used_at, spent.ended_why, spent.waits(NOW)) == (NOW, "used", False)


async def test_a_code_opened_by_several_at_once_serves_one(store, signed):
    async with store.writing() as work:
        codes = await work.links.make(signed.person, NOW, IN_TIME)

    async def opens() -> int | None:
        async with store.writing() as work:
            return await claimed(work, codes.short)

    found = await asyncio.gather(*(opens() for _ in range(4)))
    assert sorted(found, key=bool) == [None, None, None, signed.person]


async def test_a_code_serves_until_its_hour_and_not_at_it(store, signed):
    async with store.writing() as work:
        codes = await work.links.make(signed.person, NOW, IN_TIME)
        assert await claimed(work, codes.token, IN_TIME) is None
        assert await claimed(work, codes.token, IN_TIME - timedelta(seconds=1)) == signed.person


async def test_a_new_letter_ends_the_one_before_and_nobody_elses(store, signed, newcomer):
    other = await newcomer("Bruno")
    async with store.writing() as work:
        first = await work.links.make(signed.person, NOW, IN_TIME)
        brunos = await work.links.make(other.person, NOW, IN_TIME)
        second = await work.links.make(signed.person, NOW + timedelta(hours=1), IN_TIME)
        assert (await work.links.find(first.token)).ended_why == "replaced"
        assert await claimed(work, first.short) is None
        assert (await work.links.last_of(signed.person)).key == (await work.links.find(second.short)).key
        assert await claimed(work, brunos.short) == other.person
        assert await claimed(work, second.token) == signed.person


async def test_an_invented_code_opens_nothing(store, signed):
    async with store.writing() as work:
        await work.links.make(signed.person, NOW, IN_TIME)
        for code in ("x" * 32, "", "KKK222KKK"):
            assert await work.links.find(code) is None
        assert await work.links.claim("0" * 64, NOW) is None


async def test_what_was_refused_by_its_addressee_serves_no_more(store, signed):
    async with store.writing() as work:
        codes = await work.links.make(signed.person, NOW, IN_TIME)
        key = (await work.links.find(codes.token)).key
        assert await work.links.end(key, "not_me") is True
        assert await work.links.end(key, "not_me") is False
        assert await work.links.claim(key, NOW) is None
        assert (await work.links.last_of(signed.person)).ended_why == "not_me"


async def test_a_use_that_is_rolled_back_leaves_the_code_good(store, signed):
    async with store.writing() as work:
        codes = await work.links.make(signed.person, NOW, IN_TIME)
    try:
        async with store.writing() as work:
            await claimed(work, codes.token)
            raise KeyError
    except KeyError:
        pass
    async with store.writing() as work:
        assert await claimed(work, codes.token) == signed.person


async def test_only_keyed_digests_are_kept(store, signed, rows):
    async with store.writing() as work:
        codes = await work.links.make(signed.person, NOW, IN_TIME)
    (row,) = await rows("SELECT * FROM link_codes")
    kept = " ".join(str(value) for value in row)
    assert codes.token not in kept
    assert codes.short not in kept
    ring = Keyring(KEYS)
    assert (row.digest, row.short_digest) == tuple(
        ring.digests(f"link {code}")[0] for code in (codes.token, codes.short)
    )
    assert codes.token not in repr(codes)
    assert codes.short not in repr(codes)


async def test_a_code_made_before_the_keys_were_turned_is_still_found(store, signed, database_url):
    async with store.writing() as work:
        codes = await work.links.make(signed.person, NOW, IN_TIME)
    turned = Store(database_url, Keyring((Keyring.new_key(), *KEYS)))
    async with turned.writing() as work:
        fresh = await work.links.find(codes.short)
        assert fresh.person_id == signed.person
        assert await claimed(work, codes.token) == signed.person
    await turned.close()


async def test_codes_differ_and_fit_what_they_are_for(store, signed):
    async with store.writing() as work:
        made = [await work.links.make(signed.person, NOW, IN_TIME) for _ in range(30)]
    assert len({codes.token for codes in made}) == len({codes.short for codes in made}) == 30
    for codes in made:
        assert len(codes.token) <= 64
        assert codes.token.replace("-", "").replace("_", "").isalnum()
        assert short_code_in(in_groups(codes.short)) == codes.short


async def test_attempts_are_counted_by_chat_and_in_all_and_forgotten_after_a_day(store):
    async with store.writing() as work:
        for chat in (HERE, THERE):
            await work.conversations.begin(chat, NOW)
        for minutes in (0, 10, 20):
            await work.links.note_attempt(HERE, NOW + timedelta(minutes=minutes))
        await work.links.note_attempt(THERE, NOW + timedelta(minutes=30))
        later = NOW + timedelta(minutes=5)
        assert await work.links.attempts(later, HERE) == 2
        assert await work.links.attempts(later) == 3
        assert await work.links.attempts(NOW - timedelta(days=1)) == 4
        await work.links.forget_attempts(NOW + timedelta(days=1, minutes=10))
        assert await work.links.attempts(NOW - timedelta(days=1)) == 2
        await work.links.note_attempt(HERE, NOW + timedelta(days=3))
        assert await work.links.attempts(NOW - timedelta(days=1)) == 1


async def test_the_last_answer_to_a_text_of_consent_counts(store, signed, newcomer):
    other = await newcomer("Bruno")
    async with store.writing() as work:
        assert await work.consents.last(signed.person) is None
        await work.consents.add(signed.person, "1", True, NOW)
        await work.consents.add(signed.person, "1", False, NOW)
        await work.consents.add(signed.person, "2", True, NOW)
    async with store.reading() as work:
        assert await work.consents.last(signed.person) == ("2", True)
        assert await work.consents.last(other.person) is None
