"""A message cut into clauses of at most one duration each, with its days and activities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from nlu import activities, dates, durations

# Nobody tells more in one message; what follows stays in the last clause.
MOST = 150
DURATION, DAY, ACTIVITY = "duration", "day", "activity"

_BREAK = re.compile(
    r"(?P<strong>[.;!?\n]+)|(?P<but>(?<![a-z])(?:mais|sinon|par contre|but)(?![a-z]))"
    r"|(?P<and>(?<![a-z0-9])(?:et|puis|pi|ensuite|apres ca|and|then|n|plus)(?![a-z0-9'])|[+&])|(?P<comma>,| / | - )"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that a message says, and where."""

    start: int
    end: int
    kind: str
    minutes: int = 0
    piece: dates.Piece | None = None
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the message; `link` is the break before it: strong, but, and, comma, none."""

    start: int
    end: int
    link: str
    tokens: Sequence[Token] = field(default=())

    def of(self, kind: str) -> list[Token]:
        return [token for token in self.tokens if token.kind == kind]

    @property
    def duration(self) -> Token | None:
        return next(iter(self.of(DURATION)), None)


def duration_tokens(spans: Sequence[durations.Span]) -> list[Token]:
    return [Token(span.start, span.end, DURATION, minutes=span.minutes) for span in spans]


def day_tokens(pieces: Sequence[dates.Piece]) -> list[Token]:
    return [Token(piece.start, piece.end, DAY, piece=piece) for piece in pieces]


def activity_tokens(spans: Sequence[activities.Span]) -> list[Token]:
    return [Token(span.start, span.end, ACTIVITY, activity=span.kind) for span in spans]


def clauses(folded: str, tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a message, in order; one without a token is kept, for what its words say."""
    cut = [clause for part in _broken(folded, tokens) for clause in _one_duration_each(part)]
    return [clause for clause in cut if folded[clause.start : clause.end].strip()]


def _broken(folded: str, tokens: Sequence[Token]) -> list[Clause]:
    covered = bytearray(len(folded))
    for token in tokens:
        covered[token.start : token.end] = b"\1" * (token.end - token.start)
    found = (one for one in _BREAK.finditer(folded) if not covered[one.start()])
    breaks = list(islice(found, MOST))
    starts = [0, *(one.end() for one in breaks)]
    ends = [*(one.start() for one in breaks), len(folded)]
    links = ["none", *(one.lastgroup or "none" for one in breaks)]
    done: list[Clause] = []
    at = 0
    for start, end, link in zip(starts, ends, links, strict=True):
        inside = []
        while at < len(tokens) and tokens[at].start < end:
            inside.append(tokens[at])
            at += 1
        done.append(Clause(start, end, link, inside))
    return _unbroken(folded, done)


def _unbroken(folded: str, parts: Sequence[Clause]) -> list[Clause]:
    """Empty stretches dropped (« , et »), the stronger link kept."""
    done: list[Clause] = []
    waiting = ""
    for part in parts:
        if not folded[part.start : part.end].strip():
            waiting = waiting or part.link
            continue
        strong = waiting if waiting in ("strong", "but") else part.link
        done.append(Clause(part.start, part.end, strong, part.tokens))
        waiting = ""
    return done


def _one_duration_each(part: Clause) -> list[Clause]:
    """« lundi 2h cv mardi 3h atelier »: cut where the first piece shows that the next begins."""
    if len(part.tokens) < 2:
        return [part]
    cuts = [part.start]
    for first, second in _neighbours(part.tokens):
        cuts.append(_cut(part.tokens, first, second))
    ends = [*cuts[1:], part.end]
    links = [part.link, *("none" for _ in cuts[1:])]
    return [
        Clause(start, end, link, [token for token in part.tokens if start <= token.start < end])
        for start, end, link in zip(cuts, ends, links, strict=True)
    ]


def _neighbours(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    kind = DURATION if any(token.kind == DURATION for token in tokens) else DAY
    places = [place for place, token in enumerate(tokens) if token.kind == kind]
    if kind == DAY and not any(token.kind == ACTIVITY for token in tokens):
        return []
    return list(pairwise(places))


def _cut(tokens: Sequence[Token], first: int, second: int) -> int:
    opening_kinds = {token.kind for token in takewhile(lambda token: token.kind != tokens[first].kind, tokens)}
    between = tokens[first + 1 : second]
    for kind in (DAY, ACTIVITY):
        opening = next((token for token in between if token.kind == kind), None)
        if kind in opening_kinds and opening:
            return opening.start
    return tokens[second].start
