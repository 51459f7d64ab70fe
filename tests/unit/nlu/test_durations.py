"""Time spent, as people write it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formats import duration
from content.values import Duration
from nlu import durations

LENGTHS = {
    "2h": 120, "2 h": 120, "2H": 120, "1h30": 90, "1 h 30": 90, "1h30min": 90, "1h30mn": 90, "1:30": 90,
    "90 min": 90, "45mn": 45, "90 minutes": 90, "2h05": 125, "1,5h": 90, "1.5 heures": 90, "0,5h": 30,
    "1/2h": 30, "3/4 d'heure": 45, "une heure et demie": 90, "une heure trente": 90, "deux heures": 120,
    "deux heur et demi": 150, "2 eures": 120, "une heur 30": 90, "trois quarts d'heure": 45,
    "un quart d’heure": 15, "une demi-heure": 30, "demi heure": 30, "2 heures et quart": 135,
    "2h moins le quart": 105, "une petite heure": 60, "deux bonnes heures": 120, "1h et 20 min": 80,
    "vingt-cinq minutes": 25, "quarante cinq min": 45, "une heure dix": 70, "une heure trente-cinq": 95,
    "2h et 1/2": 150, "2 heures de CV": 120, "2h30de cv": 150, "1\u00a0h\u00a030": 90,
    "un atelier de 2h": 120, "d'une heure": 60, "pendant 2h30 lundi": 150, "on a 2h de cv": 120,
    "2 hours": 120, "an hour and a half": 90, "30 minutes": 30, "half an hour": 30,
    "two and a half hours": 150,
    "j'ai fait 15h30 cette semaine": 930, "2 hrs": 120, "90 mins": 90, "ninety minutes": 90, "2 and a half": 150,
    "an hour and ten": 70, "an hour and fifteen minutes": 75, "one hour forty": 100, "cent vingt minutes": 120,
    "entretien vendredi 1h": 60, "20 minut": 20, "il faut ramener ma formation de lundi à trois heures": 180,
    "passez mes journées de huit heures à sept": 420,
}  # fmt: skip
RANGES = {
    "de 9h à 12h": 180, "9h-12h": 180, "de 14h a 16h30": 150, "entre 9h30 et 11h": 90, "9 h 30 à 12 h": 150,
    "de neuf heures à midi": 180, "9h à midi": 180, "de 14 à 16": 120, "13-15h": 120, "9-12h": 180,
    "de midi à 14h": 120, "de midi et demi à 14h": 90, "11h30-1h30": 120, "22h-2h": 240, "8h30/12h": 210,
    "8:30-12:00": 210, "le 12 de 14h à 16h": 120, "de 4 heures à 5 heures de l'après-midi": 60,
    "from 9 to 12": 180, "9am to noon": 180, "10h30 – 11h": 30,
    "commencé à 9h et fini à 12h": 180,
    "hier de 9h jusqu’à 11h": 120, "9am-noon": 180, "de huit heures à midi": 240, "8h 12h": 240,
    "from 2 p.m. to 4.30 p.m.": 150, "from 10 till half past one": 210, "from ten past nine until eleven": 110,
    "nine to twelve": 180, "de neuf à onze": 120, "between 1 and 4 in the afternoon": 180,
    "de 8h à 16h30 avec une heure de pause": 450, "from nine to six with one hour break": 480,
}  # fmt: skip
WHOLES = {
    "toute la matinée": 240, "la matinée": 240, "l'après-midi": 240, "toute l'aprem": 240,
    "une demi-journée": 240, "la journée": 420, "toute la journée": 420, "hier après-midi 2h": 120,
    "hier l'après-midi 2h de CV": 120, "toute la matinée de 9h à 12h": 180,
    "toute la matinée sauf une heure": 180,
    "lundi journée de stage": 420, "all Tuesday morning": 240, "half day Friday": 240, "a full day": 420,
}  # fmt: skip
NONE = [
    "entretien lundi à 10 h", "rdv à 14h30", "vers 15h", "rdv 14h30", "entretien 10h lundi", "5h du soir",
    "l'atelier de 14h", "14h30 atelier", "midi", "lundi matin", "le matin", "ce matin", "en fin de matinée",
    "dans la journée", "quelques heures", "deux trois heures", "2 ou 3h", "2-3h", "1h ou 2h",
    "une heure ou deux", "5 à 6 heures", "moins de 2h", "il y a 2h", "dans 2h", "15h par semaine", "24h/24",
    "2h par semaine",
    "il me reste 2h", "j'ai 2h de retard", "bonne journée",
    "entre 2 et 3h de cv", "j'ai fait 2 à 3 candidatures", "de 10 à 12 offres", "du 3 au 7", "le 12", "0h",
    "999h", "12/11", "06 12 34 56 78", "heures", "merci", "",
    "entretien vendredi 11h", "rdv mardi 14h", "interview on Friday 2pm", "le bus de 7 h",
    "je me suis levé à 4 h", "je suis passé à 4 h", "de deux à trois lettres",
    "30 min more", "une heure de moins",
]  # fmt: skip
BESIDE_OTHER_NUMBERS = {
    "1h 15 candidatures": 60, "2h 12 novembre": 120, "une heure 5 offres": 60, "lundi 2 3h de cv": 180,
    "2h de cv a 10h": 120, "1h à 14h": 60, "le 2, 3h de cv": 180, "le 12 à 14h": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "minutes"), (LENGTHS | RANGES | WHOLES | BESIDE_OTHER_NUMBERS).items())
def test_time_spent(text, minutes):
    assert durations.minutes_in(text) == minutes


@pytest.mark.parametrize("text", NONE)
def test_no_sure_length_gives_no_value(text):
    assert durations.spans(text) == []


def test_each_span_says_where_it_stands():
    text = "De 8h30 à midi puis de 14h à 17h"
    read = [(text[one.start : one.end], one.minutes) for one in durations.spans(text)]
    assert read == [("De 8h30 à midi", 210), ("de 14h à 17h", 180)]


def test_a_range_over_a_comma_free_line_gives_two_spans():
    assert [one.minutes for one in durations.spans("8h-12h 13h-17h")] == [240, 240]


FORMATS = [
    lambda hours, minutes: f"{hours} h {minutes:02d}",
    lambda hours, minutes: f"{hours}h{minutes:02d}",
    lambda hours, minutes: f"{hours}\u00a0h\u00a0{minutes:02d}",
    lambda hours, minutes: f"{hours} heures {minutes:02d}",
    lambda hours, minutes: f"{hours}h{minutes:02d}min",
    lambda hours, minutes: f"{hours * 60 + minutes} min",
]


@given(st.integers(1, 12), st.integers(0, 59), st.sampled_from(FORMATS), st.sampled_from(["", "lundi ", "CV : "]))
def test_what_is_written_is_read_back(hours, minutes, written, before):
    assert durations.minutes_in(before + written(hours, minutes)) == hours * 60 + minutes


@given(st.integers(1, 1439), st.sampled_from(["fr", "en"]))
def test_what_the_bot_writes_is_read_back(minutes, language):
    assert durations.minutes_in(duration(Duration(minutes), language)) == minutes


@given(st.integers(6, 12), st.integers(0, 59), st.integers(13, 20))
def test_a_range_is_the_time_between(start, minutes, end):
    assert durations.minutes_in(f"de {start}h{minutes:02d} à {end}h") == (end - start) * 60 - minutes


@given(st.text(max_size=300))
def test_spans_stand_in_order_and_apart(text):
    spans = durations.spans(text)
    assert all(0 <= one.start < one.end <= len(text) and one.minutes > 0 for one in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
