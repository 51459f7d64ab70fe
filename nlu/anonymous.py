"""A sentence without whoever it speaks of: what is not known to be harmless is hidden.

The words that may be shown are those of lexicon/common_words.txt, and the numbers plain durations, hours and small
counts. A word hidden too many costs a lesson at most; a name shown would cost somebody's trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from nlu.texts import fold

HIDDEN = "▒"
LEXICON = Path(__file__).with_name("lexicon") / "common_words.txt"
SIGNS = frozenset(" .,;:!?…'’\"«»()-–/+%€°&=*")
SMALL = 2  # digits of a count; more of them may be a telephone, a year of birth or a file
INITIALS = 4  # letters of CV, RSA, RQTH; more of them in capitals may be a surname
LINKS = frozenset({"de", "du", "des", "la", "le", "les", "et", "en", "au", "aux", "of", "the"})

_ADDRESS = re.compile(r"@|://|www\.|[^\W_]\.(?:com|fr|org|net|eu|io|info)\b", re.IGNORECASE)
_DOOR = re.compile(
    r"\b\d+(?= ?(?:bis|ter|quater)?,? (?:rue|avenue|av|boulevard|bd|all[ée]e|place|chemin|impasse|quai)\b)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![^\W_])\d+(?:[ .,:/()+_–-]{1,3}\d+)+(?![^\W_])")
_HOUR = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_HOURS = re.compile(rf"{_HOUR}(?: ?[-–] ?{_HOUR})?")
_DURATION = re.compile(
    r"\d{1,2}h(?:\d{2}(?:mn|min|m)?)?|h\d{1,2}"
    r"|\d{1,2}(?:hrs?|heures?|mn|mins?|minutes?|m|j|jours?|s|sem|semaines?|mois|ans?|fois|x|er?|eme|th|st|nd|rd|am|pm)"
)
_PIECE = re.compile(r"[^\W_]+|[\W_]")
_WORD = re.compile(r"[^\W_]+")
_BEGINS = re.compile(r"[.!?:;,…][ \"'’«(-]*$")
# « Mme Petit », « S. Petit »: whatever follows is a name, even when it is a common word too
_TITLED = re.compile(r"(?<![^\W_])(?:(?:mr|mme|mlle|dr|mrs|ms)\.?|(?<!\d )[a-z]\.) ?$")
_LOOK_BACK = 12  # characters before a word that tell whether it begins a sentence


def anonymous(text: str, known_names: Iterable[str]) -> str:
    """`text` on one line, with « ▒ » for every word and number that could tell who it is.

    The words of `known_names` are hidden always, however common they are. Done again, nothing changes.
    """
    names = frozenset(word for name in known_names for word in _telling_words(name))
    words = _on_one_line(text).split(" ")
    shown = " ".join(HIDDEN if _ADDRESS.search(word) else word for word in words)
    shown = _DOOR.sub(HIDDEN, shown)
    shown = _NUMBERS.sub(lambda found: found[0] if _plain_numbers(found[0]) else HIDDEN, shown)
    shouted = shown == shown.upper()
    pieces = [found[0] if _may_show(found, names, shouted) else HIDDEN for found in _PIECE.finditer(shown)]
    return re.sub(f"{HIDDEN}+", HIDDEN, "".join(pieces))


def _on_one_line(text: str) -> str:
    """Every letter and sign in its plain form, without the invisible ones and the loose accents that part a name."""
    seen = unicodedata.normalize("NFKC", "".join(filter(_is_seen, text)))
    return " ".join("".join(char for char in seen if unicodedata.category(char) not in {"Mn", "Me"}).split())


def _is_seen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cf", "Cc", "Cs"}


def _telling_words(name: str) -> list[str]:
    """« Maison de S. Martin » → maison, martin; all of its words when none says more than « de »."""
    words = _WORD.findall(fold(_on_one_line(name)))
    return [word for word in words if len(word) > 1 and word not in LINKS] or words


def _plain_numbers(chain: str) -> bool:
    """« 1,5 » and « 9:00-12:30 » are plain; « 06 12 34 56 78 » and « 12/03/1985 » are not."""
    groups = re.findall(r"\d+", chain)
    return _HOURS.fullmatch(chain) is not None or (len(groups) == SMALL and max(map(len, groups)) <= SMALL)


def _may_show(found: re.Match[str], names: frozenset[str], shouted: bool) -> bool:
    piece = found[0]
    if not _WORD.fullmatch(piece):
        return piece in SIGNS
    word = fold(piece)
    if word in names:
        return False
    if any(char.isdigit() for char in word):
        return word.isascii() and (_DURATION.fullmatch(word) is not None or (word.isdecimal() and len(word) <= SMALL))
    before = fold(f". {found.string[: found.start()]}"[-_LOOK_BACK:])
    return word in _common_words() and not _TITLED.search(before) and (shouted or _written_plainly(piece, before))


def _written_plainly(word: str, before: str) -> bool:
    """Small letters, an acronym, or a capital that begins a sentence: any other capital may make a name of it."""
    if word.isupper() and len(word) <= INITIALS:
        return True
    return word.islower() or (word.istitle() and _BEGINS.search(before) is not None)


@cache
def _common_words() -> frozenset[str]:
    lines = LEXICON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
