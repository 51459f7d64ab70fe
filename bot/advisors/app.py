"""The advisors' console: its pages joined into one application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from actions.desk import Desk
from bot.advisors import home, imports
from bot.advisors.page import COOKIE
from bot.advisors.templates import HERE

PAGES = (home, imports)  # each module of pages has its ROUTES


def console(desk: Desk) -> Starlette:
    routes: list[BaseRoute] = [route for pages in PAGES for route in pages.ROUTES]
    routes.append(Mount("/static", StaticFiles(directory=HERE / "static"), name="static"))
    app = Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=_who)])
    app.state.desk = desk
    return app


async def _who(request: Request, follow: Callable[[Request], Awaitable[Response]]) -> Response:
    """Finds out who visits, before any page."""
    desk: Desk = request.app.state.desk
    token = request.cookies.get(COOKIE)
    request.state.account = None
    if token:
        async with desk.reading() as work:
            request.state.account = await work.accounts.of_session(token, desk.now())
    request.state.language = request.state.account.language if request.state.account else "fr"
    return await follow(request)
