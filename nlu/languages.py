"""Which language a text is in: French unless it is clearly another one.

By script, then by the small words that a language cannot do without. A library that judges by letters takes one
French message in twelve for another language: nlu/README.md has the comparison.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).with_name("lexicon") / "languages.yaml"
FRENCH = "fr"
FEWEST = 2  # small words needed; one alone says nothing: « on », « me », « plus », « pour » are in several languages

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-ɏ]", re.IGNORECASE)


def language_of(text: str) -> str:
    """An ISO 639-1 code: 'fr' for French, for what is too short to tell, and for no language at all."""
    return _by_script(text) or _by_small_words(text) or FRENCH


def _by_script(text: str) -> str | None:
    """The language of the letters that most of `text` is written in, when they are not Latin."""
    letters = "".join(_WORD.findall(text))
    other = _LATIN.sub("", letters)
    if len(other) * 2 <= len(letters):
        return None
    _, scripts = _lexicon()
    return next((language for language, signs in scripts if signs.search(other)), None)


def _by_small_words(text: str) -> str | None:
    """The language most of whose small words are in `text`, if it has more of them than French."""
    said = set(_WORD.findall(fold(text)))
    words, _ = _lexicon()
    counts = {language: len(said & known) for language, known in words.items()}
    most = max(counts, key=lambda language: counts[language])
    enough = counts[most] >= max(FEWEST, len(said) / 4)
    return most if enough and counts[most] > counts[FRENCH] else None


@cache
def _lexicon() -> tuple[dict[str, frozenset[str]], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Each language's small words, folded; each language's own letters, the most particular first."""
    pages = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    words = {language: frozenset(fold(line).split()) for language, line in pages["words"].items()}
    return words, tuple((language, re.compile(f"[{signs}]")) for language, signs in pages["scripts"].items())
