"""The editor of a draft: a step for each part, each kept on its own, and a last look before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import making, proposals
from actions.desk import Work
from actions.differences import differences
from actions.making import Case, ChangedMeanwhile
from actions.records import Advisor, Terms, Version
from actions.terms import KINDS_OF_ACTIVITY, Fault, advice, faults, missing
from bot.advisors.making.fields import numbered, rows_of
from bot.advisors.making.shared import found, notices, screen, today_of, version_of, worded
from bot.advisors.making.steps import ORDER, STEPS, Sheet, Step, Texts, filled, shown
from bot.advisors.page import Visit, form, go, page
from content import catalogue


@dataclass(frozen=True)
class Desktop:
    """What one step works on."""

    case: Case
    version: Version
    step: Step
    makers: tuple[Advisor, ...]


async def _desktop(work: Work, visit: Visit, request: Request) -> Desktop:
    case = await found(work, visit, request)
    step = STEPS.get(request.path_params["step"])
    if step is None:
        raise HTTPException(404)
    makers = await work.contracts.advisors_of(case.contract.organisation.id)
    return Desktop(case, version_of(case, request), step, makers)


@page("make_contract")
async def edit(request: Request, visit: Visit) -> Response:
    """A step as it stands. A version that is no draft any more is only read."""
    async with visit.desk.writing() as work:
        on = await _desktop(work, visit, request)
        if on.version.state == "draft":
            await making.note_read(work, on.case, visit.account, visit.desk.now())
    if on.version.state != "draft":
        return go(request, "version", contract_id=on.case.contract.id, version_id=on.version.id)
    return _step(request, visit, on, Sheet(shown(on.step, on.version.terms), on.version.terms))


@page("make_contract")
async def save(request: Request, visit: Visit) -> Response:
    """Keeps the step and goes where the pressed button says. What cannot be kept comes back as it was typed."""
    given = {key: str(text) for key, text in (await form(request)).items()}
    do = given.get("do", "save")
    async with visit.desk.reading() as work:
        on = await _desktop(work, visit, request)
    if on.version.state != "draft":
        return go(request, "version", contract_id=on.case.contract.id, version_id=on.version.id)
    read = replace(on.version, revision=_number(given.get("revision")))
    sheet = filled(on.step, _without_removed(on.step, given, do), on.version.terms, today_of(on.case, visit),
                   making.starts_on(on.case, on.version), on.makers)  # fmt: skip
    if sheet.wrong:
        status = 200 if do.startswith(("add", "remove")) else 422
        return _step(request, visit, on, _with_added(on.step, sheet, do), status)
    try:
        async with visit.desk.writing() as work:
            # Read within the transaction that writes: what another kept meanwhile in another step stays.
            on = await _desktop(work, visit, request)
            terms = replace(on.version.terms, **_own(on.step, sheet))
            await making.rewrite(work, on.case, read, terms, visit.account, visit.desk.now(), on.step.name)
    except ChangedMeanwhile:
        return await _conflict(request, visit, on, sheet)
    if do.startswith("add"):
        fresh = replace(on, version=replace(on.version, revision=on.version.revision + 1, terms=terms))
        return _step(request, visit, fresh, _with_added(on.step, sheet, do))
    return _on_to(request, on, do)


async def _conflict(request: Request, visit: Visit, on: Desktop, sheet: Sheet) -> Response:
    """The second editor sees who changed it, when, and both texts; their own stays in the form."""
    async with visit.desk.reading() as work:
        on = await _desktop(work, visit, request)
        traces = await work.audit.of_contract(on.case.contract.id)
    if on.version.state != "draft":
        last = traces[0] if traces else None
        return screen(request, visit, "gone.html", on.case, 409, version=on.version, trace=last, texts=sheet.texts)
    theirs = next((trace for trace in traces if trace.deed == "version_saved"), None)
    kept = shown(on.step, on.version.terms)
    other = {name: text for name, text in kept.items() if text != sheet.texts.get(name, "")}
    return _step(request, visit, on, sheet, 409, conflict=theirs, theirs=other, clash=True)


def _own(step: Step, sheet: Sheet) -> dict[str, Any]:
    """What the step writes of the terms, and nothing else."""
    if step.name == "diagnostic":
        return {"diagnostic": sheet.terms.diagnostic}
    names = [field.name for field in step.fields] + ([step.rows.part] if step.rows else [])
    return {name: getattr(sheet.terms, name) for name in names}


def _step(request: Request, visit: Visit, on: Desktop, sheet: Sheet, status: int = 200, **more: object) -> Response:
    rows = rows_of(sheet.texts, on.step.rows.part) if on.step.rows else []
    wrong = notices(request, sheet.wrong)
    values = {
        "version": on.version, "step": on.step, "steps": ORDER, "texts": sheet.texts, "rows": rows,
        "wrong": wrong, "errors": {notice.field: notice.words for notice in wrong}, "makers": on.makers,
        "amends": on.case.before(on.version), "marks": _marks(on.version.terms), "me": visit.account.advisor_id,
        "conflict": None, "theirs": {}, "clash": False, "kinds_of_activity": KINDS_OF_ACTIVITY, **more,
    }  # fmt: skip
    if request.headers.get("hx-request"):
        status = 200  # htmx puts nothing of a refusal into the page, and what it says must be read
    return screen(request, visit, f"step_{on.step.name}.html", on.case, status, **values)


def _marks(terms: Terms) -> Mapping[str, bool]:
    """Which steps say something already: for the list of steps, and no judgement."""
    return {
        "identity": True, "diagnostic": terms.diagnostic is not None, "objectives": bool(terms.objectives),
        "actions": bool(terms.plan), "duration": bool(terms.minimums), "commitments": bool(terms.commitments),
        "check": False,
    }  # fmt: skip


def _without_removed(step: Step, given: Mapping[str, str], do: str) -> Texts:
    """« remove.2 »: the form without its third row."""
    texts = dict(given)
    if step.rows is None or not do.startswith("remove."):
        return texts
    gone = f"{step.rows.part}.{_number(do.removeprefix('remove.'))}."
    return {key: text for key, text in texts.items() if not key.startswith(gone)}


def _with_added(step: Step, sheet: Sheet, do: str) -> Sheet:
    """« add »: one more row, empty; « add.person » says on which side."""
    if step.rows is None or not do.startswith("add"):
        return sheet
    row = {field.name: "" for field in step.rows.fields}
    if do.startswith("add."):
        row["side"] = do.removeprefix("add.")
    rows = [*rows_of(sheet.texts, step.rows.part), row]
    return replace(sheet, texts=sheet.texts | numbered(rows, step.rows.part))


def _on_to(request: Request, on: Desktop, do: str) -> Response:
    at = ORDER.index(on.step.name)
    where = {"next": ORDER[at + 1], "previous": ORDER[max(at - 1, 0)]}.get(do, on.step.name)
    ids: dict[str, Any] = {"contract_id": on.case.contract.id, "version_id": on.version.id}
    if where == "check":
        return go(request, "version_check", **ids)
    back = go(request, "version_step", **ids, step=where)
    return RedirectResponse(f"{back.headers['location']}?done=saved", 303) if where == on.step.name else back


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


@page("make_contract")
async def check(request: Request, visit: Visit) -> Response:
    """The whole version as the person will read it, what it changes, what is missing, and what is worth a look."""
    async with visit.desk.reading() as work:
        case = await found(work, visit, request)
    version = version_of(case, request)
    if version.state != "draft":
        return go(request, "version", contract_id=case.contract.id, version_id=version.id)
    return looked_over(request, visit, case, version)


def looked_over(
    request: Request, visit: Visit, case: Case, version: Version, status: int = 200, **more: object
) -> Response:
    amends = case.before(version)
    lacking: list[Fault] = [
        *faults(version.terms, today_of(case, visit), making.starts_on(case, version)),
        *missing(version.terms, amends=amends is not None),
    ]
    says = worded(request)
    values = {
        "version": version, "terms": version.terms, "steps": ORDER, "amends": amends, "sorry": None,
        "lacking": notices(request, lacking), "advice": notices(request, advice(version.terms)),
        "changes": [says(change.words) for change in differences(amends.terms, version.terms)] if amends else [],
        "read_out": read_out(case, version), "step": None, "marks": _marks(version.terms), **more,
    }  # fmt: skip
    return screen(request, visit, "check.html", case, status, **values)


def read_out(case: Case, version: Version) -> list[str]:
    """What the person will read in the chat, in their own language, a message part each."""
    found = proposals.Proposal(case.contract, version, case.before(version))
    language = case.person.language
    return [catalogue.plain(catalogue.text(reply.key, reply.values, language)) for reply in proposals.read_out(found)]


ROUTES = [
    Route("/contracts/{contract_id:int}/versions/{version_id:int}/check", check, name="version_check"),
    Route("/contracts/{contract_id:int}/versions/{version_id:int}/steps/{step}", edit, name="version_step"),
    Route(
        "/contracts/{contract_id:int}/versions/{version_id:int}/steps/{step}", save, methods=["POST"],
        name="version_step_save",
    ),
]  # fmt: skip
