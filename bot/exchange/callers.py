"""Who calls the API: a token of an organisation, its scopes, and how often it may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import ceil
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from actions.desk import Desk
from actions.records.exchange import Token
from bot.exchange.problems import Refusal

_bearer = HTTPBearer(auto_error=False, description="A token made with « jalon tokens add ».")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def allowed(scope: str) -> Callable[..., Awaitable[Token]]:
    """For an operation's parameter: who calls, if they have this scope."""

    async def caller(request: Request, credentials: Credentials) -> Token:
        callers: Callers = request.app.state.callers
        token = await callers.caller(credentials, scope)
        _only_known_parameters(request)
        return token

    return caller


def _only_known_parameters(request: Request) -> None:
    """« limt=5 » is told, rather than taken for no limit at all."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    if set(request.query_params) - known:
        raise Refusal(422, "wrong_query")


class Callers:
    """Finds out who calls. Nothing about a token that is not good is told, not even that it once was."""

    def __init__(self, desk: Desk, rate: str) -> None:
        self._desk = desk
        self._rate: RateLimitItem = parse(rate)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def caller(self, credentials: HTTPAuthorizationCredentials | None, scope: str) -> Token:
        """The caller, if they have this scope. Raises Refusal."""
        token = await self._token(credentials)
        self._count(token)
        if scope not in token.scopes:
            raise Refusal(403, "forbidden", scope=scope)
        return token

    async def _token(self, credentials: HTTPAuthorizationCredentials | None) -> Token:
        found = None
        if credentials is not None:
            async with self._desk.reading() as work:
                found = await work.exchange.token(credentials.credentials, self._desk.now())
        if found is None:
            raise Refusal(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
        return found

    def _count(self, token: Token) -> None:
        if self._limiter.hit(self._rate, str(token.id)):
            return
        again_at = self._limiter.get_window_stats(self._rate, str(token.id)).reset_time
        seconds = ceil(again_at - self._desk.now().timestamp())
        seconds = min(max(1, seconds), self._rate.get_expiry())
        raise Refusal(429, "rate", headers={"Retry-After": str(seconds)}, seconds=seconds)
