"""Appointments and workshops, on a person's page: noted, moved, cancelled, held or missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import appointments
from actions.desk import Work
from actions.dossier import Dossier
from actions.records import Appointment
from actions.reply import Reply
from bot.advisors import person
from bot.advisors.filling import back, hours_and_minutes, moment
from bot.advisors.page import Visit, form, page
from bot.dialogue.announcing import announce

type Result = str | tuple[Reply, ...]


@page("review_hours")
async def note(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    found = await person.opened(request, visit)
    told = _told(filled, found)
    if told is None:
        return _refused(request, found, "incomplete", filled, "appointment")
    async with visit.desk.writing() as work:
        outcome = await appointments.add(
            work, visit.scope, visit.account, found.contract, found.person, told, visit.desk.now()
        )
        reached = await _tell(work, found, outcome, visit.desk.now())
    return _answer(request, found, outcome, "appointment_noted", filled, "appointment", reached)


@page("review_hours")
async def move(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    found = await person.opened(request, visit)
    seen, told = _seen(request, filled, found), _told(filled, found)
    place = f"appointment-{request.path_params['appointment_id']}"
    if seen is None or told is None:
        return _refused(request, found, "meanwhile" if seen is None else "incomplete", filled, place)
    told = replace(told, id=seen.id, kind=seen.kind)
    async with visit.desk.writing() as work:
        outcome = await appointments.move(
            work, visit.scope, visit.account, found.contract, found.person, seen, told, visit.desk.now()
        )
        reached = await _tell(work, found, outcome, visit.desk.now())
    return _answer(request, found, outcome, "appointment_moved", filled, place, reached)


@page("review_hours")
async def mark(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    found = await person.opened(request, visit)
    seen, state = _seen(request, filled, found), str(filled.get("state", ""))
    place = f"appointment-{request.path_params['appointment_id']}"
    if seen is None or state not in appointments.MOVES:
        return _refused(request, found, "meanwhile", filled, place)
    async with visit.desk.writing() as work:
        outcome = await appointments.mark(
            work, visit.scope, visit.account, found.contract, found.person, seen, state, visit.desk.now()
        )
        reached = await _tell(work, found, outcome, visit.desk.now())
    return _answer(request, found, outcome, f"appointment_{state}", filled, place, reached)


def _told(filled: FormData, found: Dossier) -> Appointment | None:
    """What the form says, as an appointment; None where the day, the hour or the duration is missing."""
    starts_at = moment(filled.get("day"), filled.get("hour"), found.person.zone)
    minutes = hours_and_minutes(filled)
    if starts_at is None or minutes is None:
        return None
    kind = str(filled.get("kind", "")) or "appointment"
    return Appointment(
        0, found.contract.id, kind, str(filled.get("activity", "")) or kind, starts_at, minutes,
        str(filled.get("title", "")).strip(), str(filled.get("place", "")).strip() or None,
        str(filled.get("with_whom", "")).strip() or None,
    )  # fmt: skip


def _seen(request: Request, filled: FormData, found: Dossier) -> Appointment | None:
    """The appointment as the page showed it: « planned 2026-11-24T09:00:00+00:00 »; None when that is not sound."""
    number = request.path_params["appointment_id"]
    known = next((one for one in found.appointments if one.id == number), None)
    state, _, starts_at = str(filled.get("seen", "")).partition(" ")
    try:
        return known and replace(known, state=state, starts_at=datetime.fromisoformat(starts_at))
    except ValueError:
        return None


async def _tell(work: Work, found: Dossier, outcome: Result, now: datetime) -> int:
    if isinstance(outcome, str) or not outcome:
        return 0
    return await announce(work, found.person.id, outcome, now)


def _answer(
    request: Request, found: Dossier, outcome: Result, done: str, filled: FormData, place: str, reached: int
) -> Response:
    if isinstance(outcome, str):
        return _refused(request, found, outcome, filled, place)
    # Where nobody was to be told, it says nothing about reaching anyone.
    return back(request, done, reached=int(reached > 0) if outcome else None, at="appointments")


def _refused(request: Request, found: Dossier, why: str, filled: FormData, place: str) -> Response:
    status = 409 if why == "meanwhile" else 422
    return person.shown(request, found, status=status, problem=f"appointment_{why}", filled=filled, at=place)


ROUTES = [
    Route("/people/{contract_id:int}/appointments", note, name="note_appointment", methods=["POST"]),
    Route(
        "/people/{contract_id:int}/appointments/{appointment_id:int}/move", move, name="move_appointment",
        methods=["POST"],
    ),
    Route(
        "/people/{contract_id:int}/appointments/{appointment_id:int}/mark", mark, name="mark_appointment",
        methods=["POST"],
    ),
]  # fmt: skip
