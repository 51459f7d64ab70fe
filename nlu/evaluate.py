"""How well messages are understood: judged answers in, figures out. The caller reads the files and asks the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Pair = tuple[str, str | None]  # (the request expected, the request got)
type Entry = tuple[int | None, date | None, str | None]  # minutes, day, activity

NOISY = frozenset({"sms", "dictated", "foreign", "angry", "story"})
CARRY_ENTRIES = frozenset({"declare_hours", "correct_declaration"})
DISTRESS, OUT_OF_SCOPE = "distress", "out_of_scope"
STEPS = 10  # of confidence, in the figure of reliability


@dataclass(frozen=True)
class Example:
    """A sentence of the exam: what it asks, in which way of writing, and what it carries where that is said."""

    say: str = field(repr=False)
    request: str
    way: str
    language: str
    entries: tuple[Entry, ...] | None = None
    difficulty: str | None = None


@dataclass(frozen=True)
class Judged:
    """An example and what came of it. `acts`: done without asking; `refused`: not understood, or out of scope."""

    example: Example
    got: str | None
    confidence: float
    entries: tuple[Entry, ...]
    difficulty: str | None
    acts: bool
    refused: bool

    @property
    def right(self) -> bool:
        return self.got == self.example.request


@dataclass(frozen=True)
class Score:
    """How one request fares: `right` of `said` sentences were understood, `taken` others taken for it."""

    said: int = 0
    right: int = 0
    taken: int = 0

    @property
    def recall(self) -> float:
        """The part of its sentences that is understood, 0 to 1; 1 when there is none."""
        return self.right / self.said if self.said else 1.0

    @property
    def precision(self) -> float:
        """The part of what is seen as it that is it, 0 to 1; 1 when there is none."""
        seen = self.right + self.taken
        return self.right / seen if seen else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both, 0 to 1."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def accuracy(pairs: Iterable[Pair]) -> float:
    """The part of the pairs that agree, 0 to 1; 1 when there is none."""
    return part(expected == got for expected, got in pairs)


def scores(pairs: Iterable[Pair]) -> dict[str, Score]:
    """Each request that was expected, with its score, in alphabetical order."""
    counts = Counter(pairs)
    return {request: score_of(request, counts) for request in sorted({expected for expected, _ in counts})}


def score_of(request: str, counts: Counter[Pair]) -> Score:
    """The score of one request among counted pairs."""
    said = sum(count for (expected, _), count in counts.items() if expected == request)
    seen = sum(count for (_, got), count in counts.items() if got == request)
    right = counts[request, request]
    return Score(said, right, seen - right)


def confusions(pairs: Iterable[Pair]) -> list[tuple[Pair, int]]:
    """The pairs that disagree, the most frequent first."""
    return Counter(pair for pair in pairs if pair[0] != pair[1]).most_common()


def part(true: Iterable[bool]) -> float:
    """The part that is true, 0 to 1; 1 when there is none."""
    found = list(true)
    return sum(found) / len(found) if found else 1.0


def pairs_of(judged: Iterable[Judged]) -> list[Pair]:
    return [(one.example.request, one.got) for one in judged]


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """The figures that are kept from release to release, by name, 0 to 1 each."""
    return {name: round(measure(judged), 4) for name, measure in FIGURES.items()}


def by_way(judged: Iterable[Judged]) -> dict[tuple[str, str], list[Judged]]:
    """(language, way of writing) → its sentences."""
    ways: dict[tuple[str, str], list[Judged]] = {}
    for one in judged:
        ways.setdefault((one.example.language, one.example.way), []).append(one)
    return dict(sorted(ways.items()))


def reliability(judged: Iterable[Judged]) -> list[tuple[float, float, int]]:
    """By step of confidence: how sure on the average, how often right, how many."""
    steps: dict[int, list[Judged]] = {}
    for one in judged:
        steps.setdefault(min(STEPS - 1, int(one.confidence * STEPS)), []).append(one)
    return [
        (sum(one.confidence for one in found) / len(found), part(one.right for one in found), len(found))
        for _, found in sorted(steps.items())
    ]


def worst(judged: Iterable[Judged], how_many: int = 50) -> list[Judged]:
    """The mistakes that were the surest of themselves."""
    return sorted((one for one in judged if not one.right), key=lambda one: -one.confidence)[:how_many]


def fallen(
    now: Mapping[str, float], baseline: Mapping[str, float], by: float = 0.01
) -> dict[str, tuple[float, float]]:
    """The figures that fell by more than `by` since the baseline: name → (before, now)."""
    higher = {name: -1 if name in LOWER_IS_BETTER else 1 for name in baseline}
    return {
        name: (before, now[name])
        for name, before in baseline.items()
        if (before - now[name]) * higher[name] > by + 1e-9
    }


def _requests(judged: Sequence[Judged], language: str) -> float:
    return part(one.right for one in judged if one.example.language == language)


def _noisy(judged: Sequence[Judged]) -> float:
    return part(one.right for one in judged if one.example.way in NOISY and one.example.language == "fr")


def _macro_f1(judged: Sequence[Judged]) -> float:
    found = scores(pairs_of(judged)).values()
    return sum(score.f1 for score in found) / len(found)


def _entries(judged: Sequence[Judged], language: str) -> float:
    asked = [one for one in judged if one.example.entries is not None and one.example.language == language]
    return part(one.entries == one.example.entries for one in asked)


def _difficulty(judged: Sequence[Judged]) -> float:
    return part(one.difficulty == one.example.difficulty for one in judged if one.example.difficulty)


def _distress_seen(judged: Sequence[Judged]) -> float:
    return part(one.got == DISTRESS for one in judged if one.example.request == DISTRESS)


def _distress_alarms(judged: Sequence[Judged]) -> float:
    others = [one for one in judged if one.example.request != DISTRESS]
    return part(one.got == DISTRESS for one in others)


def _out_of_scope_seen(judged: Sequence[Judged]) -> float:
    return part(one.refused for one in judged if one.example.request == OUT_OF_SCOPE)


def _refused(judged: Sequence[Judged]) -> float:
    return part(one.refused for one in judged if one.example.request != OUT_OF_SCOPE)


def _acts(judged: Sequence[Judged]) -> float:
    return part(one.acts for one in judged)


def _right_when_it_acts(judged: Sequence[Judged]) -> float:
    return part(one.right for one in judged if one.acts)


def _miscalibration(judged: Sequence[Judged]) -> float:
    """The mean distance between how sure and how often right (expected calibration error)."""
    steps = reliability(judged)
    return sum(abs(sure - right) * count for sure, right, count in steps) / max(1, sum(count for *_, count in steps))


LOWER_IS_BETTER = frozenset({"distress_false_alarms", "in_scope_refused", "miscalibration"})
FIGURES: Mapping[str, Callable[[Sequence[Judged]], float]] = {
    "request_right_fr": lambda judged: _requests(judged, "fr"),
    "request_right_noisy_fr": _noisy,
    "request_right_en": lambda judged: _requests(judged, "en"),
    "macro_f1": _macro_f1,
    "entries_exact_fr": lambda judged: _entries(judged, "fr"),
    "entries_exact_en": lambda judged: _entries(judged, "en"),
    "difficulty_right": _difficulty,
    "distress_recall": _distress_seen,
    "distress_false_alarms": _distress_alarms,
    "out_of_scope_recall": _out_of_scope_seen,
    "in_scope_refused": _refused,
    "acts_without_asking": _acts,
    "right_when_it_acts": _right_when_it_acts,
    "miscalibration": _miscalibration,
}
