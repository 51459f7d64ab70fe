"""Short answers: the whole message, or nothing."""

import pytest

from nlu.answers import is_cancel, request_of, yes_or_no

YES = [
    "oui",
    "Oui.",
    "OUIIII !!!",
    "oui oui",
    "ok",
    "c'est ça",
    "c’est ça",
    "voila",
    "Voilà !",
    "ouais",
    "yes",
    "👍",
    "👍🏽",
    "✅",
    "oui merci",
    "oui s'il vous plaît",
    "ok madame",
    "oui 👍",
]
NO = ["non", "NON", "nan", "non non non", "pas du tout", "no", "👎", "non merci", "c'est pas ça", "surtout pas"]
CANCEL = [
    "annule",
    "Annuler.",
    "laisse tomber",
    "LAISSE TOMBER",
    "laissez tomber svp",
    "oublie",
    "tant pis",
    "cancel",
]
NEITHER = ["oui mais 3h", "non 2h", "ok et mardi 1h", "annule ma dernière déclaration", "stop", "", "  ", "?",
           "2h cv hier", "non c'était mardi", "oui" * 100]  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_yes(text):
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", NO)
def test_no(text):
    assert yes_or_no(text) is False


@pytest.mark.parametrize("text", CANCEL)
def test_cancel(text):
    assert is_cancel(text)
    assert yes_or_no(text) is None


@pytest.mark.parametrize("text", NEITHER)
def test_whoever_says_more_says_neither(text):
    assert yes_or_no(text) is None
    assert not is_cancel(text)


def test_stop_alone_stops_the_reminders():
    assert request_of("STOP") == "stop_reminders"


@pytest.mark.parametrize(
    ("text", "request_"),
    [("merci", "thank"), ("🙏", "thank"), ("bonjour !", "greet"), ("aide", "help"), ("A+", "goodbye")],
)
def test_one_word_requests(text, request_):
    assert request_of(text) == request_
