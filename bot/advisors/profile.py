"""One's own account: language, password, telephone, and leaving every other place."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import accounts
from bot.advisors import passwords
from bot.advisors.home import enter, go_half_way, wrong_password
from bot.advisors.page import Visit, forget_session, form, go_and_tell, own_page, show
from bot.advisors.told import tell
from content.catalogue import languages


@own_page
async def profile(request: Request, visit: Visit) -> Response:
    return await _shown(request, visit)


@own_page
async def language(request: Request, visit: Visit) -> Response:
    chosen = str((await form(request)).get("language"))
    if chosen in languages():
        async with visit.desk.writing() as work:
            await work.accounts.change(visit.account.id, language=chosen)
    return go_and_tell(request, "profile", "saved")


@own_page
async def password(request: Request, visit: Visit) -> Response:
    _only_with_passwords(request)
    asked = await form(request)
    known = await accounts.sign_in(visit.desk, passwords.CHECK, visit.account.email, str(asked.get("old", "")))
    if known is None:
        return await _shown(request, visit, {"old": "old"})
    fresh = str(asked.get("password", ""))
    if error := wrong_password(fresh, str(asked.get("again", "")), visit.account):
        return await _shown(request, visit, {"again" if error == "differ" else "password": error})
    kept = await asyncio.to_thread(passwords.kept, fresh)
    async with visit.desk.writing() as work:
        await accounts.set_password(work, visit.account, kept, visit.desk.now())
    answer = await enter(request, visit.account)
    tell(request, answer, "password_changed")
    return answer


@own_page
async def telephone(request: Request, visit: Visit) -> Response:
    """Another telephone, for whoever holds the password and still has the old one: on to joining it."""
    _only_with_passwords(request)
    asked = await form(request)
    known = await accounts.sign_in(visit.desk, passwords.CHECK, visit.account.email, str(asked.get("present", "")))
    if known is None:
        return await _shown(request, visit, {"present": "old"})
    if not await accounts.check_code(visit.desk, passwords.CHECK, known, str(asked.get("code", ""))):
        return await _shown(request, visit, {"code": "code"})
    async with visit.desk.writing() as work:
        await accounts.reset_second_factor(work, visit.account, visit.account, visit.desk.now())
        fresh = await work.accounts.credentials_of(visit.account.id)
    if fresh is None:
        raise HTTPException(404)
    answer = go_half_way(request, fresh)
    forget_session(request, answer)
    return answer


@own_page
async def leave_everywhere(request: Request, visit: Visit) -> Response:
    async with visit.desk.writing() as work:
        await work.accounts.end_sessions(visit.account.id)
    answer = go_and_tell(request, "login", "left_everywhere")
    forget_session(request, answer)
    return answer


async def _shown(request: Request, visit: Visit, errors: dict[str, str] | None = None) -> Response:
    async with visit.desk.reading() as work:
        organisation = await work.contracts.organisation(visit.account.organisation_id)
    return show(
        request, "profile.html", 422 if errors else 200, languages=list(languages().items()), errors=errors or {},
        organisation=organisation, passwords=request.app.state.passwords,
    )  # fmt: skip


def _only_with_passwords(request: Request) -> None:
    if not request.app.state.passwords:
        raise HTTPException(404)


ROUTES = [
    Route("/profile", profile, name="profile"),
    Route("/profile/language", language, name="profile_language", methods=["POST"]),
    Route("/profile/password", password, name="profile_password", methods=["POST"]),
    Route("/profile/telephone", telephone, name="profile_telephone", methods=["POST"]),
    Route("/profile/leave", leave_everywhere, name="profile_leave", methods=["POST"]),
]
