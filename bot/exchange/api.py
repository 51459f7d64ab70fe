"""The interface for other software: contracts in, their state and what was declared out, under /api.

A token belongs to one organisation and sees nothing of another. No answer holds a person's own words, a score or a
risk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from pydantic import ValidationError
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from actions.desk import Desk
from actions.intake import Intake, Work, take_in
from actions.records.exchange import Actor, Decision, Given, Token
from bot.dialogue.announcing import announce
from bot.exchange import cursors
from bot.exchange.answers import ContractOut, Lines, LineShown, Taken
from bot.exchange.callers import Callers, allowed
from bot.exchange.issues import Issue, found_in
from bot.exchange.problems import MEDIA_TYPE, Problem, ProblemError, Refusal, documented, error_of, handle, problem_of
from bot.exchange.sheet import REFERENCE, ContractSheet, faults, filed, terms_of

DEFAULT_RATE = "120/minute"
MOST_BYTES = 256 * 1024
KEPT_FOR = timedelta(hours=24)
_COMMON = (401, 403, 422, 429, 503)

Writer = Annotated[Token, Depends(allowed("contracts:write"))]
Reader = Annotated[Token, Depends(allowed("contracts:read"))]
Follower = Annotated[Token, Depends(allowed("declarations:read"))]
ContractReference = Annotated[
    str, Path(pattern=REFERENCE, description="The organisation's own reference.", examples=["CE-2026-0001"])
]
After = Annotated[
    str | None, Query(pattern=cursors.PATTERN, description="`next` of the last answer; none: from the beginning.")
]
Limit = Annotated[int, Query(ge=1, le=500, description="How many changes at most.")]
IdempotencyKey = Annotated[
    str | None,
    Header(pattern=r"^[\x21-\x7e]{1,100}$", description="Asking twice under one key does it once, for 24 hours."),
]


def api(desk: Desk, rate: str = DEFAULT_RATE) -> FastAPI:
    """The application, to be mounted at /api. `rate` bounds each token: « 120/minute »."""
    app = FastAPI(
        title="Jalon", version="1", docs_url=None, redoc_url=None, description=__doc__, redirect_slashes=False,
        strict_content_type=False,
    )  # fmt: skip
    handle(app)
    routes = _Routes(desk)
    app.state.callers = Callers(desk, rate)
    _contracts(app, routes)
    _declarations(app, routes)
    app.openapi = _document(app)  # type: ignore[method-assign]  # as FastAPI asks to
    return app


def beside(pages: ASGIApp, desk: Desk, rate: str = DEFAULT_RATE) -> ASGIApp:
    """The API under /api, and everything else to `pages`, whose guards are for browsers."""
    mount = Mount("/api", app=api(desk, rate))

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        match, below = mount.matches(scope)
        if match is Match.NONE:
            await pages(scope, receive, send)
        else:
            await mount.handle({**scope, **below}, receive, send)

    return whole


def _contracts(app: FastAPI, routes: _Routes) -> None:
    @app.put(
        "/v1/contracts/{reference}",
        operation_id="put_contract",
        summary="Create a contract, or amend it",
        response_model=Taken,
        responses={201: {"model": Taken, "description": "Created."}, **documented(*_COMMON, 409, 413)},
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}}},
    )
    async def put_contract(
        reference: ContractReference,
        request: Request,
        token: Writer,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        """Both signatures with other content than before make an amendment; the same again changes nothing."""
        return await routes.put(token, reference, await _body(request), idempotency_key)

    @app.get(
        "/v1/contracts/{reference}",
        operation_id="get_contract",
        summary="Where a contract stands",
        responses=documented(*_COMMON, 404),
    )
    async def get_contract(reference: ContractReference, token: Reader) -> ContractOut:
        return await routes.get(token, reference)


def _declarations(app: FastAPI, routes: _Routes) -> None:
    @app.get(
        "/v1/contracts/{reference}/declarations",
        operation_id="get_contract_declarations",
        summary="What was declared under a contract",
        responses=documented(*_COMMON, 404),
    )
    async def get_contract_declarations(
        reference: ContractReference,
        token: Follower,
        after: After = None,
        limit: Limit = 100,
    ) -> Lines:
        """Without the person's own words: no scope gives them."""
        return await routes.lines(token, reference, after, limit)

    @app.get(
        "/v1/declarations",
        operation_id="get_declarations",
        summary="What was declared in the whole organisation, as it changes",
        responses=documented(*_COMMON),
    )
    async def get_declarations(
        token: Follower,
        after: After = None,
        limit: Limit = 100,
    ) -> Lines:
        """Every line that is new, taken back, validated or re-qualified since `after`, as it stands now.

        Nothing is skipped, whatever was written at the same time. Without the person's own words.
        """
        return await routes.lines(token, None, after, limit)


@dataclass(frozen=True)
class _Routes:
    """What the operations do, once it is known who calls."""

    desk: Desk

    async def put(self, token: Token, reference: str, body: bytes, key: str | None) -> Response:
        now = self.desk.now()
        sheet = _sheet(reference, body, now.astimezone(ZoneInfo(self.desk.house.zone)).date())
        asked = sha256(f"PUT {reference}\n".encode() + body).hexdigest()
        async with self.desk.writing() as work:
            await work.intake.hold(token.organisation_id)  # whoever repeats the same key at once waits here
            if key is not None:
                given = await work.exchange.given(token.id, key, now - KEPT_FOR)
                if given is not None:
                    return _again(given, asked)
            answer = await self._file(work, token, reference, sheet)
            if key is not None:
                kept = Given(asked, answer.status_code, bytes(answer.body).decode())
                await work.exchange.keep_given(token.id, key, kept, now, KEPT_FOR)
            await work.exchange.note_use(token.id, now)
        return answer

    async def _file(self, work: Work, token: Token, reference: str, sheet: ContractSheet) -> Response:
        now, zone = self.desk.now(), self.desk.house.zone
        intake = Intake(
            token.organisation_id, Actor("token", token_id=token.id), now, now.astimezone(ZoneInfo(zone)).date(), zone
        )
        (decision,) = await take_in(work, intake, [filed(reference, sheet, terms_of(sheet))], announce)
        if decision.outcome == "refused":
            return _conflict(decision).response()
        standing = (await work.intake.standing(token.organisation_id, [reference]))[reference]
        taken = Taken(
            reference=reference, outcome=decision.outcome, state=standing.state,  # type: ignore[arg-type]  # pydantic checks the codes
            version=standing.versions[0].number,
        )  # fmt: skip
        status = 201 if decision.outcome == "added" else 200
        return Response(taken.model_dump_json(), status, media_type="application/json")

    async def get(self, token: Token, reference: str) -> ContractOut:
        async with self.desk.reading() as work:
            contract_id, person_id = await self._contract(work, token, reference)
            contract = await work.contracts.find(contract_id)
            versions = await work.versions.of_contract(contract_id)
        if contract is None or not versions:
            raise Refusal(404, "not_found")
        await self._note(token, "contract_read", person_id=person_id, contract_id=contract_id)
        return ContractOut.of(reference, contract, versions)

    async def lines(self, token: Token, reference: str | None, after: str | None, limit: int) -> Lines:
        begun = cursors.read(after)
        about: dict[str, Any] = {}
        async with self.desk.reading() as work:
            if reference is not None:
                contract_id, person_id = await self._contract(work, token, reference)
                about = {"contract_id": contract_id, "person_id": person_id}
            settled = await work.exchange.settled()
            if settled is None:
                return Lines(lines=[], next=cursors.written(begun), more=True)
            until = (max(settled[0], begun[0]), max(settled[1], begun[1]))
            found, reached = await work.exchange.lines(
                token.organisation_id, begun, until, limit, about.get("contract_id")
            )
        if found:
            await self._note(token, "declarations_read", detail=f"lines {len(found)}", **about)
        return Lines(
            lines=[LineShown.of(line) for line in found], next=cursors.written(reached), more=reached != until
        )

    async def _contract(self, work: Work, token: Token, reference: str) -> tuple[int, int]:
        found = await work.exchange.contract_id(token.organisation_id, reference)
        if found is None:
            raise Refusal(404, "not_found")
        return found

    async def _note(self, token: Token, deed: str, **about: Any) -> None:
        """Nothing is handed out that the audit does not tell of."""
        now = self.desk.now()
        async with self.desk.writing() as work:
            await work.audit.note(
                deed, now, by="token", token_id=token.id, organisation_id=token.organisation_id, **about
            )
            await work.exchange.note_use(token.id, now)


async def _body(request: Request) -> bytes:
    """Raises Refusal before more than MOST_BYTES are read."""
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > MOST_BYTES:
        raise Refusal(413, "too_large", most=MOST_BYTES)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Refusal(413, "too_large", most=MOST_BYTES)
    return bytes(body)


def _sheet(reference: str, body: bytes, today: Any) -> ContractSheet:
    try:
        sheet = ContractSheet.model_validate_json(body)
        found = list(faults(sheet, terms_of(sheet), today))
    except ValidationError as fault:
        found = found_in(fault)
    if found:
        raise Refusal(422, "wrong_contract", errors=[error_of(each) for each in found[:100]])
    return sheet


def _again(given: Given, asked: str) -> Response:
    if given.request != asked:
        raise Refusal(422, "key_reused")
    media_type = MEDIA_TYPE if problem_of(given.answer) else "application/json"
    return Response(given.answer, given.status, {"Idempotent-Replayed": "true"}, media_type=media_type)


def _conflict(decision: Decision) -> Refusal:
    code = decision.reason or "not_kept"
    error = ProblemError(pointer="", code=code, reason=Issue(code, facts=decision.facts).reason)
    return Refusal(409, "conflict", errors=[error])


_BODY = {"$ref": "#/components/schemas/ContractSheet"}


def _document(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The OpenAPI document, with the shapes that are read and written by hand."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            schemas = made().setdefault("components", {}).setdefault("schemas", {})
            for model in (ContractSheet, Problem):
                shape = model.model_json_schema(ref_template="#/components/schemas/{model}")
                schemas |= shape.pop("$defs", {})
                schemas[model.__name__] = shape
        return app.openapi_schema or made()

    return document
