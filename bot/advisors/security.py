"""What stands before every page: headers, where a form comes from, who visits, and what is said of a fault."""

from __future__ import annotations

import hmac
import logging
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions import accounts
from actions.desk import Desk
from actions.errors import StoreUnavailable
from bot.advisors.page import CHANGES, cookie_name, show

log = logging.getLogger(__name__)
ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_BYTES = 101 * 1024 * 1024  # the largest import, and its form
MOST_BYTES_OF_NOBODY = 20_000


def _headers() -> Secure:
    own = "'self'"
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src(own)
        .style_src(own)
        .img_src(own, "data:")
        .connect_src(own)
        .form_action(own)
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=policy,
        referrer=ReferrerPolicy().set("same-origin"),  # a form's origin is checked: « no-referrer » would hide it
        permissions=PermissionsPolicy().set("camera=(), microphone=(), geolocation=(), interest-cohort=()"),
        xcto=XContentTypeOptions().set("nosniff"),
        xfo=XFrameOptions().set("DENY"),
        coop=CrossOriginOpenerPolicy().set("same-origin"),
        corp=CrossOriginResourcePolicy().set("same-origin"),
    )


HEADERS = dict(_headers().headers)
KEPT_NOWHERE = CacheControl().no_store().header_value
HTTPS_ONLY = StrictTransportSecurity().max_age(31_536_000).header_value


class Addressed:
    """Every page is at the address that is set, whatever a proxy says of it or leaves out."""

    def __init__(self, app: ASGIApp, address: str | None) -> None:
        self._app = app
        self._address = urlsplit(address) if address else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._address is not None and scope["type"] == "http":
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            host = (b"host", self._address.netloc.encode("ascii"))
            scope = {**scope, "scheme": self._address.scheme, "headers": [*others, host]}
        await self._app(scope, receive, send)


class Guarded:
    """Headers on every answer; pages are kept by no cache, files may be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope.get("scheme") == "https":
                    headers["strict-transport-security"] = HTTPS_ONLY
                if not scope.get("path", "").startswith("/static/"):
                    headers["cache-control"] = KEPT_NOWHERE
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


class Received:
    """Finds out who visits, refuses what another site sends, and words what goes wrong."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {}).update(account=None, language="fr", csrf="")
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._receive(scope, receive, sending)
        except Exception as fault:
            incident = secrets.token_hex(3)
            if not isinstance(fault, (StoreUnavailable, TooLarge)):
                log.exception("a page failed", extra={"incident": incident})
            if begun:
                raise  # the server cuts what was half sent
            await _told(fault, Request(scope, receive), incident)(scope, receive, send)

    async def _receive(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await _recognise(request)
        most = MOST_BYTES if request.state.account else MOST_BYTES_OF_NOBODY
        if not _safe_way(request):
            await show(request, "insecure.html", status=400)(scope, receive, send)
        elif request.method in CHANGES and not _same_origin(request):
            await show(request, "refused.html", status=403)(scope, receive, send)
        elif int(request.headers.get("content-length", 0)) > most:
            await show(request, "too_large.html", status=413)(scope, receive, send)
        else:
            await self._app(scope, _no_more_than(most, receive), send)


def _told(fault: Exception, request: Request, incident: str) -> Response:
    if isinstance(fault, StoreUnavailable):
        return show(request, "unavailable.html", 503)
    if isinstance(fault, TooLarge):
        return show(request, "too_large.html", 413)
    return show(request, "failed.html", 500, incident=incident)


class TooLarge(Exception):
    """More is sent than any page asks for."""


def _no_more_than(most: int, receive: Receive) -> Receive:
    """For what comes without saying how long it is."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return receiving


def _safe_way(request: Request) -> bool:
    """Passwords and what people confided go over https; on this machine alone, they need not."""
    return request.url.scheme == "https" or request.url.hostname in ON_THIS_MACHINE


async def _recognise(request: Request) -> None:
    desk: Desk = request.app.state.desk
    token = request.cookies.get(cookie_name(request))
    if not token:
        return
    account = await accounts.visiting(desk, token)
    if account is not None:
        request.state.account, request.state.csrf, request.state.language = account, csrf_of(token), account.language


def _same_origin(request: Request) -> bool:
    """What the browser itself says of where a request comes from; a request without either is no browser's form."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin == f"{request.url.scheme}://{request.headers.get('host')}"


def csrf_of(session: str) -> str:
    """A token that only this session's pages hold."""
    return hmac.new(session.encode(), b"form", sha256).hexdigest()
