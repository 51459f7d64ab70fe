"""Activities, as people name them."""

from __future__ import annotations

import pytest

from nlu import activities
from nlu.understanding import ACTIVITIES

NAMED = {
    "2h de CV": "job_search", "2h30de cv": "job_search", "j'ai postulé sur Indeed": "job_search",
    "Lettres de motivations": "job_search", "recherche d emploi": "job_search",
    "un entretien d’embauche": "interview", "entretien lundi à 10 h": "interview", "ENTRETIENT": "interview",
    "cours de français": "training", "code de la route": "training", "mon permis": "training",
    "atelier CV": "workshop", "une réunion d'info": "workshop", "le forum de l'emploi": "workshop",
    "stage": "immersion", "une PMSMP": "immersion", "immersion en boulangerie": "immersion",
    "chantier d'insertion": "insertion_mission", "service civique": "insertion_mission",
    "création d'entreprise": "business_creation", "mon business plan": "business_creation",
    "rdv conseiller": "appointment", "RDV avec ma conseillère": "appointment",
    "l'assistante sociale": "appointment", "entretien avec mon référent": "appointment",
    "rdv chez le médecin": "lifting_barriers", "dossier CAF": "lifting_barriers", "papiers": "lifting_barriers",
    "recherche de logement": "lifting_barriers", "mission d'intérim": "paid_work",
    "ménage payé": "paid_work", "bénévolat aux restos": "volunteering", "sport": "other",
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), NAMED.items())
def test_kind(text, kind):
    assert activities.spans(text)[0].kind == kind


@pytest.mark.parametrize(
    "text", ["au cours de la semaine", "j'ai reçu une lettre de suspension", "merci", "", "bonjour"]
)
def test_no_activity(text):
    assert activities.spans(text) == []


def test_the_longest_phrase_wins():
    text = "2h d'atelier de recherche d'emploi"
    [span] = activities.spans(text)
    assert (text[span.start : span.end], span.kind) == ("atelier de recherche d'emploi", "workshop")


def test_every_kind_is_known_and_has_words():
    assert set(activities.lexicon().values()) - {activities.IGNORED} == set(ACTIVITIES)
    assert len(activities.lexicon()) >= 150


@pytest.mark.parametrize("phrase", sorted(activities.phrases()))
def test_every_phrase_of_the_lexicon_is_read_as_written(phrase):
    kinds = [span.kind for span in activities.spans(f"hier {phrase} 2h")]
    kind = activities.lexicon()[activities.key(phrase)]
    assert kinds == ([] if kind == activities.IGNORED else [kind])
