"""What a person gets as files, and what they are told of a request once it is settled."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import text

from actions import data_rights, export
from bot.dialogue.announcing import announce
from tests.talk import Talk, Town


async def test_the_copy_comes_as_two_files_after_its_message(amina: Talk):
    await amina.says("hier 2h de CV pour la boulangerie")
    await amina.says("oui")
    await amina.says("/export")
    message, page, machine = amina.seen[-3:]
    assert "une page à lire" in message.text
    assert (page.text, page.buttons) == ("", ())
    assert "boulangerie" in page.document.bytes.decode()
    told = json.loads(machine.document.bytes)
    assert told["tables"]["declarations"][0]["words"] == "hier 2h de CV pour la boulangerie"
    assert "amina" not in (page.document.name + machine.document.name).lower()


async def test_the_files_are_in_ones_own_language(town: Town, amina: Talk):
    async with town.store.writing() as work:
        await work.people.set_language(town.people["Amina"].id, "en")
    await amina.says("/export")
    assert "All that is kept about you" in amina.seen[-2].document.bytes.decode()


async def test_a_file_is_not_kept_once_it_is_sent(town: Town, amina: Talk):
    await amina.says("/export")
    async with town.store.connected() as connection:
        bodies = (await connection.execute(text("SELECT body FROM outbox"))).scalars().all()
    assert len(bodies) >= 3
    assert set(bodies) == {None}


async def test_what_is_too_big_for_a_chat_is_asked_of_the_organisation(amina: Talk, monkeypatch):
    monkeypatch.setattr(export, "LARGEST", 100)
    said = await amina.says("/export")
    assert "trop gros" in said
    assert "18 décembre 2026" in said
    assert all(each.document is None for each in amina.seen)


async def test_the_person_is_told_that_their_request_is_settled(town: Town, amina: Talk):
    for request, words in (("ask_erasure", "demande d'effacement"), ("ask_correction", "demande de correction")):
        await amina.does("press", f"r:{request}")
        assert words in await settled(town, amina)


async def settled(town: Town, amina: Talk) -> str:
    person = town.people["Amina"].id
    async with town.store.writing() as work:
        organisation = (await work.contracts.of_person(person))[0].organisation.id
        (request, *_) = await work.requests.of_organisation(organisation)
        assert request.due_on == date(2026, 12, 18)
        account = await work.accounts.add(
            organisation_id=organisation, name="Nora", email=f"{request.id}@example.org", role="manager", now=town.now
        )
        manager = await work.accounts.find(account)
        assert manager is not None
        reply = await data_rights.settle(work, request, manager, town.now)
        assert reply is not None
        await announce(work, person, [reply], town.now)
        assert await data_rights.settle(work, request, manager, town.now) is None
    return await amina.hears()
