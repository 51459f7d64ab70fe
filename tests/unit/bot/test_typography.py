"""French as it is printed: no sign of punctuation begins a line, apostrophes are curved, nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advisors.typography import french, worded


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Contrat : Amina", "Contrat\u00a0: Amina"),
        ("Délier ?", "Délier\u202f?"),
        ("3 h ; 2 h", "3 h\u202f; 2 h"),
        ("« hier »", "«\u00a0hier\u00a0»"),
        ("reçu n° 12", "reçu n°\u00a012"),
        ("recherche d'emploi", "recherche d’emploi"),
        ("à 09:30", "à 09:30"),
        ("'entre deux'", "'entre deux'"),
    ],
)
def test_french_as_it_is_printed(typed, printed):
    assert french(typed) == printed
    assert worded(typed, "en") == typed


@given(st.text(alphabet="ab1 :;?!«»n°'’", max_size=40))
def test_no_word_is_lost_and_it_may_be_done_twice(text):
    printed = french(text)
    assert french(printed) == printed
    assert printed.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'") == text.replace("’", "'")
