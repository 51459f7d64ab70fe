"""One's own account: language, password, telephone, and leaving every other place."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import accounts
from actions.accounts import WeakPassword
from bot.advisors import passwords
from bot.advisors.home import enter
from bot.advisors.page import Visit, form, go, own_page, show
from content.catalogue import languages


@own_page
async def profile(request: Request, visit: Visit) -> Response:
    return show(request, "profile.html", languages=list(languages().items()), error=None, oidc=_by_provider(request))


@own_page
async def language(request: Request, visit: Visit) -> Response:
    chosen = str((await form(request)).get("language"))
    if chosen in languages():
        async with visit.desk.writing() as work:
            await work.accounts.change(visit.account.id, language=chosen)
    return go(request, "profile", "language" if chosen in languages() else "")


@own_page
async def password(request: Request, visit: Visit) -> Response:
    asked = await form(request)
    async with visit.desk.reading() as work:
        known = await work.accounts.credentials_of(visit.account.id)
    fresh = str(asked.get("password", ""))
    if known is None or not passwords.is_right(known.password, str(asked.get("old", ""))):
        return _wrong(request, "old")
    if fresh != asked.get("again"):
        return _wrong(request, "differ")
    try:
        accounts.check_password(fresh, visit.account)
    except WeakPassword:
        return _wrong(request, "weak")
    kept = await asyncio.to_thread(passwords.kept, fresh)
    async with visit.desk.writing() as work:
        await work.accounts.change(visit.account.id, password=kept)
        await work.accounts.end_sessions(visit.account.id)
        await work.audit.note("password_set", visit.desk.now(), account=visit.account)
    answer = await enter(request, visit.account)
    answer.headers["location"] = go(request, "profile", "password").headers["location"]
    return answer


@own_page
async def leave_everywhere(request: Request, visit: Visit) -> Response:
    async with visit.desk.writing() as work:
        await work.accounts.end_sessions(visit.account.id)
    return go(request, "login", "left")


def _wrong(request: Request, error: str) -> Response:
    shown = {"languages": list(languages().items()), "error": error, "oidc": _by_provider(request)}
    return show(request, "profile.html", 422, **shown)


def _by_provider(request: Request) -> bool:
    return request.app.state.oidc is not None


ROUTES = [
    Route("/profile", profile, name="profile"),
    Route("/profile/language", language, name="profile_language", methods=["POST"]),
    Route("/profile/password", password, name="profile_password", methods=["POST"]),
    Route("/profile/leave", leave_everywhere, name="profile_leave", methods=["POST"]),
]
