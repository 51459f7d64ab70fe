"""The console's page of imports: tried, confirmed, reported; by managers alone."""

from __future__ import annotations

import re

import pytest

from tests.console import account, desk_at, visitor
from tests.exchanging import as_csv, as_xlsx, contract
from tests.integration.exchange.conftest import NOW


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


@pytest.fixture
async def manager(store, organisation):
    return await visitor(desk_at(store, NOW), await account(store, NOW, organisation=organisation, role="manager"))


def tokens(page) -> dict[str, str]:
    """The hidden fields of a page's forms, as a browser would send them."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))


async def upload(who, content: bytes, name: str = "contrats.csv"):
    page = await who.get("/imports")
    sent = await who.post("/imports", files={"file": (name, content)}, data=tokens(page))
    return sent, await who.get(sent.headers["location"]) if sent.status_code == 303 else sent


async def test_a_file_is_tried_then_confirmed_and_its_report_stays(manager, rows):
    sent, tried = await upload(manager, as_csv(contract(1), contract(2, durations=[{"hours": 0}])))
    assert "rien n’est enregistré" in tried.text
    assert "duree_1_heures" in tried.text
    assert await rows("SELECT id FROM contracts") == []
    path = sent.headers["location"]
    confirmed = await manager.post(path, data={"answer": "import"} | tokens(tried))
    assert "C’est enregistré" in (await manager.get(confirmed.headers["location"])).text
    assert len(await rows("SELECT id FROM contracts")) == 1
    await manager.post(path, data={"answer": "import"} | tokens(tried))  # a second press changes nothing
    listed = await manager.get("/imports")
    assert listed.text.count("contrats.csv</a>") == 3  # the trial, the import, and the job
    assert "Sophie Martin" in listed.text
    report = await manager.get("/imports/2")
    assert "zéro" not in report.text
    assert "CE-000002" in report.text
    assert await rows("SELECT by, account_id FROM audit WHERE deed = 'contract_imported'") == [("account", 1)]


async def test_a_tried_file_can_be_let_go(manager, rows):
    sent, tried = await upload(manager, as_xlsx(contract(1)), "contrats.xlsx")
    await manager.post(sent.headers["location"], data={"answer": "drop"} | tokens(tried))
    assert (await manager.get(sent.headers["location"])).status_code == 404
    assert await rows("SELECT id FROM contracts") == []


async def test_no_file_and_a_file_too_large_are_told(manager, monkeypatch):
    page = await manager.get("/imports")
    assert (await manager.post("/imports", data=tokens(page), files={"file": ("a.csv", b"")})).status_code == 422
    monkeypatch.setattr("bot.advisors.imports.MOST_BYTES", 10)
    answer = await manager.post("/imports", files={"file": ("a.csv", b"reference;prenom")})
    assert (answer.status_code, "trop grand" in answer.text) == (413, True)


@pytest.mark.parametrize("role", ["advisor", "administrator"])
async def test_others_are_refused(store, organisation, desk, role):
    async with desk.writing() as work:
        advisor = await work.contracts.add_advisor(organisation, "S", "c", None)
    who = await visitor(desk_at(store, NOW), await account(
        store, NOW, organisation=organisation, role=role, advisor=advisor if role == "advisor" else None
    ))  # fmt: skip
    for path in ("/imports", "/imports/1", "/imports/jobs/x", "/imports/template.csv"):
        assert (await who.get(path)).status_code == 403


async def test_another_s_trial_and_another_organisation_s_report_are_not_there(manager, store, organisation, desk):
    sent, _tried = await upload(manager, as_csv(contract(1)))
    async with desk.writing() as work:
        other = await work.contracts.add_organisation("Cap emploi", "cap_emploi", None)
    stranger = await account(store, NOW, organisation=other, role="manager", name="Autre")
    who = await visitor(desk_at(store, NOW), stranger)
    who._transport = manager._transport  # the same running console
    assert (await who.get(sent.headers["location"])).status_code == 404
    assert (await who.get("/imports/1")).status_code == 404
    assert (await manager.get("/imports/1")).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_model_comes_as_a_file(manager, kind):
    answer = await manager.get(f"/imports/template.{kind}")
    assert "attachment" in answer.headers["content-disposition"]
    assert (await manager.get("/imports/template.exe")).status_code == 404
