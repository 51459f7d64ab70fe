"""A contract to read: what is in force, its versions, its referents, how its promises go; and a page to print."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import making
from actions.differences import differences
from actions.making import REFUSED_BY, Case
from actions.records import COMMITMENT_STATES, OBJECTIVE_STATES, Trace, Version
from bot.advisors.making.shared import found, screen, today_of, version_of, worded
from bot.advisors.page import Visit, go, page

ASKED = ("proposal_questioned", "proposal_disagreed")


@page("see_people")
async def contract(request: Request, visit: Visit) -> Response:
    return await whole(request, visit)


async def whole(request: Request, visit: Visit, status: int = 200, **more: object) -> Response:
    async with visit.desk.writing() as work:
        case = await found(work, visit, request)
        if status == 200:
            await making.note_read(work, case, visit.account, visit.desk.now())
        referents = await work.contracts.referents(case.contract.id)
        came_from = await work.contracts.came_from(case.contract.id)
        went_to = await work.contracts.went_to(case.contract.id)
        ending, waiting = await work.contracts.facts(case.contract.id)
        traces = await work.audit.of_contract(case.contract.id, 200)
    current = case.in_force(today_of(case, visit))
    values = {
        "current": current, "terms": current.terms if current else None, "referents": referents,
        "came_from": came_from, "went_to": went_to, "ending": ending,
        "asked": _asked(traces) if waiting else (), "zone": case.person.local,
        "objective_states": OBJECTIVE_STATES, "commitment_states": COMMITMENT_STATES, "errors": {}, "sorry": None,
        "told": request.query_params.get("told"), **more,
    }  # fmt: skip
    return screen(request, visit, "contract.html", case, status, **values)


def _asked(traces: Sequence[Trace]) -> tuple[Trace, ...]:
    """What the person said of the proposal since the advisor last talked with them about it."""
    since: list[Trace] = []
    for trace in traces:
        if trace.deed in ("proposal_discussed", "version_signed"):
            break
        if trace.deed in ASKED:
            since.append(trace)
    return tuple(since)


@page("see_people")
async def version(request: Request, visit: Visit) -> Response:
    """Any version, however old, as it was. A draft is read where it is looked over."""
    async with visit.desk.writing() as work:
        case = await found(work, visit, request)
        shown = version_of(case, request)
        await making.note_read(work, case, visit.account, visit.desk.now())
    if shown.state == "draft":
        return go(request, "version_check", contract_id=case.contract.id, version_id=shown.id)
    return read_version(request, visit, case, shown)


def read_version(
    request: Request, visit: Visit, case: Case, shown: Version, status: int = 200, **more: object
) -> Response:
    amends = case.before(shown)
    says = worded(request)
    today = today_of(case, visit).isoformat()
    texts = {"person_signed_on": today, "organisation_signed_on": today, "refused_on": today, "refused_by": ""}
    values = {
        "version": shown, "terms": shown.terms, "amends": amends, "errors": {}, "sorry": None, "sides": REFUSED_BY,
        "changes": [says(change.words) for change in differences(amends.terms, shown.terms)] if amends else [],
        **more,
    }  # fmt: skip
    given = more.get("texts")
    values["texts"] = texts | dict(given) if isinstance(given, dict) else texts
    return screen(request, visit, "version.html", case, status, **values)


@page("see_people")
async def on_paper(request: Request, visit: Visit) -> Response:
    """A version alone, with room for two signatures."""
    async with visit.desk.writing() as work:
        case = await found(work, visit, request)
        shown = version_of(case, request)
        await making.note_read(work, case, visit.account, visit.desk.now())
    if shown.state == "withdrawn":
        raise HTTPException(404)
    return screen(request, visit, "print.html", case, version=shown, terms=shown.terms)


ROUTES = [
    Route("/contracts/{contract_id:int}", contract, name="contract"),
    Route("/contracts/{contract_id:int}/versions/{version_id:int}", version, name="version"),
    Route("/contracts/{contract_id:int}/versions/{version_id:int}/print", on_paper, name="version_print"),
]
