"""What holds people back, in their words."""

import pytest

from nlu.difficulties import _lexicon, kind_in
from nlu.understanding import DIFFICULTIES

SAID = {
    "health": ["j'ai mal au dos", "g mal o do", "je suis malade depuis un mois", "je fais une dépression"],
    "disability": ["je suis handicapé", "j'ai une RQTH"],
    "childcare": ["personne pour garder le petit", "j'ai pas de nounou", "pas de place en crèche"],
    "family": ["je suis en plein divorce", "je m'occupe de ma mère"],
    "transport": ["j'ai plus de voiture", "ma caisse est morte", "y a pas de bus chez moi", "voitures en panne"],
    "housing": ["je vais être expulsé", "je suis à la rue", "je dors dans ma voiture"],
    "money": ["j'ai plus d'argent", "des dettes partout", "le frigo est vide"],
    "digital": ["j'ai pas internet", "j'ai perdu mon mot de passe"],
    "language": ["je parle pas bien français", "I don't speak french"],
    "literacy": ["je sais pas lire", "je suis illettré"],
    "administrative": ["mon titre de séjour est expiré", "j'attends mes papiers"],
    "justice": ["j'ai un casier", "je sors de prison"],
    "discouragement": ["je suis découragée", "j'y crois plus", "j'en peux plus"],
    "discrimination": ["on me refuse à cause de mon âge", "c'est du racisme"],
    "other": ["j'ai pas de diplôme, aucun diplôme"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts])
def test_a_difficulty_is_known_by_its_words(kind, text):
    assert kind_in(text) == kind


ENGLISH = {
    "health": "my back hurts, I'm in pain", "childcare": "no childcare", "transport": "I can't drive",
    "housing": "I was kicked out by my landlord", "money": "I have no money", "digital": "my phone is broken",
    "language": "my French is bad", "literacy": "I can't read", "justice": "I have a criminal record",
    "administrative": "stuck with paperwork", "discouragement": "I'm losing heart",
    "discrimination": "employers see my headscarf",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), ENGLISH.items())
def test_in_english(kind, text):
    assert kind_in(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("j'en peux plus de cette épaule", "health"), ("marre de leurs captchas", "digital"),
     ("plus de quoi prendre le bus", "money"), ("j'attends mes papiers", "administrative")],
)  # fmt: skip
def test_what_may_be_only_anger_or_the_setting_gives_way(text, kind):
    assert kind_in(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("ma mère a un cancer", "family"),
     ("mon mari est en dépression", "family"), ("mon fils est autiste", "childcare"),
     ("ma sœur hospitalisée", "family"), ("ma mère et moi malade", "health")],
)  # fmt: skip
def test_the_illness_of_another_is_not_ones_own(text, kind):
    assert kind_in(text) == kind


def test_doubled_letters_do_not_matter():
    assert kind_in("pas de letres, des detes") == kind_in("des dettes") == "money"


@pytest.mark.parametrize("text", ["", "2h de cv hier", "bonjour", "j'ai un problème", "c'est la galère", "🙃"])
def test_what_names_none_is_not_guessed(text):
    assert kind_in(text) is None


def test_the_longest_phrase_is_the_one_meant():
    assert kind_in("je dors dans ma voiture") == "housing"


def test_the_lexicon_knows_every_kind_and_no_other():
    assert set(_lexicon()[0].values()) == set(DIFFICULTIES)


def test_the_lexicon_has_no_less_than_120_phrases():
    assert len(_lexicon()[0]) >= 120
