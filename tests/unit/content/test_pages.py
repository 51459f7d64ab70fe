"""The pages of words and the code that uses them: no key without words, no words without use, no hole left open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

import actions
import bot
import content
from actions.contracts import DIAGNOSTIC_HEADINGS
from actions.declarations import ACTIVITIES_OFFERED
from actions.export import CODES, COLUMNS, SECTIONS
from actions.looked import DEEDS
from actions.records import (
    COMMITMENT_STATES,
    DEGREES,
    OBJECTIVE_STATES,
    PATHS,
    PERIOD_KINDS,
    REQUEST_KINDS,
    REVIEW_KINDS,
)
from actions.registry import FOR_ALL, WITH_CONTRACT
from actions.smalltalk import HONEST, PLAIN
from bot.chat.profile import TEXTS
from bot.dialogue.choose import COMMANDS, MEDIA
from bot.dialogue.doubt import OFFERED
from bot.dialogue.wording import SOMETHING_ELSE
from content import catalogue, emergencies
from nlu.distress import KINDS
from nlu.understanding import ACTIVITIES

ROOTS = [Path(package.__file__).parent for package in (actions, bot)]
FOLDER = Path(content.__file__).parent
PAGES = catalogue.pages("fr")
STEMS = "|".join(sorted({key.partition(".")[0] for key in PAGES}))
ACTION_NAMES = {*FOR_ALL, *WITH_CONTRACT}
# what may stand in the holes of the keys that code puts together; a hole bears the name of its variable, if any
EXPANDED = {
    "distress.{}": (*KINDS, "unsaid"),
    "progress.{key}": ("line", "late_line", "nothing_line", "cancels_line", "undone_line"),
    "progress.state_{}": ("waiting", "question", "answer"),
    "progress.recognised_{part}": ("all", "part", "none"),
    "periods.kind_{}": PERIOD_KINDS,
    "reviews.said_{}": REVIEW_KINDS,
    "appointments.line{known}": ("", "_place", "_with", "_place_with"),
    "appointments.{value}": ("yes", "no", "later"),
    "progress.{current}_week": ("this", "past"),
    "progress.{current}_week_free": ("this", "past"),
    "activities.{kind}": ACTIVITIES,
    "honest.{}": HONEST,
    "smalltalk.{}": PLAIN,
    "declarations.which_day{both}": ("", "_of", "_all"),
    "declarations.which_activity{alone}": ("", "_of"),
    "declarations.how_long{alone}": ("", "_of"),
    "declarations.wrong_{piece}": ("day", "minutes", "activity", "remove", "other"),
    "declarations.{key}": ("nothing_known", "known_1", "known_2", "known_3"),
    "declarations.{yes}": ("yes_really", "yes_again"),
    "declarations.{no}": ("no_change", "no_once"),
    "dialogue.{}": MEDIA,
    "contracts.ground_{}": ("general", "lowered", "none_on_request"),
    "contracts.period_{}": PERIOD_KINDS,
    "contracts.path_{}": PATHS,
    "contracts.degree_{}": DEGREES,
    "contracts.objective_{}": OBJECTIVE_STATES,
    "contracts.promise_{}": COMMITMENT_STATES,
    "contracts.heading_{name}": DIAGNOSTIC_HEADINGS,
    "privacy.asked_{kind}": REQUEST_KINDS,
    "privacy.settled_{}": REQUEST_KINDS,
    "audit.deed_{deed}": DEEDS,
    "audit.by_{}": ("account", "person", "token", "program"),
    "activities.{value}": ACTIVITIES,
    "export.section_{table}": tuple(SECTIONS),
    "export.column_{name}": COLUMNS,
    "export.code_{value}": CODES,
}  # fmt: skip
# read as a whole page: the command menu and the profile, by bot/chat/profile; the labels, by catalogue.label
WHOLE_PAGES = ("telegram", "buttons")


@dataclass(frozen=True)
class Use:
    """A key in the code, with the names that are given beside it; None when they are put together elsewhere."""

    keys: tuple[str, ...]
    given: frozenset[str] | None
    where: str


def piece_of(part: ast.expr) -> str:
    match part:
        case ast.Constant(value=value):
            return str(value)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return f"{{{name}}}"
        case _:
            return "{}"


def pattern_of(node: ast.expr) -> str | None:
    """« page.name » of a constant or of an f-string; None for what is no key."""
    match node:
        case ast.Constant(value=str(text)):
            found = text
        case ast.JoinedStr(values=parts):
            found = "".join(map(piece_of, parts))
        case _:
            return None
    return found if re.fullmatch(rf"(?:{STEMS})\.[a-z0-9_{{}}]+", found) else None


def expanded(pattern: str, where: str) -> tuple[str, ...]:
    if "{" not in pattern:
        return (pattern,)
    assert pattern in EXPANDED, f"{where}: say in EXPANDED what « {pattern} » may become"
    return tuple(re.sub(r"\{\w*\}", name, pattern) for name in EXPANDED[pattern])


def names_given(call: ast.Call) -> frozenset[str] | None:
    """The names of the values in `Reply(key, {…})`, `Phrase(key, {…})` or `says(key, a=…)`."""
    if call.keywords and getattr(call.func, "id", "") == "says":
        return frozenset(str(keyword.arg) for keyword in call.keywords)
    if len(call.args) < 2:
        return frozenset()
    match call.args[1]:
        case ast.Dict(keys=keys) if all(isinstance(key, ast.Constant) for key in keys):
            return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
        case _:
            return None


def alternatives(node: ast.expr) -> tuple[ast.expr, ...]:
    """Both keys of `"a" if … else "b"`."""
    return (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)


def uses_in(page: Path) -> Iterator[Use]:
    tree = ast.parse(page.read_text("utf-8"))
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Reply", "Phrase", "says"} and node.args:
            for key in alternatives(node.args[0]):
                pattern = pattern_of(key)
                if pattern is not None:
                    called.add(key)
                    where = f"{page.name}:{node.lineno}"
                    yield Use(expanded(pattern, where), names_given(node), where)
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in called | inside:
            pattern = pattern_of(node)
            if pattern is not None:
                where = f"{page.name}:{node.lineno}"
                yield Use(expanded(pattern, where), None, where)


def sources() -> list[Path]:
    """The code that answers; the store has no words, and its « people.id » are columns."""
    return [page for root in ROOTS for page in sorted(root.rglob("*.py")) if "store" not in page.parts]


@cache
def uses() -> tuple[Use, ...]:
    return tuple(use for page in sources() for use in uses_in(page))


@cache
def conversations() -> str:
    folder = Path(__file__).parents[2] / "acceptance" / "conversations" / "fr"
    return "\n".join(page.read_text("utf-8") for page in folder.glob("*.yaml"))


def raw_pages() -> Iterator[tuple[str, str, object]]:
    for page in sorted((FOLDER / "fr").glob("*.yaml")):
        for name, raw in yaml.safe_load(page.read_text("utf-8")).items():
            yield page.stem, name, raw


def test_the_code_was_read():
    assert len(uses()) > 60


def test_every_key_in_the_code_has_words():
    missing = {f"{use.where} {key}" for use in uses() for key in use.keys if key not in PAGES}
    assert missing == set()


def test_all_words_are_used():
    used = {key for use in uses() for key in use.keys}
    used |= {f"progress.{current}_week_reached" for current in ("this", "past")}  # a tail put to the key
    unused = {key for key in PAGES if key not in used and key.partition(".")[0] not in WHOLE_PAGES}
    assert unused == set()


def test_every_expansion_is_in_use():
    found = set()
    for page in sources():
        tree = ast.parse(page.read_text("utf-8"))
        found |= {pattern_of(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    assert found - {None} == set(EXPANDED)


def test_every_hole_is_filled_where_the_values_stand_beside_the_key():
    open_holes = [
        f"{use.where} {key}: {sorted(PAGES[key].holes() - use.given)}"
        for use in uses()
        if use.given is not None
        for key in use.keys
        if PAGES[key].holes() - use.given
    ]
    assert open_holes == []


# their values are put together in several lines; tests/unit/actions words each of them
WORDED_IN_UNIT_TESTS = {
    "progress.line", "progress.late_line", "progress.nothing_line", "progress.cancels_line", "progress.undone_line",
    "progress.this_week", "progress.past_week",
    "progress.this_week_reached", "progress.past_week_reached", "progress.this_week_free", "progress.past_week_free",
    "progress.week", "progress.week_empty", "progress.week_declared_zero", "declarations.line_in_words",
    "declarations.known_1", "declarations.known_2", "declarations.known_3", "contracts.action",
    "contracts.action_weekly", "progress.receipts",
    "progress.recognised_all", "progress.recognised_part", "progress.recognised_none", "progress.state_less",
    "progress.state_other", "progress.lowered", "progress.lowered_to_none",
    "reviews.asked", "reviews.requalified", "reviews.recognised_whole", "reviews.result", "reviews.result_as",
    "reviews.said_validated", "reviews.said_requalified", "reviews.said_question", "reviews.said_answer",
    "reviews.write", "reviews.answered", "periods.noted", "periods.noted_none", "periods.cancelled",
    "periods.cancelled_past", "appointments.line", "appointments.line_place", "appointments.line_with",
    "appointments.line_place_with", "appointments.offer", "appointments.overlap", "appointments.told_new",
    "appointments.told_moved", "appointments.told_cancelled",
    "export.intro", "privacy.settled_erase", "privacy.settled_correct", "privacy.settled_copy", "privacy.asked_copy",
    "contracts.period", "contracts.period_told", "contracts.earlier_hours", "contracts.earlier_no_hours",
    # below, in this page
    "declarations.day_not_yet_come", "declarations.day_before_contract", "declarations.day_after_contract",
    "declarations.day_too_long_ago", "declarations.day_too_full", "distress.suicide", "distress.violence",
    "distress.unsaid",
}  # fmt: skip


def test_every_other_hole_is_filled_in_a_conversation():
    """Where the values are put together elsewhere, a conversation must reach the answer: it fails on a hole."""
    checked = {key for use in uses() if use.given is not None for key in use.keys}
    whole = {key for key in PAGES if not PAGES[key].holes() or key.partition(".")[0] in WHOLE_PAGES}
    left = set(PAGES) - checked - whole - WORDED_IN_UNIT_TESTS
    reached = {key for key in left if re.search(rf"jalon: {re.escape(key)}\b", conversations())}
    assert left - reached == set()


def test_every_mistake_gives_the_facts_of_its_sentence():
    """`raise DayNotYetCome(day=…)`: the names beside the error are those of the sentence."""
    from actions.errors import Mistake

    keys = {kind.__name__: kind.key for kind in Mistake.__subclasses__()}
    raised = {}
    for page in ROOTS[0].rglob("*.py"):
        for node in ast.walk(ast.parse(page.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in keys:
                raised[node.func.id] = {str(keyword.arg) for keyword in node.keywords}
    assert raised == {name: PAGES[key].holes() for name, key in keys.items()}


def test_distress_has_every_number_that_it_names():
    named = {hole for kind in (*KINDS, "unsaid") for hole in PAGES[f"distress.{kind}"].holes()}
    assert named == set(emergencies.numbers())


def test_every_button_does_something_and_says_what():
    for key, wording in PAGES.items():
        for name in wording.buttons:
            assert name in ACTION_NAMES, f"{key}: no action is called « {name} »"
            assert f"buttons.{name}" in PAGES, f"{key}: the button « {name} » has no label"


def test_whatever_may_be_offered_has_a_label_and_every_label_an_action():
    labels = {key.removeprefix("buttons.") for key in PAGES if key.startswith("buttons.")}
    assert labels >= OFFERED
    assert labels <= ACTION_NAMES | {SOMETHING_ELSE}


@pytest.mark.parametrize("language", catalogue.languages())
def test_labels_fit_on_a_telephone_and_differ(language):
    labels = [catalogue.label(key.removeprefix("buttons."), language) for key in PAGES if key.startswith("buttons.")]
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if len(label) > 30 or not label.strip()] == []


@pytest.mark.parametrize("language", catalogue.languages())
def test_a_language_that_is_offered_is_whole(language):
    """The same keys, the same holes, the same buttons as in French: complete or not offered."""
    theirs = catalogue.pages(language)
    assert theirs.keys() == PAGES.keys()
    for key, wording in PAGES.items():
        assert (theirs[key].holes(), theirs[key].buttons) == (wording.holes(), wording.buttons), key


def test_the_command_menu_names_commands_that_are_understood():
    menu = {key.removeprefix("telegram.") for key in PAGES if key.startswith("telegram.")} - TEXTS
    assert menu <= set(COMMANDS)


def test_commands_written_in_a_text_are_understood():
    named = {
        name
        for wording in PAGES.values()
        for text in wording.texts.values()
        for name in re.findall(r"(?<![\w<])/([a-z]{3,})", text)
    }
    assert named
    assert named <= set(COMMANDS)


def test_labels_quoted_in_a_text_are_those_of_buttons():
    """« touchez « Mes reçus » »: the label must be one that exists."""
    labels = {catalogue.label(name, "fr") for name in ACTION_NAMES if f"buttons.{name}" in PAGES}
    for key, wording in PAGES.items():
        for text in wording.texts.values():
            for label in re.findall(r"touchez « ([^»]+) »", text):
                assert label in labels, key


@pytest.mark.parametrize(
    ("page", "name", "raw"), list(raw_pages()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_wording_is_well_made(page, name, raw):
    assert isinstance(name, str), "YAML read the name as something else: quote it"
    if isinstance(raw, dict):
        assert set(raw) <= {"text", "buttons", "plural"}
    wording = PAGES[f"{page}.{name}"]
    for text in wording.texts.values():
        assert isinstance(text, str)
        for line in text.splitlines():
            marks = re.findall(r"<[^>]*>", line)
            assert marks in ([], *([f"<{m}>", f"</{m}>"] * n for m in "bi" for n in (1, 2, 3, 4))), line
            assert line.count("<") == len(marks), line
        assert text.count("{") == text.count("}") == len(re.findall(r"\{\w+\}", text))
        assert text.count("«") == text.count("»")
    if wording.plural is not None:
        assert wording.plural in wording.holes()


def test_no_figure_is_typed_in_a_text():
    """A figure of the law has its dated page; a number of people's own comes in a hole; examples stand in « … »."""
    for key, wording in PAGES.items():
        for text in wording.texts.values():
            bare = re.sub(r"«[^»]*»|\{\w+\}", "", text)
            assert not re.search(r"\d", bare), f"{key}: {bare}"


def test_only_the_vous_is_said():
    """Jalon says « vous » to everyone; « tu » only where it quotes the person."""
    for key, wording in PAGES.items():
        for text in wording.texts.values():
            bare = re.sub(r"«[^»]*»", "", text).lower()
            assert not re.search(r"\b(tu|toi|ton|tes)\b|\bt'", bare), key


def test_the_first_words_say_what_they_must():
    text = PAGES["people.introduction"].texts["other"]
    for piece in (
        "assistant automatique",
        "pas une personne",
        "{run_by}",
        "Je ne décide de rien",
        "gardé",
        "/confidentialite",
    ):
        assert piece in text


def test_the_activities_offered_are_of_the_catalogue():
    assert set(ACTIVITIES_OFFERED) <= set(ACTIVITIES)
