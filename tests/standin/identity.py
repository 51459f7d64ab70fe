"""A stand-in for an OpenID Connect service: what it tells, and what it gets wrong, is set by the test."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

ISSUER = "https://identity.test"
CLIENT = "jalon-console"


@dataclass
class Identity:
    """Answers as the protocol asks; `claims` come last, so that a test may falsify any."""

    claims: dict[str, Any] = field(default_factory=dict)
    told_apart: dict[str, Any] | None = None  # by the « userinfo » page alone
    signed_apart: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signs_with: RSAKey | None = None
    nonces: dict[str, str] = field(default_factory=dict)

    def transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(self.app())

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
                Route("/keys", self._keys),
            ]
        )

    async def consents(self, address: str) -> str:
        """The person agrees there: the address that their browser is sent back to."""
        async with httpx.AsyncClient(transport=self.transport(), base_url=ISSUER) as browser:
            answer = await browser.get(address)
        return answer.headers["location"]

    async def _configuration(self, _request: Request) -> Response:
        pages = {name: f"{ISSUER}/{page}" for name, page in PAGES.items()}
        return JSONResponse({"issuer": ISSUER, "id_token_signing_alg_values_supported": ["RS256"], **pages})

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = asked["nonce"]
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def _token(self, request: Request) -> Response:
        given = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if given["code"] not in self.nonces:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        told = {
            "iss": ISSUER, "aud": CLIENT, "sub": "sophie-1", "iat": now, "exp": now + 300,
            "nonce": self.nonces.pop(given["code"]), **self.claims,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, told, self.signs_with or self.key)
        return JSONResponse({"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    async def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer at"
        told = {"sub": "sophie-1", **(self.told_apart or {})}
        if not self.signed_apart:
            return JSONResponse(told)
        return Response(jwt.encode({"alg": "RS256", "kid": "one"}, told, self.key), media_type="application/jwt")

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


PAGES = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "keys",
}


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
