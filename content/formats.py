"""Dates, durations, lists and bars in the person's language."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list

from content.values import Bar, Clock, Duration, FullDay

NARROW_SPACE = "\u202f"
BAR_WIDTH = 12


def duration(value: Duration, language: str) -> str:
    """« 4 h 30 », « 45 min », « 0 h »; hours and minutes with spaces that do not break."""
    hours, minutes = divmod(value.minutes, 60)
    if hours == 0 and minutes:
        return f"{minutes}{NARROW_SPACE}min"
    tail = f"{NARROW_SPACE}{minutes:02}" if minutes else ""
    return f"{hours}{NARROW_SPACE}h{tail}"


def day(value: date, language: str) -> str:
    """« lundi 16 novembre »: the weekday lets the person notice a wrong date at once."""
    return format_date(value, f"EEEE {_number(value, language)} MMMM", locale=language)


def full_day(value: FullDay, language: str) -> str:
    """« 3 mars 2025 », « 1er février 2026 »."""
    return format_date(value.day, f"{_number(value.day, language)} MMMM y", locale=language)


def _number(value: date, language: str) -> str:
    """The day of the month, as a pattern: French gives only the first one its ordinal."""
    return "d'er'" if language == "fr" and value.day == 1 else "d"


def clock(value: Clock, language: str) -> str:
    """« 18 novembre 2026 à 10:05 », or « 10:05 » alone, in the zone that the instant carries."""
    at: datetime = value.at
    hour = format_time(at, "HH:mm", locale=language)
    return hour if value.alone else f"{full_day(FullDay(at.date()), language)}, {hour}"


def bar(value: Bar) -> str:
    """A bar of BAR_WIDTH characters. Full only when all is done, so that it never flatters."""
    filled = min(BAR_WIDTH, value.done * BAR_WIDTH // value.required)
    return "▓" * filled + "░" * (BAR_WIDTH - filled)


def listed(items: list[str], language: str) -> str:
    return format_list(items, style="standard", locale=language)


def plural_form(count: int, language: str) -> str:
    """« one » or « other » (and what else the language has)."""
    return Locale.parse(language).plural_form(count)
