"""The contract told part by part to the person whose it is: a full one, amended once, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from actions.records import Advisor, Commitment, Diagnostic, Minimum, Objective, PlanAction, Terms
from actions.store.tables import Periods
from tests.talk import Talk, Town

FIRST = date(2026, 1, 5)
AMENDED = date(2026, 9, 7)
PLAN = (
    PlanAction("Permis de conduire", "training", "Auto-école du Port", 120, AMENDED, date(2027, 1, 31), "Brest"),
    PlanAction("Répondre à des offres", "job_search", None, None, None, None),
)
OBJECTIVES = (
    Objective("Trouver un poste d'aide-soignante", "contrat signé", "un CDI", date(2027, 3, 1)),
    Objective("Obtenir le permis", state="reached", state_on=date(2026, 11, 2)),
)
COMMITMENTS = (
    Commitment("organisation", "Financer le permis", date(2026, 10, 1), "kept", date(2026, 9, 30)),
    Commitment("organisation", "Proposer deux stages", date(2026, 11, 1), "under_way"),
    Commitment("organisation", "Faire un point chaque mois", date(2027, 1, 31)),
    Commitment("person", "Venir aux rendez-vous"),
    Commitment("breach", "On en parle d'abord ensemble"),
)
TERMS = Terms(
    AMENDED, date(2027, 6, 30), date(2027, 1, 15), "socio_professional", "intensive", 180,
    "Plus de temps pour votre santé et vos démarches.",
    (Minimum(AMENDED, 600, "lowered"),), OBJECTIVES, PLAN, COMMITMENTS,
)  # fmt: skip


@pytest.fixture
async def amina(town: Town) -> Talk:
    """Her first contract asked for 15 hours; since September another version counts, with another referent."""
    person = town.people["Amina"].id
    async with town.store.writing() as work:
        contract = (await work.contracts.of_person(person))[0]
        maker = Advisor(contract.referent.id, contract.referent.name, "", None)
        told = Diagnostic(date(2026, 9, 1), maker, date(2026, 9, 2), skills="soins", situation="seule avec un enfant")
        terms = replace(TERMS, diagnostic=told)
        await work.versions.add(
            contract.id, terms, town.now, "signed", person_signed_on=AMENDED, organisation_signed_on=AMENDED
        )
        new = await work.contracts.add_advisor(
            contract.organisation.id, "Karim Benali", "conseiller", "02 98 00 00 00"
        )
        await work.contracts.name_referent(contract.id, new, AMENDED, town.now)
    async with town.store.connected() as connection:
        await connection.execute(
            text("UPDATE contracts SET referent_id = :new, ends_on = :end, review_on = :review WHERE id = :id"),
            {"new": new, "end": "2027-06-30", "review": "2027-01-15", "id": contract.id}
            if connection.dialect.name == "sqlite"
            else {"new": new, "end": TERMS.ends_on, "review": TERMS.review_on, "id": contract.id},
        )
    return town.talk("Amina")


async def told(amina: Talk, request: str) -> str:
    return await amina.does("press", f"r:{request}")


async def test_the_overview_is_short_and_leads_to_every_part(amina):
    said = await amina.says("/contrat")
    overview = said[said.index("Votre contrat") :]
    assert len(overview) <= 600
    for piece in (
        "Référent : Karim Benali, conseiller, au 02 98 00 00 00",
        "au moins 10 h",
        "Du 3 mars 2025 au 30 juin 2027",
        "À revoir ensemble au plus tard le 15 janvier 2027",
        "Objectifs atteints : 1 sur 2",
    ):
        assert piece in said
    assert amina.labels[-1] == "Et si ce n'est pas juste ?"
    assert "version" not in said


@pytest.mark.parametrize(
    ("request_", "pieces"),
    [
        ("contract_plan", ["Permis de conduire (2 h par semaine, avec Auto-école du Port, lieu : Brest, jusqu'au",
                           "• Répondre à des offres"]),
        ("contract_objectives", ["aide-soignante : en cours", "Ce qui le montre : contrat signé", "visé : un CDI",
                                 "Avant le 1er mars 2027", "Obtenir le permis : atteint le 2 novembre 2026"]),
        ("contract_referent", ["Karim Benali", "depuis le 7 septembre 2026",
                               "• Sophie Martin, du 3 mars 2025 au 7 septembre 2026"]),
        ("contract_duration", ["au moins 10 h", "prévoit 10 h par semaine, depuis le 7 septembre 2026",
                               "a été baissée"]),
        ("contract_commitments", ["Financer le permis (tenu le 30 septembre 2026)", "Proposer deux stages (en cours)",
                                  "C'était prévu avant le 1er novembre 2026", "chaque mois (à venir)"]),
        ("contract_mine", ["• Venir aux rendez-vous", "On en parle d'abord ensemble"]),
        ("contract_dates", ["Signé le 3 mars 2025", "version actuelle compte depuis le 7 septembre 2026"]),
        ("contract_support", ["Parcours socio-professionnel", "Accompagnement intensif"]),
        ("contract_diagnostic", ["Fait le 1er septembre 2026 avec Sophie Martin", "d'accord le 2 septembre",
                                 "ce que vous savez faire et votre situation"]),
        ("contract_before", ["À partir du 3 mars 2025 : 15 h par semaine",
                             "Modifié à partir du 7 septembre 2026 : Plus"]),
    ],
)  # fmt: skip
async def test_each_part(amina, request_, pieces):
    said = await told(amina, request_)
    for piece in pieces:
        assert piece in said, said
    assert "Et si ce n'est pas juste ?" in amina.labels


async def test_the_diagnostic_shows_headings_and_nothing_of_what_it_says(amina):
    said = await told(amina, "contract_diagnostic")
    assert "soins" not in said
    assert "enfant" not in said


async def test_a_part_is_found_from_the_words(amina, town):
    for words, request, key in [
        ("l'organisme s'engage à quoi ?", "ask_contract", "s'engage à faire"),
        ("je dois faire combien d'heures", "ask_obligations", "Vos heures, et pourquoi"),
        ("c'est quoi mes obligations", "ask_obligations", "Je ne sais pas encore expliquer"),
        ("qui était mon référent avant ?", "ask_contract", "Sophie Martin, du"),
    ]:
        town.model.requests[words] = (request, 0.95)
        assert key in await amina.says(words)
    assert "Venir aux rendez-vous" in (await told(amina, "contract_mine"))


async def test_a_period_lowers_the_week_and_says_on_whose_word(amina, town):
    contract = await contract_of(town)
    async with town.store.connected() as connection:
        await connection.execute(
            Periods.__table__.insert().values(
                contract_id=contract, kind="no_childcare", first_day=date(2026, 11, 16), last_day=date(2026, 11, 22),
                minutes=180, source="appel du 12", noted_at=town.now,
            )
        )  # fmt: skip
    said = await told(amina, "contract_duration")
    assert "Cette semaine : au moins 3 h" in said
    assert "pas de garde d'enfant" in said
    assert "Noté ainsi : appel du 12" in said


async def test_a_public_holiday_takes_off_what_the_contract_says(amina, town):
    town.now = town.now.replace(month=11, day=11)
    said = await told(amina, "contract_duration")
    assert "au moins 7 h" in said
    assert "Jour férié, mercredi 11 novembre : 3 h de moins" in said


async def test_a_proposed_version_comes_first(amina, town):
    contract = await contract_of(town)
    async with town.store.writing() as work:
        terms = replace(TERMS, from_day=date(2026, 12, 1), diagnostic=None)
        await work.versions.add(contract, terms, town.now, "proposed", proposed_at=town.now)
    said = await amina.says("/contrat")
    assert said.index("attend votre réponse") < said.index("Organisme")


async def test_what_one_may_do_when_it_is_not_fair(amina):
    said = await told(amina, "not_fair")
    for piece in ("revu ensemble", "baissée", "garde", "Karim Benali", "02 98 00 00 00"):
        assert piece in said
    assert "Demander moins d'heures" in amina.labels


async def test_a_bare_contract_says_what_is_not_written(town):
    chloe = town.talk("Chloé")
    for request, piece in {
        "contract_objectives": "Aucun objectif",
        "contract_commitments": "engage les deux côtés",
        "contract_mine": "plan d'action",
        "contract_support": "ne dit rien",
        "contract_diagnostic": "Je n'ai pas le diagnostic",
        "contract_before": "n'a pas changé",
        "contract_duration": "a été baissée",
    }.items():
        assert piece in await told(chloe, request)


async def test_none_at_ones_own_request(town):
    said = await told(town.talk("Bruno"), "contract_duration")
    assert "Pas de nombre d'heures" in said
    assert "vous avez demandé" in said


async def contract_of(town: Town) -> int:
    async with town.store.reading() as work:
        return (await work.contracts.of_person(town.people["Amina"].id))[0].id
