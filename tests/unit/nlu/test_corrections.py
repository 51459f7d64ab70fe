"""What a correction carries."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.corrections import pieces, takes_back

TODAY = date(2026, 11, 18)
SLOW = [
    "pas " * 1024, "j'ai mis 2h mais " * 240, "enlevez " * 512, "tu as mis " * 409, "c'est " * 682,
    "lundi pas mardi, " * 240,
    "2h de cv lundi " * 273, "changer de " * 372, "ramener " * 512, "9 " * 2048, "a" * 4096,
    "remplace cv par atelier " * 170,
    "go up from " * 372, "mettez a " * 455, " " * 4096,
]  # fmt: skip
WORDS = st.sampled_from([
    "lundi", "hier", "2h", "1h30", "pas", "c'était", "mais", "enlève", "annule", "tu as mis", "j'ai dit", "CV",
    "atelier",
    ",", ".", "au lieu de", "trois", "ramener", "à", "I said", "you put", "not", "it was", "from", "to",
    "une heure", "de",
])  # fmt: skip
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
        ("c pa du cv c un entretien", None, None, "interview"),
        ("ce que j'ai mis en atelier lundi, c'était une formation", None, MONDAY, "training"),
        ("il faut ramener ma formation de lundi à trois heures", 180, MONDAY, "training"),
        ("vous avez noté 6h alors que j'en ai fait une seule", 60, None, None),
        ("I said two hours but it was four", 240, None, None),
        ("you've put Sunday but I meant Monday", None, MONDAY, None),
        ("ta ecri lundi moi jé di mardi", None, TUESDAY, None),
        ("i said 30 min u put 3h", 30, None, None),
        ("10 heures mais vrai est 8", 480, None, None),
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


@pytest.mark.parametrize(
    "text", ["enlevez une heure", "take off half an hour", "ajoute 20 minutes", "vous avez noté 6h"]
)
def test_a_part_of_the_record_is_no_new_length(text):
    found = pieces(text, TODAY)
    assert not any(piece.minutes for piece in found)
    assert not takes_back(text, found)


@pytest.mark.parametrize("text", SLOW, ids=lambda text: repr(text[:16]))
def test_no_correction_takes_long(text):
    text = text[:4096]
    assert min(timed(text) for _ in range(3)) < 0.1  # as for entries


def timed(text):
    start = process_time()
    takes_back(text, pieces(text, TODAY))
    return process_time() - start


@settings(deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=4096))
def test_nothing_crashes(text):
    for piece in pieces(text, TODAY):
        assert piece.minutes is None or piece.minutes > 0
    takes_back(text, ())


@pytest.mark.parametrize("text", ["c'était 3h pas 2h", "annule, c'était 3h"])
def test_a_new_value_is_no_cancellation(text):
    assert not takes_back(text, pieces(text, TODAY))
