"""Learning from what was not understood: only for those who said yes, without names, and for a while."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from actions.person import Speaker
from actions.questions import Outcome, says
from actions.records import Consent
from actions.reply import Reply
from actions.store.work import Work
from content.values import Phrase
from nlu.anonymous import anonymous
from nlu.distress import kind_of
from nlu.languages import language_of
from nlu.understanding import Guess, Understanding

GUESSES_KEPT = 3


async def offer(work: Work, who: Speaker, text: str, guesses: Sequence[Guess]) -> Reply | None:
    """What becomes of a sentence that was not understood: kept without names after a yes, and else nothing of it.

    The first time, the question whether such sentences may be kept comes back. It is put once, and does not wait.
    """
    if who.person is None or not who.house.learning_days or _tells_of_distress(text, guesses):
        return None
    consent = await work.people.learning(who.person.id)
    if consent.given:
        await _keep(work, who, text, guesses)
        return None
    if consent.answered_at or consent.asked_at:
        return None
    await work.people.note_learning_asked(who.person.id, who.now)
    return Reply("learning.ask", {"days": _days(who)})


async def accept(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    if who.person is None or not who.house.learning_days:
        return says("learning.nothing_kept")
    await work.people.note_learning_answer(who.person.id, True, who.now)
    return says("learning.accepted", days=_days(who))


async def refuse(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """A no is recorded also where nothing is kept: it counts the day this changes."""
    if who.person is None:
        return says("learning.nothing_kept")
    await work.people.note_learning_answer(who.person.id, False, who.now)
    return says("learning.refused", days=_days(who)) if who.house.learning_days else says("learning.nothing_kept")


async def standing(work: Work, who: Speaker) -> tuple[Phrase, tuple[str, ...]]:
    """Whether this person's sentences are kept, and the request that changes it; none where nothing is kept."""
    consent = await work.people.learning(who.person.id) if who.person else Consent()
    if who.person is None or not who.house.learning_days:
        # Whoever answered before may still have sentences here, until their day comes.
        return Phrase("learning.not_kept" if consent.answered_at else "learning.never"), ()
    if consent.given:
        return Phrase("learning.kept", {"days": _days(who)}), ("learning_no",)
    return Phrase("learning.not_kept"), ("learning_yes",)


def _tells_of_distress(text: str, guesses: Sequence[Guess]) -> bool:
    return kind_of(text) is not None or any(guess.request == "distress" for guess in guesses[:1])


async def _keep(work: Work, who: Speaker, text: str, guesses: Sequence[Guess]) -> None:
    await work.lessons.forget_expired(who.today)
    shown = anonymous(text, _names(who))
    if not any(char.isalpha() for char in shown):
        return  # nothing but « ▒ »: nothing to learn
    told = [(guess.request, guess.confidence) for guess in guesses[:GUESSES_KEPT]]
    gone_on = who.today + timedelta(days=who.house.learning_days)
    await work.lessons.keep(shown, told, language_of(text), who.today, gone_on)


def _names(who: Speaker) -> Iterator[str]:
    """The names around this person, to be hidden however common: theirs, the referent's, the organisation's."""
    if who.person is not None:
        yield who.person.given_name
    if who.contract is not None:
        yield who.contract.referent.name
        yield _own_part(who.contract.organisation.name, who.contract.organisation.kind)


def _own_part(name: str, kind: str) -> str:
    """« Mission locale du Val » → « du Val »: hundreds share the words of its kind, and « travail » says much."""
    shared = kind.split("_")
    return " ".join(word for word in name.split() if word.casefold() not in shared)


def _days(who: Speaker) -> Phrase:
    return Phrase("learning.days", {"count": who.house.learning_days})
