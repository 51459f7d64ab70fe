"""What every page of the console is made with: who visits, what they may do, and how a page is shown."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from zoneinfo import ZoneInfo

from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.access import NotAllowed, Scope, may, scope_for
from actions.desk import Desk
from actions.records import Account
from bot.advisors import menu, templates, told

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Number(Convertor[int]):
    """A row's number in an address. More digits than a row can have are no page."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("int", Number())  # here, which every page imports before it names its addresses


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
                return to_sign_in(request)
            if request.url.path == "/" and not may(account, deed):
                return RedirectResponse(menu.first(request, account), 303)
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
            return to_sign_in(request)
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
        "home": lambda: account and menu.first(request, account),
        "exists": lambda name: menu.path_of(request, name) is not None,
        "flash": told.told(request),
        "here": lambda at: at.astimezone(ZoneInfo(request.app.state.desk.house.zone)),
        "done": request.query_params.get("done", ""),
        **values,
    }
    answer = templates.response(request, template, shown, status)
    told.forget(request, answer)
    return answer


def go(request: Request, name: str, done: str = "", /, **params: object) -> RedirectResponse:
    """On to another page, by its route's name: 303, so that a reload asks nothing twice.

    `done` is the code of what was done, for the page to say: never a name, since addresses are logged.
    """
    path = request.url_for(name, **params).path
    return RedirectResponse(f"{path}?done={done}" if done else path, status_code=303)


def go_and_tell(request: Request, name: str, code: str) -> RedirectResponse:
    """The same; that page says once what `code` stands for, one of `told.WORDS`."""
    answer = go(request, name)
    told.tell(request, answer, code)
    return answer


def to_sign_in(request: Request) -> Response:
    """To the way in; the whole page goes there, even when only a part of it was asked for."""
    ended = cookie_name(request) in request.cookies
    answer = go_and_tell(request, "login", "idle") if ended else go(request, "login")
    if ended:
        forget_session(request, answer)
    if "hx-request" in request.headers:
        answer.status_code = 401  # a redirection would put the way in where the part was
        answer.headers["hx-redirect"] = answer.headers["location"]
    return answer


def forget_session(request: Request, answer: Response) -> None:
    safe = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(request), path="/", secure=safe, httponly=True, samesite="lax")


async def form(request: Request) -> FormData:
    """What was filled in. Where it came from has been checked before."""
    given = await request.form()
    return FormData([(name, _storable(value)) for name, value in given.multi_items()])


def _storable(value: UploadFile | str) -> UploadFile | str:
    """PostgreSQL keeps no text with a NUL in it, and nobody types one."""
    return value.replace("\0", "") if isinstance(value, str) else value
