"""The table of nouns in actions/store/README.md, held against the program: what it names exists, and all is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from starlette.routing import Route

from actions.registry import FOR_ALL, WITH_CONTRACT
from actions.store.tables import Row
from bot.advisors.app import PAGES

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "actions" / "store" / "README.md"
NAME = re.compile(r"`([^`]+)`")
HEADERS = ["Noun", "Stored", "Imported", "The person sees it", "The advisor sees it", "Test"]


@dataclass(frozen=True)
class Noun:
    name: str
    stored: tuple[str, ...]
    imported: tuple[str, ...]
    requests: tuple[str, ...]
    routes: tuple[str, ...]
    tests: tuple[str, ...]


def rows() -> Iterator[list[str]]:
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


HEAD, _RULE, *BODY = rows()
NOUNS = [Noun(cells[0], *(tuple(NAME.findall(cell)) for cell in cells[1:])) for cells in BODY]
by_name = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)


def columns() -> set[str]:
    return {f"{table.name}.{column.name}" for table in Row.metadata.sorted_tables for column in table.columns}


def routes() -> set[str]:
    return {route.name for pages in PAGES for route in pages.ROUTES if isinstance(route, Route)}


def here(kind: str) -> set[str]:
    found = {"requests": {*FOR_ALL, *WITH_CONTRACT}, "routes": routes()}
    if kind == "tests":
        return {test for noun in NOUNS for test in noun.tests if (ROOT / test).is_file()}
    return found[kind]


def test_the_table_has_its_columns_and_a_row_for_each_noun():
    assert HEAD == HEADERS
    assert all(len(cells) == len(HEADERS) for cells in BODY)
    assert len({noun.name for noun in NOUNS}) == len(NOUNS) > 40


@by_name
def test_what_is_stored_is_a_column_of_a_table(noun):
    assert noun.stored
    assert set(noun.stored) <= columns()


@by_name
def test_a_test_holds_it(noun):
    assert noun.tests
    assert set(noun.tests) <= here("tests")


@by_name
def test_what_the_person_asks_has_its_action(noun):
    assert set(noun.requests) <= here("requests")


@by_name
def test_what_the_advisor_opens_is_a_page(noun):
    assert set(noun.routes) <= here("routes")


def test_what_is_imported_is_a_column_of_the_template_and_each_is_in_the_table():
    published = {column.header for column in import_module("content.exchange").columns()}
    assert {header for noun in NOUNS for header in noun.imported} == published


def test_every_table_of_the_store_is_named():
    named = {place.split(".")[0] for noun in NOUNS for place in noun.stored}
    assert {table.name for table in Row.metadata.sorted_tables} - named == set()


def test_every_part_of_a_contract_is_named():
    """Of the contract's own tables no column is left out, save what joins rows to one another."""
    parts = {
        "contracts", "contract_versions", "weekly_minimums", "objectives", "plan_actions", "commitments",
        "diagnostics", "periods", "appointments", "reviews",
    }  # fmt: skip
    named = {place for noun in NOUNS for place in noun.stored}
    joins = re.compile(r"\.(id|contract_id|version_id|person_id|declaration_id|created_at|noted_at|noted_by)$")
    left = {one for one in columns() - named if one.split(".")[0] in parts and not joins.search(one)}
    assert left == set()
