"""What the lexicons, the grammar and the model's guesses make together; the model's answers are values here."""

from datetime import date

import pytest

from nlu.client import Entity, Parsed
from nlu.entries import read
from nlu.understand import Understander, joined
from nlu.understanding import Guess

TODAY = date(2026, 3, 4)
YESTERDAY = date(2026, 3, 3)


def understood(text, *guesses, entities=()):
    parsed = Parsed(tuple(Guess(*guess) for guess in guesses), entities)
    return joined(text, TODAY, read(text, TODAY), parsed)


async def alone(text):
    return await Understander(None).understand(text, TODAY)


async def test_distress_waits_for_no_model():
    asked = await alone("j'ai fait 2h de cv hier et je veux mourir")
    assert (asked.request, asked.confidence) == ("distress", 1.0)


async def test_without_a_model_hours_are_still_read():
    asked = await alone("2h de CV hier")
    assert (asked.request, asked.confidence) == ("declare_hours", 0.5)
    assert (asked.entries[0].minutes, asked.entries[0].day) == (120, YESTERDAY)


@pytest.mark.parametrize("text", ["rien cette semaine", "la même chose qu'hier"])
async def test_without_a_model_what_only_a_declaration_tells_is_one(text):
    assert (await alone(text)).request == "declare_hours"


@pytest.mark.parametrize(
    ("text", "request_"),
    [("oui", "affirm"), ("non", "deny"), ("laisse tomber", "cancel"), ("stop", "stop_reminders"), ("merci", "thank")],
)
async def test_one_word_is_certain(text, request_):
    asked = await alone(text)
    assert (asked.request, asked.confidence) == (request_, 1.0)


@pytest.mark.parametrize("text", ["qui est mon référent", "", "   ", "🙃", "mon rdv"])
async def test_without_a_model_nothing_is_guessed(text):
    asked = await alone(text)
    assert (asked.request, asked.confidence, asked.alternatives) == (None, 0.0, ())


async def test_what_a_person_wrote_is_not_shown():
    assert "cv" not in repr(await alone("2h de cv hier"))


def test_the_model_gives_the_request_and_the_others():
    asked = understood("c'est quand", ("ask_appointment", 0.6), ("ask_payment", 0.3))
    assert (asked.request, asked.confidence) == ("ask_appointment", 0.6)
    assert asked.alternatives == (Guess("ask_payment", 0.3),)


def test_hours_among_courtesies_are_hours():
    asked = understood("bonjour, 2h de cv hier, merci", ("thank", 0.7), ("declare_hours", 0.2))
    assert (asked.request, asked.confidence) == ("declare_hours", 0.7)
    assert asked.alternatives == (Guess("thank", 0.7),)


@pytest.mark.parametrize(
    "text",
    ["c t 3h pas 2", "mets 3h au lieu de 2h", "je voulais dire mardi", "2h30 et non 2h", "1h à la place de 2h"],
)
def test_what_sets_right_is_a_correction(text):
    assert understood(text, ("declare_hours", 0.5), ("greet", 0.1)).request == "correct_declaration"


@pytest.mark.parametrize("text", ["2h de cv hier", "3h mardi, pas mal", "lundi 2h mercredi 3h"])
def test_what_sets_nothing_right_stays_a_declaration(text):
    assert understood(text, ("declare_hours", 0.5), ("greet", 0.1)).request == "declare_hours"


def test_hours_of_nothing_in_doubt_are_no_declaration():
    asked = understood("je sais pas trop", ("declare_hours", 0.3), ("help", 0.25))
    assert asked.request == "help"
    assert asked.alternatives == (Guess("declare_hours", 0.3),)


def test_distress_of_which_the_model_doubts_is_asked_about_last():
    asked = understood("les rendez-vous", ("distress", 0.19), ("ask_appointment", 0.15))
    assert asked.request == "ask_appointment"


def test_distress_need_not_be_the_likeliest():
    asked = understood("je range mes affaires", ("report_change", 0.6), ("distress", 0.2))
    assert asked.request == "distress"
    assert asked.alternatives[0].request == "report_change"


def test_distress_of_which_the_model_is_sure_is_distress():
    assert understood("vous entendrez plus parler de moi", ("distress", 0.6), ("thank", 0.1)).request == "distress"


def test_the_only_guess_is_kept():
    assert understood("je sais pas", ("declare_hours", 0.1)).request == "declare_hours"


def test_the_lexicon_names_the_difficulty_before_the_model():
    entity = Entity("difficulty", "money", 0, 3)
    assert (
        understood("j'ai plus de voiture", ("report_difficulty", 0.9), entities=(entity,)).difficulty == "transport"
    )
    assert understood("c'est dur", ("report_difficulty", 0.9), entities=(entity,)).difficulty == "money"


def test_words_that_are_no_kind_are_no_difficulty():
    entity = Entity("difficulty", "mes sous", 0, 8)
    assert understood("c'est dur", ("report_difficulty", 0.9), entities=(entity,)).difficulty is None
