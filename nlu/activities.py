"""Activities in French text: words and phrases of `lexicon/activities.yaml` → their kind."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).with_name("lexicon") / "activities.yaml"
IGNORED = "not_an_activity"
IN_PASSING = "in_passing"
MOST = 150  # nobody names more in one message
LONG = 7  # letters of a word that is known in spite of a slip

_WORD = re.compile(r"[a-z0-9œæ]+")
_BETWEEN = r"[\s'.\-]{0,2}"
_Trie = dict[str, "_Trie"]
_END = ""

_DOUBLED = re.compile(r"([a-z])\1+")
_BREAK = re.compile(r"[.;!?\n,+&]|(?<![a-z])(?:et|puis|mais|and|then|but)(?![a-z])")
_LENGTH = re.compile(r"\d|(?<![a-z])(?:heures?|hours?|minutes?|demi|quarts?|half|matinee|journee|toute?)(?![a-z])")
_WEEKDAY = re.compile(r"(?<![a-z])(?:hier|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|aujourd|ce matin)")
_ARTICLE = r"(?:l[ea]s?|l'|mon|ma|mes|un|une|the|my|an?)"
_AT = re.compile(rf"(?<![a-z])(?:a|aux?|chez|dans|avec|par|des?|du|d'|at|in|with|from)(?:[ ]?{_ARTICLE})?[ ]?$")
_WITH = re.compile(rf"(?:[ ]*(?:avec|chez|aux?|a|pour|des?|du|d'|en|with|at|for|{_ARTICLE})(?![a-z])){{0,3}}[ ]*")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a text names an activity, and its kind, one of `understanding.ACTIVITIES`."""

    start: int
    end: int
    kind: str


def _stem(word: str) -> str:
    """A word without its plural; short ones are kept whole, so that « bus » is not « bu »."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def undoubled(word: str) -> str:
    """« letre » for « lettre »: doubled letters are often forgotten. Not in short words: « CCAS », « cas »."""
    return _DOUBLED.sub(r"\1", word) if len(_stem(word)) > 4 else word


def key(folded: str) -> str:
    """What two writings of one phrase share: « Letres  de-motivation » and « lettre de motivation »."""
    return "".join(_stem(undoubled(word)) for word in _WORD.findall(folded))


@cache
def _read() -> dict[str, list[str]]:
    """The file, read once."""
    read: dict[str, list[str]] = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    return {kind: [fold(str(phrase)) for phrase in listed] for kind, listed in read.items()}


@cache
def phrases() -> dict[str, str]:
    """Each phrase of the lexicon, folded → its kind."""
    return {phrase: kind for kind, listed in _read().items() if kind != IN_PASSING for phrase in listed}


@cache
def _in_passing() -> frozenset[str]:
    """The keys of what is often only the place or the means of another activity."""
    return frozenset(key(phrase) for phrase in _read()[IN_PASSING])


@cache
def _spellings() -> dict[str, tuple[str, int]]:
    """The long words that name an activity alone, less the letter at each place → the word, the place.

    Every word of the lexicon is there as well, whole (at -1).
    """
    words = {_stem(undoubled(word)) for phrase in phrases() for word in _WORD.findall(phrase)}
    alone = sorted(
        name for name, kind in lexicon().items() if kind != IGNORED and name in words and len(name) >= LONG
    )
    less = {short: (word, place) for word in alone for place, short in _one_less(word)}
    return less | {word: (word, -1) for word in words}


def _one_less(word: str) -> Iterator[tuple[int, str]]:
    return ((place, word[:place] + word[place + 1 :]) for place in range(len(word)))


def _respelt(word: str) -> str:
    """A long word as the lexicon writes it, one letter missing, added, changed or moved: « candidatur »."""
    once = undoubled(word)
    stem = _stem(once)
    spellings = _spellings()
    if len(stem) < LONG - 1:
        return once
    if stem in spellings:
        word, at = spellings[stem]
        return once if at == -1 else word
    for place, short in _one_less(stem):
        word, at = spellings.get(short, ("", 0))
        if len(word) >= LONG and at >= 0 and abs(at - place) <= 1:
            return word
    return once


def _plain(folded: str) -> tuple[str, dict[int, int]]:
    """`folded` in the lexicon's spelling, and where each word's start and end were."""
    parts: list[str] = []
    places: dict[int, int] = {}
    at = length = 0
    for found in _WORD.finditer(folded):
        word = _respelt(found.group())
        start = length + found.start() - at
        parts += [folded[at : found.start()], word]
        at, length = found.end(), start + len(word)
        places |= {start: found.start(), length: at}
    return "".join([*parts, folded[at:]]), places


@cache
def lexicon() -> dict[str, str]:
    """Each phrase's key → its kind."""
    return {key(phrase): kind for phrase, kind in phrases().items()}


def _listed(written: str) -> str:
    """The key of a phrase as it was written, also with the plural that short words seldom bear: « 3 CVs »."""
    name = key(written)
    return name if name in lexicon() else "".join(undoubled(word).rstrip("sx") for word in _WORD.findall(written))


def _grow(trie: _Trie, signs: list[str]) -> None:
    for sign in signs:
        trie = trie.setdefault(sign, {})
    trie[_END] = {}


def _signs(phrase: str) -> list[str]:
    """The phrase sign by sign, a plural allowed after each word and a gap between words."""
    signs: list[str] = []
    for word in _WORD.findall(phrase):
        signs += [*([_BETWEEN] if signs else []), *_stem(undoubled(word)), "[sx]?"]
    return signs


def _pattern(trie: _Trie) -> str:
    longer = [sign + _pattern(rest) for sign, rest in trie.items() if sign != _END]
    if not longer:
        return ""
    either = longer[0] if len(longer) == 1 and _END not in trie else f"(?:{'|'.join(longer)})"
    return f"{either}?" if _END in trie else either


@cache
def _regex() -> re.Pattern[str]:
    trie: _Trie = {}
    for phrase in phrases():
        _grow(trie, _signs(phrase))
    return re.compile(rf"(?<![a-z0-9œæ])(?=[a-z])(?:{_pattern(trie)})(?![a-z0-9œæ])")


@cache
def _leaning() -> dict[str, str]:
    """What is of another kind with whom follows: « rdv » with « kiné », « entretien » with « conseillère »."""
    visits = dict.fromkeys(("rdv", "rendez-vous", "appointment"), "lifting_barriers")
    talks = dict.fromkeys(("entretien", "entretient", "entrevue"), "appointment")
    return {key(word): kind for word, kind in (visits | talks).items()}


def spans(text: str) -> list[Span]:
    """The activities that `text` names, in order, none over another; the longest phrase wins."""
    folded = fold(text)
    plain, places = _plain(folded)
    named: list[Span] = []
    passing: list[bool] = []
    leaning = ""
    for found in islice(_regex().finditer(plain), MOST):
        name = _listed(found.group())
        span = Span(places[found.start()], places[found.end()], lexicon().get(name, IGNORED))
        if span.kind == IGNORED:
            continue
        if leaning == span.kind and _WITH.fullmatch(folded, named[-1].end, span.start):
            named[-1] = Span(named[-1].start, span.end, span.kind)
            leaning = ""
            continue
        named.append(span)
        passing.append(name in _in_passing())
        leaning = _leaning().get(name, "")
    return _meant(folded, named, passing)


def _meant(folded: str, named: Sequence[Span], passing: Sequence[bool]) -> list[Span]:
    """`named` without the places and means of the others: « 2h de CV à la médiathèque »."""
    if all(passing) or not any(passing):
        return list(named)
    breaks = [0, *(found.start() for found in _BREAK.finditer(folded)), len(folded)]
    parts = [bisect(breaks, span.start) for span in named]
    busy = {part for part, by in zip(parts, passing, strict=True) if not by}
    return [
        span
        for span, part, by in zip(named, parts, passing, strict=True)
        if not by or (part not in busy and _stands(folded, span, breaks[part - 1], breaks[part]))
    ]


def _stands(folded: str, span: Span, start: int, end: int) -> bool:
    """Has a place time of its own in its part of the message: « 1h à la CAF », « lundi CAF »?"""
    if _LENGTH.search(folded, start, end):
        return True
    return bool(_WEEKDAY.search(folded, start, end)) and not _AT.search(folded[start : span.start])


def kind_of(text: str) -> str | None:
    """The kind of the first activity that `text` names."""
    return next((span.kind for span in spans(text)), None)
