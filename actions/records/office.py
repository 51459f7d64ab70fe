"""The advisors' side: who may open the console, and what was done there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ROLES = ("advisor", "manager", "administrator")


@dataclass(frozen=True)
class Account:
    """Someone who may open the console. An advisor's `advisor_id` names them as a referent."""

    id: int
    organisation_id: int
    advisor_id: int | None
    name: str
    email: str = field(repr=False)
    role: str
    language: str = "fr"


@dataclass(frozen=True)
class Trace:
    """One line of the audit: who did what, when, about whom. Codes, never words."""

    id: int
    at: datetime
    by: str
    name: str | None  # the account's or the token's
    deed: str
    person_id: int | None = None
    contract_id: int | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Credentials:
    """What an account is recognised by. A null `password` or `second_factor` is not set yet."""

    account: Account
    password: str | None = field(repr=False)
    second_factor: str | None = field(repr=False)
    failures: int = 0
    locked_until: datetime | None = None
    disabled: bool = False


@dataclass(frozen=True)
class AccountLine:
    """An account as its administrator sees it; `ready`: it has all it takes to sign in."""

    account: Account
    disabled_at: datetime | None
    seen_at: datetime | None
    ready: bool
