"""Which part of the contract a message is about: phrases of lexicon/topics.yaml → one of TOPICS."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.difficulties import plain

LEXICON = Path(__file__).with_name("lexicon") / "topics.yaml"
REQUESTS = frozenset({"ask_contract", "ask_obligations"})  # the requests that have parts
WORDS_BETWEEN = 4

_CLOCK = re.compile(r"(?<=\d)h\b")


def topic_in(text: str) -> str | None:
    """The part that `text` names: by the phrase with the most letters, of equal ones the first; or None."""
    said = plain(_CLOCK.sub(" h", text))
    found = [(len(phrase), topic) for topic, phrase, pattern in _lexicon() if pattern.search(said)]
    return max(found, key=lambda one: one[0])[1] if found else None


@cache
def _lexicon() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    pages: dict[str, list[str]] = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    return tuple((topic, phrase, _pattern(phrase)) for topic, phrases in pages.items() for phrase in phrases)


@cache
def topics() -> tuple[str, ...]:
    """All that `topic_in` may answer, in the order of the lexicon."""
    return tuple(dict.fromkeys(topic for topic, _phrase, _pattern in _lexicon()))


def _pattern(phrase: str) -> re.Pattern[str]:
    words = [plain(word) + ("[a-z0-9]*" if word.endswith("*") else "") for word in phrase.split()]
    between = rf"(?: [a-z0-9]+){{0,{WORDS_BETWEEN}}} "
    return re.compile(r"\b" + between.join(words) + r"\b")
