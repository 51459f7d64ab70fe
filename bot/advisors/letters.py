"""The letter with the code that joins a chat to a person; and unlinking, from the advisor's side."""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import letters
from actions.codes import deep_link, last_day, local_day
from actions.desk import Work
from actions.letters import Standing
from actions.records import Codes
from actions.records.codes import in_groups
from bot.advisors.page import Visit, form, go, page, show
from bot.dialogue.announcing import tell
from bot.letters.letter import Facts, pdf
from content.catalogue import languages

ADDRESS_LINES, LINE_LENGTH = 5, 60


@page("link_person")
async def letter(request: Request, visit: Visit) -> Response:
    async with visit.desk.writing() as work:
        found = await _found(work, request, visit)
        await letters.look(work, found, visit.account, visit.desk.now())
    return _shown(request, visit, "link_letter.html", found)


@page("link_person")
async def letter_made(request: Request, visit: Visit) -> Response:
    """The PDF. Its code is written nowhere else: whoever loses it makes another letter."""
    filled, now = await form(request), visit.desk.now()
    async with visit.desk.writing() as work:
        found = await _found(work, request, visit)
        codes = await letters.make(work, found, visit.account, now, visit.desk.house)
    language = str(filled.get("language", ""))
    language = language if language in languages() else found.person.language
    facts = _facts(visit, found, codes, address(str(filled.get("address", ""))))
    made = await asyncio.to_thread(pdf, facts, language)
    # The file's name tells nothing of whose letter it is: it stays in a list of downloads.
    headers = {
        "content-disposition": f'attachment; filename="jalon-{found.contract.id}.pdf"',
    }  # fmt: skip
    return Response(made, media_type="application/pdf", headers=headers)


@page("link_person")
async def unlink(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        found = await _found(work, request, visit)
    if not found.chats:
        return go(request, "letter", contract_id=found.contract.id)
    return _shown(request, visit, "unlink.html", found)


@page("link_person")
async def unlink_done(request: Request, visit: Visit) -> Response:
    now = visit.desk.now()
    async with visit.desk.writing() as work:
        found = await _found(work, request, visit)
        if found.chats:
            chats = await letters.part(work, found, visit.account, now)
            await tell(work, chats, letters.told(found), found.person.language, now)
    return go(request, "letter", "unlinked", contract_id=found.contract.id)


def address(written: str) -> tuple[str, ...]:
    """The lines of an address as the window of an envelope can show them."""
    lines = (" ".join(line.split())[:LINE_LENGTH] for line in written.splitlines())
    return tuple(line for line in lines if line)[:ADDRESS_LINES]


def full_name(found: Standing) -> str:
    return " ".join(name for name in (found.person.given_name, found.person.family_name) if name)


async def _found(work: Work, request: Request, visit: Visit) -> Standing:
    """Outside the visitor's reach it is as if there were nobody: 404."""
    found = await letters.standing(work, visit.scope, request.path_params["contract_id"])
    if found is None:
        raise HTTPException(404)
    return found


def _facts(visit: Visit, found: Standing, codes: Codes, lines: tuple[str, ...]) -> Facts:
    house, contract = visit.desk.house, found.contract
    return Facts(
        name=full_name(found),
        organisation=contract.organisation.name,
        referent=contract.referent.name,
        phone=contract.referent.phone or contract.organisation.phone,
        code=in_groups(codes.short),
        link=deep_link(house.bot_name, codes),
        bot_name=house.bot_name,
        made_on=local_day(visit.desk.now(), house.zone),
        good_until=last_day(codes.expires_at, house.zone),
        address=lines,
    )


def _shown(request: Request, visit: Visit, template: str, found: Standing) -> Response:
    house = visit.desk.house
    waiting = found.waiting(visit.desk.now())

    def local(at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(house.zone))

    return show(
        request,
        template,
        found=found,
        name=full_name(found),
        local=local,
        good_until=last_day(waiting.expires_at, house.zone) if waiting else None,
        days=house.letter_days,
        bot_name=house.bot_name,
        languages=tuple(languages().items()),
        lines=ADDRESS_LINES,
    )


ROUTES = [
    Route("/people/{contract_id:int}/letter", letter, name="letter"),
    Route("/people/{contract_id:int}/letter", letter_made, methods=["POST"], name="letter_made"),
    Route("/people/{contract_id:int}/unlink", unlink, name="unlink"),
    Route("/people/{contract_id:int}/unlink", unlink_done, methods=["POST"], name="unlink_done"),
]
