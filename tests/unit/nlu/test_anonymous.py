"""What is shown of a sentence, what is hidden whatever its form, and that no name or number gets through."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.anonymous import HIDDEN, LEXICON, SIGNS, anonymous
from nlu.texts import fold

NAMES = ("Amina", "S. Martin", "Maison de l'emploi de Trifouillis")
SHOWN = [
    "jé fé 2h de cv hier",
    "j'ai fait 2 h d'atelier lundi, de 9h à 11h45",
    "de 9:00-12:30 et 1h30min de trajet",
    "il me reste 3 heures sur 15, c'est 20 %",
    "mon RSA et mon CV, c'est la 2eme fois",
    "JE VEUX PARLER A MON CONSEILLER",
    "Bonjour. Je voudrais un rendez-vous",
    "I want to cancel monday",
]
HIDDEN_FORMS = [
    ("je m'appelle Sophie Petit", "je m'appelle ▒ ▒"),
    ("Mme petit m'a appelé", "Mme ▒ m'a appelé"),
    ("j'ai vu M. Blanc", "j'ai vu M. ▒"),
    ("avec S. Blanc hier", "avec S. ▒ hier"),
    ("j'ai vu DURANT hier", "j'ai vu ▒ hier"),
    ("je suis à Roubaix 59100", "je suis à ▒ ▒"),
    ("12 rue de la gare", "▒ rue de la gare"),
    ("4 bis, rue de la gare", "▒ ▒, rue de la gare"),
    ("appelle moi au 06 12 34 56 78", "appelle moi au ▒"),
    ("appelle moi au 0612345678 svp", "appelle moi au ▒ svp"),
    ("au +33 6.12.34.56.78", "au +▒"),
    ("mon numéro 1234567A", "mon numéro ▒"),
    ("je suis né le 12/03/85", "je suis né le ▒"),
    ("j'ai reçu 600 €", "j'ai reçu ▒ €"),
    ("mail amina.b@gmail.com", "mail ▒"),
    ("voir https://exemple.org/a?b=c ou www.exemple.fr", "voir ▒ ou ▒"),
    ("mon cv sur moncv.fr/abc", "mon cv sur ▒"),
    ("lundi\nj'ai vu\tZorglub", "lundi j'ai vu ▒"),
    ("مرحبا j'ai fait 2h", "▒ j'ai fait 2h"),
    ("🙂 2h de cv", "▒ 2h de cv"),
]


@pytest.mark.parametrize("text", SHOWN)
def test_common_words_and_plain_numbers_are_shown(text):
    assert anonymous(text, NAMES) == text


@pytest.mark.parametrize(("text", "wanted"), HIDDEN_FORMS)
def test_whatever_may_tell_who_it_is_is_hidden(text, wanted):
    assert anonymous(text, NAMES) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Amina",
        "AMINA",
        "amina",
        "Ámína",
        "d'amina",
        "a\u200bmi\u00adna",
        "Ami\u0336na",
        "ａｍｉｎａ",
        "martin",
        "trifouillis",
    ],
)
def test_a_known_name_is_hidden_in_every_spelling(text):
    shown = anonymous(f"je suis {text} et merci", NAMES)
    assert shown in {"je suis ▒ et merci", "je suis d'▒ et merci"}


def test_a_known_name_is_hidden_though_it_is_a_common_word_and_its_small_words_are_not():
    assert anonymous("de la maison de l'emploi", NAMES) == "de la ▒ de l'▒"
    assert anonymous("le service", ["Le"]) == "▒ service"


def test_the_list_holds_no_first_name_and_no_place():
    """A few of those that the sentences it was made from do hold."""
    words = set(LEXICON.read_text("utf-8").splitlines())
    names = "marie paul karim martin fatou kevin said claire rose roubaix lille lyon paris nice agen"
    assert words.isdisjoint(names.split(" "))
    assert {"bonjour", "cv", "atelier", "heures", "conseillere", "hours"} <= words


def test_a_long_message_takes_little_time():
    began = time.perf_counter()
    for text in ("a" * 4096, "1 " * 2048, "Zoé, " * 800, "1." * 2048, "bonjour " * 512):
        anonymous(text, NAMES)
    assert time.perf_counter() - began < 1


MESSAGES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["Amina", "bonjour", "2h", "06", "12", "34", "1985", ".", " ", "\n", "-", "'", "@", "fr", "M.", "Petit",
             "🙂", "é", "\u0301", "\u200b", "٣", "½", "²", "/", ":", "▒", "h", "DE", "rue", "7h30"]
        ),
        max_size=14,
    ).map("".join),
)  # fmt: skip
ONE_NAME = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=8)


@given(MESSAGES)
@example("06:12:34:56:78")
@example("²²²")
@example("１２３")
def test_no_long_number_no_address_and_no_strange_sign_gets_through(text):
    shown = anonymous(text, ())
    assert not re.search(r"\d{3}", shown)
    assert all(char in SIGNS or char == HIDDEN or char.isalnum() for char in shown)
    assert "@" not in shown
    assert "\n" not in shown


@given(MESSAGES, ONE_NAME, MESSAGES)
@example("je suis", "le", "merci")
def test_no_known_name_ever_gets_through(before, name, after):
    for text in (f"{before} {name} {after}", f"{before}{name}{after}", f"{before} {name.upper()}, {after}"):
        assert fold(name) not in re.findall(r"[^\W_]+", fold(anonymous(text, [name])))


@given(MESSAGES)
def test_done_again_nothing_changes(text):
    shown = anonymous(text, NAMES)
    assert anonymous(shown, NAMES) == shown
