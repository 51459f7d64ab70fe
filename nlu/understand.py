"""Joins the lexicons, the model and the grammar: a text and today in, an Understanding out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nlu.answers import request_of
from nlu.client import Model, Parsed
from nlu.corrections import pieces, takes_back
from nlu.difficulties import kind_in
from nlu.distress import kind_of
from nlu.entries import Reading, read
from nlu.languages import language_of, named_language
from nlu.texts import fold
from nlu.topics import REQUESTS as HAVE_TOPICS
from nlu.topics import topic_in
from nlu.understanding import DIFFICULTIES, Guess, Understanding

CERTAIN = 1.0
GRAMMAR_ALONE = 0.5  # how sure the grammar is of « declare_hours » by itself
TOO_UNSURE = 0.4
# A number too many does less harm than one too few: distress need not be the likeliest (nlu/README.md).
AFRAID = 0.2
SURE = 0.8
ABOUT_HOURS = ("declare_hours", "deny", "affirm", "ask_what_counts", "ask_progress", "out_of_scope")
SETS_RIGHT = re.compile(
    r"\b(?:au lieu d|a la place d|(?:je|j) ?(?:voulais|voulai) dire\b|me suis tromp)"
    r"|\d ?(?:h|heures?|min)?\w* ?,? (?:et )?(?:pas|non|pa) \d"
)
SMALL_TALK = ("greet", "thank", "goodbye", "affirm", "deny", "cancel", "help", "out_of_scope")


@dataclass(frozen=True)
class Repair:
    """When `needed` holds of the model's first guess, `instead` is tried; None drops the guess for the next.

    The text comes folded.
    """

    needed: Callable[[str, Guess, Reading], bool]
    instead: str | None = None


def tells_time(reading: Reading) -> bool:
    """Whether the grammar found what only a declaration or a correction tells."""
    timed = any(entry.minutes for entry in reading.entries)
    return timed or reading.nothing_done or bool(reading.same_as or reading.same_week_as)


def worth_more(courtesy: Guess, reading: Reading) -> bool:
    """Whether the time told counts more than the courtesy: not in « je m'assois deux minutes, bonjour »."""
    if courtesy.confidence < SURE:
        return tells_time(reading)
    return any(entry.minutes and (entry.day or entry.activity) for entry in reading.entries)


def sets_right(text: str) -> bool:
    """Whether folded `text` says what is wrong beside what is right: « 3h pas 2 », « au lieu de lundi »."""
    return bool(SETS_RIGHT.search(text))


# What the model gets wrong and a plain rule knows better. Keep it short: the cure is more sentences.
REPAIRS = (
    # To the model « 3h pas 2 » is a declaration like another.
    Repair(
        lambda text, guess, _: guess.request in ABOUT_HOURS and guess.confidence < SURE and sets_right(text),
        "correct_declaration",
    ),
    # « bonjour, 2h de cv hier, merci »: three requests in one, and only one is worth an answer.
    Repair(
        lambda _, guess, reading: guess.request in SMALL_TALK and worth_more(guess, reading),
        "declare_hours",
    ),
    # Hours of nothing, said by a model that doubts, are no declaration.
    Repair(
        lambda _, guess, reading: (
            guess.request == "declare_hours"
            and guess.confidence < TOO_UNSURE
            and not (tells_time(reading) or reading.entries)
        )
    ),
)


class Understander:
    """Understands one text at a time; without a model, what is certain is still understood."""

    def __init__(self, model: Model | None) -> None:
        self._model = model

    async def understand(self, text: str, today: date) -> Understanding:
        """What `text`, said on `today`, asks and carries. Distress waits for nobody."""
        if kind_of(text):
            return Understanding(text, "distress", CERTAIN, language=language_of(text))
        if request := request_of(text):
            return Understanding(text, request, CERTAIN)
        parsed = await self._model.parse(text) if self._model else None
        return joined(text, today, read(text, today), parsed)


def understood_as(text: str, request: str, today: date) -> Understanding:
    """What `text` carries once its author has said which request it is."""
    return joined(text, today, read(text, today), Parsed((Guess(request, CERTAIN),), ()), said=True)


def joined(text: str, today: date, reading: Reading, parsed: Parsed | None, *, said: bool = False) -> Understanding:
    """One Understanding of what the grammar and the model, if it answered, make of `text`.

    `said`: the request is not guessed but told, and stays as it is.
    """
    if parsed and not said:
        guesses = repaired(fold(text), parsed.guesses, reading)
    else:
        guesses = parsed.guesses if parsed else by_grammar(fold(text), reading)
    first, *others = guesses or (Guess("", 0.0),)
    corrected = pieces(text, today) if first.request == "correct_declaration" else ()
    taken_back = first.request == "correct_declaration" and takes_back(text, corrected)
    entries = () if taken_back else corrected or reading.entries
    return Understanding(
        text,
        first.request or None,
        first.confidence,
        tuple(others),
        entries,
        kind_in(text) or difficulty_in(parsed),
        language_of(text),
        reading.same_as,
        reading.same_week_as,
        reading.nothing_done,
        taken_back,
        corrected if taken_back else (),
        named_language(text) if first.request == "change_language" else None,
        reading.week,
        topic_in(text) if first.request in HAVE_TOPICS else None,
    )


def by_grammar(text: str, reading: Reading) -> tuple[Guess, ...]:
    """What folded `text` asks when there is no model to tell."""
    if not tells_time(reading):
        return ()
    return (Guess("correct_declaration" if sets_right(text) else "declare_hours", GRAMMAR_ALONE),)


def repaired(text: str, guesses: tuple[Guess, ...], reading: Reading) -> tuple[Guess, ...]:
    """The guesses after the first repair that is needed; a lone guess is never dropped."""
    guesses = _afraid(guesses)
    first, *others = guesses
    for repair in REPAIRS:
        if repair.needed(text, first, reading):
            if repair.instead is None:
                return (*others, first) if others else guesses
            sure = max(first.confidence, GRAMMAR_ALONE)
            return (Guess(repair.instead, sure), *(one for one in guesses if one.request != repair.instead))
    return guesses


def _afraid(guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
    """Distress first, where the model sees enough of it, and last where it sees hardly any."""
    distress = [guess for guess in guesses if guess.request == "distress"]
    others = [guess for guess in guesses if guess.request != "distress"]
    return (*distress, *others) if distress and distress[0].confidence >= AFRAID else (*others, *distress)


def difficulty_in(parsed: Parsed | None) -> str | None:
    """The first difficulty that the model knows by its catalogue name."""
    found = (entity for entity in parsed.entities if entity.kind == "difficulty") if parsed else ()
    return next((entity.value for entity in found if entity.value in DIFFICULTIES), None)
