"""Days found one by one, put in their week and joined: « lundi et mardi de la semaine dernière »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from nlu.weeks import Week, monday_of

WORKING_DAYS = 5

_JOINED = re.compile(r"[ ]*(?:,|et|&|\+|puis|and|n|/|,[ ]*et)[ ]*(?:le |du |les |on |the )?")
_RIGHT_AFTER = re.compile(r"[ ,]*(?:de |pendant |dans )?(?:la )?")
_SENTENCE = re.compile(r"[.;!?\n]|(?<![a-z])(?:mais|alors que)(?![a-z])")
_COMPARED = re.compile(r"(?:comme|pareil|que?|qu'|idem|meme chose)[ ]?(?:a |pour |de )?(?:la )?$")
_SHIFTED = re.compile(r"(?P<after>lendemain)?(?:la veille)? ?d(?:e |u |')(?:le )?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Days that stand together; `weekday` when only its name was said: a week said near may move it.

    `every` marks « tous les jours », which has no day until a week is said. `step` marks « le lendemain »,
    which counts from the day said before. `moved` tells that a week near has been followed.
    """

    start: int
    end: int
    days: tuple[date, ...]
    weekday: int | None = None
    every: bool = False
    step: int = 0
    moved: bool = False


def placed(folded: str, pieces: Sequence[Piece], named: Sequence[Week], today: date) -> list[Piece]:
    """The pieces, each in the week that the words around give it; those left without a day are dropped."""
    done: list[Piece] = []
    for piece in reversed(pieces):
        after = done[-1] if done else None
        done.append(_in_week(folded, piece, after, named, today))
    done.reverse()
    return [piece for piece in _counted(done) if piece.days]


def _in_week(folded: str, piece: Piece, after: Piece | None, named: Sequence[Week], today: date) -> Piece:
    if piece.weekday is None and not piece.every:
        return piece
    for week in named:
        if week.start >= piece.end and _RIGHT_AFTER.fullmatch(folded[piece.end : week.start]):
            return replace(piece, days=_days(piece, week.monday, today), end=week.end, moved=True)
    if after and after.moved and not piece.every and are_joined(folded, piece, after):
        return replace(piece, days=_days(piece, monday_of(after.days[0]), today), moved=True)
    monday = _past_week_near(folded, piece, named, today)
    return replace(piece, days=_days(piece, monday, today), moved=True) if monday else piece


def _past_week_near(folded: str, piece: Piece, named: Sequence[Week], today: date) -> date | None:
    """The past week that the sentence is about, when one is said before the day, or closes the sentence."""
    for week in named:
        compared = _COMPARED.search(folded[max(0, week.start - 20) : week.start])
        if week.monday >= monday_of(today) or compared:
            continue
        if week.end <= piece.start and not _SENTENCE.search(folded, week.end, piece.start):
            return week.monday
        closes = not folded[week.end :].strip(" .!?\n)")
        if week.start >= piece.end and closes and not _SENTENCE.search(folded, piece.end, week.start):
            return week.monday
    return None


def _days(piece: Piece, monday: date, today: date) -> tuple[date, ...]:
    if not piece.every:
        moved = monday + timedelta(days=piece.weekday or 0) - piece.days[0]
        return tuple(day + moved for day in piece.days)
    whole = tuple(monday + timedelta(days=step) for step in range(WORKING_DAYS))
    return tuple(day for day in whole if day <= today) if monday <= today else whole


def _counted(pieces: Sequence[Piece]) -> list[Piece]:
    """« lundi 2h, le lendemain 3h »: the lendemain of Monday."""
    done: list[Piece] = []
    for piece in pieces:
        before = done[-1] if done and len(done[-1].days) == 1 else None
        if piece.step and before:
            piece = replace(piece, days=(before.days[0] + timedelta(days=piece.step),))
        done.append(piece)
    return done


def shifted(folded: str, piece: Piece) -> Piece:
    """« le lendemain du 13 février », « la veille de noël »: one day away from the day said."""
    found = _SHIFTED.search(folded[max(0, piece.start - 20) : piece.start])
    away = found.group() if found else ""
    if "lendemain" not in away and "veille" not in away:
        return piece
    step = timedelta(days=1 if "lendemain" in away else -1)
    return replace(piece, start=piece.start - len(away), days=tuple(day + step for day in piece.days))


def are_joined(folded: str, first: Piece, second: Piece) -> bool:
    """Do two pieces stand in one list of days: « lundi et mardi », « lundi mardi »?"""
    between = folded[first.end : second.start]
    names = first.weekday is not None and second.weekday is not None
    return bool(_JOINED.fullmatch(between)) or (names and between == " ")


def joined(folded: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one list of days made one."""
    done: list[Piece] = []
    for piece in pieces:
        if done and are_joined(folded, done[-1], piece):
            known = done[-1].days
            days = known + tuple(day for day in piece.days if day not in known)
            done[-1] = Piece(done[-1].start, piece.end, days, piece.weekday)
        else:
            done.append(piece)
    return done
