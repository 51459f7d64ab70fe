"""The organisation's accounts: who may open the console, and as what. Never anyone's contract."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import accounts as rules
from actions.accounts import NewAccount
from actions.records import ROLES, Account
from bot.advisors.page import Visit, form, go, page, show

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_NAME = 200


@page("manage_accounts")
async def listing(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        lines = await work.accounts.of_organisation(visit.scope.organisation_id)
    return show(request, "accounts.html", lines=lines)


@page("manage_accounts")
async def new(request: Request, visit: Visit) -> Response:
    if request.method == "GET":
        return await _form(request, visit, {}, {})
    given = {name: str(value).strip() for name, value in (await form(request)).items()}
    async with visit.desk.reading() as work:
        taken = await work.accounts.email_is_taken(given.get("email", ""))
    errors = _errors(given, taken)
    if errors:
        return await _form(request, visit, given, errors)
    async with visit.desk.writing() as work:
        made = await rules.add(work, visit.account, _asked(visit, given), visit.desk.now())
        code = await rules.invite(work, made, visit.desk.now())
    return _invitation(request, given["name"], code)


@page("manage_accounts")
async def change(request: Request, visit: Visit) -> Response:
    """One of: a new role, closing, opening again, a new personal link, a new telephone."""
    account = await _theirs(request, visit)
    asked = await form(request)
    now = visit.desk.now()
    done = str(asked.get("do"))
    async with visit.desk.writing() as work:
        match done:
            case "role" if asked.get("role") in ROLES:
                await rules.set_role(work, visit.account, account, str(asked["role"]), now)
            case "close" if account.id != visit.account.id:
                await rules.close(work, visit.account, account, now)
            case "open":
                await rules.reopen(work, visit.account, account, now)
            case "invite":
                await work.audit.note("account_invited", now, account=visit.account, detail=str(account.id))
                return _invitation(request, account.name, await rules.invite(work, account.id, now))
            case "telephone":
                await rules.reset_second_factor(work, visit.account, account, now)
            case _:
                done = ""
    return go(request, "accounts", done)


def _invitation(request: Request, name: str, code: str) -> Response:
    """Shown once: it is handed over by hand or by letter."""
    return show(request, "account_invitation.html", name=name, link=str(request.url_for("first_password", code=code)))


async def _form(request: Request, visit: Visit, given: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    return show(request, "account_new.html", 422 if errors else 200, given=given, errors=errors, roles=ROLES)


def _errors(given: Mapping[str, str], taken: bool) -> dict[str, str]:
    """Field → which sentence; none when all is well."""
    found = {}
    if not 0 < len(given.get("name", "")) <= LONGEST_NAME:
        found["name"] = "name"
    if not EMAIL.fullmatch(given.get("email", "")):
        found["email"] = "email"
    elif taken:
        found["email"] = "taken"
    if given.get("role") not in ROLES:
        found["role"] = "role"
    return found


def _asked(visit: Visit, given: Mapping[str, str]) -> NewAccount:
    return NewAccount(
        organisation_id=visit.scope.organisation_id, name=given["name"], email=given["email"], role=given["role"],
        title=given.get("title") or None, phone=given.get("phone") or None,
    )  # fmt: skip


async def _theirs(request: Request, visit: Visit) -> Account:
    """An account of the administrator's own organisation; any other is not there."""
    async with visit.desk.reading() as work:
        account = await work.accounts.find(request.path_params["account_id"])
    if account is None or account.organisation_id != visit.scope.organisation_id:
        raise HTTPException(404)
    return account


ROUTES = [
    Route("/accounts", listing, name="accounts"),
    Route("/accounts/new", new, name="account_new", methods=["GET", "POST"]),
    Route("/accounts/{account_id:int}", change, name="account_change", methods=["POST"]),
]
