"""The codes that join a chat to a person: how a short one is made, written, recognised; what is known of one."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

# One sign of each group that look alike on paper (0 O, 1 I, 2 Z, 5 S, 6 G, 8 B, U V) or sound alike in French over
# the telephone (B C D E G P T V, F S, M N, A H K, 6 X), and no vowel: no word comes of them by chance.
LETTERS = "FJKLMPQRWXY"
DIGITS = "2345789"
SIGNS = LETTERS + DIGITS
LENGTH, GROUP = 9, 3
# It begins with a letter, unlike any duration, and has digits, unlike any word.
LEAST_DIGITS, LEAST_LETTERS = 2, 3
ENDED = ("used", "replaced", "not_me")

_APART = re.compile(r"[\s\-.·_]+")
_ANNOUNCED = re.compile(
    r"^(?:(?:mon|le|ce|my|the)\s+)?(?:code|lettre|letter)(?:\s+(?:est|c'est|is))?\s*:?\s+", re.IGNORECASE
)
_LINK = re.compile(r"\bt\.me/\w+\?start=([A-Za-z0-9_-]{16,64})(?![A-Za-z0-9_-])")
_FRAME = " \t\n«»\"'“”()[]<>.,;:!?"


@dataclass(frozen=True)
class Codes:
    """A new code, in its two forms, as it is given out once: only digests of it are kept."""

    token: str = field(repr=False)  # for a deep link
    short: str = field(repr=False)  # to be read and typed
    expires_at: datetime


@dataclass(frozen=True)
class LinkCode:
    """What is known of a code that was given out. `key` names it, and opens nothing."""

    key: str = field(repr=False)
    person_id: int
    made_at: datetime | None
    expires_at: datetime
    used_at: datetime | None = None
    ended_why: str | None = None

    def waits(self, now: datetime) -> bool:
        return self.used_at is None and self.ended_why is None and now < self.expires_at


def new_short() -> str:
    """About 37 bits: enough, since attempts are counted."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if _is_short(code):
            return code


def in_groups(code: str) -> str:
    """« K7P4WX9RM » → « K7P 4WX 9RM »."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def short_code_in(text: str) -> str | None:
    """The short code that a message is, however it is spaced, cut and cased; None for any other message."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").strip(_FRAME)
    bare = _APART.sub("", _ANNOUNCED.sub("", plain)).strip(_FRAME).upper()
    return bare if _is_short(bare) else None


def code_in(text: str) -> str | None:
    """The code that a message is, or that the link in it carries; None for any other message."""
    carried = _LINK.search(text)
    return carried[1] if carried else short_code_in(text)


def _is_short(code: str) -> bool:
    digits = sum(sign in DIGITS for sign in code)
    return (
        len(code) == LENGTH
        and all(sign in SIGNS for sign in code)
        and code[0] in LETTERS
        and LEAST_DIGITS <= digits <= LENGTH - LEAST_LETTERS
    )
