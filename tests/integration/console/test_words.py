"""The console's words: each one is in the catalogue of every language offered, and translated."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from ast import literal_eval
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment

from actions.looked import DEEDS as TOLD_TO_THE_PERSON
from bot.advisors.deeds import DEEDS
from bot.advisors.templates import _environment
from content.catalogue import languages

ROOT = Path(__file__).parents[3]
CONSOLE = ROOT / "bot" / "advisors"
HOLE = re.compile(r"%\(\w+\)s")
# A sentence, or a word that no code of ours could be: with an accent, a typographic apostrophe, a capital.
FRENCH = re.compile(r"[À-ÿ’]|^[A-Z][a-z]+( [a-z’]+)*[.?!]?$|[a-z]{2,} [a-z]{2,} [a-z]{2,}")
# In Python, which also writes English for its logs.
ACCENTED = re.compile("[À-ÖØ-öø-ÿ’«]")
NAME = "Jalon"
# A macro that writes attributes alone stands in no tag of its own.
ATTRIBUTE = re.compile(r'[\w-]+ ?="[^"]*"')
OTHERS = [language for language in languages() if language != "fr"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every word that the pages mark, in French."""
    target = tmp_path_factory.mktemp("words") / "console.pot"
    pybabel = Path(sys.executable).with_name("pybabel")
    asked = [pybabel, "-q", "extract", f"--mapping={CONSOLE / 'babel.cfg'}", f"--output={target}", CONSOLE]
    subprocess.run(asked, check=True, cwd=ROOT)
    with target.open("rb") as file:
        return read_po(file)


def catalogue(language: str) -> Catalog:
    with (CONSOLE / "locales" / language / "LC_MESSAGES" / "console.po").open("rb") as file:
        return read_po(file, locale=language)


def words(found: Catalog) -> set[object]:
    return {message.id for message in found if message.id}


def flat(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]  # a plural has two forms


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_the_words_of_the_pages_and_no_others(written, language):
    assert words(catalogue(language)) == words(written), "run « make words », then translate"


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_translated(language):
    found = catalogue(language)
    assert [message.id for message in found if message.id and not all(flat(message.string))] == []
    assert [message.id for message in found if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_holes_of_the_original(language):
    for message in catalogue(language):
        for form in flat(message.string) if message.id else ():
            assert set(HOLE.findall(form)) == set(HOLE.findall(flat(message.id)[-1])), message.id


def template_parts(kind: str) -> Iterator[tuple[str, str]]:
    """Page, part: « data » is what a template writes as it stands, « string » what stands between its quotes."""
    jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for page in sorted((CONSOLE / "templates").rglob("*.html")):
        tokens = jinja.lex(page.read_text(encoding="utf-8"))
        yield from ((page.name, text) for _line, name, text in tokens if name == kind)


def written_as_it_stands() -> dict[str, str]:
    pages: dict[str, str] = defaultdict(str)
    for page, text in template_parts("data"):
        pages[page] += text
    return pages


def test_no_page_holds_words_that_are_not_marked():
    """Text between tags, and the attributes that are read aloud, go through the catalogue."""
    between = re.compile(r">([^<>]*[A-Za-zÀ-ÿ]{2,}[^<>]*)<")
    aloud = re.compile(r'\b(?:alt|title|label|aria-label|placeholder)="([^"]*[A-Za-zÀ-ÿ]{2,}[^"]*)"')
    found = [
        (page, " ".join(words.split()).strip("· "))
        for page, text in written_as_it_stands().items()
        for words in between.findall(ATTRIBUTE.sub("", text)) + aloud.findall(text)
    ]
    assert [each for each in found if each[1] != NAME] == []


def test_no_template_holds_words_between_its_quotes_that_are_not_marked(written):
    marked = {form for each in words(written) for form in flat(each)}
    found = [(page, literal_eval(text)) for page, text in template_parts("string")]
    assert [each for each in found if FRENCH.search(each[1]) and each[1] not in {NAME, *marked}] == []


def test_no_python_of_the_console_holds_words_that_are_not_marked(written):
    marked = {form for each in words(written) for form in flat(each)}
    found = [
        (page.name, node.value)
        for page in CONSOLE.rglob("*.py")
        for node in without_docstrings(ast.parse(page.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [each for each in found if ACCENTED.search(each[1]) and each[1] not in {NAME, *marked}] == []


def without_docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield from (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.Constant))


@pytest.mark.parametrize("deed", TOLD_TO_THE_PERSON)
def test_what_a_person_is_told_of_has_words_in_the_journal(deed):
    assert deed in DEEDS


def test_nobody_and_one_are_counted_as_french_does():
    page = _environment("fr").from_string("{{ ngettext('%(num)s personne', '%(num)s personnes', n) }}")
    assert [page.render(n=count) for count in (0, 1, 2)] == ["0 personne", "1 personne", "2 personnes"]
