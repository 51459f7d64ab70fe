"""What other software hands over and takes out: contracts as filed, what becomes of them, lines as given away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.records.contract import Terms, Version

TOKEN_SCOPES = ("contracts:write", "contracts:read", "declarations:read")
OUTCOMES = ("added", "changed", "unchanged", "refused")


@dataclass(frozen=True)
class Actor:
    """Who acts, as the audit writes it: an account, a token, or the program."""

    by: str = "program"
    account_id: int | None = None
    token_id: int | None = None


@dataclass(frozen=True)
class PersonTold:
    """A person as another system tells of them. None is « not told », which changes nothing that is known."""

    given_name: str = field(repr=False)
    family_name: str | None = field(default=None, repr=False)
    born_on: date | None = field(default=None, repr=False)
    registered_as: str | None = field(default=None, repr=False)
    zone: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class AdvisorTold:
    """An advisor by the organisation's own reference, or else by name."""

    reference: str | None = None
    name: str | None = None
    role: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Filed:
    """A contract as it was handed in. `state` is that of its version; `stated`: it was said, not concluded."""

    reference: str
    person: PersonTold
    terms: Terms
    state: str
    advisor: AdvisorTold | None = None
    stated: bool = False
    person_signed_on: date | None = None
    organisation_signed_on: date | None = None
    amended_from: date | None = None
    follows: str | None = None  # the reference of an earlier contract of the same person

    @property
    def signed_on(self) -> date | None:
        """The day on which the second of both signed."""
        if self.person_signed_on is None or self.organisation_signed_on is None:
            return None
        return max(self.person_signed_on, self.organisation_signed_on)

    @property
    def counts_from(self) -> date:
        """Of an amendment: the day told, or else the one on which both have signed, and never before the start."""
        return self.amended_from or max(self.signed_on or self.terms.from_day, self.terms.from_day)


@dataclass(frozen=True)
class Standing:
    """What is already kept under a reference. The newest version comes first."""

    contract_id: int
    person_id: int
    referent_id: int
    state: str
    starts_on: date
    person: PersonTold
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Decision:
    """What becomes of a filed contract: an outcome of OUTCOMES, and what is to be written for it.

    `begins` is the state of a version to add; `withdraws` and `moves` are versions that stand.
    """

    outcome: str
    reason: str | None = None
    facts: Mapping[str, date | str] = field(default_factory=dict)
    person: PersonTold | None = None  # as it is to be written
    referent: bool = False
    begins: str | None = None
    withdraws: Version | None = None
    moves: Version | None = None
    moves_to: str | None = None


@dataclass(frozen=True)
class Token:
    """A key of other software, without the key itself."""

    id: int
    organisation_id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True)
class Given:
    """An answer that was given under an idempotency key. `request` is a digest of what was asked."""

    request: str
    status: int
    answer: str = field(repr=False)


@dataclass(frozen=True)
class LineOut:
    """A line of the ledger as other software sees it: figures and codes, never words."""

    id: int
    contract: str | None
    day: date
    minutes: int
    minutes_validated: int | None
    activity: str
    activity_validated: str | None
    late: bool
    reversed: bool
    recorded_at: datetime


@dataclass(frozen=True)
class Imported:
    """A past import. `report` is JSON."""

    id: int
    at: datetime
    file: str
    dry_run: bool
    added: int
    changed: int
    unchanged: int
    refused: int
    report: str = field(repr=False)
    by: str | None = None
