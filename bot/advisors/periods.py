"""Periods of a lower weekly duration, on a person's page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import periods
from actions.records import Period
from actions.reply import Reply
from bot.advisors import person
from bot.advisors.filling import back, day, hours_and_minutes
from bot.advisors.page import Visit, form, page
from bot.dialogue.announcing import announce


@page("review_hours")
async def note(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    found = await person.opened(request, visit)
    first, last, minutes = day(filled.get("first_day")), day(filled.get("last_day")), hours_and_minutes(filled)
    if first is None or last is None or minutes is None:
        return person.shown(request, found, status=422, problem="period_incomplete", filled=filled, at="period")
    told = Period(0, str(filled.get("kind", "")), first, last, minutes, str(filled.get("source", "")).strip())
    async with visit.desk.writing() as work:
        outcome = await periods.note(work, visit.scope, visit.account, found.contract, told, visit.desk.now())
        reached = (
            await announce(work, found.person.id, [outcome], visit.desk.now()) if isinstance(outcome, Reply) else 0
        )
    if isinstance(outcome, str):
        return person.shown(request, found, status=422, problem=f"period_{outcome}", filled=filled, at="period")
    return back(request, "period_noted", reached=int(reached > 0), at="periods")


@page("review_hours")
async def cancel(request: Request, visit: Visit) -> Response:
    found = await person.opened(request, visit)
    number = request.path_params["period_id"]
    now = visit.desk.now()
    async with visit.desk.writing() as work:
        outcome = await periods.cancel(work, visit.scope, visit.account, found.contract, number, found.today, now)
        reached = await announce(work, found.person.id, [outcome], now) if isinstance(outcome, Reply) else 0
    if isinstance(outcome, str):
        return person.shown(request, found, status=409, problem=f"period_{outcome}")
    return back(request, "period_cancelled", reached=int(reached > 0), at="periods")


ROUTES = [
    Route("/people/{contract_id:int}/periods", note, name="note_period", methods=["POST"]),
    Route("/people/{contract_id:int}/periods/{period_id:int}/cancel", cancel, name="cancel_period", methods=["POST"]),
]
