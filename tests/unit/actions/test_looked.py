"""Every deed that the code notes about somebody has its words for that somebody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import actions
import bot
from actions.looked import DEEDS, deed_in_words
from actions.records import APPOINTMENT_STATES, REQUEST_KINDS
from content import catalogue

ROOTS = [Path(package.__file__).parent for package in (actions, bot)]
# deeds that code puts together
COMPOSED = {
    "{}_asked": tuple(f"{kind}_asked" for kind in REQUEST_KINDS),
    "appointment_{}": tuple(f"appointment_{state}" for state in APPOINTMENT_STATES),
}


@cache
def trees() -> dict[Path, ast.Module]:
    return {page: ast.parse(page.read_text("utf-8")) for root in ROOTS for page in sorted(root.rglob("*.py"))}


def noted() -> Iterator[tuple[str, str]]:
    """Each deed noted about a person, straight or through a helper that is handed it, and where."""
    helped = dict(helpers())
    for page, tree in trees().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func)
            if name.endswith("audit.note") and tells_of_a_person(call):
                yield from found_in(call.args[:1], page)
            for (home, helper), index in helped.items():
                if name.rpartition(".")[2] == helper and (page == home or helper in imported(tree)):
                    yield from found_in(call.args[index : index + 1], page)


def found_in(given: list[ast.expr], page: Path) -> Iterator[tuple[str, str]]:
    for each in given:
        for deed in deeds_in(each):
            yield deed, f"{page.name}:{each.lineno}"


def helpers() -> Iterator[tuple[tuple[Path, str], int]]:
    """A function with a `deed` that it hands on to the audit: where it is, its name, and the deed's place."""
    for page, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef):
                named = [each.arg for each in node.args.args if each.arg != "self"]
                if "deed" in named and any(is_handed_on(inner) for inner in ast.walk(node)):
                    yield (page, node.name), named.index("deed")


def is_handed_on(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit.note") and node.args):
        return False
    return ast.unparse(node.args[0]) == "deed" and tells_of_a_person(node)


def tells_of_a_person(call: ast.Call) -> bool:
    return any(keyword.arg in {"person_id", None} for keyword in call.keywords)


def imported(tree: ast.Module) -> set[str]:
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def deeds_in(given: ast.expr) -> tuple[str, ...]:
    match given:
        case ast.Constant(value=str(deed)) if re.fullmatch("[a-z_]+", deed):
            return (deed,)
        case ast.IfExp(body=one, orelse=other):
            return (*deeds_in(one), *deeds_in(other))
        case ast.JoinedStr(values=parts):
            return COMPOSED["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)]
        case _:
            return ()


def test_deeds_are_found_in_the_code():
    assert {"copy_given", "words_erased", "erase_asked", "request_settled"} <= {deed for deed, _ in noted()}


def test_every_deed_in_the_code_has_words():
    assert {f"{where} {deed}" for deed, where in noted() if deed not in DEEDS} == set()


@pytest.mark.parametrize("language", catalogue.languages())
def test_an_unknown_deed_is_told_in_general_words(language):
    assert deed_in_words("a_new_deed").key == "audit.other_deed"
    assert catalogue.text("audit.other_deed", {}, language)
