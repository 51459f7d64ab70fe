"""The managers' page of requests about data: who may see it, what it shows, and what settling does."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.console import account, desk_at, visitor
from tests.talk import Talk, Town


async def organisation_of(town: Town, name: str) -> int:
    async with town.store.reading() as work:
        return (await work.contracts.of_person(town.people[name].id))[0].organisation.id


async def manager_of(town: Town, name: str, role: str = "manager") -> httpx.AsyncClient:
    organisation = await organisation_of(town, name)
    advisor = None
    if role == "advisor":
        async with town.store.reading() as work:
            advisor = (await work.contracts.of_person(town.people[name].id))[0].referent.id
    who = await account(
        town.store, town.now, organisation=organisation, role=role, advisor=advisor, name="Nora Diallo"
    )
    return await visitor(desk_at(town.store, town.now), who)


async def settle(client: httpx.AsyncClient, town: Town, name: str, **filled: str) -> httpx.Response:
    async with town.store.reading() as work:
        (request, *_) = await work.requests.of_organisation(await organisation_of(town, name))
    return await post(client, f"/requests/{request.id}/settle", filled)


async def post(client: httpx.AsyncClient, path: str, filled: dict[str, str]) -> httpx.Response:
    page = await client.get("/requests")
    token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    return await client.post(path, data={"csrf": token, **filled})


async def test_a_request_is_listed_settled_and_told(town: Town, amina: Talk):
    await amina.does("press", "r:ask_erasure")
    async with await manager_of(town, "Amina") as nora:
        page = await nora.get("/requests")
        assert page.status_code == 200
        for words in ("Amina", "Effacer ses données", "18 décembre 2026", "18 novembre 2026"):
            assert words in page.text
        assert "Date dépassée" not in page.text
        done = await settle(nora, town, "Amina", answered="yes")
        assert (done.status_code, done.headers["location"]) == (303, "/requests?done=settled")
        page = await nora.get("/requests")
        assert "Aucune demande" in page.text
        assert "Nora Diallo" in page.text
    assert "demande d'effacement a reçu une réponse" in await amina.hears()
    said = await amina.says("qui a regardé mon dossier ?")
    assert "Nora Diallo, réponse à votre demande" in said


async def test_a_date_gone_by_is_said_in_words(town: Town, amina: Talk):
    await amina.does("press", "r:ask_correction")
    town.now += timedelta(days=31)
    async with await manager_of(town, "Amina") as nora:
        assert "Date dépassée" in (await nora.get("/requests")).text


async def test_what_is_not_ticked_is_not_settled(town: Town, amina: Talk):
    await amina.does("press", "r:ask_erasure")
    async with await manager_of(town, "Amina") as nora:
        answer = await settle(nora, town, "Amina")
        assert answer.status_code == 422
        assert "Cochez d’abord" in answer.text
    assert await amina.hears() == ""


async def test_two_managers_settle_once(town: Town, amina: Talk):
    await amina.does("press", "r:ask_erasure")
    async with await manager_of(town, "Amina") as nora:
        await settle(nora, town, "Amina", answered="yes")
        await amina.hears()
        assert (await settle(nora, town, "Amina", answered="yes")).status_code == 303
    assert await amina.hears() == ""


async def test_another_organisation_finds_nothing(town: Town, amina: Talk):
    await amina.does("press", "r:ask_erasure")
    async with town.store.reading() as work:
        (request, *_) = await work.requests.of_organisation(await organisation_of(town, "Amina"))
    async with await manager_of(town, "Bruno") as stranger:
        assert "Amina" not in (await stranger.get("/requests")).text
        answer = await post(stranger, f"/requests/{request.id}/settle", {"answered": "yes"})
        assert answer.status_code in {403, 404}
    async with town.store.reading() as work:
        assert await work.requests.open_of(town.people["Amina"].id, "erase")


@pytest.mark.parametrize("role", ["advisor", "administrator"])
async def test_who_may_not_answer_is_refused(town: Town, role: str):
    async with await manager_of(town, "Amina", role) as client:
        assert (await client.get("/requests")).status_code == 403
