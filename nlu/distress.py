"""Whether a message speaks of suicide, self-harm or violence at home: lexicon/distress.yaml, no model.

A false alarm costs a kind sentence and a phone number; a miss may cost a life. In doubt, it is distress.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import ascii_lowercase, digits

import yaml

from nlu.texts import fold

LEXICON = Path(__file__).parent / "lexicon" / "distress.yaml"
KINDS = ("violence", "suicide")  # the first that fits: who is beaten and wants to die must first be safe
LONGEST = 4000  # characters looked at, more than a message of Telegram's can hold

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_AGAIN = re.compile(r"([a-z])\1+")
_J_GLUED = re.compile(r"\bj(?=[bcdfgklmnpqrstvxz])")  # « jveux », « jme »: no French word begins so
_WORD = re.compile(r"[a-z0-9]+")

ByLetter = dict[str, re.Pattern[str]]


def kind_of(text: str) -> str | None:
    """'suicide', 'violence' or None; never raises."""
    spellings, harmless, kinds = _lexicon()
    words = plain(text[:LONGEST])
    read = harmless.sub(" ", " ".join(spellings.get(word, word) for word in _J_GLUED.sub("je ", words).split()))
    starts = [word.start() for word in _WORD.finditer(read)]
    return next((kind for kind in KINDS if any(kinds[kind][read[at]].match(read, at) for at in starts)), None)


def plain(text: str) -> str:
    """`text` as the lexicon reads it: folded, words apart by one space, no letter twice in a row."""
    folded = fold(text).replace("œ", "oe").replace("+", " plus ")
    return _AGAIN.sub(r"\1", _NOT_A_WORD.sub(" ", folded)).strip()


@cache
def _lexicon() -> tuple[dict[str, str], re.Pattern[str], dict[str, ByLetter]]:
    """How words are spelt, what is harmless, and the patterns of each kind by the letter they begin with."""
    lexicon = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    spellings = {
        plain(typed): meant for meant, all_typed in lexicon["spellings"].items() for typed in all_typed.split()
    }
    words = _spelt_out(lexicon["words"])
    harmless = re.compile(rf"\b(?:{'|'.join(_single(line, words) for line in lexicon['harmless'])})\b")
    return spellings, harmless, {kind: _by_letter([_single(line, words) for line in lexicon[kind]]) for kind in KINDS}


def _spelt_out(words: dict[str, str]) -> dict[str, str]:
    """Words may use the words above them."""
    known: dict[str, str] = {}
    for name, pattern in words.items():
        known[name] = _filled(pattern, known)
    return known


def _filled(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda name: words[name[1]], pattern)


def _single(line: str, words: dict[str, str]) -> str:
    """`line` for text without a letter twice in a row."""
    # \w is set aside while letters are made single, so that « \w » before a « w » would stay whole.
    return f"(?:{_AGAIN.sub(r'\1', fold(_filled(line, words).replace(r'\w', '[a-z0-9]')))})"


def _by_letter(lines: list[str]) -> ByLetter:
    """One pattern per first letter: at each word only the lines that may begin there are tried, which is quick."""
    starts = [(_first_letters(line), line) for line in lines]
    return {
        letter: re.compile(rf"(?:{'|'.join(line for letters, line in starts if letter in letters) or '(?!)'})\b")
        for letter in ascii_lowercase + digits
    }


def _first_letters(pattern: str) -> str:
    """The letters that what fits `pattern` may begin with; all of them when that is not plain to see."""
    if pattern[0] in ascii_lowercase and pattern[1:2] not in {"?", "*", "{"}:
        return pattern[0]
    if not pattern.startswith("(?:"):
        return ascii_lowercase + digits
    *branches, after = _branches(pattern)
    if after[:1] in {"?", "*", "{"} or not all(branches):
        return ascii_lowercase + digits
    return "".join(_first_letters(branch) for branch in branches)


def _branches(group: str) -> Iterator[str]:
    """What a pattern that begins with « (?: » offers there, then what follows the group."""
    depth, begin = 0, 3
    for at, sign in enumerate(group):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 or (depth == 1 and sign == "|"):
            yield group[begin:at]
            begin = at + 1
        if depth == 0:
            break
    yield group[begin:]
