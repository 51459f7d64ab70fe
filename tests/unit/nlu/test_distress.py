"""What must be seen, what must not be taken for it, and how fast."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.distress import LEXICON, kind_of, plain

SUICIDE = [
    "je veux en finir",
    "Je veux en finir avec la vie",
    "j'en peux plus de vivre",
    "à quoi bon continuer à vivre",
    "je vais me foutre en l'air",
    "jveu mourrir",
    "g envi de crevé",
    "JE VAIS ME TUER",
    "j’ai plus envie de vivre",
    "je me suis ouvert les veines",
    "jme scarifie",
    "je me fais du mal le soir",
    "mes enfants seraient mieux sans moi",
    "j'ai des idées noires",
    "si on me coupe le rsa je me suicide",
    "j'ai fait 2h de CV hier mais je pense qu'à mourir",
    "moi vouloir mourir",
    "je voudrais ne plus me réveiller",
    "j'ai envie de mouriiiir",
    "I want to kill myself",
    "I don't want to live anymore",
]
VIOLENCE = [
    "mon mari me frappe",
    "il me tape",
    "j'ai peur de rentrer chez moi",
    "mon copain m'a encore frappée hier",
    "il ma frapé",
    "mon mec me tape dessus quand il boit",
    "mon conjoint menace de me tuer",
    "mon ex me harcèle",
    "je suis victime de violences conjugales",
    "mari taper moi",
    "j'ai raté l'atelier parce que mon mari m'a tabassée",
    "mon beau-père me touche",
    "il frappe les enfants",
    "il me laisse pas sortir mon mari m'enferme",
    "je me suis fait violer",
    "mon père me frappe et je veux mourir",
    "my husband hits me",
    "I am afraid to go home",
]
HARMLESS = [
    "je suis mort de rire",
    "j'en peux plus de ces papiers",
    "je vais me tuer à la tâche",
    "ça me tue",
    "je veux en finir avec ces papiers",
    "je meurs de faim",
    "je suis crevé",
    "mon téléphone est mort",
    "j'ai envie d'en finir avec cette formation",
    "je me suis coupé le doigt",
    "il me tape sur les nerfs",
    "ma fille m'a tapé mon CV",
    "j'ai frappé à toutes les portes",
    "faute de frappe, c'était 2h",
    "je me jette à l'eau, je crée ma boîte",
    "France Travail me menace de me radier",
    "c'est la mort ces démarches",
    "mon père est mort la semaine dernière",
    "j'ai peur de perdre mon RSA",
    "j'ai suivi une formation sur les violences faites aux femmes",
    "je veux plus vivre chez mes parents",
    "la vie est trop chère",
    "on se voit à la vie à la mort",
    "il me bat aux cartes",
    "j'ai envie de disparaître de vos fichiers",
    "le robot me tue mdr",
    "2h de cv hier",
    "j'ai le moral à zéro",
    "this job is killing me",
    "",
]


@pytest.mark.parametrize("text", SUICIDE)
def test_who_speaks_of_dying_is_heard(text):
    assert kind_of(text) == "suicide"


@pytest.mark.parametrize("text", VIOLENCE)
def test_who_is_beaten_is_heard_before_all_else(text):
    assert kind_of(text) == "violence"


@pytest.mark.parametrize("text", HARMLESS)
def test_ways_of_speaking_raise_no_alarm(text):
    assert kind_of(text) is None


@pytest.mark.parametrize("text", ["Je  veux\nMOURIR", "je veux mourir", "«je veux mourir...»", "je veux mourir 😭"])
def test_typography_hides_nothing(text):
    assert kind_of(text) == "suicide"


@given(st.text())
def test_no_text_breaks_it(text):
    assert kind_of(text) in {"suicide", "violence", None}


def test_letters_said_again_count_once():
    assert plain("Frappée, FRAPÉE !") == "frape frape"


def test_a_message_takes_less_than_a_third_of_a_millisecond():
    kind_of("")  # reads the lexicon
    began = time.process_time()
    for _ in range(200):
        kind_of("bonjour, lundi j'ai fait deux heures de CV et mardi un atelier de 9h à midi à la mission locale")
    assert (time.process_time() - began) / 200 < 0.0003


def test_the_longest_message_of_telegram_is_still_quick():
    began = time.process_time()
    kind_of("je ne veux plus il me " * 200)
    assert time.process_time() - began < 0.1


def test_patterns_are_written_without_what_would_change_under_single_letters():
    assert "\\b" not in LEXICON.read_text(encoding="utf-8")
