"""Calendar days in French text. `dateparser` reads months; the rules it lacks are here.

Its own search is not used: it takes « Je » for « jeudi », and gives another day for « 32 août ».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from dateparser.date import DateDataParser

from nlu import days
from nlu.amounts import COUNTED
from nlu.numbers import NUMBER, TEENS, TENS, WORD, value
from nlu.pieces import Piece, are_joined, joined, placed, shifted
from nlu.texts import fold
from nlu.weeks import Week, monday_of, weeks

# Nobody tells more days in one message; a text made to be slow is cut there.
MOST = 40
NEAR = 31  # days; a number that fits its weekday only farther back may count something: « lundi 2 CV »
SEASON = 90  # days; « mardi 18 » that fits only farther back is a slip
CENTURY = 50  # « 71 » is 1971 and « 26 » is 2026: a year may lie this far ahead of today's

Days = tuple[date, ...]
__all__ = ["Piece", "Span", "are_joined", "day_in", "joined", "pieces", "spans", "week_in", "week_span"]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of text says one day or several, and which."""

    start: int
    end: int
    days: Days


# --- dates of the calendar


@lru_cache(maxsize=4096)
def _library(text: str, today: date) -> date | None:
    settings = {
        "RELATIVE_BASE": datetime.combine(today, time()),
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY",
        "PARSERS": ["relative-time", "absolute-time"],
    }
    read = DateDataParser(languages=["fr"], settings=settings).get_date_data(text).date_obj
    return read.date() if read else None


@lru_cache(maxsize=256)
def _month(name: str) -> int | None:
    if name in days.ENGLISH_MONTHS:
        return days.ENGLISH_MONTHS.index(name) + 1
    read = _library(f"1 {name.strip(' .')} 2000", date(2000, 1, 1))
    return read.month if read else None


def _civil(year: int, month: int, day: int) -> date | None:
    with suppress(ValueError):
        return date(year, month, day)
    return None


def _year(said: str, today: date) -> int:
    year = int(said)
    if len(said) == 4:
        return year
    near = today.year // 100 * 100 + year
    return near if near < today.year + CENTURY else near - 100


def _without_year(day: int, month: int, today: date, weekday: int | None) -> date | None:
    """The last such day, `today` included; a weekday said with it chooses the year, be it the next."""
    if weekday is None:
        years = [today.year - back for back in range(9)]
        return next((it for it in (_civil(y, month, day) for y in years) if it and it <= today), None)
    latest = _without_year(day, month, today, None)
    if latest and (today - latest).days <= 2 * NEAR and latest.weekday() != weekday:
        return None  # « lundi 3 mars » when the 3rd was a Tuesday: one of the two is a slip
    near = [_civil(today.year + step, month, day) for step in (-1, 0, 1)]
    fits = [it for it in near if it and it.weekday() == weekday]
    return min(fits, key=lambda it: abs((it - today).days), default=None)


def _last_numbered(day: int, today: date, weekday: int | None = None) -> date | None:
    """« le 12 », « lundi 16 »: the last such day of a month, `today` included, within a year."""
    year, month = today.year, today.month
    for _ in range(13):
        it = _civil(year, month, day)
        if it and it <= today and weekday in (None, it.weekday()):
            return it
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


# --- the forms, and how each is read

_NAMED_DAY = rf"(?:(?P<weekday>{days.NAME}),?[ ](?:le[ ])?)?"
_AFTER_DAY = rf"(?![0-9a-z%€]|[.,:/-][0-9]|[ ]?-[ ]?[0-9]+[ ]?h|[ ]?(?:{COUNTED})(?![a-z])|[ ]?[%€])"
_DAY = r"(?:1er|1ere|[0-3]?[0-9])"
_WORD_DAY = rf"(?:(?:{'|'.join([*TEENS.values(), *TENS.values()])})(?:[ -](?:et[ -])?{WORD})?)(?![a-z])"
_NOT_HOUR = r"(?![0-9]|[ ]?(?:h|min|mn|eme|d'h|journee|temps|%|€))"
_AFTER_DAY_OF_MONTH = r"(?![0-9]|[ ]?(?:h|min|mn|[%€/]))"
_EVERY = r"(?:tou[st] les (?:jours|matins|soirs|apres[ -]?midis?|aprems?)|chaque (?:jour|matin|soir))"

_M, _YEAR, _ANY_YEAR = r"(?P<m>[01]?[0-9])", r"(?P<y>[12][0-9]{3})", r"(?P<y>[12][0-9]{3}|[0-9]{2})"
_D, _NAMED_MONTH = r"(?P<d>[0-3]?[0-9])", rf"(?P<m>{days.MONTH})"
_FIRST, _LAST_OF_RUN = rf"(?P<first>{days.NAME})", rf"(?P<last_day>{days.NAME})"
_PAST = rf"(?:[ ](?P<past>{days.LAST})(?![a-z]))?"

# Order counts: the first form that fits at a place wins, so the longer ones stand above.
_TABLE: tuple[tuple[str, str], ...] = (
    ("iso", rf"{_YEAR}[-/.]{_M}[-/.]{_D}(?![0-9])"),
    ("run", rf"(?:{_EVERY}[ ])?(?:(?:du|de|entre|from)[ ])?{_FIRST}"
            r"(?:[ ](?P<n1>[0-3]?[0-9])(?=[ ](?:au|a)[ ]))?"
            rf"(?:[ ](?:a|au|jusqu'a|jusqu'au|to|until)[ ]|[ ]?-[ ]?){_LAST_OF_RUN}"
            rf"(?:[ ](?P<n2>[0-3]?[0-9]){_AFTER_DAY_OF_MONTH})?(?:[ ]{_NAMED_MONTH})?{_PAST}"),
    ("run", rf"(?:entre|between)[ ]{_FIRST}(?P<n1>)[ ](?:et|and)[ ]{_LAST_OF_RUN}(?P<n2>)(?P<m>){_PAST}"),
    ("numbers", rf"(?:du|entre le)[ ](?P<from>{_DAY})(?:[ ](?P<m1>{days.MONTH}))?"
                rf"[ ](?:au|et le)[ ](?P<to>{_DAY})"
                rf"(?:[ ]{_NAMED_MONTH})?(?:[ ]{_YEAR})?{_AFTER_DAY}"),
    ("list", rf"les?[ ](?P<list>{_DAY}(?:(?:,[ ]?|[ ](?:et|&)[ ])(?:le[ ])?{_DAY}(?![0-9/]))+)"
             rf"(?:[ ]{_NAMED_MONTH})?(?:[ ]{_YEAR})?{_AFTER_DAY}"),
    ("ordinal", rf"(?:{_NAMED_DAY}(?:the[ ])?(?P<d>{_DAY})(?:st|nd|rd|th)[ ](?:of[ ])?"
                rf"{_NAMED_MONTH}(?:,?[ ]{_YEAR})?)"),
    ("named", rf"{_NAMED_DAY}(?:le[ ])?(?P<d>{_DAY}|premier)[ ]?[/.-]?{_NAMED_MONTH}(?:,?[ /.-]?{_YEAR})?"),
    ("numeric", rf"{_NAMED_DAY}(?:le[ ])?{_D}(?P<sep>[-/.]){_M}(?P=sep){_ANY_YEAR}{_NOT_HOUR}"),
    ("short", rf"{_NAMED_DAY}(?P<le>le[ ])?{_D}/{_M}(?![/][0-9]){_NOT_HOUR}"),
    ("spaced", rf"(?<![0-9] )(?P<le>le[ ])?{_D}[ ]{_M}[ ]{_ANY_YEAR}(?![ ][0-9]){_NOT_HOUR}"),
    ("short", rf"(?P<le>le[ ]|^){_D}[ ]{_M}(?=$|[ ]*[,.;]|[ ][a-z]){_NOT_HOUR}"),
    ("weekday_number", rf"(?P<weekday>{days.NAME}),?[ ](?:le[ ])?(?P<d>{_DAY}){_AFTER_DAY}{days.MOMENT}"),
    ("number", rf"(?:le|the|du)[ ](?P<d>{_DAY}|{_WORD_DAY})(?:th|st|nd|rd)?{_AFTER_DAY}(?! (?:heure|eure|quart))"
               rf"{days.MOMENT}"),
    ("every_day", _EVERY),
    ("word", days.WORD),
    ("months", rf"(?:il y a|il ya|ya|y a|y'a|dans)[ ]{NUMBER}[ ]mois"),
    *(("distance", form) for form in (*days.AGO, *days.AHEAD)),
    ("weekday", days.WEEKDAY),
    ("holiday", rf"(?:prochaine )?{days.HOLIDAY}"),
)  # fmt: skip


def _iso(found: re.Match[str], today: date) -> Days:
    return _one(_civil(int(found["y"]), int(found["m"]), int(found["d"])))


def _one(day: date | None) -> Days:
    return (day,) if day else ()


def _from(first: date, last: date) -> Days:
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))


def _weekday_of(found: re.Match[str]) -> int | None:
    return days.number_of(found["weekday"]) if found["weekday"] else None


def _day_number(said: str) -> int:
    digits = re.match(r"[0-9]+", said)
    return int(digits.group()) if digits else 1 if said == "premier" else value(said)


def _named(found: re.Match[str], today: date) -> Days:
    return _one(_with_month(_day_number(found["d"]), found["m"], found["y"], today, _weekday_of(found)))


def _with_month(day: int, month: str, year: str | None, today: date, weekday: int | None = None) -> date | None:
    number = _month(month)
    if number is None:
        return None
    return _civil(_year(year, today), number, day) if year else _without_year(day, number, today, weekday)


def _numeric(found: re.Match[str], today: date) -> Days:
    return _one(_civil(_year(found["y"], today), int(found["m"]), int(found["d"])))


def _short(found: re.Match[str], today: date) -> Days:
    day, month = int(found["d"]), int(found["m"])
    if day == month and not found["le"]:
        return ()  # « 7/7 », « 24/24 »
    weekday = _weekday_of(found) if "weekday" in found.re.groupindex else None
    return _one(_without_year(day, month, today, weekday))


def _spaced(found: re.Match[str], today: date) -> Days:
    sure = found["le"] or len(found["y"]) == 4 or int(found["y"]) > 31
    return _numeric(found, today) if sure else ()


def _weekday_number(found: re.Match[str], today: date) -> Days:
    read = _last_numbered(_day_number(found["d"]), today, _weekday_of(found))
    return _one(read if read and (today - read).days <= SEASON else None)


def _number(found: re.Match[str], today: date) -> Days:
    return _one(_last_numbered(_day_number(found["d"]), today))


def _list(found: re.Match[str], today: date) -> Days:
    numbers = [int(number) for number in re.findall(r"[0-9]+", found["list"])]
    if found["m"]:
        read = [_with_month(number, found["m"], found["y"], today) for number in numbers]
    else:
        read = [_last_numbered(number, today) for number in numbers]
    return tuple(day for day in read if day) if all(read) else ()


def _numbers(found: re.Match[str], today: date) -> Days:
    first, last = _day_number(found["from"]), _day_number(found["to"])
    if found["m"]:
        end = _with_month(last, found["m"], found["y"], today)
        start = _with_month(first, found["m1"] or found["m"], found["y"], today)
    else:
        end = _last_numbered(last, today)
        start = _last_numbered(first, end) if end else None
    return _from(start, end) if start and end and 0 < (end - start).days <= 31 else ()


def _run(found: re.Match[str], today: date) -> Days:
    """« de lundi à vendredi »: the last such run that has ended; « du lundi 3 au vendredi 7 »: that one."""
    first, last = days.number_of(found["first"]), days.number_of(found["last_day"])
    end: date | None = days.last(last, today - timedelta(days=1) if found["past"] else today)
    if found["n2"]:
        number = int(found["n2"])
        end = (
            _with_month(number, found["m"], None, today, last) if found["m"] else _last_numbered(number, today, last)
        )
    if end is None:
        return ()
    start = end - timedelta(days=(last - first) % 7)
    return _from(start, end) if not found["n1"] or start.day == int(found["n1"]) else ()


def _holiday(found: re.Match[str], today: date) -> Days:
    last = days.holiday(found.group(), today)
    return _one(last.replace(year=last.year + 1) if found.group().startswith("prochaine") else last)


_READERS: dict[str, Callable[[re.Match[str], date], Days]] = {
    "iso": _iso, "run": _run, "numbers": _numbers, "list": _list, "named": _named,
    "ordinal": _named, "numeric": _numeric,
    "short": _short, "spaced": _spaced, "weekday_number": _weekday_number, "number": _number,
    "every_day": lambda found, today: (),
    "word": lambda found, today: _one(days.word(found.group(), today)),
    "months": lambda found, today: _one(_library(found.group(), today)),
    "distance": lambda found, today: _one(days.distance(found, today)),
    "weekday": lambda found, today: _one(days.weekday(found, today)),
    "holiday": _holiday,
}  # fmt: skip
_FORMS = [(name, re.compile(rf"(?<![a-z0-9])(?<![0-9][/.:-])(?:{pattern})")) for name, pattern in _TABLE]
_NAMELESS = re.compile(r"\(\?P<[a-z_0-9]+>")
_ANY = re.compile(
    r"(?=[a-z0-9])(?<![a-z0-9])(?<![0-9][/.:-])(?:"
    + "|".join(
        f"(?P<f{index}>{_NAMELESS.sub('(?:', pattern).replace('(?P=sep)', '[-/.]')})"
        for index, (_, pattern) in enumerate(_TABLE)
    )
    + ")"
)
_WEEK_OF = re.compile(r"(?:semaine|sem) (?:du|de) (?:le )?$")
_WEEK = re.compile(r"sem[a-z]* d[ue] ")
_ENDS = re.compile(r"[ ]*(?:$|[.,;:!?\n)]|(?:vers|avant|apres|et)[ ])")


def _read(folded: str, today: date) -> Iterator[Piece]:
    for found in islice(_ANY.finditer(folded), MOST):
        name, form = _FORMS[int((found.lastgroup or "f0")[1:])]
        again = form.match(folded, found.start())
        if again:
            yield shifted(folded, _piece(name, again, folded, today))


def _piece(name: str, found: re.Match[str], folded: str, today: date) -> Piece:
    read = _READERS[name](found, today)
    piece = Piece(found.start(), found.end(), read, every=name == "every_day")
    if name == "weekday" and days.is_plain(found):
        return replace(piece, weekday=days.number_of(found["name"]))
    if name == "run" and not (found["past"] or found["n2"]):
        return replace(piece, weekday=days.number_of(found["first"]))
    if name == "weekday_number" and _is_a_count(found, folded, read, today):
        number = days.number_of(found["weekday"])
        return Piece(found.start(), found.end("weekday"), (days.last(number, today),), weekday=number)
    if name == "word" and days.FROM_DAY_BEFORE.match(found.group()):
        return replace(piece, step=(read[0] - today).days)
    return piece


def _is_a_count(found: re.Match[str], folded: str, read: Days, today: date) -> bool:
    far = not read or (today - read[0]).days > NEAR
    return far and not _ENDS.match(folded, found.end())


def pieces(text: str, today: date) -> list[Piece]:
    """The days of `text` one by one, not yet joined in lists; « la semaine du 7 » says none."""
    folded = fold(text)
    read = [it for it in _read(folded, today) if not _WEEK_OF.search(folded[max(0, it.start - 20) : it.start])]
    return placed(folded, read, list(weeks(folded, today)), today)


def spans(text: str, today: date) -> list[Span]:
    """The days that `text` says, in order, those of one list together; days to come are given as such."""
    folded = fold(text)
    return [Span(it.start, it.end, it.days) for it in joined(folded, pieces(text, today))]


def day_in(text: str, today: date) -> date | None:
    """The first day that `text` says."""
    return next((span.days[0] for span in spans(text, today)), None)


def week_span(text: str, today: date) -> Week | None:
    """The first week that `text` names, and where."""
    folded = fold(text)
    named = list(weeks(folded, today))
    for it in _read(folded, today) if _WEEK.search(folded) else ():
        of = _WEEK_OF.search(folded[max(0, it.start - 20) : it.start])
        if it.days and of:
            named.append(Week(it.start - len(of.group()), it.end, monday_of(it.days[0])))
    return min(named, key=lambda week: week.start, default=None)


def week_in(text: str, today: date) -> date | None:
    """The Monday of the first week that `text` names."""
    week = week_span(text, today)
    return week.monday if week else None
