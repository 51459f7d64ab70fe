"""One person's page: this week and the last ones, their lines and what was said of them, periods, appointments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import dossier
from actions.dossier import Dossier
from actions.records import APPOINTMENT_KINDS, PERIOD_KINDS, Judged
from actions.weeks import Week
from bot.advisors import deeds
from bot.advisors.page import Visit, page, show
from bot.advisors.typography import worded
from content import catalogue


@page("see_people")
async def person(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        found = await dossier.load(work, visit.scope, _contract(request), visit.desk.now())
    if found is None:
        raise HTTPException(404)
    async with visit.desk.writing() as work:
        await dossier.note_look(work, visit.account, found)
    return shown(request, found)


@page("see_people")
async def journal(request: Request, visit: Visit) -> Response:
    """Who saw or changed what of this person's contract."""
    found = await opened(request, visit)
    async with visit.desk.writing() as work:
        await dossier.note_look(work, visit.account, found)
    return shown(request, found, "person_journal.html")


async def opened(request: Request, visit: Visit) -> Dossier:
    """The person of this address as they are now. Raises the 404 of someone out of reach."""
    async with visit.desk.reading() as work:
        found = await dossier.load(work, visit.scope, _contract(request), visit.desk.now())
    if found is None:
        raise HTTPException(404)
    return found


def shown(
    request: Request, found: Dossier, template: str = "person.html", status: int = 200, **told: object
) -> Response:
    """The page. `told`: what became of what was asked, and what had been filled in (`filled`), so that it is kept."""
    language = request.state.language
    values: dict[str, object] = {
        "it": found,
        "person": found.person,
        "contract": found.contract,
        "name": full_name(found),
        "lines": chosen_lines(found, request.query_params.get("lines", "")),
        "ticked": request.query_params.get("tick") == "all",
        "chosen": request.query_params.get("lines", ""),
        "weekday": lambda day: worded(catalogue.plain(catalogue.written(day, language)), language),
        "sees": catalogue.plain(_sees(found)),
        "activity": _activities(language),
        "period_kinds": PERIOD_KINDS,
        "appointment_kinds": APPOINTMENT_KINDS,
        "deed_words": deeds.words,
        "done": request.query_params.get("done", ""),
        "how_many": request.query_params.get("n", ""),
        "reached": request.query_params.get("reached", ""),
        "problem": "",
        "outcomes": {},
        "filled": {},
        "at": "",
    }
    return show(request, template, status, **(values | told))


def chosen_lines(found: Dossier, chosen: str) -> tuple[tuple[Week, tuple[Judged, ...]], ...]:
    """The lines to show, by week, the newest week first: those of one week, all of them, or what is to be looked at.

    To be looked at is what waits for the advisor, what a question hangs on, and this week.
    """
    monday = _day(chosen)
    this_week = Week.of(found.today)
    if monday is not None:
        kept = found.of_week(Week.of(monday))
    elif chosen == "all":
        kept = found.lines
    else:
        kept = tuple(
            one
            for one in found.lines
            if one.waits_for_advisor or one.line.day in this_week or (one.state == "question" and not one.line.undone)
        )
    weeks = sorted({Week.of(one.line.day).monday for one in kept}, reverse=True)
    return tuple((Week(day), tuple(one for one in kept if one.line.day in Week(day))) for day in weeks)


def full_name(found: Dossier) -> str:
    return " ".join(part for part in (found.person.given_name, found.person.family_name) if part)


def _sees(found: Dossier) -> str:
    told = found.told()
    return catalogue.text(told.key, told.values, found.person.language)


def _activities(language: str) -> Mapping[str, str]:
    kinds = [key for key in catalogue.pages(language) if key.startswith("activities.")]
    return {
        key.partition(".")[2]: worded(catalogue.plain(catalogue.text(key, {}, language)), language) for key in kinds
    }


def _contract(request: Request) -> int:
    number: int = request.path_params["contract_id"]
    return number


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES = [
    Route("/people/{contract_id:int}", person, name="person"),
    Route("/people/{contract_id:int}/journal", journal, name="person_journal"),
]
