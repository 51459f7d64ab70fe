"""Key + values + language → text and buttons. The only place where words meet values.

A page `content/<language>/<page>.yaml` maps a name to a text, or to
`{text, buttons, plural}`; the key is « page.name ». Texts may hold `<b>` and `<i>` on one line;
every value is escaped, so what a person wrote can never become markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from content import formats
from content.values import Bar, Clock, Duration, FullDay, Lines, Listed, Phrase, Said, Value

_TAG = re.compile(r"</?[bi]>")
_ORDINARY_SPACES = {0x00A0: " ", 0x202F: " "}
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Wording:
    """One answer as written: its text by plural form and the requests that its buttons name."""

    texts: Mapping[str, str]
    buttons: tuple[str, ...] = ()
    plural: str | None = None

    def text_for(self, values: Mapping[str, Value], language: str) -> str:
        if self.plural is None:
            return self.texts["other"]
        count = values[self.plural]
        amount = count if isinstance(count, int) else 0
        return self.texts.get(formats.plural_form(amount, language), self.texts["other"])

    def holes(self) -> set[str]:
        return {hole for text in self.texts.values() for hole in _HOLE.findall(text)}


@cache
def languages() -> Mapping[str, str]:
    """The languages offered: code → its own name."""
    offered: dict[str, str] = yaml.safe_load(_read("locales.yaml"))
    return offered


@cache
def pages(language: str) -> Mapping[str, Wording]:
    """All wordings of one language by key, read once."""
    folder = files("content") / language
    found: dict[str, Wording] = {}
    for page in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if page.name.endswith(".yaml"):
            stem = page.name.removesuffix(".yaml")
            for name, raw in yaml.safe_load(page.read_text("utf-8")).items():
                found[f"{stem}.{name}"] = _wording(raw)
    return found


def load() -> None:
    """Reads every page of every language offered: a fault in one shows at the start, not in an answer."""
    for language in languages():
        pages(language)


def text(key: str, values: Mapping[str, Value], language: str) -> str:
    """The answer's text with every value written and escaped.

    Raises KeyError for a key or a value that is missing: a hole is a fault of ours, caught by the tests.
    """
    wording = pages(language)[key]
    template = wording.text_for(values, language)
    return _HOLE.sub(lambda hole: written(values[hole.group(1)], language), template).strip()


def buttons(key: str, language: str) -> tuple[str, ...]:
    return pages(language)[key].buttons


def label(name: str, language: str) -> str:
    """What a button for the request or command `name` says."""
    return text(f"buttons.{name}", {}, language)


def plain(marked: str) -> str:
    """The text without markup and with ordinary spaces, for a terminal, a test or a button's label."""
    return html.unescape(_TAG.sub("", marked)).translate(_ORDINARY_SPACES)


def written(value: Value, language: str) -> str:
    """One value as escaped text."""
    match value:
        case Phrase(key, values):
            return text(key, values, language)
        case Lines(items, apart):
            return ("\n\n" if apart else "\n").join(written(item, language) for item in items)
        case Listed(items):
            return formats.listed([written(item, language) for item in items], language)
        case Said(words):
            return html.escape(words, quote=False)
        case Duration():
            return formats.duration(value, language)
        case Bar():
            return formats.bar(value)
        case FullDay():
            return formats.full_day(value, language)
        case Clock():
            return formats.clock(value, language)
        case date():
            return formats.day(value, language)
        case _:
            return html.escape(str(value), quote=False)


def _wording(raw: Any) -> Wording:
    if isinstance(raw, str):
        return Wording({"other": raw})
    texts = raw["text"] if isinstance(raw["text"], dict) else {"other": raw["text"]}
    return Wording(texts, tuple(raw.get("buttons", ())), raw.get("plural"))


def _read(name: str) -> str:
    return (files("content") / name).read_text("utf-8")
