"""Files of contracts, read a contract at a time: CSV, spreadsheets, JSON Lines."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from pydantic import ValidationError

from actions.records.exchange import Filed
from bot.exchange.columns import Gathered, known, places, text_in
from bot.exchange.issues import FileRefused, Issue, dotted, found_in
from bot.exchange.sheet import Fault, Sheet, faults, filed, terms_of

REMARK = "#"  # a row that begins so is for people to read
MOST_IN_A_LINE = 256 * 1024
MOST_IN_A_WORKBOOK = 512 * 1024 * 1024  # once unpacked
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MISSING = ("missing", "no_duration")
_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True)
class Filing:
    """One contract of a file: ready to be filed, or what is wrong with it."""

    line: int
    reference: str | None
    filed: Filed | None
    issues: tuple[Issue, ...] = ()


@dataclass
class Progress:
    """How far a file is read, from 0 to 1."""

    done: float = 0.0


def read(file: BinaryIO, today: date, progress: Progress | None = None) -> Iterator[Filing]:
    """The contracts of a file, whatever its kind. Raises FileRefused when none of it can be taken."""
    progress = progress or Progress()
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if start.startswith(b"PK"):
        yield from _out_of_rows(_workbook(file, progress), today)
    elif start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        yield from _lines(file, today, progress)
    else:
        yield from _out_of_rows(_csv(file, start, progress), today)


# JSON Lines


def _lines(file: BinaryIO, today: date, progress: Progress) -> Iterator[Filing]:
    size = _size(file)
    number = 0
    while raw := file.readline(MOST_IN_A_LINE):
        number += 1
        whole = raw.endswith(b"\n") or len(raw) < MOST_IN_A_LINE
        while not whole:  # the rest of a line that is too long is passed over
            rest = file.readline(MOST_IN_A_LINE)
            whole = rest.endswith(b"\n") or len(rest) < MOST_IN_A_LINE
        progress.done = file.tell() / size
        if len(raw) == MOST_IN_A_LINE and not raw.endswith(b"\n"):
            yield Filing(number, None, None, (Issue("line_too_long", number),))
        elif text := raw.removeprefix(codecs.BOM_UTF8).strip():
            yield _from_json(number, text, today)


def _from_json(line: int, text: bytes, today: date) -> Filing:
    try:
        sheet = Sheet.model_validate_json(text)
    except ValidationError as fault:
        found = found_in(fault)
        reference = _reference_in(text, found)
        return Filing(line, reference, None, tuple(_json_issue(line, each, reference) for each in found))
    terms = terms_of(sheet)
    issues = tuple(_json_issue(line, each, sheet.reference) for each in faults(sheet, terms, today))
    return Filing(line, sheet.reference, None if issues else filed(sheet.reference, sheet, terms), issues)


def _reference_in(text: bytes, found: Sequence[Fault]) -> str | None:
    """The reference of a contract that cannot be taken, if that holds."""
    if any(path in ((), ("reference",)) for path, _code, _facts in found):
        return None
    told: str | None = json.loads(text).get("reference")
    return told


def _json_issue(line: int, fault: Fault, reference: str | None) -> Issue:
    path, code, facts = fault
    return Issue(code, line, dotted(path) or None, reference, facts)


# Rows, of CSV or of a spreadsheet

type Rows = Iterator[tuple[int, Sequence[object]]]


def _out_of_rows(rows: Rows, today: date) -> Iterator[Filing]:
    _line, headers = next(rows, (0, ()))
    where = places([text_in(cell) if cell is not None else "" for cell in headers])
    at = next(position for position, place in where.items() if place.column.path == "reference")
    gathered: Gathered | None = None
    for line, row in rows:
        if not any(cell is not None and cell != "" for cell in row):
            continue
        reference = text_in(row[at]) if at < len(row) and row[at] is not None else ""
        if reference.startswith(REMARK):
            continue
        if gathered is None or reference != gathered.reference or not reference:
            if gathered is not None:
                yield _from_rows(gathered, today)
            gathered = Gathered(line, reference)
        gathered.add(line, row, where)
    if gathered is not None:
        yield _from_rows(gathered, today)


def _from_rows(gathered: Gathered, today: date) -> Filing:
    raw = gathered.nested()
    found: list[Fault] = []
    asked: Filed | None = None
    try:
        sheet = Sheet.model_validate(raw)
        terms = terms_of(sheet)
        asked, found = filed(sheet.reference, sheet, terms), list(faults(sheet, terms, today))
    except ValidationError as fault:
        found = found_in(fault)
    # A reference that does not hold could be anything, a person's number too: it is not repeated.
    reference = None if any(path == ("reference",) for path, _code, _facts in found) else gathered.reference or None
    issues = [Issue(i.code, i.line, i.column, reference, i.facts) for i in gathered.issues]
    for path, code, facts in found:
        if code in _MISSING and (dotted(path) in gathered.unread or str(path[0]) in gathered.unread):
            continue
        line, column = gathered.column_of(path)
        issues.append(Issue(code, line, column, reference, facts))
    return Filing(gathered.line, reference, None if issues else asked, tuple(issues))


def _csv(file: BinaryIO, start: bytes, progress: Progress) -> Rows:
    size = _size(file)
    try:
        text = io.TextIOWrapper(file, encoding=_encoding(file, start), newline="")
        try:
            first = text.readline()
            text.seek(0)
            reader = csv.reader(text, delimiter=_separator(first), strict=False)
            for row in reader:
                progress.done = min(1.0, file.tell() / size)
                yield reader.line_num, row
        finally:
            with contextlib.suppress(ValueError):  # a file that is closed already needs no such care
                text.detach()
    except (UnicodeDecodeError, csv.Error):
        raise FileRefused(Issue("file_unreadable")) from None


def _encoding(file: BinaryIO, start: bytes) -> str:
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8"


def _separator(first: str) -> str:
    """The one that cuts the first line into the most headers of ours."""
    return max(_SEPARATORS, key=lambda one: known(next(csv.reader([first], delimiter=one), [])))


def _workbook(file: BinaryIO, progress: Progress) -> Rows:
    """The first sheet, which the library holds in memory whole."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  # only for whoever brings one

    _check_unpacked(file)
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        total = max(1, sheet.total_height)
        for number, row in enumerate(sheet.iter_rows(), sheet.start[0] + 1 if sheet.start else 1):
            progress.done = number / total
            yield number, _cells(row)
    except (CalamineError, OSError, ValueError):
        raise FileRefused(Issue("file_unreadable")) from None


def _cells(row: Iterable[Any]) -> Sequence[object]:
    return [None if cell == "" else cell for cell in row]


def _check_unpacked(file: BinaryIO) -> None:
    """A small file can hide a huge one."""
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile:
        raise FileRefused(Issue("file_unreadable")) from None
    finally:
        file.seek(0)
    if unpacked > MOST_IN_A_WORKBOOK:
        raise FileRefused(Issue("file_too_large"))


def _size(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return max(1, size)
