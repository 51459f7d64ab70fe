"""What needs the advisor today, and the people of a portfolio or of a whole organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import NoMatchFound, Route

from actions import caseload
from actions.access import may
from actions.records import CURRENT, DUE, SORTS, Wanted
from bot.advisors.page import Visit, form, page, show

STATES = (*CURRENT, "ended")
REFERENTS_OFFERED = 500
LONGEST_WORDS = 100
# field of the list's form → what may stand in it
CODES: Mapping[str, tuple[str, ...]] = {
    "state": STATES,
    "silent": tuple(str(weeks) for weeks in caseload.SILENT_WEEKS),
    "waiting": ("1",),
    "due": DUE,
    "hours": ("required", "none"),
    "unlinked": ("1",),
    "order": SORTS,
}


@page("see_people")
async def today(request: Request, visit: Visit) -> Response:
    now = visit.desk.now()
    async with visit.desk.reading() as work:
        found = await caseload.today(
            work, visit.scope, now, day_here(visit, now), requests=may(visit.account, "answer_requests")
        )
    return show(
        request, "today.html", found=found, most=caseload.SHOWN_TODAY, requests_path=path_of(request, "requests"),
        **helpers(request, visit, now),
    )  # fmt: skip


@page("see_people")
async def people(request: Request, visit: Visit) -> Response:
    """The list. What is looked for by name is sent as a form and never stands in an address."""
    fields = fields_of(dict(await form(request)) if request.method == "POST" else request.query_params, visit)
    if request.method == "POST" and "words" not in fields:
        return RedirectResponse(address(request, fields), status_code=303)
    now = visit.desk.now()
    wanted, order = wanted_of(fields, visit, now), order_of(fields, visit)
    async with visit.desk.reading() as work:
        listing = await caseload.look(work, visit.scope, wanted, order, now, fields.get("after", ""))
        named = () if visit.scope.advisor_id else await work.caseload.referents(
            visit.scope.organisation_id, REFERENTS_OFFERED
        )  # fmt: skip
    lasting = {name: value for name, value in fields.items() if name != "after"}
    following = listing.after and address(request, lasting | {"after": listing.after})
    shown: dict[str, Any] = {
        "listing": listing,
        "fields": fields,
        "lasting": lasting,
        "following": following,
        "order": order,
    }
    day = day_here(visit, now)
    return show(
        request, "portfolio.html", referents=[(str(number), name) for number, name in named],
        soon={due: day + near for due, near in caseload.NEAR.items()}, **shown,
        **helpers(request, visit, now),
    )  # fmt: skip


def fields_of(given: Mapping[str, object], visit: Visit) -> dict[str, str]:
    """What the form says, without what is empty or unknown; a name only where it was sent as a form."""
    told = {name: str(value).strip() for name, value in given.items()}
    fields = {name: told[name] for name, codes in CODES.items() if told.get(name) in codes}
    if told.get("words") and isinstance(given, dict):
        fields["words"] = told["words"][:LONGEST_WORDS]
    if told.get("after"):
        fields["after"] = told["after"][:LONGEST_WORDS]
    referent = told.get("referent", "")
    if visit.scope.advisor_id is None and referent.isascii() and referent.isdecimal() and len(referent) < 19:
        fields["referent"] = referent
    return fields


def wanted_of(fields: Mapping[str, str], visit: Visit, now: datetime) -> Wanted:
    day = day_here(visit, now)
    wanted = Wanted(
        day,
        words=fields.get("words", ""),
        state=fields.get("state"),
        waiting="waiting" in fields,
        hours={"required": True, "none": False}.get(fields.get("hours", "")),
        unlinked="unlinked" in fields,
        referent=int(fields["referent"]) if "referent" in fields else None,
    )
    if "silent" in fields:
        wanted = replace(wanted, silent_since=caseload.silent_since(now, int(fields["silent"])))
    if "due" in fields:
        wanted = replace(wanted, due=fields["due"], due_by=day + caseload.NEAR[fields["due"]])
    return wanted


def order_of(fields: Mapping[str, str], visit: Visit) -> str:
    """A whole organisation is not sorted by names, which stay sealed, nor its past by what no index holds."""
    order = fields.get("order", "waiting")
    large = visit.scope.advisor_id is None and (order == "name" or fields.get("state") == "ended")
    return "waiting" if large else order


def address(request: Request, fields: Mapping[str, str]) -> str:
    """The list with these filters, for a link: without the name that was looked for."""
    told = urlencode({name: value for name, value in fields.items() if name != "words"})
    path = request.url_for("people").path
    return f"{path}?{told}" if told else path


def day_here(visit: Visit, now: datetime) -> date:
    return local(visit, now).date()


def local(visit: Visit, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(visit.desk.house.zone))


def helpers(request: Request, visit: Visit, now: datetime) -> dict[str, Any]:
    """What the templates of people are written with."""
    today_here = day_here(visit, now)
    return {
        "full_name": caseload.full_name,
        "person_address": person_addresses(request),
        "here": lambda at: local(visit, at),
        "days_ago": lambda at: max(0, (today_here - local(visit, at).date()).days),
        "own": visit.scope.advisor_id is not None,
        "day_today": today_here,
    }


def person_addresses(request: Request) -> Callable[[int], str | None]:
    """From a contract to its person's page: a list has many, and looking a route up takes its time."""
    example = path_of(request, "person", contract_id=0)
    if example is None:
        return lambda _contract: None
    before = example.removesuffix("0")
    return lambda contract: f"{before}{contract}"


def path_of(request: Request, name: str, **params: object) -> str | None:
    """The path of another page; None where there is no such page."""
    try:
        return request.url_for(name, **params).path
    except NoMatchFound:
        return None


ROUTES = [
    Route("/", today, name="today"),
    Route("/people", people, methods=["GET", "POST"], name="people"),
]
