"""Imports and tokens from the command line."""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from actions.desk import Desk
from actions.errors import Mendable
from actions.records import ORGANISATION_KINDS
from actions.records.exchange import OUTCOMES, TOKEN_SCOPES, Actor, Token
from bot.exchange.importing import Source, import_contracts
from bot.exchange.report import Report
from content import exchange

SHOWN = 50  # issues on the screen; the report holds them all


class WrongRequest(Mendable):
    """The command cannot be done as it is."""


async def import_file(
    desk: Desk, organisation: str, kind: str | None, file: Path, report_to: Path | None, console: Console,
    *, dry_run: bool,
) -> bool:  # fmt: skip
    """Imports a file and tells what came of it. False when anything was refused."""
    # Many rows that live for one batch: looking for garbage less often saves a sixth of the time.
    gc.set_threshold(50_000, 20, 50)
    organisation_id = await organisation_of(desk, organisation, kind, dry_run=dry_run)
    with _opened(file) as opened, _progress(console) as bar:
        task = bar.add_task(file.name, total=1.0)
        report = await import_contracts(
            desk, organisation_id, Source(opened, file.name), Actor(), dry_run=dry_run,
            progress=lambda done: bar.update(task, completed=done),
        )  # fmt: skip
    show(report, console)
    if report_to is not None:
        _write(report, report_to)
    return report.well


async def organisation_of(desk: Desk, named: str, kind: str | None = None, *, dry_run: bool = False) -> int:
    """The organisation of that name or number; made when it is new and its kind is given. Raises WrongRequest.

    In a dry run nothing is made: a new one is 0, which has no contracts.
    """
    if kind is not None and kind not in ORGANISATION_KINDS:
        raise WrongRequest(f"--kind is one of {', '.join(ORGANISATION_KINDS)}.")
    async with desk.writing() as work:
        found = await work.exchange.organisations(named)
        if len(found) == 1:
            return found[0][0]
        if found:
            numbers = ", ".join(str(number) for number, _name in found)
            raise WrongRequest(f"Several organisations are named so: give one of their numbers, {numbers}.")
        if kind is None:
            raise WrongRequest("There is no such organisation yet: give its --kind to make it.")
        return 0 if dry_run else await work.contracts.add_organisation(named, kind, None)


def show(report: Report, console: Console) -> None:
    """The counts, then what was refused: where, why and what to do."""
    counts = ", ".join(f"{report.counts[outcome]} {exchange.counted(outcome)}" for outcome in OUTCOMES)
    console.print(f"{report.file} : {counts}." + (f" {exchange.nothing_kept()}" if report.dry_run else ""))
    if not report.issues:
        return
    table = Table(*exchange.report_headers())
    for issue in report.issues[:SHOWN]:
        table.add_row(str(issue.line or ""), issue.reference or "", issue.column or "", issue.reason)
    console.print(table)
    more = report.more + max(0, len(report.issues) - SHOWN)
    if more:
        console.print(f"… + {more}")


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as fault:
        raise WrongRequest(f"{file} cannot be read: {fault.strerror}.") from None


def _write(report: Report, to: Path) -> None:
    try:
        to.write_text(_written(report, to), encoding="utf-8")
    except OSError as fault:
        raise WrongRequest(f"The import is done; its report could not be written: {fault.strerror}.") from None


def _written(report: Report, to: Path) -> str:
    if to.suffix == ".json":
        return json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n"
    text = io.StringIO()
    show(report, Console(width=160, file=text))
    return text.getvalue()


def _progress(console: Console) -> Progress:
    """A bar on a terminal; nothing in a pipe."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=not console.is_terminal, transient=True,
    )  # fmt: skip


async def add_token(
    desk: Desk, organisation: str, name: str, scopes: Sequence[str], expires_at: datetime | None
) -> str:
    """The token, which is told once."""
    unknown = [scope for scope in scopes if scope not in TOKEN_SCOPES]
    if unknown or not scopes:
        raise WrongRequest(f"--scope is one or several of {', '.join(TOKEN_SCOPES)}.")
    if expires_at is not None and expires_at <= desk.now():
        raise WrongRequest("--expires is a day to come.")
    organisation_id = await organisation_of(desk, organisation)
    async with desk.writing() as work:
        token = await work.exchange.add_token(
            organisation_id, name, tuple(dict.fromkeys(scopes)), desk.now(), expires_at
        )
        await work.audit.note("token_added", desk.now(), organisation_id=organisation_id)
        return token


async def list_tokens(desk: Desk, console: Console) -> None:
    async with desk.reading() as work:
        found = await work.exchange.tokens()
    table = Table("number", "organisation", "name", "scopes", "made", "last used", "state")
    for token, organisation in found:
        table.add_row(
            str(token.id), organisation, token.name, " ".join(token.scopes), _day(token.created_at),
            _day(token.used_at), _state(token, desk.now()),
        )  # fmt: skip
    console.print(table)


async def revoke_token(desk: Desk, number: int) -> None:
    """From now on it opens nothing. Raises WrongRequest."""
    async with desk.writing() as work:
        organisations = {token.id: token.organisation_id for token, _name in await work.exchange.tokens()}
        if not await work.exchange.revoke_token(number, desk.now()):
            raise WrongRequest("There is no such token, or it was revoked before: see « jalon tokens list ».")
        await work.audit.note("token_revoked", desk.now(), organisation_id=organisations[number])


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is not None:
        return "expired" if token.expires_at <= now else f"until {_day(token.expires_at)}"
    return "good"
