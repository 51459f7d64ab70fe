"""A person's weeks as a small drawing, which also says itself in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from markupsafe import Markup, escape

WIDTH, HEIGHT, GROUND = 14, 44, 46
BAR, INNER_BAR = 10, 5
LEAST_SCALE = 60  # minutes: a quarter of an hour alone is not drawn as high as a whole week


class Shown(Protocol):
    @property
    def monday(self) -> date: ...
    @property
    def declared(self) -> int: ...
    @property
    def recognised(self) -> int: ...
    @property
    def required(self) -> int: ...


def weeks_chart(
    weeks: Sequence[Shown],
    label: str,
    day: Callable[[date], str],
    hours: Callable[[int], str],
    _: Callable[[str], str],
) -> Markup:
    """Declared and recognised minutes as bars, the duration asked for as a line.

    `day` and `hours` word a value, `_` puts French words into the visitor's language.
    """
    most = max(LEAST_SCALE, *(max(week.declared, week.required) for week in weeks))
    words = escape(label + _(" : ") + _(" ; ").join(_words(week, day, hours) for week in weeks) + ".")
    declared = "".join(_bar(n, week.declared, most, BAR) for n, week in enumerate(weeks))
    recognised = "".join(_bar(n, week.recognised, most, INNER_BAR) for n, week in enumerate(weeks))
    required = "".join(_line(n, week.required, most) for n, week in enumerate(weeks))
    wide = WIDTH * len(weeks)
    return Markup(  # noqa: S704  # numbers, and words that are escaped above
        f'<svg class="weeks" viewBox="0 0 {wide} 48" role="img" aria-label="{words}">'
        f'<path class="declared" d="{declared}"/><path class="recognised" d="{recognised}"/>'
        f'<path class="required" d="{required}"/><path class="ground" d="M0 {GROUND}.5H{wide}"/></svg>'
    )


def _words(week: Shown, day: Callable[[date], str], hours: Callable[[int], str]) -> str:
    asked = f" / {hours(week.required)}" if week.required else ""
    return f"{day(week.monday)}, {hours(week.declared)}{asked}"


def _bar(number: int, minutes: int, most: int, width: int) -> str:
    if not minutes:
        return ""
    return f"M{number * WIDTH + 2} {GROUND}v-{HEIGHT * minutes / most:.1f}h{width}V{GROUND}z"


def _line(number: int, minutes: int, most: int) -> str:
    return f"M{number * WIDTH} {GROUND - HEIGHT * minutes / most:.1f}h{WIDTH}" if minutes else ""
