"""Who saw and changed what: a manager reads it of people, an administrator of accounts."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.advisors.deeds import words
from bot.advisors.page import Visit, page, show

PER_PAGE = 100


@page("see_audit")
async def of_people(request: Request, visit: Visit) -> Response:
    return await _journal(request, visit, about_people=True)


@page("see_account_audit")
async def of_accounts(request: Request, visit: Visit) -> Response:
    return await _journal(request, visit, about_people=False)


async def _journal(request: Request, visit: Visit, *, about_people: bool) -> Response:
    given = request.query_params.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 18 else None
    async with visit.desk.reading() as work:
        traces = await work.audit.of_organisation(
            visit.scope.organisation_id, before, PER_PAGE, about_people=about_people
        )
        names = await work.people.names({trace.person_id for trace in traces if trace.person_id})
    zone = ZoneInfo(visit.desk.house.zone)
    traces = tuple(replace(trace, at=trace.at.astimezone(zone)) for trace in traces)
    older = f"{request.url.path}?before={traces[-1].id}" if len(traces) == PER_PAGE else None
    return show(request, "journal.html", traces=traces, names=names, words=words, older=older, people=about_people)


ROUTES = [
    Route("/journal", of_people, name="audit"),
    Route("/journal/accounts", of_accounts, name="account_audit"),
]
