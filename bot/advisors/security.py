"""What stands before every page: headers, where a form comes from, who visits, and what is said of a fault."""

from __future__ import annotations

import hmac
import logging
import secrets
from hashlib import sha256

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
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions import accounts
from actions.desk import Desk
from actions.errors import StoreUnavailable
from bot.advisors.page import cookie_name, show

log = logging.getLogger(__name__)
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


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
        request = Request(scope, receive)
        scope.setdefault("state", {}).update(account=None, language="fr", csrf="")
        try:
            await _recognise(request)
            if request.method in CHANGES and not _same_origin(request):
                await show(request, "refused.html", status=403)(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        except StoreUnavailable:
            await show(request, "unavailable.html", 503)(scope, receive, send)
        except Exception:
            incident = secrets.token_hex(3)
            log.exception("a page failed", extra={"incident": incident})
            await show(request, "failed.html", 500, incident=incident)(scope, receive, send)


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
    return origin is not None and origin.split("://", 1)[-1] == request.headers.get("host")


def csrf_of(session: str) -> str:
    """A token that only this session's pages hold."""
    return hmac.new(session.encode(), b"form", sha256).hexdigest()
