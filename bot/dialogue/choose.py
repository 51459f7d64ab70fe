"""Which action: the message, what is pending, and, only where it takes one, the model."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actions.questions import Given, Pending
from actions.registry import FOR_ALL, FREE_WORDS, WITH_CONTRACT
from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import LONGEST_TEXT, Message
from bot.dialogue.reading import adds, asks_about_remarks, corrects, quick
from bot.dialogue.wording import SOMETHING_ELSE
from content.catalogue import languages
from content.other_languages import has_a_sentence
from nlu import answers, corrections, distress
from nlu.texts import fold
from nlu.understand import understood_as
from nlu.understanding import Entry, Understanding

type Understand = Callable[[str, date], Awaitable[Understanding]]

# How sure the model must be, calibrated on held-out sentences (nlu/README.md): to act; to ask « Vous voulez… ? ».
# Below, the message is not understood.
ACTS, ASKS = 0.85, 0.35
OUTSIDE = 0.30
# Above this, a message in the middle of a question is something else than its answer.
SURE_OF_ANOTHER = 0.5
# What is read back before anything happens is as good as asked; a courtesy taken wrongly does no harm.
READ_BACK = frozenset({"declare_hours", "correct_declaration"})
COURTESIES = frozenset({"greet", "thank", "goodbye", "affirm", "deny", "cancel", "help"})

COMMANDS: Mapping[str, str] = {
    "start": "start", "aide": "help", "help": "help", "settings": "help",
    "semaine": "ask_progress", "week": "ask_progress", "declarer": "declare_hours",
    "corriger": "correct_declaration", "recus": "receipts", "contrat": "ask_contract",
    "conseiller": "talk_to_advisor", "confidentialite": "privacy", "privacy": "privacy",
    "stop": "stop_reminders", "annuler": "cancel", "cancel": "cancel", "langue": "change_language",
    "export": "export", "mesdonnees": "export", "supprimer": "erase",
}  # fmt: skip
SHORTCUTS: Mapping[str, str] = {
    "mes recus": "receipts", "mon recu": "receipts", "recus": "receipts", "recu": "receipts",
    "mes remarques": "reviews", "remarques": "reviews", "my remarks": "reviews", "repondre": "answer_remark",
    "ma semaine": "ask_progress", "aide": "help", "help": "help", "mon contrat": "ask_contract",
    "mon plan": "contract_plan", "mon plan d'action": "contract_plan", "mes objectifs": "contract_objectives",
    "mon referent": "contract_referent", "ma referente": "contract_referent", "mes engagements": "contract_mine",
    "mon accompagnement": "contract_support", "mon diagnostic": "contract_diagnostic",
    "c'est quoi le diagnostic": "contract_diagnostic", "jusqu'a quand": "contract_dates",
    "et avant, c'etait combien": "contract_before", "qui a regarde mon dossier": "who_looked",
}  # fmt: skip
WRITTEN = frozenset({"text", "edited"})
MEDIA = frozenset({"photo", "voice", "document", "other_kind", "unreadable"})


@dataclass(frozen=True)
class Step:
    """What to do: an action of the registry, or « answer », « edited », « distress », « say », « unsure », « stale »…

    `say` is the key of a plain sentence; `token` the question that a stale button named.
    """

    action: str
    asked: Understanding
    given: Given | None = None
    say: str = ""
    token: str = ""


async def choose(message: Message, conversation: Conversation, today: date, understand: Understand) -> Step:
    """The step for a message. Buttons, commands and expected answers never wait for the model."""
    if message.kind in WRITTEN and distress.kind_of(message.text):
        return Step("distress", Understanding(message.text, "distress", 1.0))
    match message.kind:
        case "press":
            return _pressed(message.text, conversation, today)
        case "command":
            return _command(message.text)
        case "text" | "edited" if len(message.text) > LONGEST_TEXT:
            return _say("dialogue.too_long")
        case "text":
            return await _text(message.text, conversation.pending, today, understand)
        case "edited":
            return Step("edited", await understand(message.text, today))
        case "group" | "blocked" | "unblocked":
            return Step(message.kind, _nothing())
        case kind:
            return _say(f"dialogue.{kind if kind in MEDIA else 'other_kind'}")


def _pressed(data: str, conversation: Conversation, today: date) -> Step:
    mark, _, rest = data.partition(":")
    known = rest in FOR_ALL or rest in WITH_CONTRACT
    if mark == "s" and rest == SOMETHING_ELSE:
        return Step("something_else", _nothing())
    if mark == "s" and known and conversation.unclear is not None:
        return Step(rest, understood_as(conversation.unclear.text, rest, today))
    if mark in {"r", "s"} and known:
        return _request(rest)
    pending = conversation.pending
    token, _, value = rest.partition(":")
    if mark == "a" and pending is not None and token == pending.token:
        return Step("answer", _nothing(), Given(value))
    return Step("stale", _nothing(), token=token)


def _command(text: str) -> Step:
    name, _, argument = text.partition(" ")
    action = COMMANDS.get(name.lower())
    if action is None:
        return _say("dialogue.unknown_command")
    return Step(action, Understanding(argument, action, 1.0))


async def _text(text: str, pending: Pending | None, today: date, understand: Understand) -> Step:
    if pending is not None and pending.kind in FREE_WORDS:
        return await _free_words(text, today, understand)
    if asks_about_remarks(text):
        return _request("reviews", text)
    if pending is not None and (given := quick(pending, text, today)):
        return Step("answer", _nothing(), given)
    if name := SHORTCUTS.get(fold(text).strip(" .!?")):
        return _request(name, text)
    if pending is None and (plain := _plain_word(text)):
        return _request(plain, text)
    asked = await understand(text, today)
    if asked.request == "distress":
        return step_for(asked)
    if pending is not None and (given := _answer(pending, asked, today)):
        return Step("answer", asked, given)
    return step_for(asked)


async def _free_words(text: str, today: date, understand: Understand) -> Step:
    """The next message is the answer, whatever it says; save « annule », and distress, which goes to no advisor."""
    if answers.is_cancel(text):
        return Step("answer", _nothing(), Given("cancel"))
    asked = await understand(text, today)
    return step_for(asked) if asked.request == "distress" else Step("answer", _nothing(), Given(text))


def _plain_word(text: str) -> str | None:
    if answers.is_cancel(text):
        return "cancel"
    said = answers.yes_or_no(text)
    return None if said is None else "affirm" if said else "deny"


def _answer(pending: Pending, asked: Understanding, today: date) -> Given | None:
    """What a whole sentence answers to the pending question; None when it is about something else."""
    plain = {"affirm": "yes", "deny": "no", "cancel": "cancel"}.get(asked.request or "")
    if plain and asked.confidence >= SURE_OF_ANOTHER:
        return Given(plain)
    about_hours = asked.request in {"declare_hours", "correct_declaration", None}
    if about_hours and (asked.same_as or asked.same_week_as or asked.nothing_done):
        return None
    understood = asked.request is not None
    pieces = asked.entries or (corrections.pieces(asked.text, today) if about_hours and understood else ())
    if pieces and (about_hours or asked.confidence < SURE_OF_ANOTHER):
        days = {entry.day for entry in pending.draft.entries}
        more = all(piece.minutes and piece.day and piece.day not in days for piece in pieces)
        new = more and pending.kind == "confirm" and asked.request == "declare_hours"
        return Given("add" if new or adds(asked.text) else None, _with(asked, pieces))
    if pending.kind == "activity" and understood and (about_hours or asked.confidence < SURE_OF_ANOTHER):
        return Given(f"other:{asked.text.strip()}")
    return None


def step_for(asked: Understanding) -> Step:
    """The step for a message that comes out of the blue: to act, to ask, or to say that it is not understood."""
    if asked.request is None:
        return Step("say", asked, say="dialogue.model_missing")
    if asked.request == "distress":
        return Step("distress", asked)
    repeats = asked.nothing_done or asked.same_as or asked.same_week_as
    carries = repeats or any(entry.minutes for entry in asked.entries)
    if carries and (asked.request in READ_BACK or asked.confidence < ASKS):
        corrected = asked.request == "correct_declaration" or corrects(asked.text)
        return Step("correct_declaration" if corrected else "declare_hours", asked)
    if asked.language not in languages() and has_a_sentence(asked.language):
        return Step("other_language", asked)
    # Showing a part of the contract that the words name is no more of a risk than a courtesy.
    if asked.confidence < (ASKS if asked.request in COURTESIES or asked.topic else ACTS):
        outside = replace(asked, request="out_of_scope")
        return Step("out_of_scope", outside) if _may_be_outside(asked) else Step("unsure", asked)
    if asked.request == "ask_progress" and "recu" in fold(asked.text):
        return Step("receipts", asked)
    return Step(asked.request, asked)


def _may_be_outside(asked: Understanding) -> bool:
    """Whether what is not understood is likely none of our business: no use in asking which of our requests it is."""
    return any(guess.request == "out_of_scope" and guess.confidence >= OUTSIDE for guess in asked.guesses)


def _with(asked: Understanding, pieces: tuple[Entry, ...]) -> Understanding:
    return Understanding(asked.text, asked.request, asked.confidence, entries=pieces)


def _request(name: str, text: str = "") -> Step:
    return Step(name, Understanding(text, name, 1.0))


def _say(key: str) -> Step:
    return Step("say", _nothing(), say=key)


def _nothing() -> Understanding:
    return Understanding("", None)
