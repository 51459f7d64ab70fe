"""The letter and unlinking in the console: who may, what they see, what is kept of it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from actions.desk import Desk
from actions.person import House
from actions.records import ChatKey
from actions.records.codes import short_code_in
from bot.advisors.letters import address
from tests.console import account, desk_at, submit, visitor
from tests.integration.store.conftest import NOW, someone
from tests.talk import HOUSE

CHAT = ChatKey("terminal", "amina")


@pytest.fixture
async def amina(store):
    async with store.writing() as work:
        return await someone(work)


NAMED = replace(HOUSE, bot_name="jalon_bot")


def desk(store, house: House = NAMED) -> Desk:
    return replace(desk_at(store, NOW), house=house)


@pytest.fixture
async def sophie(store, amina):
    """Amina's referent, signed in."""
    who = await account(store, NOW, organisation=amina.organisation, role="advisor", advisor=amina.referent)
    return await visitor(desk(store), who)


async def link(store, amina) -> None:
    async with store.writing() as work:
        await work.conversations.begin(CHAT, NOW)
        await work.conversations.join(CHAT, amina.person, NOW)


async def deeds(store, amina) -> list[str]:
    async with store.reading() as work:
        return [trace.deed for trace in reversed(await work.audit.of_person(amina.person))]


async def test_the_page_says_where_one_stands(store, amina, sophie):
    page = (await sophie.get(f"/people/{amina.contract}/letter")).text
    assert "<h1>Lettre pour Amina</h1>" in page
    assert "Conversation pas encore reliée" in page
    assert "Délier" not in page
    await link(store, amina)
    page = (await sophie.get(f"/people/{amina.contract}/letter")).text
    assert "depuis le 18 novembre 2026" in page
    assert "Délier la conversation" in page
    assert await deeds(store, amina) == ["letter_seen", "letter_seen"]


async def test_the_letter_is_made_and_its_code_is_the_one_that_links(store, amina, sophie):
    made = await submit(
        sophie, f"/people/{amina.contract}/letter", address="1 rue A\n\n  13000   Marseille ", language="fr"
    )
    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    assert made.headers["cache-control"] == "no-store"
    assert "Amina" not in made.headers["content-disposition"]
    (page,) = PdfReader(io.BytesIO(made.content)).pages
    text = page.extract_text()
    assert "1 rue A" in text
    assert "13000 Marseille" in text
    code = next(found for line in text.splitlines() if (found := short_code_in(line)))
    async with store.writing() as work:
        found = await work.links.find(code)
        assert found.waits(NOW)
        assert found.expires_at.date().isoformat() == "2026-12-09"  # 23:00 in UTC is midnight in Paris
        assert await work.links.claim(found.key, NOW) == amina.person
    assert (await deeds(store, amina))[-1] == "letter_printed"


async def test_the_waiting_code_is_told_with_its_day_and_a_new_letter_ends_it(store, amina, sophie):
    for _ in range(2):
        await submit(sophie, f"/people/{amina.contract}/letter", language="en")
    page = (await sophie.get(f"/people/{amina.contract}/letter")).text
    assert "bon jusqu’au 9 décembre 2026" in page
    assert "La nouvelle lettre remplacera celle qui attend" in page
    async with store.connected() as connection:
        from sqlalchemy import text

        rows = (await connection.execute(text("SELECT ended_why, made_by IS NOT NULL FROM link_codes"))).all()
    assert {(why, bool(by)) for why, by in rows} == {(None, True), ("replaced", True)}


async def test_a_letter_that_came_to_somebody_else_is_shown(store, amina, sophie):
    async with store.writing() as work:
        codes = await work.links.make(amina.person, NOW, NOW.replace(year=2027))
        await work.links.end((await work.links.find(codes.token)).key, "not_me")
    assert "est arrivée à quelqu’un d’autre" in (await sophie.get(f"/people/{amina.contract}/letter")).text


async def test_unlinking_asks_then_tells_the_person(store, amina, sophie):
    await link(store, amina)
    path = f"/people/{amina.contract}/unlink"
    asked = (await sophie.get(path)).text
    assert "Délier la conversation avec Amina" in asked
    async with store.reading() as work:
        assert await work.conversations.linked(amina.person)
    done = await submit(sophie, path)
    assert (done.status_code, done.headers["location"]) == (303, f"/people/{amina.contract}/letter?done=unlinked")
    async with store.reading() as work:
        assert await work.conversations.linked(amina.person) == []
        (parcel,) = await work.outbox.due(CHAT, NOW)
    assert "n'est plus reliée à votre contrat" in parcel.body
    assert "Sophie Martin" in parcel.body
    assert "unlinked" in await deeds(store, amina)


async def test_without_the_bots_name_the_page_says_so(store, amina):
    who = await account(store, NOW, organisation=amina.organisation, role="manager")
    client = await visitor(desk(store, HOUSE), who)
    assert "JALON_BOT_NAME" in (await client.get(f"/people/{amina.contract}/letter")).text


@pytest.mark.parametrize("where", ["letter", "unlink"])
async def test_nobody_reaches_a_person_who_is_not_theirs(store, amina, where):
    async with store.writing() as work:
        other = await someone(work, "Bruno")
        colleague = await work.contracts.add_advisor(amina.organisation, "Karim", "conseiller", None)
    path = f"/people/{amina.contract}/{where}"
    for organisation, role, advisor, status in (
        (other.organisation, "advisor", other.referent, 404),
        (other.organisation, "manager", None, 404),
        (amina.organisation, "advisor", colleague, 404),
        (amina.organisation, "administrator", None, 403),
    ):
        who = await account(store, NOW, organisation=organisation, role=role, advisor=advisor)
        client = await visitor(desk(store), who)
        assert (await client.get(path)).status_code == status
        assert (await submit(client, path, language="fr")).status_code == status
    assert (await (await visitor(desk(store), None)).get(path)).status_code == 303
    assert await deeds(store, amina) == []
    async with store.reading() as work:
        assert await work.links.last_of(amina.person) is None


def test_an_address_is_cut_to_what_the_window_shows():
    assert address("  1  rue\r\n\r\n A ") == ("1 rue", "A")
    assert len(address("\n".join(map(str, range(20))))) == 5
    assert len(address("x" * 500)[0]) == 60
