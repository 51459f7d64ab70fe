"""Contracts taken in from a file: tried first, then confirmed; and the reports of those that were.

The file waits for its confirmation in a nameless temporary file, which is gone with the program or after a while.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from pathlib import PurePath
from typing import Any, BinaryIO

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.records.exchange import Actor
from bot.advisors.page import Endpoint, Visit, form, go, page, show
from bot.exchange import template
from bot.exchange.importing import Source, import_contracts
from bot.exchange.report import Report

MOST_BYTES = 100 * 1024 * 1024
AT_ONCE = 50  # contracts in one transaction: the pages and the chats go on meanwhile
KEPT_FOR = timedelta(minutes=30)
SECONDS_TO_SEE_THE_END = 2.0
LISTED = 50
log = logging.getLogger(__name__)


@dataclass
class Job:
    """A file at work, or waiting for its confirmation."""

    account_id: int
    name: str
    file: BinaryIO
    at: datetime
    dry_run: bool = True
    done: float = 0.0
    report: Report | None = None
    failed: bool = False
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        return self.report is None and not self.failed


@page("import_contracts")
async def imports(request: Request, visit: Visit) -> Response:
    return await _list(request, visit)


@page("import_contracts")
async def upload(request: Request, visit: Visit) -> Response:
    """Tries the file; nothing is kept yet."""
    file = (await form(request)).get("file")
    if not isinstance(file, UploadFile) or not file.size:
        return await _list(request, visit, error="empty", status=422)
    name = PurePath(file.filename or "").name[:100]
    job = Job(visit.account.id, name, await asyncio.to_thread(_copied, file.file), visit.desk.now())
    key = secrets.token_urlsafe(16)
    _jobs(request, visit)[key] = job
    await _start(job, visit)
    return go(request, "imports_job", key=key)


@page("import_contracts")
async def job_page(request: Request, visit: Visit) -> Response:
    job = _job(request, visit)
    report = job.report.as_json() if job.report else None
    return show(request, "imports_job.html", job=job, report=report, key=request.path_params["key"])


@page("import_contracts")
async def confirm(request: Request, visit: Visit) -> Response:
    """Takes the tried file in, once; or lets go of it."""
    job, key = _job(request, visit), request.path_params["key"]
    if job.running or not job.dry_run:
        return go(request, "imports_job", key=key)
    if (await form(request)).get("answer") != "import":
        _let_go(_jobs(request, visit).pop(key))
        return go(request, "imports")
    job.dry_run, job.report, job.done = False, None, 0.0
    await _start(job, visit)
    return go(request, "imports_job", key=key)


@page("import_contracts")
async def report_page(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        found = await work.exchange.import_(visit.scope.organisation_id, request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    return show(request, "imports_report.html", found=found, report=json.loads(found.report))


@page("import_contracts")
async def template_file(request: Request, _visit: Visit) -> Response:
    kind = request.path_params["kind"]
    content = {"csv": template.as_csv, "xlsx": template.as_xlsx}.get(kind)
    if content is None:
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="contrats.{kind}"'}
    return Response(content(), headers=headers, media_type=template.TYPES[f".{kind}"])


def _of_a_size(endpoint: Endpoint) -> Endpoint:
    """Refuses a file that is too large before any of it is read."""

    @wraps(endpoint)
    async def sized(request: Request) -> Response:
        told = request.headers.get("content-length", "")
        if not told.isdecimal() or int(told) > MOST_BYTES:
            return show(request, "imports_too_large.html", status=413, most=MOST_BYTES // 1024 // 1024)
        return await endpoint(request)

    return sized


async def _list(request: Request, visit: Visit, error: str = "", status: int = 200) -> Response:
    async with visit.desk.reading() as work:
        past = await work.exchange.imports(visit.scope.organisation_id, LISTED)
    waiting = [(key, job) for key, job in _jobs(request, visit).items() if job.account_id == visit.account.id]
    most = MOST_BYTES // 1024 // 1024
    return show(request, "imports.html", status, past=past, waiting=waiting, error=error, most=most)


async def _start(job: Job, visit: Visit) -> None:
    """Begins the work; a short one has ended when this returns."""
    job.task = asyncio.create_task(_work(job, visit))
    await asyncio.wait({job.task}, timeout=SECONDS_TO_SEE_THE_END)


async def _work(job: Job, visit: Visit) -> None:
    def progress(done: float) -> None:
        job.done = done

    try:
        job.report = await import_contracts(
            visit.desk, visit.scope.organisation_id, Source(job.file, job.name),
            Actor("account", account_id=visit.account.id), dry_run=job.dry_run, batch=AT_ONCE, progress=progress,
        )  # fmt: skip
    except Exception as fault:  # noqa: BLE001, RUF100  # whoever waits is told, and may try again
        log.warning("an import ended early: %s", type(fault).__name__)
        job.failed = True
    if not job.dry_run or job.failed:
        job.file.close()


def _copied(file: BinaryIO) -> BinaryIO:
    """Into a file without a name, which nobody else can open and which cannot stay behind."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115  # closed with its job
    shutil.copyfileobj(file, kept)
    kept.seek(0)
    return kept


def _jobs(request: Request, visit: Visit) -> dict[str, Job]:
    """The jobs of this program; those that waited too long are let go."""
    state: Any = request.app.state
    jobs: dict[str, Job] = getattr(state, "import_jobs", {})
    too_old = visit.desk.now() - KEPT_FOR
    for key, job in list(jobs.items()):
        if job.at < too_old and not job.running:
            _let_go(jobs.pop(key))
    state.import_jobs = jobs
    return jobs


def _job(request: Request, visit: Visit) -> Job:
    job = _jobs(request, visit).get(request.path_params["key"])
    if job is None or job.account_id != visit.account.id:
        raise HTTPException(404)
    return job


def _let_go(job: Job) -> None:
    job.file.close()


ROUTES = [
    Route("/imports", imports, name="imports"),
    Route("/imports", _of_a_size(upload), name="imports_upload", methods=["POST"]),
    Route("/imports/template.{kind}", template_file, name="imports_template"),
    Route("/imports/jobs/{key}", job_page, name="imports_job"),
    Route("/imports/jobs/{key}", confirm, name="imports_confirm", methods=["POST"]),
    Route("/imports/{number:int}", report_page, name="imports_report"),
]
