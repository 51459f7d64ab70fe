"""What a correction carries."""

from datetime import date

import pytest

from nlu.corrections import pieces, takes_back

TODAY = date(2026, 11, 18)
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


@pytest.mark.parametrize(
    ("text", "minutes", "day", "activity"),
    [
        ("c'était 3h pas 2h", 180, None, None),
        ("je me suis trompée de jour, c'était lundi et non mardi", None, MONDAY, None),
        ("c'était mardi pas lundi", None, TUESDAY, None),
        ("faut changer la date, le 12 pas le 13", None, date(2026, 11, 12), None),
        ("c'était pas du cv c'était un entretien", None, None, "interview"),
        ("non mardi", None, TUESDAY, None),
        ("erreur, avant-hier", None, MONDAY, None),
        ("le stage de lundi c'est 6h pas 7h", 360, MONDAY, "immersion"),
    ],
)
def test_only_the_corrected_values_are_carried(text, minutes, day, activity):
    (piece,) = pieces(text, TODAY)
    assert (piece.minutes, piece.day, piece.activity) == (minutes, day, activity)


@pytest.mark.parametrize("text", ["non", "annule tout", "pas du tout", ""])
def test_what_tells_nothing_carries_nothing(text):
    assert pieces(text, TODAY) == ()


@pytest.mark.parametrize("text", ["annule ma dernière déclaration", "supprime le truc de lundi", "retirez-le"])
def test_a_cancellation_puts_nothing_in_its_place(text):
    assert takes_back(text, pieces(text, TODAY))


@pytest.mark.parametrize("text", ["c'était 3h pas 2h", "annule, c'était 3h"])
def test_a_new_value_is_no_cancellation(text):
    assert not takes_back(text, pieces(text, TODAY))
