"""What every page of the console is made with: who visits, what they may do, and how a page is shown."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.access import NotAllowed, Scope, may, scope_for
from actions.desk import Desk
from actions.records import Account
from bot.advisors import menu, templates

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def cookie_name(request: Request) -> str:
    """A browser lets nobody else set a « __Host- » cookie, but keeps one only over https."""
    return "__Host-jalon" if request.url.scheme == "https" else "jalon"


@dataclass(frozen=True)
class Visit:
    """Someone signed in, at work on one page. `scope` is for the queries: what the page's deed lets them reach."""

    account: Account
    scope: Scope
    desk: Desk


async def check_form(request: Request) -> None:
    """Raises NotAllowed when something is changed by a form that is not of this session's pages."""
    if request.method in CHANGES:
        given = str((await request.form()).get("csrf", "")) or request.headers.get("x-csrf-token", "")
        if not request.state.csrf or not hmac.compare_digest(given.encode(), request.state.csrf.encode()):
            raise NotAllowed


type Page = Callable[[Request, Visit], Awaitable[Response]]
type Endpoint = Callable[[Request], Awaitable[Response]]


def page(deed: str) -> Callable[[Page], Endpoint]:
    """A page for those who may do `deed`, one of `actions.access.MAY`. Others are shown the way in, or refused."""

    def made(body: Page) -> Endpoint:
        @wraps(body)
        async def endpoint(request: Request) -> Response:
            account: Account | None = request.state.account
            if account is None:
                return go(request, "login")
            try:
                await check_form(request)
                visit = Visit(account, scope_for(account, deed), request.app.state.desk)
                return await body(request, visit)
            except NotAllowed:
                return show(request, "refused.html", status=403)

        return endpoint

    return made


def own_page(body: Page) -> Endpoint:
    """A page about one's own account, whatever one's role."""

    @wraps(body)
    async def endpoint(request: Request) -> Response:
        account: Account | None = request.state.account
        if account is None:
            return go(request, "login")
        try:
            await check_form(request)
        except NotAllowed:
            return show(request, "refused.html", status=403)
        return await body(
            request, Visit(account, Scope(account.organisation_id, account.advisor_id), request.app.state.desk)
        )

    return endpoint


def show(request: Request, template: str, status: int = 200, **values: object) -> Response:
    """A page in the visitor's language. Everything put into it is escaped."""
    account: Account | None = request.state.account
    shown = {
        "account": account,
        "may": lambda deed: account is not None and may(account, deed),
        "menu": lambda: menu.links(request, account),
        "exists": lambda name: menu.path_of(request, name) is not None,
        "flash": None,
        "here": lambda at: at.astimezone(ZoneInfo(request.app.state.desk.house.zone)),
        "done": request.query_params.get("done", ""),
        **values,
    }
    return templates.response(request, template, shown, status)


def go(request: Request, name: str, done: str = "", /, **params: object) -> RedirectResponse:
    """On to another page, by its route's name: 303, so that a reload asks nothing twice.

    `done` is the code of what was done, for the page to say: never a name, since addresses are logged.
    """
    path = request.url_for(name, **params).path
    return RedirectResponse(f"{path}?done={done}" if done else path, status_code=303)


async def form(request: Request) -> FormData:
    """What was filled in. Where it came from has been checked before."""
    return await request.form()
