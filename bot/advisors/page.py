"""What every page of the console is made with: who visits, what they may do, and how a page is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.access import NotAllowed, Scope, may, scope_for
from actions.desk import Desk
from actions.records import Account
from bot.advisors import menu, templates

COOKIE = "jalon_session"


@dataclass(frozen=True)
class Visit:
    """Someone signed in, at work on one page. `scope` is for the queries: what the page's deed lets them reach."""

    account: Account
    scope: Scope
    desk: Desk


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
                visit = Visit(account, scope_for(account, deed), request.app.state.desk)
                return await body(request, visit)
            except NotAllowed:
                return show(request, "refused.html", status=403)

        return endpoint

    return made


def show(request: Request, template: str, status: int = 200, **values: object) -> Response:
    """A page in the visitor's language. Everything put into it is escaped."""
    account: Account | None = request.state.account
    shown = {
        "account": account,
        "may": lambda deed: account is not None and may(account, deed),
        "menu": lambda: menu.links(request, account),
        "exists": lambda name: menu.path_of(request, name) is not None,
        "flash": None,
        **values,
    }
    return templates.response(request, template, shown, status)


def go(request: Request, name: str, **params: object) -> RedirectResponse:
    """On to another page, by its route's name: 303, so that a reload asks nothing twice."""
    return RedirectResponse(request.url_for(name, **params).path, status_code=303)


async def form(request: Request) -> FormData:
    """What was filled in. Where it came from has been checked before."""
    return await request.form()
