"""What was asked and waits for an answer: typed, plain to store, and gone after a while."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from actions.reply import Reply
from nlu.understanding import Entry, Understanding


@dataclass(frozen=True)
class Draft:
    """A declaration in the making. Nothing of it is recorded before the person confirms it.

    `replaces` are the ledger lines that the confirmation reverses; `nothing_on` a day of the week declared as zero;
    `accepted` the checks already answered with yes; `pieces` a correction that waits to know which entry it is for,
    `taken_back` that it is to be cancelled rather;
    `origin` the chat's message that it came from; `about` the recorded line that a remark to answer is about;
    `appointment` the one whose time this is.
    """

    entries: tuple[Entry, ...] = ()
    replaces: tuple[int, ...] = ()
    nothing_on: date | None = None
    accepted: frozenset[str] = frozenset()
    pieces: tuple[Entry, ...] = ()
    taken_back: bool = False
    origin: str | None = None
    about: int | None = None
    appointment: int | None = None

    def with_entry(self, index: int, **known: object) -> Draft:
        entries = list(self.entries)
        entries[index] = replace(entries[index], **known)  # type: ignore[arg-type]  # by names of its own fields
        return replace(self, entries=tuple(entries))

    def without_piece(self, index: int, piece: str) -> Draft:
        """Asks for one piece anew: « day », « minutes » or « activity »."""
        return self.with_entry(index, **{piece: None})

    def alike(self, index: int, piece: str) -> tuple[int, ...]:
        """The entries that one answer serves: those that lack the piece and came from the same words.

        « lundi 2h, mardi 3h »: an activity that nobody said of any is asked once, not day by day.
        """
        lacking = [i for i, entry in enumerate(self.entries) if getattr(entry, piece) is None]
        if piece == "activity" and len(lacking) == len(self.entries):
            return tuple(lacking)
        words = self.entries[index].words
        return tuple(i for i in lacking if i == index or (words and self.entries[i].words == words))

    def without(self, index: int) -> Draft:
        return replace(self, entries=self.entries[:index] + self.entries[index + 1 :])


@dataclass(frozen=True)
class Ask:
    """A question to put: its kind (a key of `declarations.ANSWERS`), what it is about, and how it is put."""

    kind: str
    draft: Draft
    reply: Reply
    index: int = 0


@dataclass(frozen=True)
class Pending:
    """A question as it waits. `token` names it in its buttons and, once confirmed, in the receipt."""

    kind: str
    draft: Draft
    token: str
    index: int = 0


@dataclass(frozen=True)
class Given:
    """An answer to the pending question: a chosen `value`, or `asked` when it was said in free words."""

    value: str | None = field(default=None, repr=False)
    asked: Understanding | None = None


@dataclass(frozen=True)
class Outcome:
    """What an action answers, and the question that waits after it.

    `ask` replaces the pending question; without it the question is dropped, unless `keep` says that
    the person was only interrupted: then it is put again. `offers` is put rather than `ask`, but only
    where no question waits and none was put off today: `spares` puts them off.
    `language` is the one that was asked for.
    """

    replies: tuple[Reply, ...] = ()
    ask: Ask | None = None
    keep: bool = False
    language: str = ""
    offers: Ask | None = None
    spares: bool = False


def says(key: str, **values: object) -> Outcome:
    """One reply, and the pending question is put again after it."""
    return Outcome((Reply(key, values),), keep=True)  # type: ignore[arg-type]  # the tests see that each is a value
