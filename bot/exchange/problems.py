"""What goes wrong in the API, as problem documents (RFC 9457). They hold codes, never words of a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from actions.errors import StoreUnavailable
from actions.intake import ChangedMeanwhile
from bot.exchange.issues import Issue
from bot.exchange.sheet import Fault
from content import exchange

MEDIA_TYPE = "application/problem+json"
_OF_STATUS = {404: "not_found", 405: "method_not_allowed"}
_SECONDS_TO_RETRY = "5"


class ProblemError(BaseModel):
    """One fault of a request."""

    pointer: str = Field(description="Where, as a JSON pointer into the body; empty for the whole.")
    code: str
    reason: str = Field(description="What is wrong and what to do, in French.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="A name for this kind of problem: urn:jalon:problem:…")
    title: str
    status: int
    detail: str
    errors: list[ProblemError] = []


class Refusal(Exception):
    """A request that is not done, with the problem that tells why."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        errors: Sequence[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code)
        title, detail = exchange.problem(code, facts)
        self.problem = Problem(
            type=f"urn:jalon:problem:{code.replace('_', '-')}", title=title, status=status, detail=detail,
            errors=list(errors),
        )  # fmt: skip
        self.headers = dict(headers or {})

    def body(self) -> str:
        return self.problem.model_dump_json()

    def response(self) -> Response:
        return Response(self.body(), self.problem.status, self.headers, media_type=MEDIA_TYPE)


def error_of(fault: Fault) -> ProblemError:
    path, code, facts = fault
    pointer = "".join(f"/{step}" for step in path)
    return ProblemError(pointer=pointer, code=code, reason=Issue(code, facts=facts).reason)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of the answers with these statuses."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": _DESCRIPTIONS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


_DESCRIPTIONS = {
    401: "No token, or one that is not good.",
    403: "The token lacks the scope.",
    404: "Nothing of that reference in the token's organisation.",
    409: "The rules do not allow it; `errors` says why.",
    413: "The body is too long.",
    422: "The request is not well formed; `errors` says where.",
    429: "Too many requests: wait for `Retry-After` seconds.",
    503: "The database cannot be reached now; nothing was recorded.",
}


def handle(app: FastAPI) -> None:
    """Gives every fault its document."""

    @app.exception_handler(Refusal)
    async def refused(_request: Request, fault: Refusal) -> Response:
        return fault.response()

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, fault: RequestValidationError) -> Response:
        where = [str(error["loc"][-1]) for error in fault.errors() if error["loc"]]
        known = {"reference", "after", "limit", "idempotency-key"}
        errors = [error_of(((name,), "wrong_kind", {})) for name in where if name in known]
        return Refusal(422, "wrong_query", errors=errors).response()

    @app.exception_handler(HTTPException)
    async def http(_request: Request, fault: HTTPException) -> Response:
        code = _OF_STATUS.get(fault.status_code, "internal")
        return Refusal(fault.status_code, code, headers=fault.headers).response()

    @app.exception_handler(StoreUnavailable)
    async def unavailable(_request: Request, _fault: StoreUnavailable) -> Response:
        return Refusal(503, "unavailable", headers={"Retry-After": _SECONDS_TO_RETRY}).response()

    @app.exception_handler(ChangedMeanwhile)
    async def busy(_request: Request, _fault: ChangedMeanwhile) -> Response:
        return Refusal(409, "busy", headers={"Retry-After": "1"}).response()

    @app.exception_handler(Exception)
    async def internal(_request: Request, _fault: Exception) -> Response:
        return Refusal(500, "internal").response()


def problem_of(answer: str) -> bool:
    """Whether a stored answer is a problem."""
    return "urn:jalon:problem:" in str(json.loads(answer).get("type", ""))
