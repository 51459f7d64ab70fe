"""The tables are whole: nothing can be understood that has no action, nothing can be asked that has no reader."""

from __future__ import annotations

import ast
from pathlib import Path

from actions import questions
from actions.registry import ANSWERS, ANYONES_ANSWERS, FOR_ALL, WITH_CONTRACT
from bot.dialogue.choose import COMMANDS, SHORTCUTS
from bot.dialogue.doubt import OFFERED
from bot.dialogue.reading import PLAIN, READERS, YES_NO
from nlu.understanding import REQUESTS

ACTIONS = {*FOR_ALL, *WITH_CONTRACT}


def test_every_request_has_its_action_and_distress_goes_before_all():
    assert set(REQUESTS) - ACTIONS == {"distress"}


def test_no_request_stands_in_two_tables():
    assert set(FOR_ALL) & set(WITH_CONTRACT) == set()


def test_commands_and_shortcuts_lead_to_actions():
    assert set(COMMANDS.values()) <= ACTIONS
    assert set(SHORTCUTS.values()) <= ACTIONS
    assert ACTIONS >= OFFERED


def test_every_kind_of_question_that_is_asked_can_be_answered():
    """Kinds are the first argument of `Ask(…)`."""
    asked = set()
    for page in Path(questions.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(page.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Ask":
                kind = node.args[0]
                assert isinstance(kind, ast.Constant), f"{page.name}:{node.lineno}"
                asked.add(kind.value)
    assert asked == {*ANSWERS, *ANYONES_ANSWERS}
    assert set(ANSWERS) & set(ANYONES_ANSWERS) == set()
    assert set(ANYONES_ANSWERS) == PLAIN
    assert set(READERS) <= asked
    assert asked >= YES_NO
