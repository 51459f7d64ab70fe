"""What people asked about their data: who waits for an answer, until when, and that it was given."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import data_rights
from bot.advisors.page import Visit, form, go, page, show
from bot.dialogue.announcing import announce


@page("answer_requests")
async def index(request: Request, visit: Visit) -> Response:
    return await _list(request, visit)


@page("answer_requests")
async def settle(request: Request, visit: Visit) -> Response:
    """The answer itself was given by a human, on paper or by voice: this says that it was, and tells the person."""
    filled = await form(request)
    now = visit.desk.now()
    async with visit.desk.writing() as work:
        found = await work.requests.find(request.path_params["request_id"], visit.scope.organisation_id)
        if found is None:
            return await _list(request, visit, status=404)
        if filled.get("answered") != "yes":
            return await _list(request, visit, status=422, unchecked=found.id)
        reply = await data_rights.settle(work, found, visit.account, now)
        if reply is not None:
            await announce(work, found.person_id, [reply], now)
    return go(request, "requests", "settled")


async def _list(request: Request, visit: Visit, status: int = 200, unchecked: int | None = None) -> Response:
    today = visit.desk.now().date()
    async with visit.desk.reading() as work:
        found = await work.requests.of_organisation(visit.scope.organisation_id)
    return show(
        request, "requests.html", status=status, unchecked=unchecked, today=today,
        waiting=[each for each in found if each.settled_at is None],
        settled=[each for each in found if each.settled_at is not None],
    )  # fmt: skip


ROUTES = [
    Route("/requests", index, name="requests"),
    Route("/requests/{request_id:int}/settle", settle, name="settle_request", methods=["POST"]),
]
