"""A file of contracts, taken in batch by batch: each contract whole or not at all, each batch one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import BinaryIO
from zoneinfo import ZoneInfo

from actions.desk import Desk
from actions.errors import StoreUnavailable
from actions.intake import Intake, take_in
from actions.records.exchange import Actor, Decision, Filed
from bot.dialogue.announcing import announce
from bot.exchange.files import Filing, Progress, read
from bot.exchange.issues import FileRefused, Issue
from bot.exchange.report import Report

BATCH = 1000
TRIES = 6  # for a database that another import keeps busy
SECONDS_BETWEEN_TRIES = 1.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A file and the name by which it is told of. It can be read from the start."""

    file: BinaryIO
    name: str


async def import_contracts(
    desk: Desk,
    organisation_id: int,
    source: Source,
    by: Actor,
    *,
    dry_run: bool = False,
    batch: int = BATCH,
    progress: Callable[[float], None] = lambda done: None,
) -> Report:
    """Takes every contract of the file in, or says why not; the same file again changes nothing.

    `organisation_id` 0 is one that a dry run does not make: it knows nothing, and keeps no report.
    Interrupted at any point, what is kept is whole: the same import again does the rest.
    """
    report = Report(source.name, dry_run)
    how_far = Progress()
    now = desk.now()
    filings = read(source.file, _today(desk, now), how_far)
    seen: set[int] = set()
    try:
        while ready := await asyncio.to_thread(_next, filings, batch, seen, report):
            await _take_in(desk, organisation_id, by, ready, report, dry_run=dry_run)
            progress(how_far.done)
    except FileRefused as fault:
        report.refused_whole = True
        report.tell(fault.issues)
    if not report.total and not report.issues:
        report.tell([Issue("file_empty")])
    progress(1.0)
    if organisation_id:
        await _note(desk, organisation_id, by, report, now)
    return report


def _next(filings: Iterator[Filing], count: int, seen: set[int], report: Report) -> list[Filing]:
    """The next filings that can be filed; what cannot is told in the report."""
    ready: list[Filing] = []
    for filing in filings:
        if filing.filed is None:
            report.add("refused", filing.issues)
        elif _seen(filing.filed.reference, seen):
            report.add("refused", [Issue("repeated", filing.line, "reference", filing.reference)])
        else:
            ready.append(filing)
        if len(ready) == count:
            break
    return ready


def _seen(reference: str, seen: set[int]) -> bool:
    """Whether it came before. A number of eight bytes is kept for each, not the text."""
    mark = int.from_bytes(blake2b(reference.encode(), digest_size=8).digest())
    before = mark in seen
    seen.add(mark)
    return before


async def _take_in(
    desk: Desk, organisation_id: int, by: Actor, filings: list[Filing], report: Report, *, dry_run: bool
) -> None:
    asked = [filing.filed for filing in filings if filing.filed is not None]
    try:
        decided = await _in_one(desk, organisation_id, by, asked, dry_run=dry_run)
    except StoreUnavailable:
        raise
    except Exception as fault:  # noqa: BLE001, RUF100  # one contract must not take the others with it
        log.warning("a batch is taken in one by one, after %s", type(fault).__name__)
        decided = [await _alone(desk, organisation_id, by, each, dry_run=dry_run) for each in asked]
    for filing, decision in zip(filings, decided, strict=True):
        issue = Issue(decision.reason or "not_kept", filing.line, None, filing.reference, decision.facts)
        report.add(decision.outcome, [issue] if decision.outcome == "refused" else ())


async def _in_one(
    desk: Desk, organisation_id: int, by: Actor, asked: list[Filed], *, dry_run: bool
) -> list[Decision]:
    for attempt in range(1, TRIES + 1):
        try:
            now = desk.now()
            intake = Intake(organisation_id, by, now, _today(desk, now), desk.house.zone)
            async with desk.reading() if dry_run else desk.writing() as work:
                return await take_in(work, intake, asked, announce, dry_run=dry_run)
        except StoreUnavailable:
            if attempt == TRIES:
                raise
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)
    raise AssertionError("not reached")


async def _alone(desk: Desk, organisation_id: int, by: Actor, asked: Filed, *, dry_run: bool) -> Decision:
    try:
        return (await _in_one(desk, organisation_id, by, [asked], dry_run=dry_run))[0]
    except StoreUnavailable:
        raise
    except Exception as fault:  # noqa: BLE001, RUF100  # as above
        log.warning("a contract could not be kept: %s", type(fault).__name__)
        return Decision("refused", "not_kept")


async def _note(desk: Desk, organisation_id: int, by: Actor, report: Report, now: datetime) -> None:
    async with desk.writing() as work:
        await work.exchange.note_import(
            organisation_id, by, now, report.file, dry_run=report.dry_run, report=report.dumped(),
            **report.by_outcome(),
        )  # fmt: skip


def _today(desk: Desk, now: datetime) -> date:
    return now.astimezone(ZoneInfo(desk.house.zone)).date()
