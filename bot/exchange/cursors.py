"""How far a reader of the feed has come: opaque to them, two numbers to us."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from bot.exchange.problems import Refusal

START = (0, 0)
PATTERN = r"^[A-Za-z0-9_-]{1,80}$"
_INSIDE = re.compile(r"1\.(\d{1,18})\.(\d{1,18})")


def written(point: tuple[int, int]) -> str:
    inside = f"1.{point[0]}.{point[1]}"
    return urlsafe_b64encode(inside.encode()).decode().rstrip("=")


def read(cursor: str | None) -> tuple[int, int]:
    """Raises Refusal for one that was not given by us."""
    if cursor is None:
        return START
    try:
        inside = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, UnicodeDecodeError, ValueError):
        inside = ""
    found = _INSIDE.fullmatch(inside)
    if found is None:
        raise Refusal(422, "wrong_cursor")
    return int(found[1]), int(found[2])
