"""Everything kept about a person, as two files: a page to read, and the same rows for a machine."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions import records
from actions.looked import deed_in_words
from actions.reply import Document
from content import catalogue
from content.values import Clock, Duration, FullDay, Phrase, Value

type Rows = Mapping[str, list[dict[str, Any]]]

LARGEST = 5_000_000  # bytes, of each file: as a sealed row of the outbox it takes nearly twice that
# table → the columns that the page shows; the file for machines has every one
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "people": ("given_name", "family_name", "born_on", "registered_as", "language", "created_at", "learning_consent"),
    "contracts": (
        "reference", "organisation_id", "referent_id", "state", "signed_on", "starts_on", "ends_on", "review_on",
        "ending",
    ),
    "referents": ("advisor_id", "from_day"),
    "contract_versions": (
        "number", "state", "from_day", "ends_on", "review_on", "path", "degree", "minutes_less_per_holiday", "why",
        "person_signed_on", "organisation_signed_on", "refused_on",
    ),
    "weekly_minimums": ("from_day", "minutes", "reason", "requested_on"),
    "objectives": ("title", "indicator", "target", "by_day", "state", "state_on"),
    "plan_actions": ("title", "activity", "provider", "place", "minutes_a_week", "starts_on", "ends_on"),
    "commitments": ("side", "words", "by_day", "state", "state_on"),
    "diagnostics": (
        "made_on", "made_by", "person_agreed_on", "training", "qualifications", "skills", "experience", "situation",
        "market", "adaptation",
    ),
    "periods": ("kind", "first_day", "last_day", "minutes", "source", "noted_by", "cancelled_at"),
    "appointments": ("kind", "activity", "starts_at", "minutes", "title", "place", "with_whom", "state"),
    "receipts": ("number", "at"),
    "declarations": ("day", "minutes", "activity", "kind", "late", "words", "recorded_at", "recorded_by"),
    "reviews": ("at", "kind", "minutes", "activity", "words", "account_id"),
    "consents": ("text_version", "given", "at"),
    "data_requests": ("kind", "at", "due_on", "settled_at", "settled_by"),
    "audit": ("at", "by", "account_id", "deed"),
    "conversations": ("channel", "address", "linked_at", "updated_at", "reminders_stopped_at", "blocked_at"),
    "link_codes": ("made_at", "made_by", "expires_at", "used_at"),
}  # fmt: skip
# what says nothing to a reader: the index of the name, wrong codes, when messages came and went, and to whom else
FOR_MACHINES = frozenset({"name_words", "link_attempts", "inbox", "outbox", "broadcast_people"})
CODES = tuple(
    sorted(
        {
            "hours", "nothing", "reversal", "account", "token", "program", "advisor", "telegram", "terminal",
            *records.CONTRACT_STATES, *records.VERSION_STATES, *records.ENDINGS, *records.PATHS, *records.DEGREES,
            *records.REASONS, *records.SIDES, *records.COMMITMENT_STATES, *records.OBJECTIVE_STATES,
            *records.PERIOD_KINDS, *records.APPOINTMENT_KINDS, *records.APPOINTMENT_STATES, *records.REVIEW_KINDS,
            *records.REGISTRATIONS, *records.REQUEST_KINDS,
        }
    )
)  # fmt: skip
CODED = frozenset({
    "state", "kind", "path", "degree", "reason", "side", "by", "recorded_by", "channel", "registered_as", "ending",
})  # fmt: skip
COLUMNS = tuple(sorted({column for columns in SECTIONS.values() for column in columns}))
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem}"
    "div{overflow-x:auto}table{border-collapse:collapse}th,td{border:1px solid;padding:.3rem .6rem;text-align:left;"
    "vertical-align:top}:root{color-scheme:light dark}"
)


def files(rows: Rows, language: str, zone: str, now: datetime) -> tuple[Document, Document]:
    """The page, then the rows as JSON. Their names tell nothing of whose they are."""
    day = now.astimezone(ZoneInfo(zone)).date().isoformat()
    page = _page(rows, language, zone, now).encode()
    machine = json.dumps({"made_at": now.isoformat(), "tables": rows}, ensure_ascii=False, indent=1, default=_plain)
    return Document(f"mes-donnees-{day}.html", page), Document(f"mes-donnees-{day}.json", machine.encode())


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _page(rows: Rows, language: str, zone: str, now: datetime) -> str:
    title = _words("export.title", language)
    intro = catalogue.text("export.intro", {"at": Clock(now.astimezone(ZoneInfo(zone)))}, language)
    sections = [_section(table, rows.get(table, []), language, zone) for table in SECTIONS]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{intro}</p>\n{''.join(sections)}</main>\n</body>\n</html>\n"
    )


def _section(table: str, rows: list[dict[str, Any]], language: str, zone: str) -> str:
    heading = f'<h2 id="{table}">{_words(f"export.section_{table}", language)}</h2>\n'
    if not rows:
        return f"{heading}<p>{_words('export.nothing', language)}</p>\n"
    shown = [name for name in SECTIONS[table] if any(row.get(name) is not None for row in rows)]
    heads = "".join(f'<th scope="col">{_words(f"export.column_{name}", language)}</th>' for name in shown)
    lines = "".join(_line([_cell(name, row[name], language, zone) for name in shown]) for row in rows)
    table_ = f'<table aria-labelledby="{table}">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>'
    return f'{heading}<div tabindex="0" role="region" aria-labelledby="{table}">{table_}</div>\n'


def _line(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _cell(name: str, value: Any, language: str, zone: str) -> str:
    """One value as escaped text."""
    match value:
        case None:
            return ""
        case bool():
            return _words("export.yes" if value else "export.no", language)
        case int() if "minutes" in name:
            return ("−" if value < 0 else "") + catalogue.written(Duration(abs(value)), language)
        case datetime():
            return catalogue.written(Clock(value.astimezone(ZoneInfo(zone))), language)
        case date():
            return catalogue.written(FullDay(value), language)
        case str():
            return catalogue.written(_meaning(name, value), language)
        case _:
            return html.escape(str(value))


def _meaning(name: str, value: str) -> Value:
    if name == "activity":
        return Phrase(f"activities.{value}")
    if name == "language":
        return catalogue.languages().get(value, value)
    if name == "deed":
        return deed_in_words(value)
    return Phrase(f"export.code_{value}") if name in CODED and value in CODES else value


def _words(key: str, language: str) -> str:
    return catalogue.text(key, {}, language)
