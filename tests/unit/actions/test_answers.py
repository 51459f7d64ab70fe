"""The plain helpers of answers and corrections: which entry is meant, what a piece changes."""

from __future__ import annotations

from datetime import date

import pytest

from actions import answers, corrections, declarations
from actions.answers import merge
from actions.questions import Draft, Pending
from actions.records import Declared
from content import catalogue
from nlu.understanding import Entry

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
CV = Entry(120, MONDAY, "job_search", "2h de CV")
WORKSHOP = Entry(180, TUESDAY, "workshop", "atelier")


def line(number: int, minutes: int, day: date, activity: str, receipt: int = 1, **other) -> Declared:
    return Declared(number, day, minutes, activity, receipt, **other)


@pytest.mark.parametrize(
    ("entries", "piece", "index"),
    [
        ((CV,), Entry(minutes=60), 0),
        ((CV,), Entry(day=TUESDAY), 0),
        ((CV, WORKSHOP), Entry(60, TUESDAY), 1),
        ((CV, WORKSHOP), Entry(60, None, "job_search"), 0),
        ((CV, WORKSHOP), Entry(minutes=60), None),
        ((CV, CV), Entry(60, MONDAY), None),
        ((CV, CV), Entry(60, None, "job_search"), None),
        ((CV, Entry(60, MONDAY, "workshop")), Entry(60, MONDAY, "workshop"), 1),  # the day fits two, the activity one
    ],
)
def test_which_entry_a_correction_is_for(entries, piece, index):
    assert answers._meant(Draft(entries), piece) == index


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (Entry(minutes=60, words="non 1h"), Entry(60, MONDAY, "job_search", "2h de CV")),
        (Entry(day=TUESDAY, words="mardi"), Entry(120, TUESDAY, "job_search", "2h de CV")),
        (Entry(activity="workshop", words="un atelier"), Entry(120, MONDAY, "workshop", "2h de CV / un atelier")),
        (Entry(activity="workshop", words="2h de CV"), Entry(120, MONDAY, "workshop", "2h de CV")),
    ],
)
def test_a_piece_changes_what_it_says_and_no_more(piece, expected):
    merged = merge(Draft((CV, WORKSHOP), accepted=frozenset({"long"}), pieces=(piece,)), 0, piece)
    assert merged.entries == (expected, WORKSHOP)
    assert (merged.accepted, merged.pieces) == (frozenset(), ())


def test_a_piece_that_says_nothing_of_zero_minutes_is_still_told():
    assert merge(Draft((CV,)), 0, Entry(minutes=0)).entries[0].minutes == 0


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2026-11-16", (MONDAY,)),
        ("2026-11-16,2026-11-17", (MONDAY, TUESDAY)),
        ("", ()),
        ("lundi", ()),
        ("2026-11-16,", ()),
        ("2026-02-30", ()),
    ],
)
def test_days_that_a_button_names(value, days):
    assert answers._days(value) == days


def test_one_answer_serves_the_entries_of_the_same_words():
    bare = Entry(None, MONDAY, "training", "cours lundi et mardi")
    draft = Draft((bare, bare, Entry(None, MONDAY, "workshop", "autre")))
    filled = answers._for_alike(Pending("minutes", draft, "t", 0), "minutes", 60)
    assert [entry.minutes for entry in filled.entries] == [60, 60, None]


def test_an_activity_that_nobody_said_is_asked_once_and_each_entry_keeps_its_own_words():
    draft = Draft((Entry(60, MONDAY, None, "lundi 1h"), Entry(90, TUESDAY, None, "mardi 1h30")))
    filled = answers._for_alike(Pending("activity", draft, "t", 0), "activity", "training", "un cours")
    assert [entry.activity for entry in filled.entries] == ["training", "training"]
    assert [entry.words for entry in filled.entries] == ["lundi 1h / un cours", "mardi 1h30 / un cours"]


def test_one_answer_never_overwrites_what_is_known():
    draft = Draft((Entry(60, MONDAY, None, "x"), Entry(60, TUESDAY, "workshop", "x")))
    filled = answers._for_alike(Pending("activity", draft, "t", 0), "activity", "training")
    assert [entry.activity for entry in filled.entries] == ["training", "workshop"]


def test_entries_without_words_are_asked_one_by_one():
    draft = Draft((Entry(None, MONDAY, "training"), Entry(None, TUESDAY, "training")))
    filled = answers._for_alike(Pending("minutes", draft, "t", 1), "minutes", 60)
    assert [entry.minutes for entry in filled.entries] == [None, 60]


@pytest.mark.parametrize(
    ("lines", "pieces", "meant"),
    [
        ((line(1, 60, MONDAY, "training"),), (), 1),
        ((line(2, 60, MONDAY, "training", 2), line(1, 60, TUESDAY, "training", 1)), (), 2),
        ((line(2, 60, MONDAY, "training"), line(1, 60, TUESDAY, "training")), (), None),
        ((line(2, 60, MONDAY, "training"), line(1, 60, TUESDAY, "training")), (Entry(day=TUESDAY),), 1),
        ((line(2, 60, MONDAY, "training", 2), line(1, 60, MONDAY, "other", 1)), (Entry(day=MONDAY),), 2),
        (
            (line(2, 60, MONDAY, "training"), line(1, 60, TUESDAY, "workshop")),
            (Entry(90, None, "workshop"),),
            1,
        ),
    ],
    ids=[
        "the only one",
        "the newest receipt",
        "two of one receipt",
        "of that day",
        "two of that day",
        "of that activity",
    ],
)
def test_which_recorded_line_is_meant(lines, pieces, meant):
    found = corrections._meant(lines, pieces)
    assert (found and found.id) == meant


@pytest.mark.parametrize(
    ("entries", "same"),
    [
        ((Entry(120, MONDAY, "job_search"),), True),
        ((Entry(121, MONDAY, "job_search"),), False),
        ((Entry(120, MONDAY, None),), False),
        ((Entry(120, MONDAY, "job_search"), Entry(120, MONDAY, "job_search")), False),
    ],
)
def test_an_edited_message_that_says_the_same(entries, same):
    assert corrections._same((line(1, 120, MONDAY, "job_search"),), entries) is same


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (CV, "• lundi 16 novembre : 2 h, recherche d'emploi"),
        (
            Entry(45, MONDAY, "other", "aidé ma mère"),
            "• lundi 16 novembre : 45 min, autre activité (« aidé ma mère »)",
        ),
        (Entry(45, MONDAY, "other"), "• lundi 16 novembre : 45 min, autre activité"),
        (Entry(45, MONDAY, "other", "<b>x</b>"), "• lundi 16 novembre : 45 min, autre activité (« <b>x</b> »)"),
        (Entry(45, None, "training"), "• jour à préciser : 45 min, formation"),
    ],
)
def test_an_entry_as_it_is_read_back(entry, text):
    phrase = declarations.said(entry)
    assert catalogue.plain(catalogue.text(phrase.key, phrase.values, "fr")) == text


def test_long_words_are_cut_when_read_back():
    phrase = declarations.said(Entry(45, MONDAY, "other", "a" * 500))
    text = catalogue.text(phrase.key, phrase.values, "fr")
    assert f"« {'a' * 80}… »" in text


def test_days_of_weeks_that_are_over_are_late():
    today = date(2026, 11, 18)
    days = [date(2026, 11, 15), MONDAY, today]
    assert declarations.late_among(days, today) == {date(2026, 11, 15)}


def test_an_entry_that_is_not_whole_is_never_recorded():
    for entry in (
        Entry(None, MONDAY, "training"),
        Entry(60, None, "training"),
        Entry(60, MONDAY),
        Entry(0, MONDAY, "x"),
    ):
        with pytest.raises(ValueError, match="whole"):
            declarations._line(entry)
