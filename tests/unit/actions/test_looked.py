"""Every deed that the code notes about somebody has its words for that somebody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import actions
import bot
from actions.looked import DEEDS, deed_in_words
from actions.records import REQUEST_KINDS
from content import catalogue

ROOTS = [Path(package.__file__).parent for package in (actions, bot)]
# deeds that code puts together
COMPOSED = {"{}_asked": tuple(f"{kind}_asked" for kind in REQUEST_KINDS)}


def noted() -> Iterator[tuple[str, str]]:
    """The first argument of each `….audit.note(…)`, and where it is."""
    for page in (page for root in ROOTS for page in sorted(root.rglob("*.py"))):
        for node in ast.walk(ast.parse(page.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit.note") and node.args:
                yield from ((deed, f"{page.name}:{node.lineno}") for deed in deeds_in(node.args[0]))


def deeds_in(given: ast.expr) -> tuple[str, ...]:
    match given:
        case ast.Constant(value=str(deed)):
            return (deed,)
        case ast.IfExp(body=one, orelse=other):
            return (*deeds_in(one), *deeds_in(other))
        case ast.JoinedStr(values=parts):
            pattern = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            return COMPOSED[pattern]
        case _:
            return ()  # handed on by a function of the house, which is called with a deed elsewhere


def test_deeds_are_found_in_the_code():
    assert {"copy_given", "person_erased", "erase_asked"} <= {deed for deed, _ in noted()}


def test_every_deed_in_the_code_has_words():
    assert {f"{where} {deed}" for deed, where in noted() if deed not in DEEDS} == set()


@pytest.mark.parametrize("language", catalogue.languages())
def test_an_unknown_deed_is_told_in_general_words(language):
    assert deed_in_words("a_new_deed").key == "audit.other_deed"
    assert catalogue.text("audit.other_deed", {}, language)
