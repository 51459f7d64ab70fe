"""Short answers to the pending question, read by the grammar alone: no model, no waiting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from actions.questions import Given, Pending
from nlu import activities, answers, dates, durations
from nlu.corrections import pieces
from nlu.texts import fold
from nlu.understanding import Entry, Understanding

MOST_HOURS_BARE = 12  # « 2 » alone is hours, « 30 » alone is minutes
LEAST_MINUTES_BARE = 15
FEW_WORDS = 5
_CORRECTS = re.compile(r"^(non|nan|no|nn|plutot|en fait|pardon|c'?\s?etait|pas|erreur|je me suis tromp)\b")
_ADDS = re.compile(r"^(et|aussi|puis|plus|ajoute|en plus|j'?\s?ai aussi)\b|\baussi\b|\ben plus\b")
# « pourquoi on m'a enlevé 1 h ? »: a « pourquoi », a word of taking away or recognising, and hours
_ASKS_WHY = re.compile(r"\b(pourquoi|pq|pk|why|how come|comment ca se fait)\b")
_TAKEN_AWAY = re.compile(
    r"\b(enlev|retir|supprim|recon+u|compt|valid|requalif|refus|moins|took|taken|remov|recogni|count|less|reject)"
)
_HOURS = re.compile(r"\b(heures?|hours?)\b")
_LATER = re.compile(r"^(plus tard|apres|pas maintenant|later|not now)\b")
_DENIES = re.compile(r"\b(pas|jamais|rien)\b")
_PIECES: Mapping[str, re.Pattern[str]] = {
    "day": re.compile(r"^(le |la )?(jour|date)$"),
    "minutes": re.compile(r"^(la |le )?(duree|temps|heures?)$"),
    "activity": re.compile(r"^(l'?\s?)?activite$"),
    "remove": re.compile(r"^(enleve|retire|supprime|annule)\w*\b.*$"),
}


def quick(pending: Pending, text: str, today: date) -> Given | None:
    """The answer that `text` is to this question; None when it takes more to understand it."""
    if answers.is_cancel(text):
        return Given("cancel")
    if pending.kind in YES_NO and (said := answers.yes_or_no(text)) is not None:
        return Given("yes" if said else "no")
    if pending.kind == "which":
        return _which(pending, text, today)
    return READERS[pending.kind](text, today) if pending.kind in READERS else None


def adds(text: str) -> bool:
    """« et aussi 1h d'atelier »: more, not a correction."""
    return _ADDS.search(fold(text)) is not None


def corrects(text: str) -> bool:
    """« non, j'ai fait 3h lundi »: said against what stands, also when nothing was asked."""
    return _CORRECTS.match(fold(text)) is not None


def asks_about_remarks(text: str) -> bool:
    """Why less was recognised than was declared."""
    folded = fold(text)
    if not (_ASKS_WHY.search(folded) and _TAKEN_AWAY.search(folded)):
        return False
    return bool(_HOURS.search(folded) or durations.spans(text))


def told(text: str, found: tuple[Entry, ...]) -> Understanding:
    return Understanding(text, "declare_hours", 1.0, entries=found)


def _day(text: str, today: date) -> Given | None:
    if durations.spans(text):
        return _with_more(text, today)
    if len(text.split()) > FEW_WORDS or _DENIES.search(fold(text)):
        return None  # « je peux pas venir jeudi » is no answer to « quel jour ? »
    days = [day for span in dates.spans(text, today) for day in span.days]
    return Given(",".join(day.isoformat() for day in days)) if days else None


def _minutes(text: str, today: date) -> Given | None:
    bare = fold(text).strip(" .!")
    if bare.isdecimal():
        return _bare(int(bare))
    if len(bare.split()) > FEW_WORDS:
        return _with_more(text, today)
    found = durations.spans(text)
    return Given(str(sum(span.minutes for span in found))) if found else None


def _bare(number: int) -> Given | None:
    if 0 < number <= MOST_HOURS_BARE:
        return Given(str(number * 60))
    return Given(str(number)) if LEAST_MINUTES_BARE <= number < 24 * 60 else None


def _activity(text: str, today: date) -> Given | None:
    found = activities.spans(text)
    if found and (durations.spans(text) or dates.day_in(text, today)):
        return _with_more(text, today)
    if not found or len(text.split()) > FEW_WORDS:
        return None
    return Given(f"{found[0].kind}:{text.strip()}")


def _confirm(text: str, today: date) -> Given | None:
    short = len(text.split()) <= FEW_WORDS
    if not (short or corrects(text)):
        return None
    found = pieces(text, today)
    if not found:
        return None
    return Given("add" if adds(text) else None, told(text, found))


def _offered(text: str, today: date) -> Given | None:
    """« plus tard », « oui mais 2h »; what names no duration is about something else."""
    if not durations.spans(text):
        return Given("later") if _LATER.search(fold(text)) else None
    return _confirm(text, today)


def _piece(text: str, today: date) -> Given | None:
    named = fold(text).strip(" .!")
    for piece, pattern in _PIECES.items():
        if pattern.match(named):
            return Given(piece)
    return _confirm(text, today)


def _which(pending: Pending, text: str, today: date) -> Given | None:
    """« mardi », « l'atelier »: the only entry of that day or that activity."""
    for piece in pieces(text, today) if len(text.split()) <= FEW_WORDS else ():
        alike = [
            index
            for index, entry in enumerate(pending.draft.entries)
            if piece.day in (None, entry.day) and piece.activity in (None, entry.activity)
        ]
        if len(alike) == 1:
            return Given(str(alike[0]))
    return None


def _with_more(text: str, today: date) -> Given | None:
    found = pieces(text, today)
    return Given(None, told(text, found)) if found else None


YES_NO = frozenset({"confirm", "long", "again", "appointment", "overlap"})
READERS: Mapping[str, Callable[[str, date], Given | None]] = {
    "day": _day,
    "minutes": _minutes,
    "activity": _activity,
    "confirm": _confirm,
    "wrong": _piece,
    "change": _piece,
    "long": _confirm,
    "line": _confirm,
    "appointment": _offered,
}
