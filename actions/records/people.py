"""Who: people, what they agreed to, the organisations and the advisors who accompany them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

ORGANISATION_KINDS = (
    "france_travail",
    "mission_locale",
    "departement",
    "delegataire_departement",
    "cap_emploi",
)
# Why someone is registered as a jobseeker (code du travail, L5411-1 and after)
REGISTRATIONS = ("jobseeker", "rsa", "rsa_partner", "young", "handicap")
# On what the organisation's handling of data rests (GDPR, article 6)
GROUNDS = ("public_interest", "consent")
REQUEST_KINDS = ("erase", "copy", "correct")


@dataclass(frozen=True)
class Person:
    """Someone who signed a contract. `zone` is an IANA name."""

    id: int
    given_name: str = field(repr=False)
    zone: str
    language: str
    family_name: str | None = field(default=None, repr=False)
    born_on: date | None = field(default=None, repr=False)
    registered_as: str | None = field(default=None, repr=False)

    def local(self, now: datetime) -> datetime:
        return now.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True)
class Consent:
    """Whether a person lets what was not understood be kept: None is no answer, which is no consent."""

    given: bool | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Organisation:
    id: int
    name: str
    kind: str
    phone: str | None
    territory: str = "FR"
    legal_ground: str = "public_interest"


@dataclass(frozen=True)
class Advisor:
    id: int
    name: str
    role: str
    phone: str | None


@dataclass(frozen=True)
class DataRequest:
    """What a person asked about their data, for a human to settle by `due_on`; `settled_by` is that human's name."""

    id: int
    person_id: int
    organisation_id: int
    kind: str
    at: datetime
    due_on: date
    settled_at: datetime | None = None
    settled_by: str | None = None
    given_name: str = field(default="", repr=False)
    family_name: str | None = field(default=None, repr=False)
