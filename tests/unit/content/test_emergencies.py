"""The numbers that may save a life: each with its source, and the day on which it was checked."""

from __future__ import annotations

from datetime import date

import pytest

from content import catalogue
from content.emergencies import helplines, numbers


@pytest.mark.parametrize("name", helplines())
def test_a_number_has_its_purpose_its_source_and_its_date(name):
    line = helplines()[name]
    assert isinstance(line.number, str), "unquoted, YAML makes « 015 » another number"
    assert line.number.replace(" ", "").isdecimal()
    assert line.purpose
    assert line.source.startswith("https://")
    assert isinstance(line.checked_on, date)
    assert line.checked_on >= date(2026, 1, 1)


def test_the_numbers_that_everyone_must_find():
    assert {name: numbers()[name] for name in ("suicide", "women", "medical", "police", "europe", "by_text")} == {
        "suicide": "3114",
        "women": "3919",
        "medical": "15",
        "police": "17",
        "europe": "112",
        "by_text": "114",
    }


@pytest.mark.parametrize(("kind", "first"), [("suicide", "3114"), ("violence", "17"), ("unsaid", "3114")])
def test_the_first_number_is_the_one_that_is_needed_first(kind, first):
    text = catalogue.plain(catalogue.text(f"distress.{kind}", numbers(), "fr"))
    places = {number: text.find(number) for number in numbers().values() if number in text}
    assert min(places, key=places.get) == first
    assert len(places) >= 4


def test_distress_is_answered_without_any_button_that_could_lead_away():
    for kind in ("suicide", "violence", "unsaid"):
        assert catalogue.buttons(f"distress.{kind}", "fr") == ()
