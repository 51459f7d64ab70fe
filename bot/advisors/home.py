"""The way in, by password and one-time code or by the organisation's own sign-in; and the way out."""

from __future__ import annotations

import asyncio

import segno
from itsdangerous import BadData, URLSafeTimedSerializer
from limits import parse
from limits.strategies import MovingWindowRateLimiter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import accounts
from actions.accounts import LONGEST, WeakPassword
from actions.desk import Desk
from actions.records import Account, Credentials
from bot.advisors import menu, passwords
from bot.advisors.page import cookie_name, forget_session, form, go, go_and_tell, show

HALF_WAY = "jalon_step"  # signed in by password, the one-time code to come
HALF_WAY_LASTS = 900  # seconds: time to install an application on a telephone
PER_ADDRESS = parse("30/5 minutes")  # sign-ins from one address, whoever they are for
REFUSED_AFTER = 0.6  # seconds: a refusal takes as long whether or not somebody has that address


async def login(request: Request) -> Response:
    if request.state.account is not None:
        return RedirectResponse(menu.first(request, request.state.account), 303)
    if request.method != "POST" or not request.app.state.passwords:
        return way_in(request)
    return await _by_password(request)


async def _by_password(request: Request) -> Response:
    begun = asyncio.get_running_loop().time()
    asked = await form(request)
    email, password = str(asked.get("email", "")), str(asked.get("password", ""))
    if not _may_try(request):
        return way_in(request, 429, error="wait", email=email)
    known = await accounts.sign_in(request.app.state.desk, passwords.CHECK, email, password)
    if known is None:
        await asyncio.sleep(max(0.0, begun + REFUSED_AFTER - asyncio.get_running_loop().time()))
        return way_in(request, 403, error="refused", email=email)
    return go_half_way(request, known)


def way_in(request: Request, status: int = 200, *, error: str | None = None, email: str = "") -> Response:
    doors = {"oidc": request.app.state.oidc is not None, "passwords": request.app.state.passwords}
    return show(request, "login.html", status, error=error, email=email, **doors)


def _may_try(request: Request) -> bool:
    limiter: MovingWindowRateLimiter = request.app.state.attempts
    return limiter.hit(PER_ADDRESS, request.client.host if request.client else "")


def go_half_way(request: Request, known: Credentials) -> Response:
    """The password was right: on to the code, or to joining a telephone, whose secret is made now."""
    answer = go(request, "enrol" if known.second_factor is None else "second_factor")
    step = {"account": known.account.id, "secret": None if known.second_factor else passwords.new_secret()}
    _set(request, answer, HALF_WAY, _signer(request).dumps(step), HALF_WAY_LASTS)
    return answer


async def second_factor(request: Request) -> Response:
    known, _ = await _half_way(request)
    if known is None or known.second_factor is None:
        return go(request, "login")
    if request.method != "POST":
        return show(request, "second_factor.html", error=None)
    code = str((await form(request)).get("code", ""))
    if not await accounts.check_code(request.app.state.desk, passwords.CHECK, known, code):
        return show(request, "second_factor.html", 403, error="refused")
    return await enter(request, known.account)


async def enrol(request: Request) -> Response:
    """The first sign-in: the telephone's application is joined to the account, and shows that it is."""
    known, secret = await _half_way(request)
    if known is None or secret is None or known.second_factor is not None:
        return go(request, "login")
    code = str((await form(request)).get("code", "")).replace(" ", "")
    desk: Desk = request.app.state.desk
    step = passwords.code_step(secret, code, desk.now()) if code else None
    if step is None:
        return _enrolling(request, known, secret, error="refused" if code else None)
    async with desk.writing() as work:
        if not await work.accounts.join_telephone(known.account.id, secret, step):
            return go(request, "login")
        await work.audit.note("second_factor_set", desk.now(), account=known.account)
    return await enter(request, known.account)


def _enrolling(request: Request, known: Credentials, secret: str, error: str | None) -> Response:
    code = segno.make(passwords.address(secret, known.account.email))
    drawing = Markup(code.svg_inline(scale=5, border=4, svgclass="qr", lineclass=None))  # noqa: S704  # our own drawing
    return show(
        request, "enrol.html", 403 if error else 200, drawing=drawing, error=error,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )  # fmt: skip


async def first_password(request: Request) -> Response:
    """Reached by a personal link, once: the account's password is set."""
    if not request.app.state.passwords:
        raise HTTPException(404)
    desk: Desk = request.app.state.desk
    code = request.path_params["code"]
    async with desk.reading() as work:
        account = await work.accounts.of_code(code, desk.now())
    if account is None:
        return show(request, "first_password.html", 404, account_name=None, error=None)
    if request.method != "POST":
        return show(request, "first_password.html", account_name=account.name, error=None)
    asked = await form(request)
    password = str(asked.get("password", ""))
    if error := wrong_password(password, str(asked.get("again", "")), account):
        return show(request, "first_password.html", 422, account_name=account.name, error=error)
    kept = await asyncio.to_thread(passwords.kept, password)
    async with desk.writing() as work:
        if not await work.accounts.use_code(code, desk.now()):
            return show(request, "first_password.html", 404, account_name=None, error=None)
        await accounts.set_password(work, account, kept, desk.now())
    return go_and_tell(request, "login", "password_set")


def wrong_password(password: str, again: str, account: Account) -> str | None:
    """What keeps these two from being a new password; None when nothing does."""
    try:
        accounts.check_password(password, account)
    except WeakPassword:
        return "weak"
    return None if password == again else "differ"


async def logout(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    token = request.cookies.get(cookie_name(request))
    if token:
        async with desk.writing() as work:
            await work.accounts.end_session(token)
    answer = go_and_tell(request, "login", "left")
    forget_session(request, answer)
    return answer


async def enter(request: Request, account: Account) -> Response:
    """Begins a session, with a token of its own, and shows the first page."""
    desk: Desk = request.app.state.desk
    async with desk.writing() as work:
        token = await accounts.begin(work, account, desk.now())
    answer = RedirectResponse(menu.first(request, account), 303)
    _set(request, answer, cookie_name(request), token, int(LONGEST.total_seconds()))
    answer.delete_cookie(HALF_WAY, path="/")
    return answer


async def _half_way(request: Request) -> tuple[Credentials | None, str | None]:
    """Who has given the right password a moment ago in this browser, and the secret of a telephone to be joined."""
    try:
        step = _signer(request).loads(request.cookies.get(HALF_WAY, ""), max_age=HALF_WAY_LASTS)
    except BadData:
        return None, None
    desk: Desk = request.app.state.desk
    async with desk.reading() as work:
        known = await work.accounts.credentials_of(step["account"])
    return (None, None) if known is None or known.disabled else (known, step["secret"])


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
