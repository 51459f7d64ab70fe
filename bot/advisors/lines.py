"""What an advisor says of declared lines: validated one by one or together, asked about, re-qualified."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import reviews
from actions.desk import Work
from actions.reviews import Seen, Told
from bot.advisors import person
from bot.advisors.filling import back, hours_and_minutes, whole
from bot.advisors.page import Visit, form, page
from bot.dialogue.announcing import announce

MOST_AT_ONCE = 500


@page("review_hours")
async def validate(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    await person.opened(request, visit)
    # A button of one line names it alone, whatever else is ticked.
    named = [str(filled["only"])] if "only" in filled else [str(each) for each in filled.getlist("line")]
    seen = [_seen(each) for each in named[:MOST_AT_ONCE]]
    async with visit.desk.writing() as work:
        told = await reviews.validate(work, visit.scope, visit.account, seen, visit.desk.now())
        await _announce(work, told, visit)
    if _fragment(request) and len(told) == 1:
        return await _line(request, visit, told[0])
    failed = [one for one in told if not one.done]
    if failed or not told:
        return await _page(request, visit, told, "nothing_chosen" if not told else "not_all")
    return back(request, "validated", n=len(told), lines=filled.get("lines"))


@page("review_hours")
async def ask(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    await person.opened(request, visit)
    words = str(filled.get("words", ""))
    async with visit.desk.writing() as work:
        told = await reviews.ask(work, visit.scope, visit.account, _named(request, filled), words, visit.desk.now())
        reached = await _announce(work, [told], visit)
    return await _answer(request, visit, told, "asked", filled, reached)


@page("review_hours")
async def requalify(request: Request, visit: Visit) -> Response:
    filled = await form(request)
    await person.opened(request, visit)
    async with visit.desk.writing() as work:
        told = await reviews.requalify(
            work, visit.scope, visit.account, _named(request, filled), minutes=hours_and_minutes(filled),
            activity=str(filled.get("activity", "")) or None, words=str(filled.get("words", "")),
            now=visit.desk.now(),
        )  # fmt: skip
        reached = await _announce(work, [told], visit)
    return await _answer(request, visit, told, "requalified", filled, reached)


async def _answer(request: Request, visit: Visit, told: Told, done: str, filled: FormData, reached: int) -> Response:
    if _fragment(request):
        return await _line(request, visit, told, done, filled, reached)
    if told.done:
        return back(request, done, reached=int(reached > 0), lines=filled.get("lines"), at=f"line-{told.line}")
    return await _page(request, visit, (told,), told.outcome, filled)


async def _page(
    request: Request, visit: Visit, told: Sequence[Told], problem: str, filled: FormData | None = None
) -> Response:
    """The whole page anew, each line that did not go through told at its place, what was written kept."""
    found = await person.opened(request, visit)
    outcomes = {one.line: one for one in told}
    return person.shown(
        request, found, status=409, problem=problem, outcomes=outcomes, filled=filled or {},
        at=told[0].line if told and filled else "",
    )  # fmt: skip


async def _line(
    request: Request, visit: Visit, told: Told, done: str = "validated", filled: FormData | None = None,
    reached: int = 1,
) -> Response:  # fmt: skip
    """The line alone, and the week's figures, for a page that is already open."""
    found = await person.opened(request, visit)
    one = found.line(told.line)
    if one is None:
        return RedirectResponse(request.url_for("person", **request.path_params).path, 303)
    kept = {} if told.done else dict(filled or {})
    return person.shown(
        request, found, "person_line_answer.html", one=one, done=done if told.done else "",
        reached=str(int(reached > 0)), outcomes={told.line: told}, filled=kept, at=told.line,
    )  # fmt: skip


async def _announce(work: Work, told: Sequence[Told], visit: Visit) -> int:
    """Tells each person what concerns them; how many chats were reached."""
    reached = 0
    for one in told:
        if one.replies and one.person_id is not None:
            reached += await announce(work, one.person_id, one.replies, visit.desk.now())
    return reached


def _named(request: Request, filled: FormData) -> Seen:
    return Seen(request.path_params["line_id"], whole(str(filled.get("seen", ""))) or 0)


def _seen(text: str) -> Seen:
    """« 12:57 »: the line, and the last review that the page showed of it."""
    line, _, newest = text.partition(":")
    return Seen(whole(line) or 0, whole(newest) or 0)


def _fragment(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


ROUTES = [
    Route("/people/{contract_id:int}/lines/validate", validate, name="validate_lines", methods=["POST"]),
    Route("/people/{contract_id:int}/lines/{line_id:int}/ask", ask, name="ask_about_line", methods=["POST"]),
    Route(
        "/people/{contract_id:int}/lines/{line_id:int}/requalify", requalify, name="requalify_line", methods=["POST"]
    ),
]
