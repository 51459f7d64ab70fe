"""The letter that brings a person the code of their chat: one A4 page, tagged for screen readers (PDF/UA-1).

The same facts give the same bytes. Nothing is read but this folder: no network, no font of the machine.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from content import catalogue
from content.values import FullDay, Phrase, Said, Value

HERE = Path(__file__).parent
PICTURE_DPI = 110
QUIET_ZONE = 2  # modules around the square; the page is white around it


@dataclass(frozen=True)
class Facts:
    """`code` is the short one, in groups; `link` the deep link, None where the bot's name is not set.

    `address` is what stands below the name in the envelope's window; it may be empty.
    """

    name: str = field(repr=False)
    organisation: str
    referent: str
    phone: str | None
    code: str = field(repr=False)
    link: str | None = field(repr=False)
    bot_name: str | None
    made_on: date
    good_until: date
    address: tuple[str, ...] = field(default=(), repr=False)


def pdf(facts: Facts, language: str) -> bytes:
    try:
        return _made(facts, language, "pdf", accessible=True)
    except typst.TypstError:
        # A sign that no font here has: the letter still comes, and only does not claim to be fully accessible.
        return _made(facts, language, "pdf")


def picture(facts: Facts, language: str) -> bytes:
    """The same page as PNG, to be looked at."""
    return _made(facts, language, "png")


def square(link: str) -> bytes:
    """The QR code of a link, as SVG."""
    made = io.BytesIO()
    # « M » stands a stain of 15 % and keeps the squares large.
    segno.make(link, error="m", micro=False).save(made, kind="svg", border=QUIET_ZONE, scale=4)
    return made.getvalue()


def data(facts: Facts, language: str) -> dict[str, Any]:
    """All that the template places, as plain words."""

    def said(value: Value) -> str:
        return html.unescape(catalogue.written(value, language))  # with its spaces that do not break

    def whole(day: date) -> Said:
        return Said(catalogue.plain(catalogue.written(FullDay(day), language)).replace(" ", "\u00a0"))

    return {
        "language": language,
        "title": said(Phrase("letter.title")),
        "sender": facts.organisation,
        "to": [facts.name, *facts.address],
        "date": {"year": facts.made_on.year, "month": facts.made_on.month, "day": facts.made_on.day},
        "day": said(Phrase("letter.made_on", {"day": whole(facts.made_on)})),
        "what": said(Phrase("letter.what", {"organisation": Said(facts.organisation)})),
        "how": {
            "title": said(Phrase("letter.how")),
            "square": square(facts.link).decode() if facts.link else None,
            "alt": said(Phrase("letter.alt", {"link": Said(facts.link)})) if facts.link else "",
            "steps": [said(step) for step in _steps(facts)],
            "code": facts.code,
            "until": said(Phrase("letter.until", {"day": whole(facts.good_until)})),
        },
        "parts": [{"title": said(title), "text": said(text)} for title, text in _parts(facts)],
    }


def _steps(facts: Facts) -> Iterator[Phrase]:
    if facts.link:
        yield Phrase("letter.scan")
    if facts.bot_name:
        yield Phrase("letter.search" if not facts.link else "letter.or_search", {"bot": Said(f"@{facts.bot_name}")})
    else:
        yield Phrase("letter.ask_for_the_name")


def _parts(facts: Facts) -> Iterator[tuple[Phrase, Phrase]]:
    yield Phrase("letter.who_sees"), Phrase("letter.sees")
    yield Phrase("letter.free"), Phrase("letter.choice")
    call = Phrase("letter.call", {"name": Said(facts.referent), "phone": Said(facts.phone or "")})
    yield Phrase("letter.question"), call if facts.phone else Phrase("letter.see", {"name": Said(facts.referent)})


def _made(facts: Facts, language: str, form: Literal["pdf", "png"], *, accessible: bool = False) -> bytes:
    return typst.compile(
        HERE / "template.typ",
        root=HERE,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(data(facts, language), ensure_ascii=False)},
        format=form,
        pdf_standards=["ua-1"] if accessible else None,
        ppi=PICTURE_DPI,
    )
