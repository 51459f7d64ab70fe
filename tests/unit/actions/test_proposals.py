"""What a person is told of a contract: every answer worded, in both languages, from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from actions import clauses, making, proposals
from actions.errors import Mistake
from actions.making import Case
from actions.proposals import Proposal
from actions.records import Advisor, Commitment, Contract, Minimum, Organisation, Person, PlanAction, Terms, Version
from content import catalogue
from content.values import FullDay, Phrase

DAY, LATER = date(2026, 11, 23), date(2027, 3, 1)
SOPHIE = Advisor(1, "Sophie Martin", "conseillère", None)
MISSION = Organisation(1, "Mission locale", "mission_locale", None)
REACHED = Organisation(2, "Cap emploi", "cap_emploi", "05 06 07 08 09")
AMINA = Person(1, "Amina", "Europe/Paris", "fr")
TERMS = Terms(
    DAY, why="Un enfant à garder", minutes_less_per_holiday=180,
    minimums=(
        Minimum(DAY, 900, "general"), Minimum(date(2027, 1, 4), 420, "lowered"),
        Minimum(LATER, 0, "none_on_request", DAY),
    ),
    plan=(
        PlanAction("CV", "job_search", None, None, DAY, None),
        PlanAction("Stage", "immersion", None, None, None, LATER),
        PlanAction("Code", "training", "École", 60, DAY, LATER, "Rouen"),
    ),
    commitments=(
        Commitment("organisation", "Appeler"), Commitment("person", "Venir"), Commitment("breach", "Parler"),
    ),
)  # fmt: skip
FIRST = Version(1, 1, 1, "signed", 1, replace(TERMS, from_day=date(2026, 3, 2), minimums=()))
SECOND = Version(2, 1, 2, "proposed", 1, TERMS, proposed_at=datetime(2026, 11, 18, tzinfo=UTC))
CONTRACT = Contract(1, MISSION, SOPHIE, None, DAY, None)
NEW = Case(AMINA, replace(CONTRACT, state="proposed"), (SECOND,))
AMENDED = Case(AMINA, CONTRACT, (SECOND, FIRST))
TOLD = {
    "told_contract_proposed": proposals.told_proposed(NEW, SECOND),
    "told_amendment_proposed": proposals.told_proposed(AMENDED, SECOND),
    "told_contract_signed": proposals.told_signed(NEW, SECOND),
    "told_amendment_signed": proposals.told_signed(AMENDED, SECOND),
    "told_refused_by_person": proposals.told_refused("person", DAY),
    "told_refused_by_organisation": proposals.told_refused("organisation", DAY),
    "told_withdrawn": proposals.told_withdrawn(),
    "told_referent": proposals.told_referent(NEW, SOPHIE, DAY),
    "told_referent_phone": proposals.told_referent(NEW, replace(SOPHIE, phone="06 00 00 00 00"), DAY),
    "told_transferred": proposals.told_transferred(AMENDED, replace(REACHED, phone=None), DAY),
    "told_transferred_phone": proposals.told_transferred(AMENDED, REACHED, DAY),
    "told_ended": proposals.told_ended(DAY),
}


@pytest.mark.parametrize("language", catalogue.languages())
@pytest.mark.parametrize("name", TOLD)
def test_each_turn_has_its_own_words(name, language):
    assert TOLD[name].key == f"proposals.{name}"
    text = catalogue.text(TOLD[name].key, TOLD[name].values, language)
    assert text
    assert "{" not in text


def test_every_turn_that_is_worded_is_told():
    worded = {key for key in catalogue.pages("fr") if key.startswith("proposals.told_")}
    assert worded == {reply.key for reply in TOLD.values()}


def said(found: Proposal, language: str = "fr") -> str:
    replies = proposals.read_out(found)
    return catalogue.plain("\n".join(catalogue.text(reply.key, reply.values, language) for reply in replies))


def test_a_proposal_is_read_out_whole():
    text = said(Proposal(CONTRACT, SECOND, None))
    for words in (
        "Proposition de contrat d'engagement",
        "À partir du 23 novembre 2026 : au moins 15 h par semaine",
        "au moins 7 h par semaine (durée adaptée à votre situation)",
        "pas de nombre d'heures par semaine, à votre demande du 23 novembre 2026",
        "Chaque jour férié de la semaine enlève 3 h",
        "• CV – à partir du 23 novembre 2026",
        "• Stage – jusqu'au 1er mars 2027",
        "• Code – avec École – lieu : Rouen – 1 h par semaine – du 23 novembre 2026 au 1er mars 2027",
        "• Appeler",
        "• Venir",
        "• Parler",
        "Je ne peux pas signer pour vous",
    ):
        assert words in text
    assert "Ce qui change" not in text


def test_an_amendment_says_why_and_what_changes_first():
    text = said(Proposal(CONTRACT, SECOND, FIRST))
    assert text.index("Un enfant à garder") < text.index("Ce qui change") < text.index("Durée par semaine")
    assert "votre contrat actuel continue" in text


def test_it_is_read_out_in_english_too():
    assert "at least 15 h a week" in said(Proposal(CONTRACT, SECOND, FIRST), "en")


FACTS = {"day": FullDay(DAY)}


@pytest.mark.parametrize("language", catalogue.languages())
@pytest.mark.parametrize(
    "mistake", [kind for kind in Mistake.__subclasses__() if kind.__module__ == making.__name__], ids=lambda m: m.key
)
def test_every_mistake_has_its_sentence(mistake, language):
    assert catalogue.written(Phrase(mistake.key, FACTS), language)


def test_an_amendment_from_a_version_without_end_and_one_with():
    assert clauses.dates(TERMS).key == "clauses.since"
    assert clauses.dates(replace(TERMS, ends_on=LATER)).key == "clauses.between"
