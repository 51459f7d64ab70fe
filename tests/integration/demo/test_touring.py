"""The showing of the invented world: its doors open as the real ones do, and it goes nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from actions.desk import Desk
from actions.records import ChatKey
from bot import bootstrap, demo
from bot.advisors.app import console
from bot.config import Settings, WrongSetting
from bot.demo import data, touring
from bot.demo.building import NotForTheWorld, posts
from tests.talk import HOUSE

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SOPHIE = "sophie.marchand@val-serein.example"


def browser(store, now=NOW) -> httpx.AsyncClient:
    app = console(Desk(store, lambda: now, HOUSE, "signs in tests"))
    origin = "http://127.0.0.1:8000"
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=origin, headers={"sec-fetch-site": "same-origin"}
    )


async def test_one_signs_in_with_what_is_printed(sqlite_store):
    tour = await touring.prepare(sqlite_store, NOW)
    async with browser(sqlite_store) as client:
        half = await client.post("/login", data={"email": SOPHIE, "password": tour.password})
        assert half.headers["location"] == "/login/code"
        whole = await client.post("/login/code", data={"code": tour.code(NOW)})
        assert whole.status_code == 303
        page = await client.get("/people/1")
        assert page.status_code == 200
        assert "Amina Diallo" in page.text


async def test_everyone_who_works_there_has_that_password(sqlite_store):
    tour = await touring.prepare(sqlite_store, NOW)
    everyone = [post for office in data.page("organisations").values() for post in posts(office)]
    assert len(everyone) == 11
    for post in everyone:
        async with browser(sqlite_store) as client:
            half = await client.post("/login", data={"email": post.email, "password": tour.password})
        assert half.headers.get("location") == "/login/code", post.name


async def test_a_second_showing_keeps_the_world_and_changes_its_locks(sqlite_store):
    first = await touring.prepare(sqlite_store, NOW)
    second = await touring.prepare(sqlite_store, NOW + timedelta(days=1))
    async with sqlite_store.reading() as work:
        assert await work.people.count() == 12
    assert first.password != second.password
    async with browser(sqlite_store) as client:
        refused = await client.post("/login", data={"email": SOPHIE, "password": first.password})
        assert refused.status_code == 403


async def test_a_database_with_anyone_else_in_it_is_refused_and_left_as_it_is(sqlite_store):
    async with sqlite_store.writing() as work:
        await demo.add_person(work, "Amina", "Europe/Paris", NOW)
    with pytest.raises(NotForTheWorld):
        await touring.prepare(sqlite_store, NOW)
    async with sqlite_store.writing() as work:
        assert await work.people.count() == 1


async def test_an_organisation_beside_the_world_closes_it(sqlite_store):
    await touring.prepare(sqlite_store, NOW)
    async with sqlite_store.writing() as work:
        await work.contracts.add_organisation("Mission locale de vrai", "mission_locale", None)
    with pytest.raises(NotForTheWorld):
        await touring.prepare(sqlite_store, NOW)


async def test_the_guide_names_everyone_and_how_to_begin(sqlite_store):
    tour = await touring.prepare(sqlite_store, NOW)
    told = "\n".join(touring.guide(tour, "http://127.0.0.1:8000/login"))
    for facts in data.people().values():
        assert f"{facts['given_name']} {facts['family_name']}" in told
    assert SOPHIE in told
    assert tour.password in told
    assert list(tour.links) == ["Thi Mai"]
    assert f"/start {tour.links['Thi Mai']}" in told
    assert tour.password not in repr(tour)


def test_it_is_never_beside_a_database_that_is_set(tmp_path):
    settings = Settings(data_folder=tmp_path, database_url=f"sqlite:///{tmp_path / 'ours.db'}")
    with pytest.raises(WrongSetting, match="JALON_DATABASE_URL"):
        bootstrap.world(settings, fresh=True)


def test_beginning_a_conversation_anew_leaves_the_world(tmp_path):
    settings = Settings(data_folder=tmp_path)
    ours = bootstrap.world(settings, fresh=False).data_folder
    ours.mkdir(parents=True)
    (ours / "jalon.db").touch()
    bootstrap.demonstration(settings, fresh=True)
    assert (ours / "jalon.db").exists()
    bootstrap.world(settings, fresh=True)
    assert not (ours / "jalon.db").exists()


async def test_one_talks_as_those_who_live_there(sqlite_store):
    await touring.prepare(sqlite_store, NOW)
    fatou, mai = ChatKey("terminal", "fatou"), ChatKey("terminal", "thi mai")
    await bootstrap.resident_for_chat(sqlite_store, fatou, "fatou", None, NOW)
    await bootstrap.resident_for_chat(sqlite_store, mai, "Thi Mai", None, NOW)
    async with sqlite_store.reading() as work:
        assert (await work.conversations.find(fatou)).person.given_name == "Fatou"
        assert (await work.conversations.find(mai)).person is None  # she has a code to give first
    with pytest.raises(WrongSetting, match="Gheorghe"):
        await bootstrap.resident_for_chat(sqlite_store, ChatKey("terminal", "nobody"), "Nobody", None, NOW)
