"""What is filled in a form, read into values; and the way back to a person's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse

LONGEST_NUMBER = 9


def whole(text: str) -> int | None:
    """A whole number of at most LONGEST_NUMBER digits."""
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= LONGEST_NUMBER else None


def hours_and_minutes(filled: Mapping[str, object]) -> int | None:
    """« hours » and « minutes » as minutes; None where nothing is filled in, −1 where it is no duration."""
    texts = [str(filled.get(name, "")).strip() for name in ("hours", "minutes")]
    if not any(texts):
        return None
    hours, minutes = (whole(text or "0") for text in texts)
    return -1 if hours is None or minutes is None or minutes > 59 else hours * 60 + minutes


def day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def moment(on: object, at: object, zone: str) -> datetime | None:
    """A day and an hour as an instant of that zone."""
    found = day(on)
    if found is None:
        return None
    try:
        return datetime.combine(found, time.fromisoformat(str(at)), ZoneInfo(zone))
    except ValueError:
        return None


def back(request: Request, done: str, at: str = "", **told: object) -> RedirectResponse:
    """To the person's page, which says what was done: codes only, since addresses are logged."""
    path = request.url_for("person", contract_id=request.path_params["contract_id"]).path
    query = urlencode({"done": done, **{name: str(value) for name, value in told.items() if value is not None}})
    return RedirectResponse(f"{path}?{query}" + (f"#{at}" if at else ""), status_code=303)
