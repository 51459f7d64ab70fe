"""A person's page, walked through as advisors do: by forms, without JavaScript and with it."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.console import account, submit
from tests.integration.advisors.conftest import Office

REASON = "La feuille de présence dit une heure."


def text(page: httpx.Response) -> str:
    """What is read on a page."""
    bare = re.sub(r"<(script|style).*?</\1>", " ", page.text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def seen_of(page: httpx.Response, line: int) -> str:
    found = re.search(rf'value="({line}:\d+)"', page.text)
    assert found is not None
    return found.group(1)


async def follow(client: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 303, text(answer)
    return await client.get(answer.headers["location"].partition("#")[0])


def path(office: Office, *rest: object) -> str:
    return "/".join(["", "people", str(office.contract), *map(str, rest)])


async def kinds(office: Office) -> list[Any]:
    return [tuple(row) for row in await office.rows("SELECT kind, minutes, declaration_id FROM reviews ORDER BY id")]


async def test_all_that_was_declared_is_shown_with_the_persons_own_words(office: Office):
    await office.declares("hier 2h de formation au GRETA")
    client = await office.visits(office.sophie)
    page = await client.get(path(office))
    assert page.status_code == 200
    shown = text(page)
    for piece in (
        "Amina", "Contrat signé", "Conversation reliée", "Sophie Martin", "mardi 17 novembre : 2 h, formation",
        "reçu n° 1", "« hier 2h de formation au GRETA »", "À valider", "telle que la personne la lit", "2 h sur 15 h",
        "depuis le 3 mars 2025",
    ):  # fmt: skip
        assert piece in shown, piece
    assert "hier 2h" not in str(page.url)


async def test_one_line_is_validated_and_the_person_sees_it_in_their_week(office: Office):
    line = await office.declares()
    assert await office.waiting() is not None
    client = await office.visits(office.sophie)
    page = await client.get(path(office))
    done = await follow(client, await submit(client, path(office, "lines/validate"), only=seen_of(page, line)))
    assert "1 ligne est validée." in text(done)
    assert "Reconnue" in text(done)
    assert await kinds(office) == [("validated", 120, line)]
    assert await office.waiting() is None
    assert await office.amina.hears() == ""
    assert "Reconnu par votre organisation : 2 h." in await office.amina.says("/semaine")


async def test_lines_are_validated_together_and_none_is_ticked_beforehand(office: Office):
    lines = [await office.declares(words) for words in ("hier 2h de CV", "lundi 1h d'atelier")]
    client = await office.visits(office.sophie)
    page = await client.get(path(office))
    assert " checked" not in page.text
    all_ticked = await client.get(path(office) + "?tick=all")
    assert all_ticked.text.count(" checked") == 2
    ticked = [seen_of(page, line) for line in lines]
    done = await follow(client, await submit(client, path(office, "lines/validate"), line=ticked))
    assert "2 lignes sont validées." in text(done)
    none = await submit(client, path(office, "lines/validate"))
    assert none.status_code == 409
    assert "Aucune ligne n’était cochée." in text(none)


async def test_what_another_said_meanwhile_is_told_and_the_others_go_through(office: Office):
    first, second = [await office.declares(words) for words in ("hier 2h de CV", "lundi 1h d'atelier")]
    sophie, marc = await office.visits(office.sophie), await office.visits(office.marc)
    page = await sophie.get(path(office))
    ticked = [seen_of(page, first), seen_of(page, second)]
    await submit(marc, path(office, "lines", first, "ask"), words="avec qui ?", seen=0)
    answer = await submit(sophie, path(office, "lines/validate"), line=ticked)
    assert answer.status_code == 409
    assert "Marc Petit en a parlé" in text(answer)
    assert "Certaines lignes n’ont pas été validées ; les autres le sont." in text(answer)
    assert await kinds(office) == [("question", None, first), ("validated", 60, second)]


async def test_two_who_requalify_one_line_and_the_second_keeps_their_words(office: Office):
    line = await office.declares()
    sophie, marc = await office.visits(office.sophie), await office.visits(office.marc)
    asked = {"hours": "1", "minutes": "", "activity": "job_search", "seen": 0, "form": "requalify"}
    await follow(marc, await submit(marc, path(office, "lines", line, "requalify"), words=REASON, **asked))
    answer = await submit(sophie, path(office, "lines", line, "requalify"), words="Mon autre raison", **asked)
    assert answer.status_code == 409
    assert "Marc Petit en a parlé" in text(answer)
    assert REASON in text(answer)
    assert "Mon autre raison</textarea>" in answer.text
    assert f'value="{1}"' in answer.text
    assert await kinds(office) == [("requalified", 60, line)]


async def test_a_line_corrected_meanwhile_is_told(office: Office):
    line = await office.declares()
    client = await office.visits(office.sophie)
    page = await client.get(path(office))
    await office.amina.says("c'était 3h, pas 2h")
    await office.amina.presses("Oui")
    answer = await submit(client, path(office, "lines/validate"), only=seen_of(page, line))
    assert answer.status_code == 409
    assert "la personne a corrigé cette ligne entre-temps" in text(answer)
    everything = text(await client.get(path(office) + "?lines=all"))
    assert "corrigée ou annulée par la personne" in everything
    assert "mardi 17 novembre : 3 h" in everything
    assert await kinds(office) == []


async def test_less_is_recognised_for_a_reason_that_is_heard_answered_and_shown(office: Office):
    line = await office.declares()
    client = await office.visits(office.sophie)
    asked = {"hours": "1", "minutes": "30", "activity": "job_search", "seen": 0, "words": REASON}
    done = await follow(client, await submit(client, path(office, "lines", line, "requalify"), **asked))
    assert "La personne en est informée" in text(done)
    assert "Reconnu 1 h 30 sur 2 h" in text(done)
    assert f"« {REASON} »" in await office.amina.hears()
    await office.amina.presses("Répondre")
    await office.amina.says("J'ai l'autre feuille")
    page = await client.get(path(office))
    assert "« J'ai l'autre feuille »" in text(page)
    assert "Réponse à lire" in text(page)
    assert await office.waiting() is not None
    await follow(client, await submit(client, path(office, "lines/validate"), only=seen_of(page, line)))
    assert "reconnue comme vous l'avez déclarée" in await office.amina.hears()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"words": " "}, "Écrivez vos mots"),
        ({"hours": "26"}, "entre 0 et 25 heures"),
        ({"hours": "deux"}, "entre 0 et 25 heures"),
        ({"minutes": "75"}, "entre 0 et 25 heures"),
        ({"activity": "gardening"}, "Choisissez une activité"),
        ({"hours": "2"}, "C’est ce qui est déclaré"),
    ],
)
async def test_what_cannot_be_recognised_is_explained_and_kept(small_office: Office, given, told):
    line = await small_office.declares()
    client = await small_office.visits(small_office.sophie)
    asked = {"hours": "1", "minutes": "", "activity": "job_search", "seen": 0, "words": REASON, "form": "requalify"}
    answer = await submit(client, path(small_office, "lines", line, "requalify"), **(asked | given))
    assert answer.status_code == 409
    assert told in text(answer)
    if "words" not in given:
        assert f"{REASON}</textarea>" in answer.text
    assert await kinds(small_office) == []


async def test_with_javascript_the_line_alone_comes_back_with_the_weeks_figures(small_office: Office):
    line = await small_office.declares()
    client = await small_office.visits(small_office.sophie)
    client.headers["hx-request"] = "true"
    answer = await submit(client, path(small_office, "lines/validate"), only=f"{line}:0")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'id="line-{line}"' in answer.text
    assert 'id="figures" hx-swap-oob="true"' in answer.text
    again = await submit(client, path(small_office, "lines", line, "ask"), words="où ?", seen=0, form="ask")
    assert again.status_code == 200
    assert "en a parlé" in text(again)
    assert "où ?</textarea>" in again.text
    assert await kinds(small_office) == [("validated", 120, line)]


@pytest.mark.parametrize(
    "rest", ["", "lines/validate", "periods", "appointments", "lines/1/ask", "lines/1/requalify", "periods/1/cancel"]
)
async def test_nobody_else_learns_that_this_person_exists(small_office: Office, rest):
    line = await small_office.declares()
    colleague = await account(
        small_office.store, small_office.town.now, organisation=small_office.organisation, role="advisor",
        advisor=small_office.stranger.advisor_id, name="Luc Autre",
    )  # fmt: skip
    for who, status in [(small_office.stranger, 404), (colleague, 404)]:
        client = await small_office.visits(who)
        where = path(small_office, *([rest] if rest else []))
        answer = await (submit(client, where, only=f"{line}:0", words="x") if rest else client.get(where))
        assert answer.status_code == status
        assert "Amina" not in answer.text
    nobody = await small_office.visits(None)
    assert (await nobody.get(path(small_office))).status_code in {303, 401, 403}
    admin = await account(
        small_office.store, small_office.town.now, organisation=small_office.organisation, role="administrator"
    )
    assert (await (await small_office.visits(admin)).get(path(small_office))).status_code == 403
    assert await kinds(small_office) == []
    sophie = await small_office.visits(small_office.sophie)
    assert (await sophie.get("/people/99999")).status_code == 404


async def test_a_line_of_another_person_cannot_be_reached_through_this_page(small_office: Office):
    bruno = small_office.town.talk("Bruno")
    await bruno.says("hier 2h de CV")
    await bruno.presses("Oui")
    (theirs,) = await small_office.town.ledger("Bruno")
    client = await small_office.visits(small_office.sophie)
    answer = await submit(client, path(small_office, "lines/validate"), line=[f"{theirs.id}:0"])
    assert answer.status_code == 409
    assert "Bruno" not in answer.text
    assert "cette ligne n’existe pas ici" in text(answer)
    assert await kinds(small_office) == []


async def test_a_look_is_noted_once_an_hour_and_each_change_every_time(office: Office):
    line = await office.declares()
    client = await office.visits(office.sophie)
    for _ in range(3):
        await client.get(path(office))
    await submit(client, path(office, "lines", line, "ask"), words="santé secrète", seen=0)
    deeds = [row[0] for row in await office.rows("SELECT deed FROM audit WHERE person_id = :p", p=office.person)]
    assert deeds.count("contract_seen") == 1
    assert deeds.count("line_asked") == 1
    office.town.now += timedelta(minutes=61)
    await (await office.visits(office.sophie)).get(path(office))
    page = await (await office.visits(office.marc)).get(path(office, "journal"))
    deeds = [row[0] for row in await office.rows("SELECT deed FROM audit WHERE person_id = :p", p=office.person)]
    assert deeds.count("contract_seen") == 3
    assert "Sophie Martin a posé une question sur une ligne" in text(page)
    assert "santé secrète" not in str(await office.rows("SELECT deed, detail FROM audit"))


@pytest.mark.parametrize("page_of", ["", "letter", "journal"])
async def test_every_page_of_a_person_leads_back_and_to_the_others(office: Office, page_of: str):
    client = await office.visits(office.sophie)
    at = path(office, page_of) if page_of else path(office)
    for place in (at, f"/contracts/{office.contract}"):
        shown = (await client.get(place)).text
        tabs = re.search(r'<nav class="tabs.*?</nav>', shown, flags=re.S)
        crumbs = re.search(r'<nav class="crumbs.*?</nav>', shown, flags=re.S)
        assert tabs
        assert crumbs
        links = re.findall(r'href="([^"]+)"', tabs.group())
        assert links == [
            path(office),
            f"/contracts/{office.contract}",
            path(office, "letter"),
            path(office, "journal"),
        ]
        assert re.search(r'href="([^"]+)" aria-current="page"', tabs.group())[1] == place  # type: ignore[index]
        assert 'href="/people"' in crumbs.group()
        assert '<a href="/people" aria-current="page"' in shown  # the menu says where one is


async def test_the_journal_of_a_person_is_within_reach_alone(office: Office):
    client = await office.visits(office.stranger)
    assert (await client.get(path(office, "journal"))).status_code == 404


PERIOD = {
    "kind": "illness", "first_day": "2026-11-16", "last_day": "2026-12-03", "hours": "10", "minutes": "",
    "source": "dit au téléphone lundi",
}  # fmt: skip


async def test_a_period_lowers_the_week_is_told_and_can_be_taken_back(office: Office):
    client = await office.visits(office.sophie)
    done = await follow(client, await submit(client, path(office, "periods"), **PERIOD))
    assert "La période est notée." in text(done)
    assert "maladie ou arrêt" in text(done)
    heard = await office.amina.hears()
    assert "votre durée est de 10 h par semaine" in heard
    assert "malad" not in heard
    assert "0 h sur 10 h" in await office.amina.says("/semaine")
    number = re.search(r"/periods/(\d+)/cancel", done.text)
    assert number is not None
    where = path(office, "periods", number.group(1), "cancel")
    back = await follow(client, await submit(client, where))
    assert "La période est retirée." in text(back)
    assert "n'est plus en cours" in await office.amina.hears()
    assert "0 h sur 15 h" in await office.amina.says("/semaine")
    assert (await submit(client, where)).status_code == 409
    assert "illness" not in str(await office.rows("SELECT deed, detail FROM audit"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"last_day": "2026-11-01"}, "Le dernier jour est avant le premier."),
        ({"hours": "15"}, "une période ne peut que la baisser"),
        ({"source": ""}, "Écrivez qui l’a dit, et quand."),
        ({"first_day": "hier"}, "Il manque le premier jour"),
        ({"hours": ""}, "Il manque le premier jour"),
        ({"kind": "vacances"}, "Choisissez une raison"),
    ],
)
async def test_what_a_period_cannot_be_is_explained_and_kept(small_office: Office, given, told):
    client = await small_office.visits(small_office.sophie)
    answer = await submit(client, path(small_office, "periods"), **(PERIOD | given))
    assert answer.status_code == 422
    assert told in text(answer)
    assert 'value="2026-11-16"' in answer.text or "first_day" in given
    contract = await small_office.rows("SELECT count(*) FROM periods")
    assert contract[0][0] == 0


WORKSHOP = {
    "kind": "workshop", "title": "Atelier CV", "day": "2026-11-19", "hour": "14:00", "hours": "3", "minutes": "",
    "place": "salle 3", "with_whom": "Marie Diallo", "activity": "",
}  # fmt: skip


async def appointment(office: Office) -> tuple[int, str]:
    async with office.store.reading() as work:
        (one,) = await work.appointments.of_contract(office.contract, office.town.now - timedelta(days=30))
    return one.id, f"{one.state} {one.starts_at.isoformat()}"


async def test_a_workshop_is_noted_moved_held_and_confirmed_by_the_person(office: Office):
    client = await office.visits(office.sophie)
    done = await follow(client, await submit(client, path(office, "appointments"), **WORKSHOP))
    assert "Le rendez-vous est noté. La personne en est informée" in text(done)
    assert "jeudi 19 novembre à 14:00" in await office.amina.hears()
    number, seen = await appointment(office)
    assert "pas encore passé" in text(
        await submit(client, path(office, "appointments", number, "mark"), seen=seen, state="held")
    )
    moved = WORKSHOP | {"hour": "15:30"}
    await follow(client, await submit(client, path(office, "appointments", number, "move"), seen=seen, **moved))
    assert "jeudi 19 novembre à 15:30" in await office.amina.hears()
    office.town.now += timedelta(days=2)
    client = await office.visits(office.sophie)
    stale = await submit(client, path(office, "appointments", number, "mark"), seen=seen, state="held")
    assert stale.status_code == 409
    assert "a changé entre-temps" in text(stale)
    _, seen = await appointment(office)
    await follow(client, await submit(client, path(office, "appointments", number, "mark"), seen=seen, state="held"))
    assert await office.amina.hears() == ""
    assert "je le note" in await office.amina.says("/semaine")
    assert await office.town.ledger("Amina") == []
    await office.amina.presses("Oui")
    (line,) = await office.town.ledger("Amina")
    assert (line.day, line.minutes, line.activity) == (date(2026, 11, 19), 180, "workshop")
    assert "la personne a dit si ce temps compte" in text(await client.get(path(office)))


async def test_missed_is_a_fact_told_to_nobody_and_offers_nothing(office: Office):
    client = await office.visits(office.sophie)
    await submit(client, path(office, "appointments"), **(WORKSHOP | {"day": "2026-11-17"}))
    assert await office.amina.hears() == ""  # what is over is told to nobody
    number, seen = await appointment(office)
    done = await follow(
        client, await submit(client, path(office, "appointments", number, "mark"), seen=seen, state="missed")
    )
    assert "Rien n’est décidé ni envoyé pour autant" in text(done)
    assert await office.amina.hears() == ""
    assert "je le note" not in await office.amina.says("/semaine")


async def test_a_cancelled_appointment_is_told(office: Office):
    client = await office.visits(office.sophie)
    await submit(client, path(office, "appointments"), **WORKSHOP)
    await office.amina.hears()
    number, seen = await appointment(office)
    where = path(office, "appointments", number, "mark")
    await follow(client, await submit(client, where, seen=seen, state="cancelled"))
    assert "annulé" in await office.amina.hears()
    assert (await submit(client, where, seen=seen, state="held")).status_code in {409, 422}


@pytest.mark.parametrize("given", [{"day": "demain"}, {"hour": "25:99"}, {"hours": ""}, {"title": " "}])
async def test_what_an_appointment_lacks_is_told_and_kept(small_office: Office, given):
    client = await small_office.visits(small_office.sophie)
    answer = await submit(client, path(small_office, "appointments"), **(WORKSHOP | given))
    assert answer.status_code == 422
    assert 'value="salle 3"' in answer.text
    rows = await small_office.rows("SELECT count(*) FROM appointments")
    assert rows[0][0] == 0


async def test_whoever_is_not_linked_is_said_not_to_be_reached(small_office: Office):
    line = await small_office.declares()
    await small_office.rows("UPDATE conversations SET blocked_at = '2026-11-18 08:00:00' WHERE address = 'Amina'")
    client = await small_office.visits(small_office.sophie)
    assert "elle ne verra pas vos messages" in text(await client.get(path(small_office)))
    done = await follow(client, await submit(client, path(small_office, "lines", line, "ask"), words="où ?", seen=0))
    assert "prévenez la personne vous-même" in text(done)


async def test_what_a_person_wrote_cannot_become_markup(small_office: Office):
    await small_office.declares("hier 2h de <script>alert(1)</script> formation")
    page = await (await small_office.visits(small_office.sophie)).get(path(small_office))
    assert "<script>alert" not in page.text


async def test_old_lines_that_wait_are_shown_whatever_their_week(small_office: Office):
    line = await small_office.declares()
    small_office.town.now += timedelta(weeks=30)
    client = await small_office.visits(small_office.sophie)
    assert f'id="line-{line}"' in (await client.get(path(small_office))).text
    week = await client.get(path(small_office) + "?lines=2026-11-16")
    assert f'id="line-{line}"' in week.text
    for odd in ("?lines=9999-99-99", "?lines=x&done=y&n=%3Cb%3E", "?tick=all&lines=all"):
        assert (await client.get(path(small_office) + odd)).status_code == 200
