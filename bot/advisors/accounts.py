"""The organisation's accounts: who may open the console, and as what. Never anyone's contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import accounts as rules
from actions.accounts import NewAccount
from actions.records import ROLES, Account, AccountLine
from bot.advisors.page import Visit, form, go_and_tell, page, show

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_PHONE = 40


@page("manage_accounts")
async def listing(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        lines = await work.accounts.of_organisation(visit.scope.organisation_id)
    return show(request, "accounts.html", lines=lines)


@page("manage_accounts")
async def new(request: Request, visit: Visit) -> Response:
    if request.method != "POST":
        return await _form(request, visit, {}, {})
    given = {name: str(value).strip() for name, value in (await form(request)).items()}
    async with visit.desk.reading() as work:
        taken = await work.accounts.email_is_taken(given.get("email", ""))
        free = await work.accounts.free_advisors(visit.scope.organisation_id)
    errors = _errors(given, taken, {str(number) for number, _ in free})
    if errors:
        return await _form(request, visit, given, errors)
    async with visit.desk.writing() as work:
        made = await rules.add(work, visit.account, _asked(visit, given), visit.desk.now())
        code = await rules.invite(work, made, visit.desk.now())
    if not request.app.state.passwords:
        return go_and_tell(request, "accounts", "account_added")
    return _invitation(request, given["name"], code)


@page("manage_accounts")
async def one(request: Request, visit: Visit) -> Response:
    return await _one(request, await _theirs(request, visit), visit)


@page("manage_accounts")
async def change(request: Request, visit: Visit) -> Response:
    """One of: a new role, closing, opening again, a new personal link, a new telephone."""
    account = (await _theirs(request, visit)).account
    asked = await form(request)
    if asked.get("do") == "invite" and request.app.state.passwords:
        return await _invite(request, visit, account)
    told = await _change(visit, account, str(asked.get("do")), str(asked.get("role")))
    if told is None:
        return await _one(request, await _theirs(request, visit), visit, status=422)
    return go_and_tell(request, "accounts", told)


async def _change(visit: Visit, account: Account, deed: str, role: str) -> str | None:
    """What became of it, one of `told.WORDS`; None when it cannot be done."""
    now = visit.desk.now()
    try:
        async with visit.desk.writing() as work:
            match deed:
                case "role" if role in ROLES:
                    await rules.set_role(work, visit.account, account, role, now)
                    return "role_changed"
                case "close":
                    await rules.close(work, visit.account, account, now)
                    return "account_closed"
                case "open":
                    await rules.reopen(work, visit.account, account, now)
                    return "account_reopened"
                case "telephone":
                    await rules.reset_second_factor(work, visit.account, account, now)
                    return "telephone_forgotten"
    except rules.NotOneself:
        pass
    return None


async def _invite(request: Request, visit: Visit, account: Account) -> Response:
    now = visit.desk.now()
    async with visit.desk.writing() as work:
        await work.audit.note("account_invited", now, account=visit.account, detail=str(account.id))
        code = await rules.invite(work, account.id, now)
    return _invitation(request, account.name, code)


def _invitation(request: Request, name: str, code: str) -> Response:
    """Shown once: it is handed over by hand or by letter."""
    return show(request, "account_invitation.html", name=name, link=str(request.url_for("first_password", code=code)))


async def _one(request: Request, line: AccountLine, visit: Visit, status: int = 200) -> Response:
    return show(
        request, "account.html", status, line=line, roles=ROLES, oneself=line.account.id == visit.account.id,
        passwords=request.app.state.passwords,
    )  # fmt: skip


async def _form(request: Request, visit: Visit, given: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    async with visit.desk.reading() as work:
        free = await work.accounts.free_advisors(visit.scope.organisation_id)
    shown = {"given": given, "errors": errors, "free": [(str(number), name) for number, name in free]}
    return show(request, "account_new.html", 422 if errors else 200, roles=ROLES, **shown)


def _errors(given: Mapping[str, str], taken: bool, free: Collection[str]) -> dict[str, str]:
    """Field → which sentence; none when all is well."""
    email = given.get("email", "")
    wrong = {
        "name": "name" if not 0 < len(given.get("name", "")) <= LONGEST_NAME else "",
        "email": "email" if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email) else "taken" if taken else "",
        "role": "role" if given.get("role") not in ROLES else "",
        "advisor": "advisor" if given.get("advisor", "") not in {"", *free} else "",
        "title": "long" if len(given.get("title", "")) > LONGEST_NAME else "",
        "phone": "long" if len(given.get("phone", "")) > LONGEST_PHONE else "",
    }
    return {field: sentence for field, sentence in wrong.items() if sentence}


def _asked(visit: Visit, given: Mapping[str, str]) -> NewAccount:
    known = given.get("advisor") if given["role"] != "administrator" else None
    return NewAccount(
        organisation_id=visit.scope.organisation_id, name=given["name"], email=given["email"], role=given["role"],
        title=given.get("title") or None, phone=given.get("phone") or None,
        advisor_id=int(known) if known else None,
    )  # fmt: skip


async def _theirs(request: Request, visit: Visit) -> AccountLine:
    """An account of the administrator's own organisation; any other is not there."""
    async with visit.desk.reading() as work:
        lines = await work.accounts.of_organisation(visit.scope.organisation_id)
    for line in lines:
        if line.account.id == request.path_params["account_id"]:
            return line
    raise HTTPException(404)


ROUTES = [
    Route("/accounts", listing, name="accounts"),
    Route("/accounts/new", new, name="account_new", methods=["GET", "POST"]),
    Route("/accounts/{account_id:int}", one, name="account"),
    Route("/accounts/{account_id:int}", change, name="account_change", methods=["POST"]),
]
