"""The pages « today », « people » and group messages, as an advisor, a manager and a stranger see them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from actions.records import ChatKey, Line, Minimum
from actions.store.engine import Store
from bot.dialogue.messages import Outgoing
from content import catalogue
from tests.console import account, desk_at, visitor

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Paris
START = date(2026, 3, 2)
WORDS = "Bonjour,\nl'atelier <b>CV</b> est déplacé à 14 h."


@dataclass
class Office:
    """Amina and Bruno are Sophie's, Chloé is Karim's, Zoé another organisation's; Chloé has no chat."""

    store: Store
    sophie: httpx.AsyncClient
    karim: httpx.AsyncClient
    manager: httpx.AsyncClient
    administrator: httpx.AsyncClient
    stranger: httpx.AsyncClient
    contracts: dict[str, int]
    people: dict[str, int]

    async def outbox(self) -> list[tuple[str, str]]:
        """Whose chat, and the text of what is planned."""
        async with self.store.writing() as work:
            found = []
            for name in self.people:
                for parcel in await work.outbox.due(ChatKey("terminal", name), NOW + timedelta(days=9)):
                    found.append((name, catalogue.plain(Outgoing.from_body(parcel.body).text)))
            return found


async def an_office(store: Store, now: datetime = NOW) -> Office:
    contracts, people = {}, {}
    async with store.writing() as work:
        ours = await work.contracts.add_organisation("Mission locale", "mission_locale", None)
        theirs = await work.contracts.add_organisation("Département", "departement", None)
        sophie = await work.contracts.add_advisor(ours, "Sophie Martin", "conseillère", None)
        karim = await work.contracts.add_advisor(ours, "Karim Benali", "conseiller", None)
        other = await work.contracts.add_advisor(theirs, "Rose Payet", "conseillère", None)
        for name, zone, organisation, referent in (
            ("Amina", "Europe/Paris", ours, sophie),
            ("Bruno", "Indian/Reunion", ours, sophie),
            ("Chloé", "Europe/Paris", ours, karim),
            ("Zoé", "Europe/Paris", theirs, other),
        ):
            people[name] = await work.people.add(name, zone, "fr", now, family_name="Durand")
            contracts[name] = await work.contracts.add(
                person_id=people[name], organisation_id=organisation, referent_id=referent, signed_on=START,
                starts_on=START, ends_on=None, minimums=[Minimum(START, 900, "general")], now=now,
            )  # fmt: skip
            if name != "Chloé":
                await work.conversations.begin(ChatKey("terminal", name), now)
                await work.conversations.join(ChatKey("terminal", name), people[name])
    desk = desk_at(store, now)

    async def enters(organisation: int, role: str, name: str, advisor: int | None = None) -> httpx.AsyncClient:
        who = await account(store, now, organisation=organisation, role=role, advisor=advisor, name=name)
        return await visitor(desk, who)

    return Office(
        store,
        await enters(ours, "advisor", "Sophie Martin", sophie),
        await enters(ours, "advisor", "Karim Benali", karim),
        await enters(ours, "manager", "Hélène Roux"),
        await enters(ours, "administrator", "Paul Roux"),
        await enters(theirs, "manager", "Rose Payet"),
        contracts,
        people,
    )


@pytest.fixture
async def office(sqlite_store: Store) -> Office:
    return await an_office(sqlite_store)


def names_in(page: httpx.Response) -> list[str]:
    assert page.status_code == 200, page.status_code
    return re.findall(r"Choisir (\w+) Durand", html.unescape(page.text))


async def fields(page: httpx.Response) -> dict[str, list[str]]:
    """The hidden fields of a page's last form."""
    found: dict[str, list[str]] = {}
    last = page.text.split("<form")[-1]
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', last):
        found.setdefault(name, []).append(html.unescape(value))
    return found


async def test_each_sees_the_people_that_they_reach(office):
    assert names_in(await office.sophie.get("/people")) == ["Amina", "Bruno"]
    assert names_in(await office.karim.get("/people")) == ["Chloé"]
    assert names_in(await office.manager.get("/people")) == ["Amina", "Bruno", "Chloé"]
    assert names_in(await office.stranger.get("/people")) == ["Zoé"]
    assert (await office.administrator.get("/people")).status_code == 403


@pytest.mark.parametrize("path", ["/", "/people", "/messages", "/messages/new", "/messages/1"])
async def test_nobody_enters_without_signing_in(office, path):
    nobody = await visitor(desk_at(office.store, NOW), None)
    answer = await nobody.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


async def test_a_name_is_searched_for_without_standing_in_any_address(office):
    page = await office.manager.post("/people", data={"words": "chloe"} | await token(office.manager))
    assert names_in(page) == ["Chloé"]
    assert not re.search(r'(href|action)="[^"]*(?i:chlo)', page.text)
    assert names_in(await office.manager.get("/people?words=chloe")) == ["Amina", "Bruno", "Chloé"]


async def token(client: httpx.AsyncClient) -> dict[str, str]:
    page = await client.get("/people")
    found = re.search(r'name="csrf" value="([^"]*)"', page.text)
    return {"csrf": html.unescape(found.group(1))} if found else {}


async def test_filters_alone_give_an_address_that_can_be_kept(office):
    sent = {"words": "", "state": "signed", "unlinked": "1", "order": "silent", "silent": "", "hours": "nonsense"}
    answer = await office.manager.post("/people", data=sent | await token(office.manager))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/people?state=signed&unlinked=1&order=silent"
    assert names_in(await office.manager.get(answer.headers["location"])) == ["Chloé"]


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=~1", "state='", "referent=x", "silent=99", "order=score", "after=2026~99999999999999999999"],
)
async def test_an_address_made_up_by_hand_shows_a_list(office, query):
    assert (await office.manager.get(f"/people?{query}")).status_code == 200


async def test_only_who_sees_the_whole_organisation_filters_by_referent(office):
    karim = re.search(r'<option value="(\d+)">Karim', (await office.manager.get("/people")).text)
    assert names_in(await office.manager.get(f"/people?referent={karim.group(1)}")) == ["Chloé"]
    assert names_in(await office.sophie.get(f"/people?referent={karim.group(1)}")) == ["Amina", "Bruno"]


async def test_today_is_kind_when_nothing_waits_and_names_what_does(office):
    async with office.store.writing() as work:
        for name in ("Amina", "Bruno"):
            await work.declarations.add(
                person_id=office.people[name], contract_id=office.contracts[name], question=uuid4().hex, origin=None,
                lines=[Line(NOW.date(), 90, "job_search")] if name == "Amina" else [], reverses=(), late=(), now=NOW,
                nothing_on=None if name == "Amina" else NOW.date(),
            )  # fmt: skip
    page = html.unescape((await office.sophie.get("/")).text)
    assert "Heures à valider" in page
    assert re.search(r"Amina Durand.*?1 ligne, 1 h 30", page, re.DOTALL)
    assert "Bruno" not in page
    assert "Chloé" not in page
    theirs = (await office.karim.get("/")).text
    assert "Sans nouvelles" in theirs
    async with office.store.connected() as connection:
        await connection.execute(text("UPDATE contracts SET heard_at = :now"), {"now": str(NOW.replace(tzinfo=None))})
    assert "Tout est à jour" in (await office.karim.get("/")).text


async def test_a_data_request_is_shown_to_who_answers_it(office):
    async with office.store.connected() as connection:
        await connection.execute(
            text(
                "INSERT INTO data_requests (person_id, organisation_id, kind, at, due_on)"
                " SELECT person_id, organisation_id, 'erase', :now, '2026-12-18' FROM contracts WHERE id = :id"
            ),
            {"now": str(NOW.replace(tzinfo=None)), "id": office.contracts["Amina"]},
        )
    assert "Demandes sur les données" in (await office.manager.get("/")).text
    assert "Demandes sur les données" not in (await office.sophie.get("/")).text
    assert "Demandes sur les données" not in (await office.stranger.get("/")).text


async def writes(client: httpx.AsyncClient, words: str = WORDS, **chosen: object) -> httpx.Response:
    """Chooses, writes, reads: the page before the yes."""
    page = await client.post("/messages/new", data=chosen | await token(client))
    return await client.post("/messages/new", data={**await fields(page), "words": words, "step": "read"})


async def confirms(client: httpx.AsyncClient, read: httpx.Response) -> httpx.Response:
    return await client.post("/messages/new", data={**await fields(read), "step": "send"})


async def test_a_group_message_is_read_back_sent_once_and_followed(office):
    mine = [str(office.contracts[name]) for name in ("Amina", "Bruno", "Chloé")]
    read = await writes(office.manager, contract=mine)
    shown = html.unescape(read.text)
    assert "Message de Hélène Roux" in shown
    assert "Mission locale" in shown
    assert "<b>CV</b>" not in read.text, "what was written is text, never markup"
    assert "dont 1 sans conversation" in shown
    answer = await confirms(office.manager, read)
    again = await confirms(office.manager, read)
    assert answer.status_code == 303
    assert answer.headers["location"] == again.headers["location"]
    told = await office.outbox()
    assert [name for name, _text in told] == ["Amina", "Bruno"]
    assert "l'atelier <b>CV</b> est déplacé" in told[0][1]
    result = html.unescape((await office.manager.get(answer.headers["location"])).text)
    assert re.search(r"Chloé Durand.*?Conversation pas encore reliée", result, re.DOTALL)
    assert re.search(r"Amina Durand.*?Va partir", result, re.DOTALL)
    async with office.store.writing() as work:
        for name, when in (("Amina", "sent"), ("Bruno", "blocked")):
            (parcel,) = await work.outbox.due(ChatKey("terminal", name), NOW)
            if when == "sent":
                await work.outbox.note_sent([parcel.id], NOW)
            else:
                await work.outbox.note_given_up(parcel.id, "blocked", "blocked")
    result = html.unescape((await office.manager.get(answer.headers["location"])).text)
    assert re.search(r"Amina Durand.*?Envoyé", result, re.DOTALL)
    assert re.search(r"Bruno Durand.*?Conversation bloquée", result, re.DOTALL)


async def test_a_message_never_reaches_who_is_not_within_reach(office):
    all_of_them = [str(number) for number in office.contracts.values()]
    await confirms(office.sophie, await writes(office.sophie, contract=all_of_them))
    assert [name for name, _text in await office.outbox()] == ["Amina", "Bruno"]
    only_others = await office.stranger.post(
        "/messages/new", data={"contract": [str(office.contracts["Amina"])]} | await token(office.stranger)
    )
    assert only_others.status_code == 422
    assert "Choisissez au moins une personne" in html.unescape(only_others.text)


async def test_all_of_a_list_may_be_written_to(office):
    read = await writes(office.sophie, all="1", words="")
    assert "2 personnes" in html.unescape(read.text)
    read = await writes(office.manager, all="1", unlinked="1")
    assert "1 personne</strong>, dont 1 sans conversation" in html.unescape(read.text)


@pytest.mark.parametrize("words", ["", "   \n ", "a" * 1001])
async def test_words_that_cannot_be_sent_are_kept_and_said(office, words):
    read = await writes(office.sophie, words=words, contract=[str(office.contracts["Amina"])])
    assert read.status_code == 422
    assert 'aria-invalid="true"' in read.text
    assert words.strip() in read.text
    assert await office.outbox() == []


async def test_in_the_evening_each_waits_for_their_own_morning(sqlite_store):
    """At 19:00 in Paris it is 22:00 in La Réunion: Amina gets it now, Bruno at nine o'clock, his time."""
    now = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)
    office = await an_office(sqlite_store, now)
    read = await writes(office.sophie, all="1")
    assert "1 personne le recevra plus tard, à partir du" in html.unescape(read.text)
    await confirms(office.sophie, read)
    async with office.store.reading() as work:
        bruno, amina = ChatKey("terminal", "Bruno"), ChatKey("terminal", "Amina")
        assert await work.outbox.chats_due("terminal", now) == [amina]
        nine_there = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
        assert await work.outbox.due(bruno, nine_there - timedelta(seconds=1)) == []
        assert len(await work.outbox.due(bruno, nine_there)) == 1


async def test_an_advisor_follows_their_own_messages_and_a_manager_all(office):
    sent = await confirms(office.sophie, await writes(office.sophie, all="1"))
    path = sent.headers["location"]
    seen = {
        name: (await getattr(office, name).get(path)).status_code
        for name in ("sophie", "karim", "manager", "stranger")
    }
    assert seen == {"sophie": 200, "karim": 404, "manager": 200, "stranger": 404}
    assert path in (await office.manager.get("/messages")).text
    assert path not in (await office.karim.get("/messages")).text


async def test_each_person_written_to_is_noted_in_the_audit_without_a_word_of_it(office):
    await confirms(office.sophie, await writes(office.sophie, all="1"))
    async with office.store.reading() as work:
        (trace,) = await work.audit.of_person(office.people["Amina"])
    assert (trace.deed, trace.contract_id, trace.name) == (
        "wrote_to_several",
        office.contracts["Amina"],
        "Sophie Martin",
    )
    assert "atelier" not in str(trace)
