"""What an advisor recognises of declared time, what they ask of it, and what the person answers.

Nothing declared is changed by it: what is recognised stands beside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from actions import progress
from actions.access import Scope
from actions.escalation import human
from actions.person import Signed
from actions.questions import Ask, Draft, Outcome, Pending, says
from actions.records import Account, Held, Judged, Review
from actions.reply import Choice, Reply
from actions.store.work import Work
from content.values import Duration, Lines, Phrase, Said, Value
from nlu.understanding import ACTIVITIES, Understanding

MOST_MINUTES = 25 * 60
LONGEST_WORDS = 2000  # of an advisor; a person may write as much as a message holds
REMARKS_SHOWN = 6


@dataclass(frozen=True)
class Seen:
    """A line as the advisor saw it: `newest` is the id of the last review on the page, 0 when there was none."""

    line: int
    newest: int = 0


@dataclass(frozen=True)
class Told:
    """What became of one line. `outcome`: « done », or why nothing was written.

    « unknown » (no such line within reach), « corrected » (the person changed it meanwhile), « meanwhile » (somebody
    spoke of it meanwhile: `said` is what), « no_words », « long_words », « bad_minutes », « bad_activity »,
    « nothing_changes ». `replies` are to be announced to the person, with what was done.
    """

    line: int
    outcome: str
    person_id: int | None = None
    said: Review | None = None
    replies: tuple[Reply, ...] = field(default=(), repr=False)

    @property
    def done(self) -> bool:
        return self.outcome == "done"


async def validate(
    work: Work, scope: Scope, account: Account, seen: Sequence[Seen], now: datetime
) -> tuple[Told, ...]:
    """Recognises each line as it was declared, also where less was recognised before.

    A line that changed since it was seen is left as it is, and told; the others go through.
    """

    async def recognise(held: Held) -> Told:
        line = held.judged.line
        if held.judged.state != "validated":
            await work.reviews.add(
                line.id, "validated", now, minutes=line.minutes, activity=line.activity, account_id=account.id
            )
        return Told(line.id, "done", held.person_id, replies=_good_news(held.judged, account))

    return await _each(work, scope, seen, recognise, account, now, "line_validated")


async def ask(work: Work, scope: Scope, account: Account, seen: Seen, words: str, now: datetime) -> Told:
    """A question on a line, in words that the person reads and can answer."""
    words = words.strip()

    async def put(held: Held) -> Told:
        if fault := fault_of_words(words):
            return Told(seen.line, fault)
        await work.reviews.add(seen.line, "question", now, words=words, account_id=account.id)
        reply = Reply("reviews.asked", _values(held.judged, account.name, words))
        return Told(seen.line, "done", held.person_id, replies=(reply,))

    return (await _each(work, scope, (seen,), put, account, now, "line_asked"))[0]


async def requalify(
    work: Work,
    scope: Scope,
    account: Account,
    seen: Seen,
    *,
    minutes: int | None,
    activity: str | None,
    words: str,
    now: datetime,
) -> Told:
    """Recognises another duration or activity, for a reason that the person reads. None is « as declared »."""
    words = words.strip()

    async def recognise(held: Held) -> Told:
        line = held.judged.line
        kept = line.minutes if minutes is None else minutes
        kind = activity or line.activity
        if fault := fault_of(line.minutes, line.activity, kept, kind, words):
            return Told(seen.line, fault)
        await work.reviews.add(
            line.id, "requalified", now, minutes=kept, activity=kind, words=words, account_id=account.id
        )
        values = _values(held.judged, account.name, words) | {
            "result": _result(line.minutes, line.activity, kept, kind)
        }
        return Told(line.id, "done", held.person_id, replies=(Reply("reviews.requalified", values),))

    return (await _each(work, scope, (seen,), recognise, account, now, "line_requalified"))[0]


def fault_of(declared: int, was: str, minutes: int, activity: str, words: str) -> str | None:
    """Why a line cannot be recognised so, as an outcome of `Told`; None when it can."""
    if not 0 <= minutes <= MOST_MINUTES:
        return "bad_minutes"
    if activity not in ACTIVITIES:
        return "bad_activity"
    if (minutes, activity) == (declared, was):
        return "nothing_changes"
    return fault_of_words(words)


def fault_of_words(words: str) -> str | None:
    if not words.strip():
        return "no_words"
    return "long_words" if len(words) > LONGEST_WORDS else None


async def show(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """« Pourquoi on m'a enlevé une heure ? »: each remark word for word, and how to answer it."""
    remarked = await _remarked(work, who)
    if not remarked:
        return says("reviews.none", human=human(who))
    lines = Lines(tuple(_conversation(one) for one in remarked), apart=True)
    return says("reviews.list", remarks=lines)


async def answer(work: Work, who: Signed, asked: Understanding) -> Outcome:
    """« Répondre »: to the only remark, or to the one that is chosen."""
    remarked = await _remarked(work, who)
    if not remarked:
        return says("reviews.none", human=human(who))
    if len(remarked) == 1:
        return _await_words(remarked[0])
    choices = tuple(Choice(str(one.line.id), progress.line_of(one.line)) for one in remarked)
    return Outcome(ask=Ask("remark", Draft(), Reply("reviews.which", {}, choices)))


async def which(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """The remark to answer was chosen."""
    chosen = [one for one in await _remarked(work, who) if str(one.line.id) == value]
    return _await_words(chosen[0]) if chosen else Outcome(keep=True)


async def take_words(work: Work, who: Signed, pending: Pending, value: str) -> Outcome:
    """The person's answer, word for word."""
    line, words = pending.draft.about, value.strip()
    held = await work.reviews.hold([line] if line else [])
    mine = held.get(line or 0)
    if mine is None or mine.person_id != who.person.id or mine.judged.line.undone:
        return Outcome((Reply("reviews.line_changed"),))
    if not words:
        return Outcome(keep=True)
    await work.reviews.add(mine.judged.line.id, "answer", who.now, words=words)
    await work.reviews.recount(mine.contract_id)
    values: dict[str, Value] = {
        "line": progress.line_of(mine.judged.line), "words": Said(words), "human": human(who),
    }  # fmt: skip
    return Outcome((Reply("reviews.answered", values),))


async def _each(
    work: Work,
    scope: Scope,
    seen: Sequence[Seen],
    act: Callable[[Held], Awaitable[Told]],
    account: Account,
    now: datetime,
    deed: str,
) -> tuple[Told, ...]:
    """Does it to each line that is as it was seen; notes each in the audit, and what waits anew."""
    held = await work.reviews.hold([one.line for one in seen])
    told: list[Told] = []
    for one in seen:
        line = held.get(one.line)
        changed = _changed(one, line, scope)
        told.append(changed or await act(held[one.line]))
    for contract in sorted({held[each.line].contract_id for each in told if each.done}):
        await work.reviews.recount(contract)
    for each in told:
        if each.done:
            await work.audit.note(
                deed, now, account=account, person_id=each.person_id, contract_id=held[each.line].contract_id,
                detail=str(each.line),
            )  # fmt: skip
    return tuple(told)


def _changed(seen: Seen, held: Held | None, scope: Scope) -> Told | None:
    """Why a line is left as it is; None when it is as it was seen."""
    if held is None or not _within(scope, held) or held.judged.line.nothing:
        return Told(seen.line, "unknown")
    if held.judged.line.undone:
        return Told(seen.line, "corrected")
    newest = held.judged.newest
    if (newest.id if newest else 0) != seen.newest:
        return Told(seen.line, "meanwhile", said=newest)
    return None


def _within(scope: Scope, held: Held) -> bool:
    return held.organisation_id == scope.organisation_id and scope.advisor_id in (None, held.referent_id)


def _good_news(judged: Judged, account: Account) -> tuple[Reply, ...]:
    """A line of which the person had heard a remark: that it is now recognised whole. Others are told by the week."""
    if not any(review.kind != "validated" for review in judged.reviews) or judged.state == "validated":
        return ()
    values: dict[str, Value] = {"name": account.name, "line": progress.line_of(judged.line)}
    return (Reply("reviews.recognised_whole", values),)


async def _remarked(work: Work, who: Signed) -> tuple[Judged, ...]:
    ids = await work.reviews.remarked(who.person.id, REMARKS_SHOWN)
    lines = await work.declarations.by_id(who.person.id, ids)
    judged = {one.line.id: one for one in await work.reviews.judged(lines, words=True)}
    return tuple(judged[each] for each in ids if each in judged)


def _await_words(one: Judged) -> Outcome:
    values: dict[str, Value] = {"remark": _conversation(one)}
    return Outcome(ask=Ask("remark_words", Draft(about=one.line.id), Reply("reviews.write", values)))


def _values(judged: Judged, name: str, words: str) -> dict[str, Value]:
    return {"name": name, "line": progress.line_of(judged.line), "words": Said(words)}


def _conversation(one: Judged) -> Phrase:
    """A line and what was said of it, in order, whoever spoke."""
    said = tuple(_said(one, review) for review in one.reviews)
    return Phrase("reviews.conversation", {"line": progress.line_of(one.line), "said": Lines(said)})


def _said(one: Judged, review: Review) -> Phrase:
    values: dict[str, Value] = {"name": review.by or "", "words": Said(review.words)}
    if review.kind in {"validated", "requalified"}:
        kept, kind = review.minutes or 0, review.activity or one.line.activity
        values["result"] = _result(one.line.minutes, one.line.activity, kept, kind)
    return Phrase(f"reviews.said_{review.kind}", values)


def _result(declared: int, was: str, minutes: int, activity: str) -> Phrase:
    """« reconnu : 1 h sur 2 h », « reconnu : 2 h, comme atelier »."""
    values: dict[str, Value] = {"recognised": Duration(minutes), "declared": Duration(declared)}
    if activity == was:
        return Phrase("reviews.result", values)
    return Phrase("reviews.result_as", values | {"activity": progress.activity(activity)})
