"""Weeks as they are named: « la semaine dernière », « il y a deux semaines » → their Monday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from nlu.numbers import NUMBER, value

MOST = 20  # nobody names more in one message
WEEK = r"(?:semaine|semaines|semain|semaien|smaine|sem)"
OFFSETS = {
    rf"avant[ -]?derniere {WEEK}|{WEEK} (?:d')?avant[ -]?derniere": -2,
    rf"(?:la )?{WEEK} (?:derniere?|passee?|precedente?|d'avant|pass[e]?)|last week|s-1"
    rf"|(?:la )?(?:derniere?) {WEEK}(?! d)": -1,
    rf"(?:la )?{WEEK} (?:prochaine?|suivante?|d'apres|qui (?:vient|arrive))|(?:la )?prochaine {WEEK}"
    rf"|next week": 1,
    rf"(?:cette|cet|c'te|cte) {WEEK}|(?:la )?{WEEK} (?:en cours|actuelle|courante|ci)|this week": 0,
    rf"(?:(?<=de )|(?<=dans )|(?<=toute )|(?<=pour )|(?<=sur ))la {WEEK}": 0,
}
AGO = rf"(?:il y a|il ya|ya|y a|y'a) (?P<ago>{NUMBER}) ?{WEEK}"
IN = rf"dans (?P<in>{NUMBER}) ?{WEEK}"
NUMBERED = rf"{WEEK} (?:n°? ?|numero )?(?P<number>[0-5]?[0-9])(?! ?(?:h|[0-9/:]|heure))"
FIRST_OF_YEAR = rf"premiere {WEEK} de (?P<year>[12][0-9]{{3}})"
_FORMS = [rf"(?P<w{index}>{pattern})" for index, pattern in enumerate(OFFSETS)]
_ANY = re.compile(
    rf"(?<![a-z0-9])(?=[a-z])(?:{FIRST_OF_YEAR}|{AGO}|{IN}|{'|'.join(_FORMS)}"
    rf"|{NUMBERED})(?![a-z0-9])(?! du (?:[a-z]+di )?[0-9])"
)
_STEPS = list(OFFSETS.values())


@dataclass(frozen=True, slots=True)
class Week:
    """Where a folded text names a week, and the Monday of that week."""

    start: int
    end: int
    monday: date


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def weeks(folded: str, today: date) -> Iterator[Week]:
    """The weeks that a folded text names, in order."""
    for found in islice(_ANY.finditer(folded), MOST):
        monday = _monday(found, today)
        if monday:
            yield Week(found.start(), found.end(), monday)


def _monday(found: re.Match[str], today: date) -> date | None:
    if found["year"]:
        return date.fromisocalendar(int(found["year"]), 1, 1)
    if found["number"]:
        return _numbered(int(found["number"]), today)
    if found["ago"]:
        return monday_of(today) - timedelta(weeks=value(found["ago"]))
    if found["in"]:
        return monday_of(today) + timedelta(weeks=value(found["in"]))
    step = next(step for index, step in enumerate(_STEPS) if found[f"w{index}"])
    return monday_of(today) + timedelta(weeks=step)


def _numbered(number: int, today: date) -> date | None:
    """The Monday of the last week that bears this number, the current one included."""
    year = today.isocalendar().year
    for candidate in (year, year - 1):
        with suppress(ValueError):
            monday = date.fromisocalendar(candidate, number, 1)
            if monday <= today:
                return monday
    return None
