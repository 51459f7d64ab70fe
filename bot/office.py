"""The console's own affairs from the command line: the first account, and the console itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from actions import accounts
from actions.accounts import NewAccount
from actions.errors import Mendable
from actions.records import ORGANISATION_KINDS, ROLES
from bot import bootstrap, serving
from bot.clock import Clock
from bot.config import Settings


class WrongAccount(Mendable):
    """The account cannot be made as it is."""


@dataclass(frozen=True)
class Newcomer:
    """Someone who is to open the console. `kind` serves when the organisation is not there yet."""

    organisation: str
    name: str
    email: str = field(repr=False)
    role: str
    kind: str | None = None
    title: str | None = None
    phone: str | None = None


async def add(settings: Settings, asked: Newcomer, now: datetime) -> str:
    """Makes the account, and the organisation if it is new; gives the code with which the password is set."""
    _check(asked)
    async with bootstrap.open_store(settings) as store, store.writing() as work:
        if await work.accounts.email_is_taken(asked.email):
            raise WrongAccount("This e-mail has an account already: an administrator can give it a new link.")
        found = await work.contracts.find_organisation(asked.organisation)
        if found is None and asked.kind is None:
            raise WrongAccount(f"There is no such organisation yet: say its --kind, {', '.join(ORGANISATION_KINDS)}.")
        organisation = found.id if found else await work.contracts.add_organisation(
            asked.organisation, asked.kind or "", None
        )  # fmt: skip
        made = await accounts.add(
            work, None, NewAccount(organisation, asked.name, asked.email, asked.role, asked.title, asked.phone), now
        )
        return await accounts.invite(work, made, now)


async def serve(settings: Settings, clock: Clock) -> None:
    """The console, until a signal ends it."""
    async with bootstrap.open_store(settings) as store:
        app = bootstrap.console(settings, store, clock)
        await serving.serve(
            app, settings.console_host, settings.console_port, behind_proxy=settings.console_behind_proxy
        )


def _check(asked: Newcomer) -> None:
    if asked.role not in ROLES:
        raise WrongAccount(f"--role is one of {', '.join(ROLES)}.")
    if asked.kind is not None and asked.kind not in ORGANISATION_KINDS:
        raise WrongAccount(f"--kind is one of {', '.join(ORGANISATION_KINDS)}.")
    if "@" not in asked.email:
        raise WrongAccount("--email is an address such as s.martin@example.org.")
