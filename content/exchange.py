"""The words of contracts in files: columns, the words that stand for codes, and what is said of what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Column:
    """One column of a file. « # » in `header` and `path` stands for a number."""

    header: str
    path: str
    kind: str
    says: str
    example: str
    values: str | None = None


@cache
def _page() -> Mapping[str, Any]:
    page: Mapping[str, Any] = yaml.safe_load((files("content") / "exchange.yaml").read_text("utf-8"))
    return page


@cache
def columns() -> tuple[Column, ...]:
    return tuple(Column(**each) for each in _page()["columns"])


def remark() -> str:
    """How the model of a file is to be used."""
    return str(_page()["remark"])


def both_signed() -> str:
    """The header of the one date that stands for both signatures."""
    return str(_page()["both_signed"])


def also() -> Mapping[str, str]:
    """Headers that say the same as one of the published ones."""
    found: Mapping[str, str] = _page()["also"]
    return found


def values(name: str) -> Mapping[str, str]:
    """Code → the word that stands for it in files."""
    found: Mapping[str, str] = _page()["values"][name]
    return found


@cache
def yes_no() -> Mapping[str, bool]:
    return dict.fromkeys(_page()["yes"], True) | dict.fromkeys(_page()["no"], False)


def said(code: str, facts: Mapping[str, Any]) -> str:
    """What is wrong and what to do, in one French sentence or two. Facts are dates, numbers and codes."""
    text: str = _page()["said"][code]
    return text.format_map({name: _written(value) for name, value in facts.items()})


@cache
def codes() -> frozenset[str]:
    return frozenset(_page()["said"])


def problem(code: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """A problem's title, and what to do."""
    title, detail = _page()["problems"][code]
    return title, detail.format_map(facts)


def counted(outcome: str) -> str:
    return str(_page()["report"][outcome])


def nothing_kept() -> str:
    """Of a dry run."""
    return str(_page()["report"]["nothing_kept"])


def report_headers() -> tuple[str, ...]:
    """Line, reference, column, what to do."""
    return tuple(_page()["report"]["headers"])


def _written(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
