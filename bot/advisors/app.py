"""The advisors' console: its pages joined into one application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from actions.desk import Desk
from bot.advisors import (
    accounts,
    appointments,
    caseload,
    home,
    imports,
    journal,
    letters,
    lines,
    making,
    messages,
    periods,
    person,
    profile,
    requests,
    settings,
)
from bot.advisors.page import show
from bot.advisors.provider import Provider
from bot.advisors.security import Guarded, Received
from bot.advisors.templates import HERE

# each module of pages has its ROUTES
PAGES = (
    home,
    profile,
    accounts,
    settings,
    journal,
    person,
    lines,
    periods,
    appointments,
    requests,
    caseload,
    messages,
    making,
    letters,
    imports,
)


def console(desk: Desk, oidc: Provider | None = None) -> Starlette:
    """The application. With an identity provider, nobody signs in by password."""
    routes: list[BaseRoute] = [route for pages in PAGES for route in pages.ROUTES]
    if oidc is not None:
        from bot.advisors.oidc import routes as ways  # noqa: PLC0415  # libraries that few need

        routes += ways(oidc, desk.secret)
    routes.append(Mount("/static", StaticFiles(directory=HERE / "static"), name="static"))
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guarded), Middleware(Received)],
        exception_handlers={HTTPException: _not_found},
    )
    app.state.desk = desk
    app.state.oidc = oidc
    return app


async def _not_found(request: Request, fault: Exception) -> Response:
    """What is not there and what may not be seen are answered alike."""
    status = fault.status_code if isinstance(fault, HTTPException) else 404
    return show(request, "missing.html", status=status)
