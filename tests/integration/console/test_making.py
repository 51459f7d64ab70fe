"""A contract made on the console from nothing to signed, amended, handed on; by those who may, and nobody else."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from actions.records import ChatKey
from bot.advisors.deeds import DEEDS
from bot.advisors.making.steps import STEPS
from bot.dialogue.messages import Outgoing
from content import catalogue
from tests.console import account, desk_at, visitor

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday
SIGNATURES = {"person_signed_on": "2026-11-17", "organisation_signed_on": "2026-11-18"}
HERE = {"zone": "Europe/Paris", "language": "fr"}
AMINA = {
    "given_name": "Amina",
    "family_name": "Diallo",
    "born_on": "1990-05-04",
    "registered_as": "jobseeker",
    **HERE,
}


@dataclass
class House:
    """Two organisations with their people; `sophie` is an advisor, `karim` another, `nadia` their manager."""

    store: object
    desk: object
    mission: int
    other: int
    sophie_id: int
    karim_id: int
    sophie: httpx.AsyncClient
    karim: httpx.AsyncClient
    nadia: httpx.AsyncClient
    stranger: httpx.AsyncClient


@pytest.fixture
async def house(store):
    desk = desk_at(store, NOW)
    async with store.writing() as work:
        mission = await work.contracts.add_organisation("Mission locale", "mission_locale", "01 02 03 04 05")
        other = await work.contracts.add_organisation("Cap emploi", "cap_emploi", "05 06 07 08 09")
        sophie = await work.contracts.add_advisor(mission, "Sophie Martin", "conseillère", None)
        karim = await work.contracts.add_advisor(mission, "Karim Petit", "conseiller", "06 00 00 00 00")
        there = await work.contracts.add_advisor(other, "Léa Roux", "conseillère", None)

    async def client(name, role, organisation, advisor=None):
        return await enters(store, desk, organisation, role, name, advisor)

    return House(
        store, desk, mission, other, sophie, karim,
        await client("Sophie Martin", "advisor", mission, sophie),
        await client("Karim Petit", "advisor", mission, karim),
        await client("Nadia Cohen", "manager", mission),
        await client("Léa Roux", "advisor", other, there),
    )  # fmt: skip


async def enters(store, desk, organisation, role, name, advisor=None) -> httpx.AsyncClient:
    """A visitor whose bare posts are taken for a form of a page; that every form has its token, a test sees to."""
    who = await account(store, NOW, organisation=organisation, role=role, advisor=advisor, name=name)
    client = await visitor(desk, who)
    client.headers["x-csrf-token"] = client.csrf
    return client


def seen(page: httpx.Response) -> str:
    """The words of a page, without its marks."""
    body = re.sub(r"<(script|style).*?</\1>", " ", page.text, flags=re.S)
    return catalogue.plain(re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))))


def inputs(page: httpx.Response) -> dict[str, str]:
    """What the fields of the page's main form hold, as a browser would send it."""
    main = page.text.partition("<main")[2]
    form = next(iter(re.findall(r"<form.*?</form>", main, flags=re.S)), "")
    if 'id="step"' in page.text:
        form = re.search(r'<form[^>]*id="step".*?</form>', page.text, flags=re.S).group()
    given = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        box = re.search(r'type="(checkbox|radio)"', tag)
        if name and (not box or " checked" in tag):
            given[name[1]] = html.unescape(value[1]) if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, flags=re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        given[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, flags=re.S):
        given[name] = html.unescape(body)
    return given


async def fills(client: httpx.AsyncClient, page_at: str, button: str = "next", /, **typed: str) -> httpx.Response:
    """Opens a step, types into it and presses a button."""
    page = await client.get(page_at)
    assert page.status_code == 200, page.status_code
    given = inputs(page) | typed | {"do": button}
    return await client.post(page_at, data=given)


async def presses(client: httpx.AsyncClient, at: str, action: str, /, **typed: str) -> httpx.Response:
    """Sends the form of that page which leads to `action`."""
    page = await client.get(at)
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page.text, flags=re.S)
    assert form, f"no form leads to {action}: {seen(page)}"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.group()))
    return await client.post(action, data=hidden | typed)


async def begun(house: House, client: httpx.AsyncClient | None = None, **other: str) -> str:
    """A new person with a draft; gives the address of the draft's version."""
    client = client or house.sophie
    page = await client.post("/people/new", data=AMINA | {"referent": str(house.sophie_id)} | other)
    assert page.status_code == 303, seen(page)
    return page.headers["location"].removesuffix("/steps/identity")


async def written(house: House, **who: str) -> str:
    """A draft with all that a proposal needs, written step by step."""
    at = await begun(house, **who)
    steps = {
        "identity": {"from_day": "2026-11-16", "ends_on": "2027-05-30", "review_on": "2027-02-01", "path": "social"},
        "diagnostic": {"diagnostic.made_on": "2026-11-10", "diagnostic.skills": "Parle trois langues"},
        "objectives": {
            "objectives.0.title": "Passer le permis", "objectives.0.indicator": "Permis obtenu",
            "objectives.0.by_day": "2027-04-01",
        },
        "actions": {
            "plan.0.title": "Code de la route", "plan.0.activity": "training", "plan.0.provider": "Auto-école",
            "plan.0.minutes_a_week": "4",
        },
        "duration": {"minimums.0.minutes": "15"},
    }  # fmt: skip
    for step, typed in steps.items():
        page = await fills(house.sophie, f"{at}/steps/{step}", **typed)
        assert page.status_code == 303, seen(page)
    page = await fills(house.sophie, f"{at}/steps/commitments")
    assert page.headers["location"] == f"{at}/check"
    return at


async def proposed(house: House, **who: str) -> str:
    at = await written(house, **who)
    page = await presses(house.sophie, f"{at}/check", f"{at}/propose")
    assert page.status_code == 303, seen(page)
    return at


async def signed(house: House, **who: str) -> str:
    at = await proposed(house, **who)
    page = await presses(house.sophie, at, f"{at}/sign", **SIGNATURES)
    assert page.status_code == 303, seen(page)
    return at


def contract_of(at: str) -> str:
    return at.partition("/versions")[0]


async def chat_of(house: House, at: str) -> ChatKey:
    """A chat that is linked to the contract's person."""
    chat = ChatKey("terminal", "amina")
    async with house.store.writing() as work:
        found = await work.contracts.person_within(int(contract_of(at).rpartition("/")[2]), house.mission, None)
        await work.conversations.begin(chat, NOW)
        await work.conversations.join(chat, found)
    return chat


async def heard(house: House, chat: ChatKey) -> str:
    async with house.store.reading() as work:
        parcels = await work.outbox.due(chat, NOW)
    return "\n".join(catalogue.plain(Outgoing.from_body(parcel.body).text) for parcel in parcels)


async def deeds(house: House, at: str) -> list[str]:
    async with house.store.reading() as work:
        return [trace.deed for trace in await work.audit.of_contract(int(contract_of(at).rpartition("/")[2]), 500)]


async def test_a_contract_is_made_from_nothing_to_signed(house):
    at = await written(house)
    page = await house.sophie.get(f"{at}/check")
    for words in (
        "Passer le permis",
        "au moins 15 h par semaine",
        "Parle trois langues",
        "Proposer à la personne",
    ):
        assert words in seen(page)
    page = await presses(house.sophie, f"{at}/check", f"{at}/propose")
    assert page.headers["location"] == f"{contract_of(at)}?done=proposed&told=0"
    page = await house.sophie.get(page.headers["location"])
    assert "n’a pas de conversation reliée" in seen(page)
    assert "Rien n’est encore signé" in seen(page)
    page = await presses(house.sophie, at, f"{at}/sign", **SIGNATURES)
    page = await house.sophie.get(page.headers["location"])
    assert "Contrat : Amina Diallo Contrat signé" in seen(page)
    assert "Signé le 18 novembre 2026" in seen(page)
    async with house.store.reading() as work:
        contract = await work.contracts.find(int(contract_of(at).rpartition("/")[2]))
    assert (contract.state, contract.signed_on) == ("signed", date(2026, 11, 18))
    assert (contract.starts_on, contract.ends_on, contract.review_on) == (
        date(2026, 11, 16), date(2027, 5, 30), date(2027, 2, 1)
    )  # fmt: skip
    assert [m.minutes for m in contract.minimums] == [900]
    noted = await deeds(house, at)
    assert noted.count("version_saved") == 6
    assert noted[::-1][0] == "contract_begun"
    assert {"version_proposed", "version_signed", "contract_read"} <= set(noted)


async def test_an_amendment_leaves_the_old_version_readable(house):
    at = await signed(house)
    contract = contract_of(at)
    page = await fills_paper(house.sophie, f"{contract}/amend", why="Un emploi du temps plus léger")
    new = page.headers["location"].removesuffix("/steps/identity")
    assert new != at
    await fills(house.sophie, f"{new}/steps/identity")
    await fills(
        house.sophie, f"{new}/steps/duration", **{"minimums.0.minutes": "7 h 30", "minimums.0.reason": "lowered"}
    )
    page = await house.sophie.get(f"{new}/check")
    assert "À partir du 23 novembre 2026 : au moins 7 h 30 par semaine (avant : au moins 15 h par" in seen(page)
    await presses(house.sophie, f"{new}/check", f"{new}/propose")
    await presses(
        house.sophie, new, f"{new}/sign", person_signed_on="2026-11-18", organisation_signed_on="2026-11-18"
    )
    old, fresh = await house.sophie.get(at), await house.sophie.get(new)
    assert "15 h" in seen(old)
    assert "7 h 30" in seen(fresh)
    assert "Un emploi du temps plus léger" in seen(fresh)
    async with house.store.reading() as work:
        found = await work.contracts.find(int(contract.rpartition("/")[2]))
    assert [(m.from_day, m.minutes) for m in found.minimums] == [(date(2026, 11, 16), 900), (date(2026, 11, 23), 450)]
    assert found.signed_on == date(2026, 11, 18)


async def fills_paper(client: httpx.AsyncClient, path: str, /, **typed: str) -> httpx.Response:
    page = await client.get(path)
    assert page.status_code == 200
    return await client.post(path, data=inputs(page) | typed)


async def test_the_person_is_told_of_each_turn(house):
    at = await written(house)
    chat = await chat_of(house, at)
    page = await presses(house.sophie, f"{at}/check", f"{at}/propose")
    assert page.headers["location"].endswith("told=1")
    assert "Mission locale vous propose un contrat d'engagement" in await heard(house, chat)
    await presses(house.sophie, at, f"{at}/sign", person_signed_on="2026-11-18", organisation_signed_on="2026-11-18")
    assert "est signé des deux côtés" in await heard(house, chat)
    contract = contract_of(at)
    page = await fills_paper(house.nadia, f"{contract}/referent", advisor=str(house.karim_id))
    assert page.status_code == 303, seen(page)
    assert "c'est Karim Petit" in await heard(house, chat)
    await fills_paper(house.nadia, f"{contract}/end", ending="moved")
    assert "Votre contrat d'engagement est terminé" in await heard(house, chat)


@pytest.mark.parametrize("how", ["refuse", "withdraw"])
async def test_a_proposal_that_is_not_taken_may_be_taken_up_again(house, how):
    at = await proposed(house)
    chat = await chat_of(house, at)
    page = await presses(house.sophie, at, f"{at}/{how}", refused_by="person", refused_on="2026-11-18")
    assert page.status_code == 303, seen(page)
    assert {"refuse": "pas accepté", "withdraw": "retirée"}[how] in await heard(house, chat)
    page = await fills_paper(house.sophie, f"{contract_of(at)}/amend")
    assert page.status_code == 303, seen(page)
    again = page.headers["location"].removesuffix("/steps/identity")
    page = await house.sophie.get(f"{again}/check")
    assert "Passer le permis" in seen(page)


async def test_the_second_editor_is_told_and_loses_nothing(house):
    at = await begun(house)
    path = f"{at}/steps/objectives"
    first, second = inputs(await house.sophie.get(path)), inputs(await house.nadia.get(path))
    page = await house.nadia.post(path, data=second | {"objectives.0.title": "Refaire le CV", "do": "save"})
    assert page.status_code == 303
    page = await house.sophie.post(path, data=first | {"objectives.0.title": "Passer le permis", "do": "save"})
    assert page.status_code == 409
    for words in ("Changé par Nadia Cohen", "Refaire le CV"):
        assert words in seen(page)
    given = inputs(page)
    assert given["objectives.0.title"] == "Passer le permis"
    page = await house.sophie.post(path, data=given | {"do": "save"})
    assert page.status_code == 303
    assert "Passer le permis" in (await house.sophie.get(path)).text


async def test_rows_are_added_and_removed_without_script(house):
    at = await begun(house)
    path = f"{at}/steps/objectives"
    page = await fills(house.sophie, path, "add", **{"objectives.0.title": "Premier"})
    assert page.status_code == 200
    given = inputs(page)
    assert (given["objectives.0.title"], given["objectives.1.title"]) == ("Premier", "")
    page = await house.sophie.post(path, data=given | {"objectives.1.title": "Second", "do": "save"})
    assert page.status_code == 303
    page = await fills(house.sophie, path, "remove.0")
    assert inputs(await house.sophie.get(path))["objectives.0.title"] == "Second"
    assert "objectives.1.title" not in inputs(await house.sophie.get(path))


WRONG = {
    "a duration above the legal working time": ("duration", {"minimums.0.minutes": "36"}, "durée légale du travail"),
    "nothing, that nobody asked for": ("duration", {"minimums.0.minutes": "0"}, "Écrivez une durée"),
    "lowered to nothing": ("duration", {"minimums.0.minutes": "0", "minimums.0.reason": "lowered"}, "être nulle"),
    "on request, without its day": ("duration", {"minimums.0.reason": "none_on_request"}, "Écrivez le jour"),
    "hours that are none": ("duration", {"minimums.0.minutes": "beaucoup"}, "Écrivez une durée"),
    "an end before the start": ("identity", {"ends_on": "2026-11-01"}, "La fin vient avant le début"),
    "a day that is none": ("identity", {"from_day": "hier"}, "Ce n’est pas une date"),
    "an objective without words": ("objectives", {"objectives.0.indicator": "CV"}, "Écrivez quelques mots"),
    "an action of no kind": ("actions", {"plan.0.title": "CV", "plan.0.activity": "sleep"}, "Choisissez une réponse"),
    "a diagnostic of tomorrow": ("diagnostic", {"diagnostic.made_on": "2026-11-19"}, "pas encore venu"),
}  # fmt: skip


@pytest.mark.parametrize(("step", "typed", "words"), WRONG.values(), ids=WRONG)
async def test_what_does_not_fit_is_said_beside_its_field_and_kept_in_it(house, step, typed, words):
    at = await begun(house)
    page = await fills(house.sophie, f"{at}/steps/{step}", **typed)
    assert page.status_code == 422
    assert words in seen(page)
    links = re.findall(r'<a href="#([^"]+)">', page.text)
    assert [name for name in links if f'id="{name}"' not in page.text] == []
    for name, text in typed.items():
        assert inputs(page)[name] == text or "choice" not in name


async def test_what_lacks_cannot_be_proposed(house):
    at = await begun(house)
    page = await house.sophie.get(f"{at}/check")
    assert "Écrivez au moins un objectif" in seen(page)
    assert "Proposer à la personne" not in seen(page)
    page = await house.sophie.post(f"{at}/propose", data={"revision": "0"})
    assert page.status_code == 409
    async with house.store.reading() as work:
        version = await work.versions.find(int(at.rpartition("/")[2]))
    assert version.state == "draft"


async def test_someone_who_may_be_known_is_asked_about(house):
    await begun(house)
    again = AMINA | {"referent": str(house.sophie_id), "family_name": "DIALLO"}
    page = await house.sophie.post("/people/new", data=again)
    assert page.status_code == 409
    assert "peut-être déjà connue" in seen(page)
    page = await house.sophie.post("/people/new", data=again | {"same": "new"})
    assert page.status_code == 303
    page = await house.sophie.post("/people/new", data=again | {"born_on": "1991-01-01"})
    assert page.status_code == 303  # another birth date: another person


async def test_someone_with_a_contract_under_way_gets_no_second_one(house):
    at = await begun(house)
    async with house.store.reading() as work:
        person = await work.contracts.person_within(int(contract_of(at).rpartition("/")[2]), house.mission, None)
    again = AMINA | {"referent": str(house.sophie_id), "same": str(person)}
    page = await house.sophie.post("/people/new", data=again)
    assert page.status_code == 409
    assert "déjà en cours" in seen(page)


async def test_nobody_out_of_reach_learns_that_there_is_a_contract(house):
    at = await signed(house)
    contract = contract_of(at)
    for client in (house.stranger, house.karim):
        for path in (contract, at, f"{at}/print", f"{at}/check", f"{contract}/amend", f"{at}/steps/identity"):
            assert (await client.get(path)).status_code == 404
        for path in (f"{at}/sign", f"{at}/withdraw", f"{contract}/end", f"{at}/steps/identity"):
            given = {"revision": "0", "day": "2026-11-18", "ending": "other"} | SIGNATURES
            assert (await client.post(path, data=given)).status_code == 404
    assert (await house.nadia.get(contract)).status_code == 200
    async with house.store.reading() as work:
        assert (await work.contracts.find(int(contract.rpartition("/")[2]))).state == "signed"


async def test_an_advisor_neither_hands_on_nor_names_a_referent(house):
    at = await signed(house)
    for name in ("transfer", "referent"):
        assert (await house.sophie.get(f"{contract_of(at)}/{name}")).status_code == 403
        assert (await house.sophie.post(f"{contract_of(at)}/{name}", data={})).status_code == 403
    assert "Transférer" not in seen(await house.sophie.get(contract_of(at)))


async def test_a_contract_is_handed_on_and_its_past_stays_readable(house):
    at = await signed(house)
    chat = await chat_of(house, at)
    contract = contract_of(at)
    page = await fills_paper(house.nadia, f"{contract}/transfer", organisation=str(house.other), day="2026-11-23")
    assert page.status_code == 303, seen(page)
    assert "passe de Mission locale à Cap emploi, au 05 06 07 08 09" in await heard(house, chat)
    page = await house.sophie.get(contract)
    assert "Transféré à Cap emploi" in seen(page)
    assert "Parle trois langues" in seen(page)
    async with house.store.reading() as work:
        person = await work.contracts.person_within(int(contract.rpartition("/")[2]), house.mission, None)
        new, old = await work.contracts.of_person(person)
    assert (old.state, old.ends_on) == ("transferred", date(2026, 11, 22))
    assert (new.state, new.starts_on, new.referent.role) == (
        "draft",
        date(2026, 11, 23),
        "référent ou référente à nommer",
    )
    omar = await enters(house.store, house.desk, house.other, "manager", "Omar Blanc")
    page = await omar.get(f"/contracts/{new.id}")
    assert "Transféré de Mission locale" in seen(page)
    assert "Parle trois langues" not in seen(page)  # the diagnostic stays with those who made it
    page = await omar.get(f"/contracts/{new.id}/referent")
    there = re.search(r'<option value="(\d+)">Léa Roux', page.text)[1]
    page = await omar.post(f"/contracts/{new.id}/referent", data=inputs(page) | {"advisor": there})
    assert page.status_code == 303, seen(page)
    assert (await house.stranger.get(f"/contracts/{new.id}")).status_code == 200


async def test_promises_and_objectives_are_followed(house):
    at = await signed(house)
    contract = contract_of(at)
    page = await house.sophie.get(contract)
    action = re.search(r'action="(/contracts/\d+/objectives/\d+)"', page.text)[1]
    done = await presses(house.sophie, contract, action, state="reached", on="2026-11-18")
    assert done.status_code == 303
    assert "Atteint" in seen(await house.sophie.get(contract))
    # From a page that shows what was before: somebody has noted it meanwhile.
    late = await house.sophie.post(action, data={"was": "open", "state": "dropped", "on": "2026-11-18"})
    assert late.status_code == 409
    action = re.search(r'action="(/contracts/\d+/commitments/\d+)"', page.text)[1]
    done = await presses(house.sophie, contract, action, state="kept", on="2026-11-18")
    assert done.status_code == 303
    assert "Tenu 18 novembre 2026" in seen(await house.sophie.get(contract))


async def test_a_page_to_sign_on_paper_has_all_that_the_version_says(house):
    at = await proposed(house)
    page = seen(await house.sophie.get(f"{at}/print"))
    for words in ("Contrat d’engagement", "Amina Diallo", "Passer le permis", "15 h", "Signatures"):
        assert words in page


async def test_every_form_carries_the_session_s_token(house):
    draft = await begun(house)
    at = await signed(house, given_name="Bruno")
    contract = contract_of(at)
    pages = ["/people/new", contract, at, f"{draft}/check"]
    pages += [f"{draft}/steps/{step}" for step in STEPS] + [f"{contract}/{name}" for name in ("amend", "end")]
    for path in pages:
        page = await house.sophie.get(path)
        assert page.status_code == 200
        for form in re.findall(r'<form method="post".*?</form>', page.text, flags=re.S):
            assert f'name="csrf" value="{house.sophie.csrf}"' in form, path


def test_every_step_of_a_contract_can_be_read_in_the_journal():
    from actions import making, proposals

    noted: set[str] = set()
    for module in (making, proposals):
        source = Path(module.__file__).read_text("utf-8")
        noted |= set(re.findall(r'"((?:contract|version|referent|commitment|objective|proposal)_[a-z]+)"', source))
    assert len(noted) > 12
    assert noted - set(DEEDS) - {"commitment_id", "objective_id"} == set()
