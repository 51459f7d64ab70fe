"""Which action: table by table. The model is asked only where nothing simpler is certain."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from actions.questions import Draft, Given, Pending
from actions.records import ChatKey
from bot.dialogue.choose import ACTS, ASKS, COMMANDS, MEDIA, SHORTCUTS, choose
from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import KINDS, LONGEST_TEXT, Message
from nlu.entries import read
from nlu.understanding import Entry, Understanding

TODAY = date(2026, 11, 18)
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
ONE = Draft((Entry(120, MONDAY, "job_search", "lundi 2h de CV"),))


class Model:
    """Says of every text what the test tells it to; the grammar is the real one."""

    def __init__(self, request: str | None = None, confidence: float = 0.9) -> None:
        self.request, self.confidence = request, confidence
        self.asked: list[str] = []

    async def __call__(self, text: str, today: date) -> Understanding:
        self.asked.append(text)
        found = read(text, today)
        return Understanding(
            text,
            self.request,
            self.confidence,
            entries=found.entries,
            same_as=found.same_as,
            same_week_as=found.same_week_as,
            nothing_done=found.nothing_done,
            week=found.week,
        )


def message(kind: str, text: str = "") -> Message:
    return Message(ChatKey("terminal", "amina"), "a1", kind, datetime(2026, 11, 18, 9, tzinfo=UTC), text, "m1")


def waiting(kind: str, draft: Draft = ONE) -> Conversation:
    return Conversation(Pending(kind, draft, "1f"), shown="{}")


async def chosen(kind: str, text: str = "", conversation: Conversation | None = None, model: Model | None = None):
    return await choose(message(kind, text), conversation or Conversation(), TODAY, model or Model())


@pytest.mark.parametrize(
    ("data", "pending", "action", "value"),
    [
        ("r:ask_progress", None, "ask_progress", None),
        ("r:ask_progress", "confirm", "ask_progress", None),
        ("r:privacy", None, "privacy", None),
        ("r:nothing_of_the_kind", None, "stale", None),
        ("r:", None, "stale", None),
        ("a:1f:yes", "confirm", "answer", "yes"),
        ("a:1f:no", "confirm", "answer", "no"),
        ("a:1f:2026-11-16", "day", "answer", "2026-11-16"),
        ("a:1f:other:tout autre", "activity", "answer", "other:tout autre"),
        ("a:1e:yes", "confirm", "stale", None),
        ("a:1f:yes", None, "stale", None),
        ("a:1f", "confirm", "answer", ""),
        ("x:1f:yes", "confirm", "stale", None),
        ("", None, "stale", None),
        ("yes", "confirm", "stale", None),
    ],
)
async def test_buttons(data, pending, action, value):
    model = Model()
    step = await chosen("press", data, waiting(pending) if pending else None, model)
    assert step.action == action
    assert (step.given.value if step.given else None) == value
    assert model.asked == []


async def test_a_stale_button_names_its_question():
    assert (await chosen("press", "a:2c:yes")).token == "2c"


@pytest.mark.parametrize(("name", "action"), COMMANDS.items())
async def test_commands(name, action):
    for text in (name, name.upper(), f"{name} deux mots"):
        step = await chosen("command", text)
        assert step.action == action
    assert step.asked.text == "deux mots"


async def test_an_unknown_command_is_told_so():
    step = await chosen("command", "fusée")
    assert (step.action, step.say) == ("say", "dialogue.unknown_command")


@pytest.mark.parametrize(("text", "action"), SHORTCUTS.items())
async def test_shortcuts_wait_for_no_model(text, action):
    model = Model("out_of_scope")
    for said in (text, text.capitalize(), f"{text} ?"):
        assert (await chosen("text", said, model=model)).action == action
    assert model.asked == []


@pytest.mark.parametrize("text", ["mes reçus", "Mes Reçus", "MES REÇUS !", "aide", "ma semaine"])
async def test_shortcuts_answer_in_the_middle_of_a_question_too(text):
    assert (await chosen("text", text, waiting("confirm"))).action in {"receipts", "help", "ask_progress"}


@pytest.mark.parametrize(
    ("text", "action"),
    [("oui", "affirm"), ("OK", "affirm"), ("non", "deny"), ("laisse tomber", "cancel"), ("annule", "cancel")],
)
async def test_short_words_with_nothing_pending(text, action):
    model = Model("out_of_scope")
    assert (await chosen("text", text, model=model)).action == action
    assert model.asked == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("oui", "confirm", "yes"),
        ("Oui !", "confirm", "yes"),
        ("non", "confirm", "no"),
        ("oui", "long", "yes"),
        ("non", "again", "no"),
        ("laisse tomber", "confirm", "cancel"),
        ("annule", "day", "cancel"),
        ("lundi", "day", "2026-11-16"),
        ("hier", "day", "2026-11-17"),
        ("lundi et mardi", "day", "2026-11-16,2026-11-17"),
        ("2h", "minutes", "120"),
        ("2", "minutes", "120"),
        ("45", "minutes", "45"),
        ("1h30", "minutes", "90"),
        ("une heure et demie", "minutes", "90"),
        ("un atelier", "activity", "workshop:un atelier"),
        ("la durée", "wrong", "minutes"),
        ("le jour", "wrong", "day"),
        ("l'activité", "change", "activity"),
        ("enlève la", "wrong", "remove"),
    ],
)
async def test_expected_answers_wait_for_no_model(text, kind, value):
    model = Model("out_of_scope")
    step = await chosen("text", text, waiting(kind), model)
    assert (step.action, step.given) == ("answer", Given(value))
    assert model.asked == []


@pytest.mark.parametrize("text", ["0", "13", "14", "1500", "99999999999999999999"])
async def test_a_bare_number_that_could_be_anything_is_no_duration(text):
    step = await chosen("text", text, waiting("minutes"), Model("out_of_scope", 0.2))
    assert step.given is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("non, 3h", None),
        ("plutôt mardi", None),
        ("et aussi 1h d'atelier", "add"),
        ("mardi 1h d'atelier aussi", "add"),
    ],
)
async def test_a_correction_or_an_addition_at_the_reading_back(text, value):
    step = await chosen("text", text, waiting("confirm"))
    assert step.action == "answer"
    assert step.given.value == value
    assert step.given.asked.entries


@pytest.mark.parametrize(
    ("request_", "confidence", "action"),
    [
        ("ask_sanctions", ACTS, "ask_sanctions"),
        ("ask_sanctions", ACTS - 0.01, "unsure"),
        ("affirm", 0.9, "answer"),
        ("deny", 0.9, "answer"),
        ("cancel", 0.9, "answer"),
        ("distress", 0.9, "distress"),
    ],
)
async def test_a_sentence_in_the_middle_of_a_question(request_, confidence, action):
    model = Model(request_, confidence)
    step = await chosen("text", "alors là je ne sais pas trop quoi vous dire", waiting("confirm"), model)
    assert step.action == action


async def test_words_that_name_no_activity_are_the_activity_that_was_asked_for():
    step = await chosen("text", "j'ai gardé les enfants de ma sœur", waiting("activity"), Model("declare_hours", 0.6))
    assert step.given == Given("other:j'ai gardé les enfants de ma sœur")


@pytest.mark.parametrize(
    ("text", "request_", "confidence", "action"),
    [
        ("lundi 2h de CV", "declare_hours", 0.9, "declare_hours"),
        ("lundi 2h de CV", "ask_progress", 0.1, "declare_hours"),
        ("rien 2h de CV lundi", "ask_sanctions", ASKS, "unsure"),
        ("je ne sais pas", "ask_progress", 0.1, "unsure"),
        ("je ne sais pas", "ask_progress", ACTS - 0.01, "unsure"),
        ("je ne sais pas", "ask_progress", ACTS, "ask_progress"),
        ("je ne sais pas", "thank", ASKS, "thank"),
        ("où sont passés mes reçus de la semaine", "ask_progress", 0.9, "receipts"),
        ("je ne sais pas", None, 0.0, "say"),
    ],
)
async def test_free_words(text, request_, confidence, action):
    step = await chosen("text", text, model=Model(request_, confidence))
    assert step.action == action
    assert step.say == ("dialogue.model_missing" if request_ is None else "")


@pytest.mark.parametrize("pending", [None, "confirm", "day", "minutes", "activity"])
@pytest.mark.parametrize("text", ["je veux en finir", "mon mari me frappe", "lundi 2h de CV, j'ai envie de mourir"])
async def test_distress_goes_before_all_and_waits_for_no_model(text, pending):
    model = Model("declare_hours")
    step = await chosen("text", text, waiting(pending) if pending else None, model)
    assert step.action == "distress"
    assert model.asked == []


@pytest.mark.parametrize("text", ["aide-moi je veux mourir", "/aide"])
async def test_distress_is_looked_for_before_the_shortcuts(text):
    assert (await chosen("text", text)).action in {"distress", "unsure", "say"}


@pytest.mark.parametrize("kind", ["text", "edited"])
async def test_a_text_that_is_too_long_is_told_so(kind):
    for length, long in ((LONGEST_TEXT, False), (LONGEST_TEXT + 1, True)):
        step = await chosen(kind, "a" * length, model=Model("greet"))
        assert (step.say == "dialogue.too_long") is long


async def test_distress_is_seen_in_a_text_that_is_too_long():
    """Whoever writes four pages may need it the most."""
    step = await chosen("text", "je veux mourir " + "a" * LONGEST_TEXT)
    assert step.action == "distress"


async def test_distress_is_seen_in_an_edited_message():
    step = await chosen("edited", "je veux mourir")
    assert step.action == "distress"


async def test_an_edited_message_is_read_and_is_no_new_declaration():
    step = await chosen("edited", "lundi 3h de CV", model=Model("declare_hours"))
    assert step.action == "edited"
    assert step.asked.entries[0].minutes == 180


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_message_has_its_step(kind):
    step = await chosen(kind, model=Model("greet"))
    expected = {
        "text": "greet", "press": "stale", "command": "say", "edited": "edited",
        "group": "group", "blocked": "blocked", "unblocked": "unblocked",
    }  # fmt: skip
    assert step.action == expected.get(kind, "say")
    if kind in MEDIA:
        assert step.say == f"dialogue.{kind}"


async def test_a_kind_that_nobody_foresaw_is_answered_all_the_same():
    assert (await chosen("dice")).say == "dialogue.other_kind"
