"""Invented contracts as another system would hand them in, for tests and benches."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from content import exchange

GIVEN = ("Amina", "Bruno", "Chloé", "Driss", "Élodie", "Farid", "Gaëlle", "Hugo", "Inès", "Jonas", "Katia", "Léo")
FAMILY = ("Martin", "Bernard", "Petit", "Robert", "Richard", "Durand", "Moreau", "Simon", "Laurent", "Lefèvre-Çelik")
WORDS = (
    "envoyer",
    "préparer",
    "chercher",
    "suivre",
    "trouver",
    "un",
    "atelier",
    "une",
    "formation",
    "offre",
    "dossier",
)


def words(chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(least, most)))


def contract(number: int, **other: Any) -> dict[str, Any]:
    """A signed contract as JSON: 1.3 durations, 3 objectives, 3 actions and 5 commitments on average."""
    chance = random.Random(number)
    start = date(2026, 1, 5) + timedelta(days=chance.randint(0, 250))
    durations = [{"hours": chance.choice((15, "7,5", "7h30", 12)), "from_day": start.isoformat()}]
    if chance.random() < 0.3:
        later = start + timedelta(days=60)
        durations.append({"hours": 6, "from_day": later.isoformat(), "reason": "lowered"})
    sheet = {
        "reference": f"CE-{number:06}",
        "person": {
            "given_name": chance.choice(GIVEN), "family_name": f"{chance.choice(FAMILY)}{number % 997}",
            "born_on": (date(1970, 1, 1) + timedelta(days=chance.randint(0, 12000))).isoformat(),
            "registered_as": chance.choice(("jobseeker", "rsa", "young")), "zone": "Europe/Paris", "language": "fr",
        },
        "advisor": {"reference": f"A{number % 300:03}", "name": f"Conseillère {number % 300}", "role": "conseillère"},
        "person_signed_on": start.isoformat(), "organisation_signed_on": start.isoformat(),
        "starts_on": start.isoformat(), "ends_on": (start + timedelta(days=360)).isoformat(),
        "path": "professional", "degree": "intensive", "durations": durations,
        "objectives": [
            {"title": words(chance, 4, 9), "indicator": words(chance, 2, 4), "target": words(chance, 1, 3)}
            for _ in range(chance.randint(2, 4))
        ],
        "actions": [
            {"title": words(chance, 3, 8), "activity": "workshop", "hours_a_week": 2, "provider": "Mission locale"}
            for _ in range(chance.randint(2, 4))
        ],
        "commitments": [
            {"side": side, "words": words(chance, 5, 12)}
            for side in ("organisation", "organisation", "person", "person", "breach")
        ],
    }  # fmt: skip
    return sheet | other


def as_json_lines(*sheets: dict[str, Any]) -> bytes:
    return "".join(json.dumps(sheet, ensure_ascii=False) + "\n" for sheet in sheets).encode()


def flat(sheet: dict[str, Any]) -> dict[str, str]:
    """The same contract as columns, in the words that files use."""
    cells: dict[str, str] = {}
    series: dict[str, list[dict[str, Any]]] = {
        "organisation": [], "commits": [], "breach": [],
        **{name: sheet.get(name, []) for name in ("durations", "objectives", "actions")},
    }  # fmt: skip
    for each in sheet.get("commitments", []):
        series[{"person": "commits"}.get(each["side"], each["side"])].append(each)
    for column in exchange.columns():
        path = column.path.split(".")
        if "#" in path:
            for number, item in enumerate(series[path[0]], 1):
                if item.get(path[2]) is not None:
                    cells[column.header.replace("#", str(number))] = written(column, item[path[2]])
            continue
        value: Any = sheet
        for step in path:
            value = (value or {}).get(step)
        if value is not None:
            cells[column.header] = written(column, value)
    return cells


def written(column: exchange.Column, value: Any) -> str:
    if column.kind == "code":
        return exchange.values(column.values or "")[value]
    if column.kind == "day":
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    return str(value).replace(".", ",") if column.kind == "hours" else str(value)


def as_csv(
    *sheets: dict[str, Any], delimiter: str = ";", encoding: str = "utf-8-sig", headers: list[str] | None = None
) -> bytes:
    rows = [flat(sheet) for sheet in sheets]
    text = io.StringIO()
    names = headers or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*sheets: dict[str, Any]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    rows = [flat(sheet) for sheet in sheets]
    headers = list(dict.fromkeys(name for row in rows for name in row))
    page.append(headers)
    for row in rows:
        page.append([row.get(name) for name in headers])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def many(count: int) -> Iterator[dict[str, Any]]:
    return (contract(number) for number in range(1, count + 1))
