"""Signing in to the console: passwords, one-time codes, sessions, and waiting after failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from actions.desk import Desk
from actions.errors import Refused
from actions.records import Account, Credentials
from actions.store.work import Work

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
FREE_FAILURES = 4
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=7)
SHORTEST_PASSWORD = 12
COMMON = ("motdepasse", "password", "azerty", "qwerty", "123456", "jalon", "francetravail", "missionlocale")


class WeakPassword(Refused):
    """Too short, or what anyone would try first."""


@dataclass(frozen=True)
class Check:
    """How a password is compared with what is kept, and a code with its secret: the libraries' own functions.

    `code_step` gives the moment that a code is of, None for a code that is not good.
    """

    password: Callable[[str | None, str], bool] = field(repr=False)
    code_step: Callable[[str, str, datetime], int | None] = field(repr=False)


async def visiting(desk: Desk, token: str) -> Account | None:
    """Whose session this is; it lasts as long as one works, and never longer than LONGEST."""
    now = desk.now()
    async with desk.reading() as work:
        account, seen_at = await work.accounts.of_session(token, now, idle_since=now - IDLE)
    if account is not None and seen_at is not None and now - seen_at > timedelta(minutes=1):
        async with desk.writing() as work:
            await work.accounts.note_seen(token, now)
    return account


async def sign_in(work: Work, check: Check, email: str, password: str, now: datetime) -> Credentials | None:
    """The account, when the password is good; None otherwise, with the failure noted. Takes as long either way."""
    known = await work.accounts.credentials(email.strip().casefold())
    good = check.password(known.password if known else None, password)
    if known is None or known.disabled or (known.locked_until is not None and known.locked_until > now):
        return None
    if not good:
        await _note_failure(work, known, now)
        return None
    return known


async def check_code(work: Work, check: Check, known: Credentials, code: str, now: datetime) -> bool:
    """Whether the one-time code is good; each serves once."""
    if known.second_factor is None or (known.locked_until is not None and known.locked_until > now):
        return False
    step = check.code_step(known.second_factor, code.replace(" ", ""), now)
    if step is None or not await work.accounts.use_step(known.account.id, step):
        await _note_failure(work, known, now)
        return False
    return True


async def begin(work: Work, account: Account, now: datetime) -> str:
    """A new session's token. What failed before is forgotten."""
    await work.accounts.change(account.id, failures=0, locked_until=None, seen_at=now)
    await work.audit.note("signed_in", now, account=account)
    return await work.accounts.begin_session(account.id, now, now + LONGEST)


async def invite(work: Work, account_id: int, now: datetime) -> str:
    """A code with which the account's password is set, once; those before it end."""
    return await work.accounts.new_code(account_id, now + INVITATION_LASTS)


def check_password(password: str, account: Account) -> None:
    """Raises WeakPassword."""
    folded = password.casefold()
    own = [part for part in (*account.name.casefold().split(), account.email.split("@")[0]) if len(part) > 3]
    bare = folded
    for word in (*COMMON, *own):
        bare = bare.replace(word, "")
    if len(password) < SHORTEST_PASSWORD or len(set(bare)) < 6:
        raise WeakPassword


def wait_after(failures: int) -> timedelta | None:
    """How long one waits after that many failures in a row: twice as long each time."""
    if failures <= FREE_FAILURES:
        return None
    doublings = min(failures - FREE_FAILURES - 1, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


async def _note_failure(work: Work, known: Credentials, now: datetime) -> None:
    failures = known.failures + 1
    wait = wait_after(failures)
    await work.accounts.change(known.account.id, failures=failures, locked_until=now + wait if wait else None)
    await work.audit.note("sign_in_failed", now, account=replace(known.account))


@dataclass(frozen=True)
class NewAccount:
    """An account to be made. Whoever accompanies people is an advisor too: with a title and a telephone."""

    organisation_id: int
    name: str
    email: str = field(repr=False)
    role: str
    title: str | None = None
    phone: str | None = None


async def add(work: Work, by: Account | None, asked: NewAccount, now: datetime) -> int:
    """The account's id. `by` is None when it is made from the command line."""
    advisor = None
    if asked.role != "administrator":
        advisor = await work.contracts.add_advisor(
            asked.organisation_id, asked.name, asked.title or "référent", asked.phone
        )
    made = await work.accounts.add(
        organisation_id=asked.organisation_id, name=asked.name, email=asked.email, role=asked.role,
        advisor_id=advisor, now=now,
    )  # fmt: skip
    await _note(work, by, "account_added", asked.organisation_id, made, now)
    return made


async def set_role(work: Work, by: Account, account: Account, role: str, now: datetime) -> None:
    """Another role; whoever comes to accompany people becomes an advisor."""
    advisor = account.advisor_id
    if role != "administrator" and advisor is None:
        advisor = await work.contracts.add_advisor(account.organisation_id, account.name, "référent", None)
    await work.accounts.change(account.id, role=role, advisor_id=advisor)
    await work.accounts.end_sessions(account.id)
    await _note(work, by, "account_role_changed", account.organisation_id, account.id, now)


async def close(work: Work, by: Account, account: Account, now: datetime) -> None:
    await work.accounts.change(account.id, disabled_at=now)
    await work.accounts.end_sessions(account.id)
    await _note(work, by, "account_closed", account.organisation_id, account.id, now)


async def reopen(work: Work, by: Account, account: Account, now: datetime) -> None:
    await work.accounts.change(account.id, disabled_at=None)
    await _note(work, by, "account_reopened", account.organisation_id, account.id, now)


async def reset_second_factor(work: Work, by: Account, account: Account, now: datetime) -> None:
    """A lost telephone: another one is joined at the next sign-in."""
    await work.accounts.change(account.id, second_factor=None, second_factor_step=None)
    await work.accounts.end_sessions(account.id)
    await _note(work, by, "second_factor_reset", account.organisation_id, account.id, now)


async def _note(work: Work, by: Account | None, deed: str, organisation: int, account_id: int, now: datetime) -> None:
    await work.audit.note(deed, now, account=by, organisation_id=organisation, detail=str(account_id))
