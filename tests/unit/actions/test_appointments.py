"""An appointment in words, whatever of it is known; and what may be noted of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actions import appointments
from actions.records import Appointment, Person
from actions.reply import Reply
from content import catalogue

from .test_records import CONTRACT

# 23:30 in Paris, and the next morning in Réunion
LATE = datetime(2026, 11, 17, 22, 30, tzinfo=UTC)
ONE = Appointment(1, 1, "workshop", "workshop", LATE, 90, "Atelier <CV>")
PARIS = Person(1, "Amina", "Europe/Paris", "fr")
REUNION = Person(1, "Amina", "Indian/Reunion", "fr")


def told(key: str, one: Appointment, person: Person = PARIS, language: str = "fr") -> str:
    return catalogue.plain(catalogue.text(key, {"appointment": appointments.line_of(one, person)}, language))


@pytest.mark.parametrize("language", catalogue.languages())
@pytest.mark.parametrize("place", [None, "salle 3"])
@pytest.mark.parametrize("with_whom", [None, "Marie Diallo"])
@pytest.mark.parametrize("key", ["told_new", "told_moved", "told_cancelled"])
def test_all_that_is_known_is_told_and_nothing_else(language, place, with_whom, key):
    text = told(f"appointments.{key}", replace(ONE, place=place, with_whom=with_whom), language=language)
    assert "Atelier <CV>" in text
    assert "23:30" in text
    assert ("salle 3" in text) == (place is not None)
    assert ("Marie Diallo" in text) == (with_whom is not None)


def test_its_day_and_hour_are_those_of_where_the_person_lives():
    assert "mardi 17 novembre à 23:30" in told("appointments.told_new", ONE)
    assert "mercredi 18 novembre à 02:30" in told("appointments.told_new", ONE, REUNION)
    assert appointments._offer(ONE, REUNION).draft.entries[0].day == datetime(2026, 11, 18).date()


@pytest.mark.parametrize("language", catalogue.languages())
def test_the_offer_names_what_it_is_about(language):
    ask = appointments._offer(ONE, PARIS)
    text = catalogue.plain(catalogue.text(ask.reply.key, ask.reply.values, language))
    assert "Atelier <CV>" in text
    assert "1 h 30" in text
    assert [choice.value for choice in ask.reply.choices] == ["yes", "no", "later"]
    assert ask.draft.appointment == ONE.id


def test_it_is_over_at_its_last_minute_and_not_before():
    assert not appointments.is_over(ONE, LATE + timedelta(minutes=89))
    assert appointments.is_over(ONE, LATE + timedelta(minutes=90))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, None),
        ({"kind": "party"}, "bad_kind"),
        ({"activity": "gardening"}, "bad_activity"),
        ({"minutes": 0}, "bad_minutes"),
        ({"minutes": 1441}, "bad_minutes"),
        ({"title": "  "}, "no_title"),
        ({"place": "x" * 201}, "long_words"),
        ({"starts_at": LATE - timedelta(days=900)}, "outside_contract"),
    ],
)
def test_what_it_must_be(change, fault):
    assert appointments.fault_of(CONTRACT, replace(ONE, **change), PARIS) == fault


def test_nobody_is_told_today_of_what_is_over():
    assert appointments._tell("appointments.told_new", ONE, PARIS, LATE + timedelta(hours=1)) == ()
    assert appointments._tell("appointments.told_new", ONE, PARIS, LATE - timedelta(hours=1)) == (
        Reply("appointments.told_new", {"appointment": appointments.line_of(ONE, PARIS)}),
    )
