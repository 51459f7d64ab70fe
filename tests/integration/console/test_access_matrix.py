"""Who may reach what: every address of the console, tried by every role, at home and elsewhere.

The addresses are those of the application itself: one that TABLE does not name fails here. Each is tried on a fresh
copy of the invented world, first by those who are to be kept out, after whom nothing may have changed.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Mount, Route

from actions.records import Account
from actions.store.engine import Store
from bot.advisors.app import PAGES, console
from bot.advisors.provider import Provider
from tests.console import desk_at, submit, visitor

from .invented import NOW, build_world, opened

EVERYBODY, ALL_ROLES = "everybody", "advisor manager administrator"
PEOPLE, MANAGERS, ADMINISTRATORS = "advisor manager", "manager", "administrator"
ANSWERED = {200, 303, 409, 422}  # shown, done, or sent back because nothing was filled in


@dataclass(frozen=True)
class Row:
    """`who` may open it. `of`: a query for things at such an address, with their organisation and, where an
    advisor reaches only their own, their advisor.
    """

    who: str
    of: str = ""
    fill: str = ""  # what else the address asks for: « name=value »


CONTRACT = "SELECT id AS contract_id, organisation_id, referent_id AS advisor FROM contracts"


def part(name: str, table: str, where: str = "1") -> str:
    """Rows of a table that belong to a contract."""
    return (
        f"SELECT it.contract_id, it.id AS {name}, c.organisation_id, c.referent_id AS advisor"  # noqa: S608
        f" FROM {table} it JOIN contracts c ON c.id = it.contract_id WHERE {where}"
    )


def part_of_version(table: str) -> str:
    return (
        "SELECT v.contract_id, it.id AS part_id, c.organisation_id, c.referent_id AS advisor"  # noqa: S608
        f" FROM {table} it JOIN contract_versions v ON v.id = it.version_id AND v.state = 'signed'"
        " JOIN contracts c ON c.id = v.contract_id WHERE c.state = 'signed'"
    )


VERSION = part("version_id", "contract_versions")
DRAFT = part("version_id", "contract_versions", "it.state = 'draft'")
LINE = part("line_id", "declarations", "it.minutes > 0")
APPOINTMENT, PERIOD = part("appointment_id", "appointments"), part("period_id", "periods")
ACCOUNT = "SELECT id AS account_id, organisation_id FROM accounts WHERE role = 'advisor'"
REQUEST = "SELECT id AS request_id, organisation_id FROM data_requests"
IMPORT = "SELECT id AS number, organisation_id FROM imports"
MESSAGE = (
    "SELECT b.id AS message_id, b.organisation_id, a.advisor_id AS advisor FROM broadcasts b"
    " JOIN accounts a ON a.id = b.account_id"
)

TABLE: Mapping[str, Row] = {
    "login": Row(EVERYBODY), "second_factor": Row(EVERYBODY), "enrol": Row(EVERYBODY), "logout": Row(EVERYBODY),
    "first_password": Row(EVERYBODY, fill="code=none"), "oidc_begin": Row(EVERYBODY), "oidc_back": Row(EVERYBODY),
    "profile": Row(ALL_ROLES), "profile_language": Row(ALL_ROLES), "profile_password": Row(ALL_ROLES),
    "profile_telephone": Row(ALL_ROLES), "profile_leave": Row(ALL_ROLES),
    "accounts": Row(ADMINISTRATORS), "account_new": Row(ADMINISTRATORS),
    "account": Row(ADMINISTRATORS, ACCOUNT), "account_change": Row(ADMINISTRATORS, ACCOUNT),
    "settings": Row(ADMINISTRATORS), "account_audit": Row(ADMINISTRATORS), "audit": Row(MANAGERS),
    "today": Row(PEOPLE), "people": Row(PEOPLE),
    "messages": Row(PEOPLE), "message_new": Row(PEOPLE), "message": Row(PEOPLE, MESSAGE),
    "requests": Row(MANAGERS), "settle_request": Row(MANAGERS, REQUEST),
    "imports": Row(MANAGERS), "imports_upload": Row(MANAGERS), "imports_template": Row(MANAGERS, fill="kind=csv"),
    "imports_report": Row(MANAGERS, IMPORT),
    "person": Row(PEOPLE, CONTRACT), "letter": Row(PEOPLE, CONTRACT), "letter_made": Row(PEOPLE, CONTRACT),
    "person_journal": Row(PEOPLE, CONTRACT),
    "unlink": Row(PEOPLE, CONTRACT), "unlink_done": Row(PEOPLE, CONTRACT),
    "validate_lines": Row(PEOPLE, CONTRACT), "ask_about_line": Row(PEOPLE, LINE), "requalify_line": Row(PEOPLE, LINE),
    "note_period": Row(PEOPLE, CONTRACT), "cancel_period": Row(PEOPLE, PERIOD),
    "note_appointment": Row(PEOPLE, CONTRACT), "move_appointment": Row(PEOPLE, APPOINTMENT),
    "mark_appointment": Row(PEOPLE, APPOINTMENT),
    "person_new": Row(PEOPLE), "person_add": Row(PEOPLE),
    "contract": Row(PEOPLE, CONTRACT), "version": Row(PEOPLE, VERSION), "version_print": Row(PEOPLE, VERSION),
    "version_check": Row(PEOPLE, VERSION), "version_step": Row(PEOPLE, DRAFT, "step=duration"),
    "version_step_save": Row(PEOPLE, DRAFT, "step=duration"), "version_propose": Row(PEOPLE, VERSION),
    "version_sign": Row(PEOPLE, VERSION), "version_refuse": Row(PEOPLE, VERSION),
    "version_withdraw": Row(PEOPLE, VERSION),
    "contract_amend": Row(PEOPLE, CONTRACT), "contract_amend_done": Row(PEOPLE, CONTRACT),
    "contract_end": Row(PEOPLE, CONTRACT), "contract_end_done": Row(PEOPLE, CONTRACT),
    "contract_discussed": Row(PEOPLE, CONTRACT),
    "contract_transfer": Row(MANAGERS, CONTRACT), "contract_transfer_done": Row(MANAGERS, CONTRACT),
    "contract_referent": Row(MANAGERS, CONTRACT), "contract_referent_done": Row(MANAGERS, CONTRACT),
    "follow_commitments": Row(PEOPLE, part_of_version("commitments")),
    "follow_objectives": Row(PEOPLE, part_of_version("objectives")),
}  # fmt: skip
# Kept in memory alone: tests/integration/exchange/test_imports_page.py holds whose jobs are whose.
ELSEWHERE = {"imports_job", "imports_confirm"}


def routes() -> Iterator[Route]:
    """Every address of the application, with the pages of an identity provider too."""
    provider = Provider("https://identity.test", "jalon", "a secret")
    for route in console(desk_at(None, NOW), provider, passwords=True).routes:  # type: ignore[arg-type]  # opened by none
        yield from (route.routes if isinstance(route, Mount) else [route])  # type: ignore[misc]


ROUTES = {route.name: route for pages in PAGES for route in pages.ROUTES}


def test_every_address_stands_in_the_table():
    assert {route.name for route in routes()} - {"static"} == set(TABLE) | ELSEWHERE


@dataclass
class World:
    """A copy of the invented world on a file of its own."""

    file: Path
    store: Store
    accounts: tuple[Account, ...]

    def rows(self, query: str) -> list[dict[str, Any]]:
        with sqlite3.connect(self.file) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def fingerprint(self) -> str:
        """All that is kept, but who came and what was noted of it."""
        told = sha256()
        tables = [row["name"] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - {"sessions", "audit", "sqlite_sequence"}):
            for row in self.rows(f"SELECT * FROM {table} ORDER BY 1"):  # noqa: S608
                kept = {name: value for name, value in row.items() if name not in {"seen_at", "receipt_id"}}
                told.update(repr((table, kept)).encode())
        return told.hexdigest()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("world") / "world.db"
    asyncio.run(build_world(file))
    return file


@pytest.fixture
async def world(built: Path, tmp_path: Path) -> AsyncIterator[World]:
    file = Path(shutil.copy(built, tmp_path / "world.db"))
    store = opened(file)
    found = World(file, store, ())
    async with store.reading() as work:
        ids = [row["id"] for row in found.rows("SELECT id FROM accounts ORDER BY id")]
        found.accounts = tuple([account for each in ids if (account := await work.accounts.find(each))])
    yield found
    await store.close()


@dataclass(frozen=True)
class Try:
    """Someone asks for an address: what is to come of it."""

    who: Account | None
    outcome: str


def expected(world: World, row: Row, thing: Mapping[str, Any]) -> Iterator[Try]:
    """Everyone who can ask, those who are to be kept out first."""
    yield Try(None, "sent to sign in")
    inside = []
    for account in world.accounts:
        at_home = thing.get("organisation_id") in {None, account.organisation_id}
        own = account.role != "advisor" or thing.get("advisor") in {None, account.advisor_id}
        if account.role not in row.who.split():
            yield Try(account, "refused")
        elif not (at_home and own):
            yield Try(account, "not there")
        else:
            inside.append(Try(account, "answered"))
    yield from inside


def outcome(answer: httpx.Response, route: Route, who: Account | None) -> str:
    location = answer.headers.get("location", "")
    if who is None and answer.status_code == 303 and location == "/login":
        return "sent to sign in"
    if route.path == "/" and location:
        return "refused"  # to the first page that is theirs
    if answer.status_code in ANSWERED:
        return "answered"
    named = {403: "refused", 404: "not there"}
    return named.get(answer.status_code, f"{answer.status_code}")


def thing_at(world: World, row: Row) -> dict[str, Any]:
    """Something of the kind: where advisors reach only their own, of one who has an account and a colleague."""
    if not row.of:
        return {}
    found = world.rows(row.of)
    advisers = {
        account.advisor_id: account.organisation_id for account in world.accounts if account.role == "advisor"
    }
    fitting = [each for each in found if "advisor" not in each or each["advisor"] in advisers]
    assert fitting, "the world holds nothing to try this address on: add it to `built`"
    return fitting[0]


async def ask(client: httpx.AsyncClient, route: Route, method: str, path: str) -> httpx.Response:
    if method == "GET":
        return await client.get(path)
    return await (submit(client, path) if hasattr(client, "csrf") else client.post(path))


def tries() -> Iterator[tuple[str, str]]:
    for name, row in TABLE.items():
        if row.who != EVERYBODY and name in ROUTES:
            for method in sorted((ROUTES[name].methods or {"GET"}) - {"HEAD"}):
                yield name, method


@pytest.mark.parametrize(("name", "method"), list(tries()))
async def test_each_reaches_what_is_theirs_and_nothing_else(world, name, method):
    route, row = ROUTES[name], TABLE[name]
    thing = thing_at(world, row)
    given = thing | dict(pair.split("=") for pair in row.fill.split())
    path = str(route.url_path_for(name, **{key: given[key] for key in route.param_convertors}))
    before, seen = world.fingerprint(), {}
    asked = list(expected(world, row, thing))
    for one in asked:
        if one.outcome == "answered" and before:
            assert world.fingerprint() == before, "somebody who was kept out changed something"
            before = ""
        async with await visitor(desk_at(world.store, NOW), one.who) as client:
            answer = await ask(client, route, method, path)
        who = f"{one.who.role} {one.who.name}" if one.who else "nobody"
        seen[who] = (outcome(answer, route, one.who), one.outcome)
    wrong = {who: f"{came}, not {wanted}" for who, (came, wanted) in seen.items() if came != wanted}
    assert not wrong, f"{method} {path}: {wrong}"
    assert any(wanted == "answered" for _, wanted in seen.values())
