"""The noise of the lesson: seeded, of seven kinds, and never the sentence itself."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

PAGE = Path(__file__).parents[3] / "nlu" / "training" / "noise.py"
SAID = "Bonjour, j'ai fait deux heures de candidatures hier, c'est noté ?"


def load():
    spec = importlib.util.spec_from_file_location("jalon_noise", PAGE)
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    return page


noise = load()


@given(st.text(min_size=1), st.integers(0, 7))
def test_no_text_breaks_it_and_none_comes_back_as_it_was(text, copies):
    made = noise.noisy(text, copies)
    assert len(made) <= copies
    assert text not in made
    assert len(set(made)) == len(made)


@given(st.text(min_size=1))
def test_the_same_sentence_is_always_written_the_same_way(text):
    assert noise.noisy(text, 3) == load().noisy(text, 3)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("accents", {"Bonjour, j'ai fait deux heures de candidatures hier, c'est note ?"}),
        ("glued", {"'"}),
    ],
)
def test_a_kind_does_what_it_says(kind, wanted):
    made = noise.KINDS[kind](SAID, random.Random(1))
    assert made in wanted or not any(sign in made for sign in wanted)


def test_sms_shortens_words_and_keeps_the_sense():
    made = {noise.in_sms(SAID, random.Random(seed)) for seed in range(20)}
    assert any("bjr" in one for one in made)
    assert all(len(one) < len(SAID) for one in made)


def test_dictation_has_no_punctuation():
    for seed in range(20):
        assert not set(noise.dictated(SAID, random.Random(seed))) & set(",.?!")


def test_slips_stay_near_the_letter():
    for seed in range(50):
        made = noise.mistyped("candidature", random.Random(seed))
        assert abs(len(made) - len("candidature")) <= 1


def test_insisting_draws_letters_out():
    assert any("aaa" in noise.insistent("ça va", random.Random(seed)).lower() for seed in range(20))
