"""The model of a file of contracts: its columns, what each one is, and an example."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from bot.exchange.files import REMARK
from content import exchange

TYPES = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def rows() -> list[list[str]]:
    """Headers, what each one is, an example. The last two begin with « # »: left in a file, they are passed over."""
    columns = exchange.columns()
    said = [
        column.says if column.values is None else f"{column.says} {_allowed(column.values)}" for column in columns
    ]
    said[0] = f"{REMARK} {said[0]} {exchange.remark()}"
    example = [column.example for column in columns]
    example[0] = f"{REMARK}{example[0]}"
    return [[column.header.replace("#", "1") for column in columns], said, example]


def _allowed(values: str | None) -> str:
    return "" if values is None else ", ".join(exchange.values(values).values()) + "."


def as_csv() -> bytes:
    """As spreadsheets in French open it: semicolons, and a mark that says UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows())
    return text.getvalue().encode("utf-8-sig")


def as_xlsx() -> bytes:
    """A workbook of one sheet, every cell a text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in _PARTS.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
        packed.writestr("xl/worksheets/sheet1.xml", _sheet(rows()))
    return out.getvalue()


def in_file(path: Path) -> bytes:
    return as_xlsx() if path.suffix.casefold() == ".xlsx" else as_csv()


def _sheet(cells: Sequence[Sequence[str]]) -> str:
    written = "".join(
        f"<row>{''.join(_cell(cell) for cell in row)}</row>" for row in cells
    )  # fmt: skip
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="contrats" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
