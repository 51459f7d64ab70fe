"""The API over a real store: who may, what is filed, what comes out, and what is kept quiet."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from actions.desk import Desk
from actions.records import ChatKey, Line
from actions.records.exchange import TOKEN_SCOPES
from bot.advisors.app import console
from bot.exchange import cursors
from bot.exchange.api import MOST_BYTES, api, beside
from content import catalogue
from tests.exchanging import contract
from tests.integration.exchange.conftest import NOW
from tests.talk import HOUSE

ANY = "contracts:write contracts:read declarations:read"
type Client = Callable[..., Awaitable[httpx.AsyncClient]]


def body(number: int = 1, **other: Any) -> dict[str, Any]:
    sheet = contract(number, **other)
    sheet.pop("reference")
    return sheet


@pytest.fixture
def client(desk: Desk, organisation: int) -> Client:
    """A client of the API with a new token."""

    async def made(scopes: str = ANY, *, of: int | None = None, rate: str = "1000/minute", **other: Any) -> Any:
        async with desk.writing() as work:
            expires = other.pop("expires_at", None)
            token = await work.exchange.add_token(of or organisation, "logiciel", scopes.split(), NOW, expires)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(api(desk, rate)), base_url="https://api.test",
            headers={"authorization": f"Bearer {token}"}, **other,
        )  # fmt: skip

    return made


@pytest.fixture
async def stranger(desk: Desk, client: Client) -> httpx.AsyncClient:
    """Another organisation's software."""
    async with desk.writing() as work:
        other = await work.contracts.add_organisation("Cap emploi", "cap_emploi", None)
    return await client(of=other)


@pytest.fixture
def declares(desk: Desk, organisation: int) -> Callable[..., Awaitable[int]]:
    """Declares a line under a contract and gives its number."""

    async def add(minutes: int, reference: str = "CE-1", day: date = date(2026, 11, 17), **other: Any) -> int:
        async with desk.writing() as work:
            contract_id, person_id = await work.exchange.contract_id(organisation, reference)
            lines = [] if other.get("reverses") else [Line(day, minutes, "job_search", "j'ai envoyé un CV")]
            facts = {"reverses": (), "nothing_on": None, "late": (), "now": NOW, "origin": None} | other
            await work.declarations.add(
                person_id=person_id, contract_id=contract_id, question=f"{minutes}{day}{bool(other)}", lines=lines,
                **facts,
            )  # fmt: skip
            return (await work.declarations.last_lines(person_id, date(2000, 1, 1), 1))[0].id if lines else 0

    return add


@pytest.fixture
def recognises(desk: Desk, organisation: int) -> Callable[..., Awaitable[None]]:
    async def add(line: int, minutes: int, kind: str = "validated") -> None:
        async with desk.writing() as work:
            account = await work.accounts.add(
                organisation_id=organisation, name="S", email=f"{line}{minutes}{kind}@x.org", role="manager", now=NOW
            )
            await work.exchange._connection.execute(
                text(
                    "INSERT INTO reviews (declaration_id, kind, minutes, activity, words, account_id, at) "
                    "VALUES (:line, :kind, :minutes, 'training', :words, :account, :at)"
                ),
                {"line": line, "kind": kind, "minutes": minutes, "words": b"x", "account": account,
                 "at": NOW.isoformat() if work.exchange._connection.dialect.name == "sqlite" else NOW},
            )  # fmt: skip

    return add


OPERATIONS = {
    "put_contract": ("PUT", "/v1/contracts/CE-1", "contracts:write"),
    "get_contract": ("GET", "/v1/contracts/CE-1", "contracts:read"),
    "get_contract_declarations": ("GET", "/v1/contracts/CE-1/declarations", "declarations:read"),
    "get_declarations": ("GET", "/v1/declarations", "declarations:read"),
}


def asked(operation: str) -> dict[str, Any]:
    method, path, _scope = OPERATIONS[operation]
    return {"method": method, "url": path} | ({"json": body(amendment_reason=None)} if method == "PUT" else {})


def test_the_matrix_knows_every_operation(desk):
    document = api(desk).openapi()
    found = {op["operationId"] for path in document["paths"].values() for op in path.values()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
class TestAccess:
    async def test_without_a_token(self, client, operation):
        someone = await client()
        del someone.headers["authorization"]
        answer = await someone.request(**asked(operation))
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize("token", ["", "x", "jalon_" + "a" * 43, "é".encode().decode("latin-1")])
    async def test_with_a_token_that_is_not_good(self, client, operation, token):
        someone = await client()
        given = {"headers": [(b"authorization", f"Bearer {token}".encode("latin-1"))]}
        assert (await someone.request(**asked(operation), **given)).status_code == 401

    async def test_with_a_token_that_expired_or_was_revoked(self, desk, client, operation):
        late = await client(expires_at=NOW)
        assert (await late.request(**asked(operation))).status_code == 401
        ended = await client()
        async with desk.writing() as work:
            (token, _organisation) = (await work.exchange.tokens())[-1]
            assert await work.exchange.revoke_token(token.id, NOW)
            assert not await work.exchange.revoke_token(token.id, NOW)
        assert (await ended.request(**asked(operation))).status_code == 401

    async def test_with_every_scope_but_the_right_one(self, client, operation):
        others = " ".join(scope for scope in TOKEN_SCOPES if scope != OPERATIONS[operation][2])
        answer = await (await client(others)).request(**asked(operation))
        assert answer.status_code == 403
        assert OPERATIONS[operation][2] in answer.json()["detail"]

    async def test_with_the_right_scope_alone(self, client, operation):
        await (await client()).put("/v1/contracts/CE-1", json=body())
        answer = await (await client(OPERATIONS[operation][2])).request(**asked(operation))
        assert answer.status_code == 200

    async def test_of_another_organisation(self, client, stranger, declares, rows, operation):
        await (await client()).put("/v1/contracts/CE-1", json=body())
        await declares(60)
        answer = await stranger.request(**asked(operation))
        if operation == "put_contract":  # its own contract of that name, and nothing of ours
            assert answer.status_code == 201
            assert len(await rows("SELECT id FROM contracts WHERE organisation_id = 1")) == 1
        elif operation == "get_declarations":
            assert answer.json()["lines"] == []
        else:
            missing = await stranger.get("/v1/contracts/nobody")
            assert (answer.status_code, answer.text) == (404, missing.text)  # as if it did not exist


async def test_a_contract_is_created_then_the_same_then_amended(client):
    ours = await client()
    answers = [await ours.put("/v1/contracts/CE-1", json=body()) for _ in range(2)]
    signed = {"person_signed_on": "2026-11-16", "organisation_signed_on": "2026-11-16", "degree": "light"}
    answers.append(await ours.put("/v1/contracts/CE-1", json=body(**signed)))
    assert [(a.status_code, a.json()["outcome"], a.json()["version"]) for a in answers] == [
        (201, "added", 1), (200, "unchanged", 1), (200, "changed", 2),
    ]  # fmt: skip
    shown = (await ours.get("/v1/contracts/CE-1")).json()
    assert [(v["number"], v["state"]) for v in shown["versions"]] == [(2, "signed"), (1, "signed")]
    assert shown["versions"][0]["from_day"] == "2026-11-16"
    assert [d["minutes"] for d in shown["durations"]]
    assert [a["title"] for a in shown["plan"]] == [a["title"] for a in body()["actions"]]
    assert "given_name" not in json.dumps(shown)


async def test_the_person_is_told_in_their_chat_of_what_is_proposed(client, desk):
    ours, chat = await client(), ChatKey("telegram", "4242")
    draft = {"person_signed_on": None, "organisation_signed_on": None}
    await ours.put("/v1/contracts/CE-1", json=body(**draft))
    async with desk.writing() as work:
        await work.conversations.begin(chat, NOW)
        await work.conversations.join(chat, 1, NOW)
    for _ in range(2):
        await ours.put("/v1/contracts/CE-1", json=body(**draft, state="proposed"))
    async with desk.reading() as work:
        (parcel,) = await work.outbox.due(chat, NOW)
    assert (
        catalogue.text("proposals.told_contract_proposed", {"organisation": "Mission locale"}, "fr")
        == json.loads(parcel.body)["text"]
    )


async def test_a_rule_that_forbids_is_told_without_a_word_of_anyone(client):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body())
    answer = await ours.put("/v1/contracts/CE-1", json=body(degree="light"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "signed_already")
    private = body(degree="Zoé est malade", durations=[{"hours": "Zoé"}], Zoé="Zoé")
    private["person"] |= {"given_name": "Zoé", "born_on": "Zoé"}
    wrong = await ours.put("/v1/contracts/CE-2", json=private)
    assert wrong.status_code == 422
    assert {each["pointer"] for each in wrong.json()["errors"]} == {
        "/person/born_on", "/degree", "/durations/0/hours", "/…",
    }  # fmt: skip
    assert "Zoé" not in wrong.text


async def test_a_key_does_once_what_is_asked_twice(client, rows):
    ours = await client()
    key = {"idempotency-key": "abc"}
    first = await ours.put("/v1/contracts/CE-1", json=body(), headers=key)
    again = await ours.put("/v1/contracts/CE-1", json=body(), headers=key)
    assert (first.status_code, first.text) == (again.status_code, again.text) == (201, first.text)
    assert again.headers["idempotent-replayed"] == "true"
    for url, sheet in (("/v1/contracts/CE-1", body(degree="light")), ("/v1/contracts/CE-2", body())):
        other = await ours.put(url, json=sheet, headers=key)
        assert (other.status_code, other.json()["type"]) == (422, "urn:jalon:problem:key-reused")
    theirs = await client()  # another token's keys are its own
    assert (await theirs.put("/v1/contracts/CE-1", json=body(), headers=key)).json()["outcome"] == "unchanged"
    assert len(await rows("SELECT id FROM contracts")) == 1


async def test_a_refusal_is_told_again_as_a_problem(client):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body())
    key = {"idempotency-key": "abc"}
    told = [await ours.put("/v1/contracts/CE-1", json=body(degree="light"), headers=key) for _ in range(2)]
    assert told[0].text == told[1].text
    assert [each.headers["content-type"] for each in told] == ["application/problem+json"] * 2


async def test_a_key_serves_again_after_a_day(desk, client, rows):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body(), headers={"idempotency-key": "abc"})
    tomorrow = Desk(desk.store, lambda: NOW + timedelta(hours=25), HOUSE)
    ours._transport.app = api(tomorrow)
    answer = await ours.put("/v1/contracts/CE-2", json=body(2), headers={"idempotency-key": "abc"})
    assert answer.status_code == 201
    assert len(await rows("SELECT id FROM api_requests")) == 1


async def test_the_same_key_at_once_does_it_once(client, rows):
    ours = await client()
    key = {"idempotency-key": "abc"}
    answers = await asyncio.gather(*(ours.put("/v1/contracts/CE-1", json=body(), headers=key) for _ in range(5)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert [answer.status_code for answer in answers] == [201] * 5
    assert len(await rows("SELECT id FROM contracts")) == 1


async def test_too_many_requests_are_asked_to_wait(client):
    ours = await client(rate="3/minute")
    answers = [await ours.get("/v1/declarations") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


async def test_a_body_that_is_too_long_is_not_read(client):
    ours = await client()
    assert (await ours.put("/v1/contracts/CE-1", content=b" " * (MOST_BYTES + 1))).status_code == 413

    async def without_a_length():
        for _ in range(MOST_BYTES // 1000 + 2):
            yield b" " * 1000

    assert (await ours.put("/v1/contracts/CE-1", content=without_a_length())).status_code == 413


@pytest.mark.parametrize("after", ["MQ", "abc", cursors.written((1, 1)) + "AA", "MS4" + "9" * 60])
async def test_a_cursor_that_we_did_not_give_is_refused(client, after):
    assert (await (await client()).get("/v1/declarations", params={"after": after})).status_code == 422


async def test_a_parameter_that_is_not_there_is_told(client):
    ours = await client()
    assert (await ours.get("/v1/declarations?limt=5")).json()["type"] == "urn:jalon:problem:wrong-query"


async def test_every_fault_is_a_problem_document(client):
    ours = await client()
    for answer in (
        await ours.get("/nowhere"), await ours.delete("/v1/declarations"), await ours.get("/v1/contracts/CE-9"),
        await ours.get("/v1/declarations?limit=0"), await ours.put("/v1/contracts/CE-1", content=b"{"),
    ):  # fmt: skip
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["detail"]


async def test_what_was_declared_comes_out_without_words_scores_or_names(client, declares, recognises):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body())
    line = await declares(90)
    answer = await ours.get("/v1/contracts/CE-1/declarations")
    (told,) = answer.json()["lines"]
    assert told == {
        "id": line, "contract": "CE-1", "day": "2026-11-17", "minutes_declared": 90, "minutes_validated": None,
        "activity": "job_search", "activity_validated": None, "late": False, "reversed": False,
        "recorded_at": "2026-11-18T09:00:00Z",
    }  # fmt: skip
    assert "CV" not in answer.text
    document = json.dumps(api(Desk(None, lambda: NOW, HOUSE)).openapi()).casefold()
    assert not any(word in document.replace("no answer holds a person's own words, a score or a\\nrisk", "")
                   for word in ("score", "risk", "ranking"))  # fmt: skip


async def test_the_feed_tells_each_change_once_and_then_rests(client, declares, recognises, desk):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body())
    await ours.put("/v1/contracts/CE-2", json=body(2))
    first, second = await declares(60), await declares(30, "CE-2")
    cursor = None

    async def told() -> list[tuple[int, int | None, bool]]:
        nonlocal cursor
        found = []
        while True:
            answer = (
                await ours.get("/v1/declarations", params={"limit": 1} | ({"after": cursor} if cursor else {}))
            ).json()
            cursor = answer["next"]
            found += [(line["id"], line["minutes_validated"], line["reversed"]) for line in answer["lines"]]
            if not answer["more"]:
                return found

    assert await told() == [(first, None, False), (second, None, False)]
    assert await told() == []
    await recognises(first, 45)
    assert await told() == [(first, 45, False)]
    await recognises(first, 20, "requalified")
    await recognises(second, 30)
    assert await told() == [(first, 20, False), (second, 30, False)]
    async with desk.reading() as work:
        _contract, person = await work.exchange.contract_id(1, "CE-2")
        (line,) = await work.declarations.by_id(person, [second])
    await declares(0, "CE-2", reverses=[line])
    assert await told() == [(second, 30, True)]
    assert await told() == []


async def test_who_follows_the_feed_misses_nothing_after_the_newest_lines_are_erased(
    client, declares, recognises, desk, organisation
):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body())
    await ours.put("/v1/contracts/CE-2", json=body(2))
    first = await declares(60)
    await recognises(await declares(30, "CE-2"), 30)
    seen = (await ours.get("/v1/declarations")).json()["next"]
    async with desk.writing() as work:
        _contract, person = await work.exchange.contract_id(organisation, "CE-2")
        await work.erasure.erase(person)
    later = await declares(45, day=date(2026, 11, 16))
    await recognises(first, 50)
    told = (await ours.get("/v1/declarations", params={"after": seen})).json()["lines"]
    assert [(line["id"], line["minutes_validated"]) for line in told] == [(later, None), (first, 50)]


async def test_what_is_looked_at_is_told_in_the_audit(client, declares, rows):
    ours = await client()
    await ours.put("/v1/contracts/CE-1", json=body())
    await declares(60)
    await ours.get("/v1/contracts/CE-1")
    await ours.get("/v1/contracts/CE-1/declarations")
    await ours.get("/v1/declarations")
    told = await rows('SELECT "by", deed, token_id, contract_id FROM audit ORDER BY id')
    assert told == [
        ("token", "contract_imported", 1, 1), ("token", "contract_read", 1, 1),
        ("token", "declarations_read", 1, 1), ("token", "declarations_read", 1, None),
    ]  # fmt: skip


async def test_it_stands_beside_the_console_whose_guards_are_for_browsers(desk, client):
    token = (await client()).headers["authorization"]
    whole = beside(console(desk), desk)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(whole), base_url="https://jalon.test") as both:
        assert (await both.get("/login")).status_code == 200
        given = {"headers": {"authorization": token}}
        assert (await both.put("/api/v1/contracts/CE-1", json=body(), **given)).status_code == 201
        assert (await both.get("/api/v1/contracts/CE-1", **given)).json()["reference"] == "CE-1"
        document = (await both.get("/api/openapi.json")).json()
        assert document["servers"] == [{"url": "/api"}]


async def test_a_token_is_kept_as_a_digest_alone(client, rows):
    ours = await client()
    token = ours.headers["authorization"].removeprefix("Bearer ")
    for row in await rows("SELECT * FROM api_tokens"):
        assert token not in map(str, row)


class TestLateCommits:
    """On PostgreSQL a number is drawn before its commit: the second may be there before the first."""

    @pytest.fixture
    def database_url(self, new_postgres: str) -> str:
        return new_postgres

    async def test_the_feed_never_skips_a_line_that_commits_late(self, desk, client, declares, organisation):
        ours = await client()
        await ours.put("/v1/contracts/CE-1", json=body())
        await ours.put("/v1/contracts/CE-2", json=body(2))
        drawn, may_commit = asyncio.Event(), asyncio.Event()

        async def slowly() -> None:
            async with desk.writing() as work:
                contract_id, person = await work.exchange.contract_id(organisation, "CE-1")
                await work.declarations.add(
                    person_id=person, contract_id=contract_id, question="q", lines=[Line(NOW.date(), 15, "other")],
                    reverses=(), nothing_on=None, late=(), now=NOW, origin=None,
                )  # fmt: skip
                drawn.set()
                await may_commit.wait()

        slow = asyncio.create_task(slowly())
        await drawn.wait()
        quick = await declares(30, "CE-2")  # a greater number, there at once
        reading = asyncio.create_task(ours.get("/v1/declarations"))
        await asyncio.sleep(0.3)
        assert not reading.done()  # it waits for the slow one, which nobody hinders
        may_commit.set()
        await slow
        told = (await reading).json()
        assert [line["minutes_declared"] for line in told["lines"]] == [15, 30]
        assert [line["id"] for line in told["lines"]] == [quick - 1, quick]
        assert (await ours.get("/v1/declarations", params={"after": told["next"]})).json()["lines"] == []

    async def test_a_writer_who_never_ends_holds_back_the_new_and_loses_nothing(
        self, desk, client, declares, organisation, monkeypatch
    ):
        monkeypatch.setattr("actions.store.exchange.SECONDS_TO_SETTLE", 0.2)
        ours = await client()
        await ours.put("/v1/contracts/CE-1", json=body())
        await ours.put("/v1/contracts/CE-2", json=body(2))
        drawn, may_end = asyncio.Event(), asyncio.Event()

        async def stuck() -> None:
            async with desk.writing() as work:
                contract_id, person = await work.exchange.contract_id(organisation, "CE-1")
                await work.declarations.add(
                    person_id=person, contract_id=contract_id, question="q", lines=[Line(NOW.date(), 15, "other")],
                    reverses=(), nothing_on=None, late=(), now=NOW, origin=None,
                )  # fmt: skip
                drawn.set()
                await may_end.wait()

        held = asyncio.create_task(stuck())
        await drawn.wait()
        await declares(30, "CE-2")
        told = (await ours.get("/v1/declarations")).json()
        assert (told["lines"], told["more"]) == ([], True)
        may_end.set()
        await held
        told = (await ours.get("/v1/declarations", params={"after": told["next"]})).json()
        assert [line["minutes_declared"] for line in told["lines"]] == [15, 30]

    async def test_a_writer_who_gives_up_leaves_a_gap_that_stops_nobody(self, desk, client, declares, organisation):
        ours = await client()
        await ours.put("/v1/contracts/CE-1", json=body())
        with contextlib.suppress(ZeroDivisionError):
            async with desk.writing() as work:
                contract_id, person = await work.exchange.contract_id(organisation, "CE-1")
                await work.declarations.add(
                    person_id=person, contract_id=contract_id, question="q", lines=[Line(NOW.date(), 15, "other")],
                    reverses=(), nothing_on=None, late=(), now=NOW, origin=None,
                )  # fmt: skip
                raise ZeroDivisionError
        line = await declares(30)
        assert [each["id"] for each in (await ours.get("/v1/declarations")).json()["lines"]] == [line]
