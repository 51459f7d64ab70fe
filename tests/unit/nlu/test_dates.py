"""Days and weeks, as people say them on Wednesday 4 March 2026."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formats import day as written_day
from nlu import dates

WEDNESDAY = date(2026, 3, 4)
NAMES = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
LAST_WEEK = "02-23 02-24 02-25 02-26 02-27"

ONE_DAY = {
    "lundi": "03-02", "mercredi": "03-04", "jeudi": "02-26", "dimanche": "03-01", "le mardi": "03-03",
    "lundi dernier": "03-02", "mercredi dernier": "02-25", "samedi dernier": "02-28", "mecredi": "03-04",
    "lundi de la semaine dernière": "02-23", "lundi cette semaine": "03-02", "lundi matin": "03-02",
    "avant-hier": "03-02", "avant hier": "03-02", "hier soir": "03-03", "ce matin": "03-04",
    "cet aprem": "03-04", "aujourd’hui": "03-04", "aujourdhui": "03-04", "yesterday 2 hours": "03-03",
    "le 12": "02-12", "le 2": "03-02", "le 12/11": "2025-11-12", "12 novembre": "2025-11-12",
    "le 29 février": "2024-02-29", "le 3 mars 2026": "03-03", "le 3/3": "03-03", "2 mars": "03-02",
    "lundi 16": "02-16", "lun. 2 mars": "03-02", "vendredi 27 février": "02-27", "lun 2h": "03-02",
    "il y a 3 jours": "03-01", "ya 2 jours": "03-02", "demain": "03-05", "vendredi prochain": "03-06",
    "le 15 mars 2026": "03-15", "dans 3 jours": "03-07", "yday": "03-03", "ystrday": "03-03", "2day": "03-04",
    "2morrow": "03-05", "day b4 yesterday": "03-02", "mon 2h": "03-02", "tues": "03-03", "thu": "02-26",
    "sat am": "02-28", "jeu dit": "02-26", "mardit 2h": "03-03", "2h de conduite, sam": "02-28",
    "on the 2nd": "03-02", "3 March": "03-03", "le 2 : 4h": "03-02",
}  # fmt: skip
SEVERAL = {
    "lundi et mardi": "03-02 03-03", "lundi, mercredi et vendredi": "03-02 03-04 02-27",
    "hier et aujourd’hui": "03-03 03-04", "le 2 et le 3": "03-02 03-03",
    "lun mar mer": "03-02 03-03 03-04", "sat n sun": "02-28 03-01",
    "les 2, 3 et 4 mars": "03-02 03-03 03-04", "monday and tuesday": "03-02 03-03",
    "lundi et mardi de la semaine dernière": "02-23 02-24",
    "de lundi à vendredi": LAST_WEEK, "lundi à vendredi": LAST_WEEK, "de lundi à vendredi dernier": LAST_WEEK,
    "du lundi 23 au vendredi 27": LAST_WEEK, "du lundi au vendredi de la semaine dernière": LAST_WEEK,
    "tous les matins de lundi à vendredi": LAST_WEEK, "tous les jours de la semaine dernière": LAST_WEEK,
    "entre lundi et mercredi": "03-02 03-03 03-04", "tous les jours cette semaine": "03-02 03-03 03-04",
    "du 3 au 7": "02-03 02-04 02-05 02-06 02-07",
}  # fmt: skip
APART = {
    "la semaine dernière lundi 2h et mardi 3h": ["02-23", "02-24"],
    "lundi 2h et mardi 3h la semaine dernière": ["02-23", "02-24"],
    "lundi 2h, le lendemain 3h": ["03-02", "03-03"],
    "comme la semaine dernière lundi 2h": ["03-02"],
}
NONE = [
    "32 août", "30/02/18", "le 31/06/17", "2h", "le 2h", "1/2h", "Je suis venu", "un jeu", "merci", "la mer",
    "tous les jours", "les lundis", "la semaine du 2 mars", "cette semaine", "le 2ème atelier", "3/3",
    "06 12 34 56 78", "7j/7", "lundi 3 mars", "premier lundi de mars", "il y a deux semaines",
    "mon cv", "I sat with her", "the sun", "avec sam", "je me tue", "bord de mer", "mardi 18",
]  # fmt: skip
WEEKS = {
    "la semaine dernière": "02-23", "la semaine passée": "02-23", "cette semaine": "03-02",
    "rien de la semaine": "03-02", "la semaine prochaine": "03-09", "il y a deux semaines": "02-16",
    "y'a 2 semaines": "02-16", "la semaine du 2 mars": "03-02", "la semaine du 7 octobre": "2025-10-06",
    "semaine du lundi 16": "02-16", "semaine 8": "02-16", "lundi de la semaine dernière": "02-23",
    "last week": "02-23",
}  # fmt: skip


def day(short):
    return date.fromisoformat(short if len(short) > 5 else f"2026-{short}")


@pytest.mark.parametrize(("text", "expected"), ONE_DAY.items())
def test_one_day(text, expected):
    assert [span.days for span in dates.spans(text, WEDNESDAY)] == [(day(expected),)]


@pytest.mark.parametrize(("text", "expected"), SEVERAL.items())
def test_several_days_said_together(text, expected):
    assert [span.days for span in dates.spans(text, WEDNESDAY)] == [tuple(map(day, expected.split()))]


@pytest.mark.parametrize(("text", "expected"), APART.items())
def test_days_said_apart(text, expected):
    assert [span.days for span in dates.spans(text, WEDNESDAY)] == [(day(one),) for one in expected]


@pytest.mark.parametrize("text", NONE)
def test_no_day(text):
    assert dates.spans(text, WEDNESDAY) == []


@pytest.mark.parametrize(("text", "expected"), WEEKS.items())
def test_week(text, expected):
    assert dates.week_in(text, WEDNESDAY) == day(expected)


@pytest.mark.parametrize("text", ["lundi", "semaine prochainement", "2h par semaine", "hier"])
def test_no_week(text):
    assert dates.week_in(text, WEDNESDAY) is None


def test_last_monday_said_on_a_monday_is_seven_days_before():
    monday = date(2026, 3, 2)
    assert dates.day_in("lundi dernier", monday) == date(2026, 2, 23)
    assert dates.day_in("lundi", monday) == monday


def test_each_span_says_where_it_stands():
    text = "Bonjour, hier soir 2h"
    span = dates.spans(text, WEDNESDAY)[0]
    assert text[span.start : span.end] == "hier soir"


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(["%d/%m/%Y", "le %d/%m/%y", "%Y-%m-%d"]))
def test_a_written_date_is_read_back(when, written):
    assert dates.day_in(when.strftime(written), date(2026, 3, 4)) == when


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 300))
def test_a_day_that_the_bot_writes_is_read_back(today, ago):
    when = today - timedelta(days=ago)
    assert dates.day_in(written_day(when, "fr"), today) == when


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(NAMES))
def test_a_weekday_is_one_of_the_last_seven_days(today, name):
    read = dates.day_in(name, today)
    assert read is not None
    assert 0 <= (today - read).days < 7
    assert read.weekday() == NAMES.index(name)


@given(st.text(max_size=300), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_spans_stand_in_order_and_apart(text, today):
    spans = dates.spans(text, today)
    assert all(0 <= one.start < one.end <= len(text) and one.days for one in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
