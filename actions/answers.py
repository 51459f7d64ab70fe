"""What the person answered to the question that waits: by a button, in a word, or in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions import declarations
from actions.declarations import MORE, choose_activity, go_on, said
from actions.person import Signed
from actions.questions import Ask, Draft, Given, Outcome, Pending
from actions.reply import Choice, Reply
from actions.store.work import Work
from content.values import Phrase
from nlu.understanding import ACTIVITIES, Entry


async def in_words(work: Work, who: Signed, pending: Pending, given: Given) -> Outcome:
    """A sentence with times, days or activities in it: it fills in, corrects or adds."""
    pieces = given.asked.entries if given.asked else ()
    if not pieces:
        return await ask_what_is_wrong(work, who, pending, "no")
    draft = replace(pending.draft, nothing_on=None)
    if given.value == "add":
        return await go_on(work, who, replace(draft, entries=(*draft.entries, *pieces)))
    return await amend(work, who, draft, pieces, asked_about=pending.index if pending.kind != "confirm" else None)


async def amend(
    work: Work, who: Signed, draft: Draft, pieces: tuple[Entry, ...], asked_about: int | None = None
) -> Outcome:
    """Puts corrected pieces in their place; asks which entry is meant when that is not certain."""
    if not draft.entries or len(pieces) > 1:
        return await go_on(work, who, replace(draft, entries=_completed(pieces, draft, asked_about), pieces=()))
    index = asked_about if asked_about is not None else _meant(draft, pieces[0])
    if index is not None:
        return await go_on(work, who, merge(draft, index, pieces[0]))
    choices = tuple(Choice(str(i), said(entry)) for i, entry in enumerate(draft.entries))
    return Outcome(ask=Ask("which", replace(draft, pieces=pieces), Reply("declarations.which_entry", {}, choices)))


def merge(draft: Draft, index: int, piece: Entry) -> Draft:
    """What the piece says replaces what the entry said; the rest stays. Checks are put anew."""
    old = draft.entries[index]
    known = {name: value for name in ("minutes", "day", "activity") if (value := getattr(piece, name)) is not None}
    told = (old.words, piece.words) if piece.activity else (old.words,)
    words = " / ".join(dict.fromkeys(part for part in told if part))
    draft = draft.with_entry(index, **known, words=words)
    return replace(draft, pieces=(), accepted=frozenset())


async def set_day(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    days = _days(value)
    if not days:
        return Outcome(keep=True)
    entries: list[Entry] = []
    together = all(entry.day is None for entry in pending.draft.entries)
    for index, entry in enumerate(pending.draft.entries):
        if entry.day is None and (together or index == pending.index):
            entries += [replace(entry, day=day) for day in days]
        else:
            entries.append(entry)
    return await go_on(work, who, replace(pending.draft, entries=tuple(entries)))


async def set_activity(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    if value == MORE:
        reply = Reply("declarations.which_activity_more", {}, choose_activity(more=True))
        return Outcome(ask=Ask("activity", pending.draft, reply, pending.index))
    kind, _, words = value.partition(":")
    if kind not in ACTIVITIES:
        return Outcome(keep=True)
    return await go_on(work, who, _for_alike(pending, "activity", kind, words))


async def set_minutes(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    if not value.isdecimal() or int(value) == 0:
        return Outcome(keep=True)
    return await go_on(work, who, _for_alike(pending, "minutes", int(value)))


async def confirm(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    if value == "yes":
        # A long wait, or another chat of the same person, may have changed what is true since the reading back.
        if await declarations.is_sound(work, who, pending.draft):
            return await declarations.record(work, who, pending.draft, pending.token)
        return await go_on(work, who, pending.draft)
    return await ask_what_is_wrong(work, who, pending, value)


async def ask_what_is_wrong(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """« Non » alone: which piece is not right, or nothing of it?"""
    draft = pending.draft
    if not draft.entries:
        return Outcome((Reply("declarations.left"),))
    if len(draft.entries) > 1 and value == "no":
        choices = tuple(Choice(str(i), said(entry)) for i, entry in enumerate(draft.entries))
        return Outcome(ask=Ask("which", draft, Reply("declarations.which_entry", {}, choices)))
    pieces = ("day", "minutes", "activity", "remove")
    choices = tuple(Choice(piece, Phrase(f"declarations.wrong_{piece}")) for piece in pieces)
    return Outcome(ask=Ask("wrong", draft, Reply("declarations.what_is_wrong", {}, choices), pending.index))


async def wrong(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    draft = replace(pending.draft, accepted=frozenset())
    if value == "remove":
        return await _remove(work, who, replace(pending, draft=draft))
    if value not in {"day", "minutes", "activity"}:
        return Outcome(keep=True)
    return await go_on(work, who, draft.without_piece(pending.index, value))


async def which(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    if not value.isdecimal() or int(value) >= len(pending.draft.entries):
        return Outcome(keep=True)
    index = int(value)
    if pending.draft.pieces:
        return await go_on(work, who, merge(pending.draft, index, pending.draft.pieces[0]))
    return await ask_what_is_wrong(work, who, replace(pending, index=index), "")


async def long(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    if value == "yes":
        return await go_on(work, who, _accept(pending, "long"))
    if value != "no":
        return Outcome(keep=True)
    return await go_on(work, who, pending.draft.without_piece(pending.index, "minutes"))


async def again(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    if value == "yes":
        return await go_on(work, who, _accept(pending, "again"))
    if value != "no":
        return Outcome(keep=True)
    return await _remove(work, who, pending)


async def _remove(work: Work, who: Signed, pending: Pending) -> Outcome:
    draft = pending.draft.without(pending.index)
    if not draft.entries and not draft.replaces:
        return Outcome((Reply("declarations.left"),))
    return await go_on(work, who, draft)


def _for_alike(pending: Pending, piece: str, value: object, told: str = "") -> Draft:
    """The answer in each entry that it serves, with the words that `told` it."""
    draft = pending.draft
    for index in pending.draft.alike(pending.index, piece):
        words = " / ".join(part for part in (draft.entries[index].words, told) if part)
        draft = draft.with_entry(index, **{piece: value, "words": words})
    return draft


def _accept(pending: Pending, check: str) -> Draft:
    return replace(pending.draft, accepted=pending.draft.accepted | {check})


def _meant(draft: Draft, piece: Entry) -> int | None:
    """The entry that a correction is for: the only one, or the only one of that day or activity."""
    if len(draft.entries) == 1:
        return 0
    for name in ("day", "activity"):
        value = getattr(piece, name)
        alike = [i for i, entry in enumerate(draft.entries) if value and getattr(entry, name) == value]
        if len(alike) == 1:
            return alike[0]
    return None


def _completed(pieces: tuple[Entry, ...], draft: Draft, asked_about: int | None) -> tuple[Entry, ...]:
    """Several pieces for one entry: each takes the activity that the entry had, where it says none."""
    if not draft.entries or (asked_about is None and len(draft.entries) > 1):
        return pieces
    old = draft.entries[asked_about or 0]
    return tuple(
        replace(piece, activity=piece.activity or old.activity, words=piece.words or old.words) for piece in pieces
    )


def _days(value: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(part) for part in value.split(","))
    except ValueError:
        return ()
