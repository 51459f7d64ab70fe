"""What a correction carries: the corrected values alone, also a lone day or a lone activity."""

from __future__ import annotations

import re
from datetime import date

from nlu import activities, dates
from nlu.entries import read
from nlu.texts import fold
from nlu.understanding import Entry

# « c'était mardi pas lundi », « pas du cv, un entretien »: what is denied is not the correction.
_DENIED = re.compile(
    r"\b(?:et pas|et non|mais pas|c'?\s?etait pas|pas|non|au lieu de|plutot que)\b"
    r"(?: (?:de|du|des|le|la|les|un|une|d'))*\s?[^,;.]*?"
    r"(?=,|;|\.|\bmais\b|\bc'?\s?etait\b|\bc'?\s?est\b|\ben realite\b|\bplutot\b|$)"
)
_TAKES_BACK = re.compile(r"\b(?:annul|suppr|effac|enlev|enleve|retir|cancel|delet|remov|jamais)")


def pieces(text: str, today: date) -> tuple[Entry, ...]:
    """The pieces of entries in `text`: whole ones, or a lone day or activity; none where nothing is told."""
    if found := read(text, today).entries:
        return found
    kept = _without_denied(text)
    kinds = activities.spans(kept)
    piece = Entry(day=dates.day_in(kept, today), activity=kinds[0].kind if kinds else None, words=text.strip())
    return (piece,) if piece.day or piece.activity else ()


def takes_back(text: str, found: tuple[Entry, ...]) -> bool:
    """« annule », « supprime le truc de lundi »: nothing is to stand in its place."""
    return _TAKES_BACK.search(fold(text)) is not None and not any(piece.minutes for piece in found)


def _without_denied(text: str) -> str:
    folded = fold(text)
    kept = list(text) if len(folded) == len(text) else list(folded)
    for denied in _DENIED.finditer(folded):
        if denied.start() == 0 and folded.startswith("non"):
            continue  # « non mardi » begins with its answer
        kept[denied.start() : denied.end()] = " " * (denied.end() - denied.start())
    return "".join(kept)
