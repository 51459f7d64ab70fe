"""Changing or cancelling what is recorded: a reversal and a new line, never an overwriting."""

from __future__ import annotations

from dataclasses import replace

from actions import progress
from actions.answers import amend, wrong
from actions.declarations import go_on
from actions.person import Signed
from actions.questions import Ask, Draft, Outcome, Pending
from actions.records import Declared
from actions.reply import Choice, Reply
from actions.store.work import Work
from content.values import Phrase
from nlu.understanding import Entry, Understanding

LINES_OFFERED = 6


async def correct(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """Finds the line that is meant, or asks which; then reads the change back before anything is written."""
    lines = await _recent(work, who)
    if not lines:
        nothing = Reply("corrections.nothing_to_correct")
        whole = [entry for entry in asked.entries if entry.minutes and entry.day]
        return await go_on(work, who, Draft(asked.entries), nothing) if whole else Outcome((nothing,))
    wanted = Draft(pieces=asked.entries[:1], taken_back=asked.taken_back)
    meant = _meant(lines, asked.about or asked.entries[:1])
    return _ask_which(lines, wanted) if meant is None else await change_line(work, who, meant.id, wanted)


async def which_line(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """Which recorded line is to be corrected was chosen."""
    if not value.isdecimal():
        return Outcome(keep=True)
    return await change_line(work, who, int(value), pending.draft)


async def line_in_words(work: Work, who: Signed, pending: Pending, asked: Understanding) -> Outcome:
    """« celle de lundi », or the new value before its line was chosen: nothing of what was said is lost."""
    lines = await _recent(work, who)
    named = [replace(piece, minutes=None) for piece in asked.entries if piece.day or piece.activity]
    meant = _meant(lines, tuple(named)) if named else None
    new = tuple(piece for piece in asked.entries[:1] if piece.minutes)
    wanted = replace(pending.draft, pieces=new or pending.draft.pieces)
    return _ask_which(lines, wanted) if meant is None else await change_line(work, who, meant.id, wanted)


async def what_to_change(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """What is to be changed in a recorded line was chosen."""
    if value == "remove":
        return await go_on(work, who, replace(pending.draft, entries=()))
    if value == "other":
        return _ask_which(await _recent(work, who), Draft())
    return await wrong(work, who, pending, value)


async def change_line(work: Work, who: Signed, line_id: int, wanted: Draft) -> Outcome:
    """Starts the change of one recorded line: the new value at once when it was said, else what to change."""
    found = await work.declarations.by_id(who.person.id, (line_id,))
    if not found:
        return Outcome((Reply("corrections.already_changed"),))
    draft = Draft((_entry(found[0]),), replaces=(line_id,))
    if wanted.taken_back:
        return await go_on(work, who, replace(draft, entries=()))
    if wanted.pieces:
        return await amend(work, who, draft, wanted.pieces)
    pieces = ("day", "minutes", "activity", "remove", "other")
    choices = tuple(Choice(piece, Phrase(f"declarations.wrong_{piece}")) for piece in pieces)
    reply = Reply("corrections.what_to_change", {"line": progress.line_of(found[0])}, choices)
    return Outcome(ask=Ask("change", draft, reply))


async def edited(work: Work, who: Signed, asked: Understanding, pending: Pending | None) -> Outcome:
    """A message was edited: what it began starts anew, what it declared is offered as a correction."""
    if pending and who.origin and pending.draft.origin == who.origin and asked.entries:
        return await go_on(work, who, replace(pending.draft, entries=asked.entries, accepted=frozenset()))
    number = who.origin and await work.declarations.receipt_from(who.person.id, who.origin)
    if not number:
        return Outcome((Reply("corrections.edited_unknown"),), keep=True)
    lines = await work.declarations.of_receipt(who.person.id, number)
    if not lines or not asked.entries or _same(lines, asked.entries):
        return Outcome((Reply("corrections.edited_same", {"number": number}),), keep=True)
    draft = Draft(asked.entries, tuple(line.id for line in lines), origin=who.origin)
    return await go_on(work, who, draft)


async def _recent(work: Work, who: Signed) -> tuple[Declared, ...]:
    return await work.declarations.last_lines(who.person.id, who.earliest, LINES_OFFERED)


def _ask_which(lines: tuple[Declared, ...], wanted: Draft) -> Outcome:
    choices = tuple(Choice(str(line.id), progress.line_of(line)) for line in lines)
    return Outcome(ask=Ask("line", wanted, Reply("corrections.which_line", {}, choices)))


def _meant(lines: tuple[Declared, ...], pieces: tuple[Entry, ...]) -> Declared | None:
    """The only line of the newest receipt, or the only line of the day or of the activity that was said."""
    for piece in pieces:
        of_day = [line for line in lines if piece.day and line.day == piece.day]
        of_kind = [line for line in of_day or lines if piece.activity and line.activity == piece.activity]
        if len(of_day) == 1 or len(of_kind) == 1:
            return (of_kind if len(of_kind) == 1 else of_day)[0]
    newest = [line for line in lines if line.receipt == max(each.receipt for each in lines)]
    return newest[0] if len(newest) == 1 else None


def _entry(line: Declared) -> Entry:
    return Entry(line.minutes, line.day, line.activity, line.words)


def _same(lines: tuple[Declared, ...], entries: tuple[Entry, ...]) -> bool:
    now = sorted((line.day, line.minutes, line.activity) for line in lines)
    said = [(e.day, e.minutes, e.activity) for e in entries]
    return None not in {part for what in said for part in what} and sorted(said) == now
