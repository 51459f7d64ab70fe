"""The way in, by password and one-time code or by the organisation's own sign-in; and the way out."""

from __future__ import annotations

import asyncio

import segno
from itsdangerous import BadData, URLSafeTimedSerializer
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import accounts
from actions.accounts import LONGEST, WeakPassword
from actions.desk import Desk
from actions.records import Account, Credentials
from bot.advisors import menu, passwords
from bot.advisors.page import cookie_name, go, show

HALF_WAY = "jalon_step"  # signed in by password, the one-time code to come
HALF_WAY_LASTS = 300  # seconds
PER_ADDRESS = parse("30/5 minutes")  # sign-ins from one address, whoever they are for
_attempts = MovingWindowRateLimiter(MemoryStorage())


async def login(request: Request) -> Response:
    if request.state.account is not None:
        return RedirectResponse(first_page(request, request.state.account), 303)
    if request.app.state.oidc is not None:
        return show(request, "login.html", oidc=True, error=None, email="")
    if request.method == "GET":
        return show(request, "login.html", oidc=False, error=None, email="")
    return await _by_password(request)


async def _by_password(request: Request) -> Response:
    asked = await request.form()
    email, password = str(asked.get("email", "")), str(asked.get("password", ""))
    if not _attempts.hit(PER_ADDRESS, request.client.host if request.client else ""):
        return show(request, "login.html", 429, oidc=False, error="wait", email=email)
    desk: Desk = request.app.state.desk
    now = desk.now()
    async with desk.writing() as work:
        known = await accounts.sign_in(work, passwords.CHECK, email, password, now)
    if known is None:
        return show(request, "login.html", 403, oidc=False, error="refused", email=email)
    answer = go(request, "enrol" if known.second_factor is None else "second_factor")
    _set(request, answer, HALF_WAY, _signer(request).dumps(known.account.id), HALF_WAY_LASTS)
    return answer


async def second_factor(request: Request) -> Response:
    known = await _half_way(request)
    if known is None or known.second_factor is None:
        return go(request, "login")
    if request.method == "GET":
        return show(request, "second_factor.html", error=None)
    desk: Desk = request.app.state.desk
    code = str((await request.form()).get("code", ""))
    async with desk.writing() as work:
        good = await accounts.check_code(work, passwords.CHECK, known, code, desk.now())
    if not good:
        return show(request, "second_factor.html", 403, error="refused")
    return await enter(request, known.account)


async def enrol(request: Request) -> Response:
    """The first sign-in: the telephone's application is joined to the account, and shows that it is."""
    known = await _half_way(request)
    if known is None or known.second_factor is not None:
        return go(request, "login")
    asked = await request.form()
    secret = str(asked.get("secret", "")) or passwords.new_secret()
    code = str(asked.get("code", "")).replace(" ", "")
    desk: Desk = request.app.state.desk
    step = passwords.code_step(secret, code, desk.now()) if code else None
    if step is None:
        return _enrolling(request, known, secret, error="refused" if code else None)
    async with desk.writing() as work:
        await work.accounts.change(known.account.id, second_factor=secret, second_factor_step=step)
        await work.audit.note("second_factor_set", desk.now(), account=known.account)
    return await enter(request, known.account)


def _enrolling(request: Request, known: Credentials, secret: str, error: str | None) -> Response:
    code = segno.make(passwords.address(secret, known.account.email))
    drawing = Markup(code.svg_inline(scale=5, border=4, svgclass="qr", lineclass=None))  # noqa: S704  # our own drawing
    return show(request, "enrol.html", 403 if error else 200, secret=secret, drawing=drawing, error=error)


async def first_password(request: Request) -> Response:
    """Reached by a personal link, once: the account's password is set."""
    desk: Desk = request.app.state.desk
    code = request.path_params["code"]
    async with desk.reading() as work:
        account = await work.accounts.of_code(code, desk.now())
    if account is None:
        return show(request, "first_password.html", 404, account_name=None, error=None)
    if request.method == "GET":
        return show(request, "first_password.html", account_name=account.name, error=None)
    asked = await request.form()
    password = str(asked.get("password", ""))
    try:
        accounts.check_password(password, account)
        if password != asked.get("again"):
            return show(request, "first_password.html", 422, account_name=account.name, error="differ")
    except WeakPassword:
        return show(request, "first_password.html", 422, account_name=account.name, error="weak")
    kept = await asyncio.to_thread(passwords.kept, password)
    async with desk.writing() as work:
        await work.accounts.change(account.id, password=kept, failures=0, locked_until=None)
        await work.accounts.end_codes(account.id)
        await work.accounts.end_sessions(account.id)
        await work.audit.note("password_set", desk.now(), account=account)
    return go(request, "login", "password")


async def logout(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    token = request.cookies.get(cookie_name(request))
    if token:
        async with desk.writing() as work:
            await work.accounts.end_session(token)
    answer = go(request, "login", "out")
    answer.delete_cookie(cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True)
    return answer


async def enter(request: Request, account: Account) -> Response:
    """Begins a session, with a token of its own, and shows the first page."""
    desk: Desk = request.app.state.desk
    async with desk.writing() as work:
        token = await accounts.begin(work, account, desk.now())
    answer = RedirectResponse(first_page(request, account), 303)
    _set(request, answer, cookie_name(request), token, int(LONGEST.total_seconds()))
    answer.delete_cookie(HALF_WAY, path="/")
    return answer


def first_page(request: Request, account: Account) -> str:
    pages = menu.links(request, account)
    return pages[0].path if pages else request.url_for("profile").path


async def _half_way(request: Request) -> Credentials | None:
    """Who has given the right password a moment ago in this browser."""
    try:
        account_id = _signer(request).loads(request.cookies.get(HALF_WAY, ""), max_age=HALF_WAY_LASTS)
    except BadData:
        return None
    desk: Desk = request.app.state.desk
    async with desk.reading() as work:
        return await work.accounts.credentials_of(account_id)


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(request.app.state.desk.secret, salt="half-way")


def _set(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


BOTH = ["GET", "POST"]
ROUTES = [
    Route("/login", login, name="login", methods=BOTH),
    Route("/login/code", second_factor, name="second_factor", methods=BOTH),
    Route("/login/telephone", enrol, name="enrol", methods=BOTH),
    Route("/welcome/{code}", first_password, name="first_password", methods=BOTH),
    Route("/logout", logout, name="logout", methods=["POST"]),
]
