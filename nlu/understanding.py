"""The shape of an understanding: what a message asks and carries. The only door that actions may open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

REQUESTS = (
    "distress", "declare_hours", "correct_declaration", "ask_progress", "ask_what_counts",
    "ask_obligations", "ask_contract", "ask_fewer_hours", "ask_sanctions", "contest_sanction",
    "report_difficulty", "report_absence", "ask_appointment", "report_change", "ask_update_declaration",
    "ask_payment", "talk_to_advisor", "set_reminders", "stop_reminders", "manage_data", "ask_bot",
    "change_language", "help", "affirm", "deny", "cancel", "greet", "thank", "goodbye", "out_of_scope",
)  # fmt: skip
ACTIVITIES = (
    "job_search", "interview", "training", "workshop", "immersion", "insertion_mission",
    "business_creation", "appointment", "lifting_barriers", "paid_work", "volunteering", "other",
)  # fmt: skip
DIFFICULTIES = (
    "health", "disability", "childcare", "family", "transport", "housing", "money", "digital",
    "language", "literacy", "administrative", "justice", "discouragement", "discrimination", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One piece of time that a message tells; what was not said is None, never guessed.

    `minutes` is whole minutes; `day` a civil date in the person's zone; `activity` one of ACTIVITIES;
    `words` the person's own words for this piece.
    """

    minutes: int | None = None
    day: date | None = None
    activity: str | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Guess:
    """A request and how sure the model is of it, between 0 and 1."""

    request: str
    confidence: float


@dataclass(frozen=True)
class Understanding:
    """What a message asks and carries. `request` is one of REQUESTS, None when the model did not answer."""

    text: str = field(repr=False)
    request: str | None
    confidence: float = 0.0
    alternatives: tuple[Guess, ...] = ()
    entries: tuple[Entry, ...] = ()
    difficulty: str | None = None
    language: str = "fr"
    same_as: date | None = None  # « la même chose qu'hier »: the day whose entries are meant
    same_week_as: date | None = None  # « comme la semaine dernière »: the Monday of the week meant
    nothing_done: bool = False  # « rien cette semaine »
    taken_back: bool = False  # a cancellation: nothing is to stand in place of what it is about
    about: tuple[Entry, ...] = ()  # what a cancellation says of the line that is to go
    wants_language: str | None = None  # the language that is asked for, as a code, when one is named
    week: date | None = None  # the Monday of the week that a question or « rien » is about, when it was said
    topic: str | None = None  # the part of the contract that is asked about, one of nlu/lexicon/topics.yaml

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """All that the message may be, the likeliest first; none when the model did not answer."""
        return (Guess(self.request, self.confidence), *self.alternatives) if self.request else self.alternatives
