"""Signing in with the organisation's own service, by OpenID Connect.

It says who somebody is; it never makes an account. The first time, the address that the service vouches for finds
the account; from then on the service's own name for the person does.
"""

from __future__ import annotations

import logging
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from httpx import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from actions.desk import Desk
from actions.records import Account
from bot.advisors.home import enter
from bot.advisors.page import show
from bot.advisors.provider import Provider

log = logging.getLogger(__name__)
MINUTES_TO_COME_BACK = 10
SIGNED = "application/jwt"


def routes(provider: Provider, secret: str) -> list[Mount]:
    """The way to the service and back; only these two pages carry a cookie of their own."""
    service = _service(provider)

    async def begin(request: Request) -> Response:
        try:
            answer: Response = await service.authorize_redirect(request, request.url_for("oidc_back"))
        except (OAuthError, HTTPError):
            return _refused(request, "the service cannot be reached")
        return answer

    async def back(request: Request) -> Response:
        try:
            token = await service.authorize_access_token(request)
            claims = dict(token["userinfo"]) | await _more(service, token)
        except (OAuthError, HTTPError, JoseError, ValueError, KeyError) as fault:
            return _refused(request, type(fault).__name__)
        account = await _account(request.app.state.desk, provider, claims)
        return _refused(request, "no account") if account is None else await enter(request, account)

    lasts = 60 * MINUTES_TO_COME_BACK
    dance = Middleware(SessionMiddleware, secret_key=secret, session_cookie="jalon_oidc", max_age=lasts, path="/oidc")
    pages = [
        Route("/begin", begin, name="oidc_begin"),
        Route("/back", back, name="oidc_back"),
    ]
    return [Mount("/oidc", routes=pages, middleware=[dance])]


def _service(provider: Provider) -> Any:
    more = {} if provider.transport is None else {"transport": provider.transport}
    # Some services give access for a minute only: none of it is to be taken for past already.
    return OAuth().register(
        "service",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": provider.scopes, "code_challenge_method": "S256", "timeout": 10, "leeway": 0, **more},
    )


async def _more(service: Any, token: dict[str, Any]) -> dict[str, Any]:
    """What the service tells of the person when its token tells no address. ProConnect signs this too."""
    if "email" in token["userinfo"]:
        return {}
    metadata = await service.load_server_metadata()
    answer = await service.get(metadata["userinfo_endpoint"], token=token)
    answer.raise_for_status()
    if not answer.headers.get("content-type", "").startswith(SIGNED):
        told: dict[str, Any] = answer.json()
    else:
        keys = KeySet.import_key_set(await service.fetch_jwk_set())
        told = dict(jwt.decode(answer.text, keys, algorithms=["RS256", "ES256"]).claims)
    if told.get("sub") != token["userinfo"]["sub"]:
        raise ValueError
    return told


async def _account(desk: Desk, provider: Provider, claims: dict[str, Any]) -> Account | None:
    subject = f"{provider.issuer} {claims['sub']}"
    async with desk.writing() as work:
        known = await work.accounts.by_subject(subject)
        if known is not None:
            return known
        vouched = claims.get("email_verified", provider.vouches_for_email)
        found = await work.accounts.by_email(str(claims.get("email", ""))) if vouched is True else None
        if found is None or await work.accounts.has_subject(found.id):
            return None
        await work.accounts.change(found.id, subject=subject)
        return found


def _refused(request: Request, why: str) -> Response:
    log.warning("a sign-in by the organisation's service did not succeed (%s)", why)
    return show(request, "login.html", 403, oidc=True, error="refused", email="")
