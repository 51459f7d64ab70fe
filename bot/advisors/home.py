"""The way in, and the way out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.advisors.page import show


async def login(request: Request) -> Response:
    return show(request, "login.html")


ROUTES = [Route("/login", login, name="login")]
