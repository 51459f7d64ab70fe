"""The console's catalogue: every word of its pages is in it, and has its English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

CONSOLE = Path(__file__).resolve().parents[3] / "bot" / "advisors"
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
HOLE = re.compile(r"%\(\w+\)s")
AGAIN = "run « make words », then write what is missing in bot/advisors/locales"


def of_the_pages() -> set[str | tuple[str, ...]]:
    return {message for _, _, message, _, _ in extract_from_dir(CONSOLE, METHODS, OPTIONS)}


def english() -> Catalog:
    with (CONSOLE / "locales" / "en" / "LC_MESSAGES" / "console.po").open("rb") as file:
        return read_po(file, locale="en")


def forms(words: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


MESSAGES = [message for message in english() if message.id]


def test_the_catalogue_holds_the_words_of_the_pages_and_no_others():
    kept, said = {message.id for message in MESSAGES}, of_the_pages()
    assert len(said) > 100
    assert (said - kept, kept - said) == (set(), set()), AGAIN


def test_every_word_has_its_english_and_none_is_a_guess():
    assert [message.id for message in MESSAGES if message.fuzzy or not all(forms(message.string))] == [], AGAIN


@pytest.mark.parametrize("message", [message for message in MESSAGES if HOLE.search(str(message.id))], ids=str)
def test_the_holes_are_the_same(message: Message):
    wanted = {frozenset(HOLE.findall(form)) for form in forms(message.id)}
    assert {frozenset(HOLE.findall(form)) for form in forms(message.string)} <= wanted


def test_french_is_written_as_it_is_printed():
    """Curved apostrophes; a space before « : », « ; », « ! » and « ? »."""
    for message in MESSAGES:
        for form in forms(message.id):
            assert "'" not in form, form
            assert not re.search(r"\w[:;!?](\s|$)", form), form
