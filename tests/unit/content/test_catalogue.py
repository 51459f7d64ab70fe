"""Words and values meet: what a person wrote never becomes markup, and a hole is never passed over in silence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content
from content import catalogue
from content.catalogue import Wording, plain, written
from content.values import Bar, Clock, Duration, Lines, Listed, Phrase, Said

NASTY = "<script>alert('x')</script> & <b>gras</b> {name}"


def test_a_given_name_never_becomes_markup():
    text = catalogue.text("people.welcome", {"name": Said(NASTY)}, "fr")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "<b>" not in text
    assert NASTY in plain(text)


@pytest.mark.parametrize(
    "value",
    [
        NASTY,
        Said(NASTY),
        Lines((NASTY, Said(NASTY))),
        Listed((NASTY, "b", Said(NASTY))),
        Phrase("contracts.action", {"title": NASTY}),
        Lines((Phrase("contracts.action", {"title": Said(NASTY)}),)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_holds_it_a_value_is_escaped(value):
    assert "<" not in written(value, "fr")


@given(st.text())
def test_any_words_come_back_as_they_were_and_hold_no_mark(words):
    shown = written(Said(words), "fr")
    assert "<" not in shown
    assert ">" not in shown
    ordinary = words.translate({0x00A0: " ", 0x202F: " "})
    assert plain(shown) == ordinary


def test_a_value_that_looks_like_a_hole_is_not_filled():
    assert written(Phrase("contracts.action", {"title": "{title}"}), "fr") == "• {title}"


def test_what_is_missing_is_a_fault_at_once():
    with pytest.raises(KeyError):
        catalogue.text("people.nothing_of_the_kind", {}, "fr")
    with pytest.raises(KeyError):
        catalogue.text("people.welcome", {}, "fr")
    with pytest.raises(KeyError):
        catalogue.label("nothing_of_the_kind", "fr")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Duration(90), "1 h 30"),
        (date(2026, 11, 16), "lundi 16 novembre"),
        (Bar(1, 12), "▓░░░░░░░░░░░"),
        (3, "3"),
        ("Mission locale", "Mission locale"),
        (Lines(("a", "b")), "a\nb"),
        (Lines(()), ""),
        (Listed(("a", "b", "c")), "a, b et c"),
        (Phrase("activities.workshop"), "atelier"),
    ],
    ids=str,
)
def test_each_kind_of_value_is_written(value, text):
    assert plain(written(value, "fr")) == text


def test_an_instant_is_written_in_the_zone_that_it_carries():
    assert "18 novembre 2026" in written(Clock(datetime(2026, 11, 18, 9, 5, tzinfo=UTC)), "fr")
    assert "09:05" in written(Clock(datetime(2026, 11, 18, 9, 5, tzinfo=UTC)), "fr")


def test_plural_forms():
    wording = Wording({"one": "une ligne", "other": "{n} lignes"}, plural="n")
    said = {n: wording.text_for({"n": n}, "fr") for n in (0, 1, 2)}
    assert said == {0: "une ligne", 1: "une ligne", 2: "{n} lignes"}
    assert wording.holes() == {"n"}


def test_plain_takes_marks_away_and_ordinary_spaces_back():
    assert plain("<b>4\u202fh</b> &amp; <i>a\u00a0b</i> &lt;3") == "4 h & a b <3"


def test_what_a_person_said_does_not_show_itself():
    assert "secret" not in repr(Said("secret"))


def test_every_language_offered_has_its_pages_and_no_other_is_there():
    folders = {folder.name for folder in Path(content.__file__).parent.iterdir() if (folder / "people.yaml").exists()}
    assert set(catalogue.languages()) == folders
    assert catalogue.languages()["fr"] == "français"


@pytest.mark.parametrize("language", catalogue.languages())
def test_every_language_says_the_same_things(language):
    here, french = catalogue.pages(language), catalogue.pages("fr")
    assert set(here) == set(french)
    for key, wording in french.items():
        assert here[key].holes() == wording.holes(), key
        assert here[key].buttons == wording.buttons, key
