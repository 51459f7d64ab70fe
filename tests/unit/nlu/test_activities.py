"""Activities, as people name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


MISSPELT = {
    "letre de motiv": "job_search", "LETRES": "job_search", "candidatur": "job_search",
    "2h candidattures": "job_search",
    "entretein": "interview", "antretien": "interview", "formassion": "training", "formtion": "training",
    "atelierr": "workshop", "attelier": "workshop", "imersion": "immersion", "rendé vous": "appointment",
    "medcin": "lifting_barriers", "benevollat": "volunteering",
}  # fmt: skip
ENGLISH = {
    "2h of job applications": "job_search", "my cover letter": "job_search", "looking for a job": "job_search",
    "a job interview": "interview", "online training": "training", "French class": "training",
    "driving lessons": "training", "CV workshop": "workshop", "my internship": "immersion",
    "appointment with my adviser": "appointment", "looking for childcare": "lifting_barriers",
    "temp work": "paid_work", "cleaning job": "paid_work", "volunteering": "volunteering",
}  # fmt: skip
ONE = {
    "2h de CV à la médiathèque": "job_search", "hier à la mission locale, 2h de CV": "job_search",
    "stage à la crèche": "immersion", "CV avec la bénévole de la bibliothèque": "job_search",
    "rdv chez le kiné": "lifting_barriers", "rdv avec la CAF": "lifting_barriers",
    "entretien avec une conseillère": "appointment", "entretien à la mairie": "interview",
    "appelé des boîtes pour du boulot": "job_search", "1h à la préfecture": "lifting_barriers",
    "visite d'appartement": "lifting_barriers", "fait le tour des agences d'intérim": "job_search",
    "réunion d'information à France Travail": "workshop", "bénévole, 3h": "volunteering",
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), [*MISSPELT.items(), *ENGLISH.items()])
def test_misspelt_and_english(text, kind):
    assert activities.kind_of(text) == kind


@pytest.mark.parametrize(("text", "kind"), ONE.items())
def test_a_place_or_a_means_is_no_activity_of_its_own(text, kind):
    assert {span.kind for span in activities.spans(text)} == {kind}


def test_a_place_with_time_of_its_own_is_an_activity():
    kinds = [span.kind for span in activities.spans("1h à la CAF, 2h de CV et lundi mission locale")]
    assert kinds == ["lifting_barriers", "job_search", "appointment"]


def test_a_misspelt_activity_is_where_it_was_written():
    text = "avec ma letttttre  de  motivattions! 2h"
    [span] = activities.spans(text)
    assert text[span.start : span.end] == "letttttre  de  motivattions"


@pytest.mark.parametrize("text", ["regardé une émission", "je conseille", "mon salaire", "en cas de", "ci-joint"])
def test_a_like_word_is_no_misspelling(text):
    assert activities.kind_of(text) is None


@pytest.mark.parametrize(
    "text",
    ["agenda en papier", "au cours de la semaine", "j'ai reçu une lettre de suspension", "merci", "", "bonjour"],
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


@pytest.mark.parametrize("text", ["3 CVs", "mes LMs", "deux RDVs"])
def test_a_short_word_in_the_plural_is_named_all_the_same(text):
    assert activities.kind_of(text) is not None


@given(st.lists(st.sampled_from(sorted(activities.phrases())), max_size=4), st.sampled_from(["s", "x", "ss", ""]))
def test_no_phrase_of_the_lexicon_in_any_number_breaks_it(phrases, plural):
    activities.spans(" ".join(f"{phrase}{plural}" for phrase in phrases))
