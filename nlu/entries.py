"""The pieces of time that a message tells: each duration with its day and its activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from nlu import activities, dates, durations, refusals
from nlu.clauses import (
    ACTIVITY,
    DAY,
    DURATION,
    Clause,
    activity_tokens,
    clauses,
    day_tokens,
    duration_tokens,
)
from nlu.texts import composed, fold
from nlu.understanding import Entry

MASK = "_"  # stands for what is already read, so that « 14 » of « de 14 à 16 » is no day
FULL_DAY = 10 * 60  # more than that on each of several days is their sum: « 26h du lundi au jeudi »
WORDS_ALONE = 4  # « c'était jeudi. », « Dimanche. »: so few words, and the day goes for all that was told
SHORT = 40  # characters of a piece that only adds to a list: « 2h de CV et un entretien »
EDGES = " ,;:.!?-+&/\n\t"


@dataclass(frozen=True)
class Reading:
    """What a message carries; `week` and `same_week_as` are Mondays.

    `nothing_done` says « rien », of the whole message: `week` or `dates.day_in` tell of when.
    """

    entries: tuple[Entry, ...] = ()
    same_as: date | None = None
    same_week_as: date | None = None
    nothing_done: bool = False
    week: date | None = None


@dataclass(frozen=True)
class _Draft:
    """A piece being put together; `dated` by its own clause, `heading` when its activity leads."""

    start: int
    end: int
    link: str
    minutes: int | None
    days: tuple[date, ...]
    activity: str | None
    dated: bool = False
    heading: bool = False
    total: bool = False
    done: bool = False


def read(text: str, today: date) -> Reading:
    """What `text` carries, said on `today`."""
    text = composed(text)
    folded = fold(text)
    lengths = durations.spans(text)
    pieces = dates.pieces(masked(text, lengths), today)
    same = next((piece for piece in pieces if refusals.same_before(folded, piece.start)), None)
    when = [it for it in pieces if it is not same and not refusals.only_bounds(folded, it.start)]
    wrong = refusals.taken_back(folded, lengths)
    kept = [span for span in lengths if span not in wrong]
    drafts = _drafts(refusals.unsaid(folded, wrong), _clauses(text, folded, kept, when))
    idle = refusals.nothing_done(folded)
    drafts = _told(_dated_by_lone_day(folded, drafts, when, today), idle=idle)
    entries = tuple(entry for draft in drafts for entry in _entries(text, draft))
    week = dates.week_span(text, today)
    as_week = week is not None and refusals.same_before(folded, week.start)
    return Reading(
        entries=entries,
        same_as=same.days[0] if same and not any(entry.minutes for entry in entries) else None,
        same_week_as=week.monday if week and as_week else None,
        nothing_done=not entries and idle,
        week=week.monday if week and not as_week else None,
    )


def masked(text: str, spans: Sequence[durations.Span]) -> str:
    """`text` with `spans` covered, so that no number in them is taken for a day."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], MASK * (span.end - span.start)]
        at = span.end
    return "".join([*parts, text[at:]])


def _clauses(
    text: str, folded: str, lengths: Sequence[durations.Span], pieces: Sequence[dates.Piece]
) -> list[Clause]:
    free = [span for span in activities.spans(text) if not any(_over(span, length) for length in lengths)]
    tokens = [
        *duration_tokens(lengths),
        *activity_tokens(free),
        *day_tokens(_lists(folded, pieces, lengths)),
    ]
    return clauses(folded, sorted(tokens, key=lambda token: token.start))


def _over(one: activities.Span, other: durations.Span) -> bool:
    return one.start < other.end and other.start < one.end


def _lists(folded: str, pieces: Sequence[dates.Piece], lengths: Sequence[durations.Span]) -> list[dates.Piece]:
    """Days joined in lists, save where each has its own duration: « 2h lundi, mardi 3h »."""
    done: list[dates.Piece] = []
    group: list[dates.Piece] = []
    for piece in pieces:
        if group and not dates.are_joined(folded, group[-1], piece):
            done += _list(folded, group, lengths)
            group = []
        group.append(piece)
    return done + _list(folded, group, lengths)


def _list(folded: str, group: list[dates.Piece], lengths: Sequence[durations.Span]) -> list[dates.Piece]:
    if len(group) < 2:
        return group
    before = any(not _parted(folded, span.end, group[0].start) for span in lengths if span.end <= group[0].start)
    after = any(not _parted(folded, group[-1].end, span.start) for span in lengths if span.start >= group[-1].end)
    if before and after:
        return [*dates.joined(folded, group[:-1]), group[-1]]
    return dates.joined(folded, group)


def _parted(folded: str, start: int, end: int) -> bool:
    between = folded[start:end]
    return any(sign in between for sign in (",", ";", ".", "\n", " et ", " puis ", " mais "))


def _drafts(folded: str, parts: Sequence[Clause]) -> list[_Draft]:
    drafts: list[_Draft] = []
    current: tuple[date, ...] = ()
    refused = False
    for place, part in enumerate(parts):
        refused = refusals.denied(folded, part) or (refused and refusals.goes_on(folded, part))
        own = next((token.piece.days for token in part.of(DAY) if token.piece), ())
        current = own or current
        if refused:
            continue
        if own and _closes(part, parts[place + 1] if place + 1 < len(parts) else None):
            drafts = _dated_back(drafts, own, part.link)
        drafts = _with(folded, drafts, part, own, current)
    return _shared(drafts)


def _closes(part: Clause, following: Clause | None) -> bool:
    """Does the day of this clause end what was said, rather than open what comes: « 2h de CV, lundi »?"""
    length = part.duration
    if length:
        return part.of(DAY)[0].start > length.start
    return following is None or not following.tokens or following.link == "strong" or bool(following.of(DAY))


def _dated_back(drafts: list[_Draft], days: tuple[date, ...], link: str) -> list[_Draft]:
    """A day that comes last holds for the pieces of its sentence that had none."""
    done: list[_Draft] = []
    reached = True
    for draft in reversed(drafts):
        reached = reached and link not in ("strong", "but") and not draft.days
        done.append(replace(draft, days=days) if reached else draft)
        link = draft.link
    return done[::-1]


def _with(
    folded: str, drafts: list[_Draft], part: Clause, own: tuple[date, ...], current: tuple[date, ...]
) -> list[_Draft]:
    """`drafts` with what one clause adds: a piece, or what the piece before it lacked."""
    before = drafts[-1] if drafts else None
    length, activity = part.duration, _activity(part)
    if activity is None and before and own and refusals.another(folded, part):
        activity = before.activity
    if length is None and activity is None:
        again = before and own and refusals.same_again(folded, part)
        return [*drafts, _again(before, part, own)] if before and again else drafts
    filled = _filled(folded, before, part, activity, own, current) if before and part.link != "but" else None
    if filled:
        return [*drafts[:-1], filled]
    minutes = length.minutes if length else None
    days = own or current
    return [
        *drafts,
        _Draft(
            part.start,
            part.end,
            part.link,
            minutes,
            days,
            activity,
            dated=bool(own),
            heading=_leads(part),
            total=refusals.adds_days_up(folded, part),
            done=refusals.tells_doing(folded, part),
        ),
    ]


def _again(before: _Draft, part: Clause, own: tuple[date, ...]) -> _Draft:
    return replace(before, start=part.start, end=part.end, link=part.link, days=own, dated=True)


def _filled(
    folded: str, before: _Draft, part: Clause, activity: str | None, own: tuple[date, ...], current: tuple[date, ...]
) -> _Draft | None:
    """The piece before, made whole by this clause; None when the clause is a piece of its own."""
    length = part.duration
    free = not own or not before.days or own == before.days
    days = before.days or own or current
    total = before.total or refusals.adds_days_up(folded, part)
    if length and before.minutes is None and free and activity in (None, before.activity):
        return replace(before, minutes=length.minutes, days=days, end=part.end, heading=True, total=total)
    if length or (own and own != before.days) or part.link == "strong":
        return None
    if before.activity is None and before.minutes is not None:
        return replace(before, activity=activity, days=days, end=part.end, total=total)
    return replace(before, end=part.end, total=total) if activity == before.activity else None


def _activity(part: Clause) -> str | None:
    """The activity of a clause: the first after its duration, else the nearest before."""
    named, length = part.of(ACTIVITY), part.duration
    if not named:
        return None
    after = [token for token in named if length and token.start >= length.end]
    return (after[0] if after else named[0]).activity


def _leads(part: Clause) -> bool:
    """« atelier lundi 2h (et mardi 3h) »: the activity comes first, as a heading."""
    kinds = [token.kind for token in part.tokens]
    return len(kinds) > 2 and kinds[0] == ACTIVITY and sorted(kinds[1:3]) == sorted((DAY, DURATION))


def _shared(drafts: Sequence[_Draft]) -> list[_Draft]:
    """One activity for several durations: « 2h et 1h30 d'atelier », « atelier lundi 2h et mardi 3h »."""
    done = list(drafts)
    for place, (first, second) in reversed(list(enumerate(pairwise(drafts)))):
        lacks = first.activity is None and first.minutes is not None
        if lacks and _goes_with(second) and second.minutes is not None:
            done[place] = replace(first, activity=done[place + 1].activity)
    for place in range(1, len(done)):
        first, second = done[place - 1], done[place]
        same_day = _goes_with(second) and not second.dated
        if second.activity is None and (same_day or (first.heading and second.link in ("and", "comma", "none"))):
            done[place] = replace(second, activity=first.activity, heading=first.heading)
    return done


def _dated_by_lone_day(folded: str, drafts: list[_Draft], pieces: Sequence[dates.Piece], today: date) -> list[_Draft]:
    """« 40 minutes d'entretien. C'était jeudi. »: a day that is a sentence by itself, when no other is said."""
    if any(draft.days for draft in drafts) or len({piece.days for piece in pieces}) != 1:
        return drafts
    piece = pieces[0]
    alone = refusals.words_beside(folded, piece.start, piece.end) <= WORDS_ALONE
    if not alone or max(piece.days) > today:
        return drafts
    return [replace(draft, days=piece.days) for draft in drafts]


def _told(drafts: Sequence[_Draft], *, idle: bool) -> list[_Draft]:
    """`drafts` without what a story names in passing beside the time that it tells."""
    if not idle and not any(draft.minutes for draft in drafts):
        return list(drafts)
    after = [*drafts, None][1:]
    return [draft for draft, following in zip(drafts, after, strict=True) if _is_meant(draft, following)]


def _is_meant(draft: _Draft, following: _Draft | None) -> bool:
    if draft.minutes or draft.dated or draft.done:
        return True
    tied = draft.link in ("and", "comma") and draft.end - draft.start < SHORT
    return tied or bool(following and following.minutes and following.link == "and")


def _goes_with(draft: _Draft) -> bool:
    """Is the piece tied to the one before: « 2h et 1h30 », « 9h-12h 14h-17h »?"""
    return draft.link == "and" or (draft.link == "none" and not draft.dated)


def _entries(text: str, draft: _Draft) -> list[Entry]:
    words = text[draft.start : draft.end].strip(EDGES)
    days: Sequence[date | None] = draft.days or (None,)
    if len(days) > 1 and draft.minutes and (draft.total or draft.minutes > FULL_DAY):
        days = (None,)
    return [Entry(draft.minutes, day, draft.activity, words) for day in days]
