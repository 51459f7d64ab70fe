"""How well requests are understood: pairs in, scores out. The caller reads the files and asks the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

Pair = tuple[str, str | None]  # (the request expected, the request got)


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
    right = [expected == got for expected, got in pairs]
    return sum(right) / len(right) if right else 1.0


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
