"""People, and what they answered."""

from __future__ import annotations

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
