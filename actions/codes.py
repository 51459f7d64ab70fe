"""How long a code stays good, and the link that carries it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.records import Codes


def until_the_end_of(now: datetime, days: int, zone: str) -> datetime:
    """The end of the day that comes `days` after today: what is written on paper is a day, and that day counts."""
    return datetime.combine(local_day(now, zone) + timedelta(days=days + 1), time(), ZoneInfo(zone))


def last_day(expires_at: datetime, zone: str) -> date:
    """The last day on which a code is good, if only for a part of it."""
    return local_day(expires_at - timedelta(microseconds=1), zone)


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def deep_link(bot_name: str | None, codes: Codes) -> str | None:
    """The address that opens the chat with the code; None where the bot's name is not set."""
    return None if bot_name is None else f"https://t.me/{bot_name}?start={codes.token}"
