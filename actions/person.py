"""Who is speaking, and when: what every action is handed beside the message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.records import ChatKey, Contract, Person
from content.values import Value


@dataclass(frozen=True)
class House:
    """What the place that runs Jalon has set: who runs it, how far back one may declare, its time zone.

    `learning_days` is how long what was not understood is kept, with consent; 0: never. `request_days` is within how
    many a human answers a request about data; `keep_months` how long all is kept after a contract's end.
    """

    run_by: Value
    zone: str
    days_back: int
    link_hours: int = 72
    privacy_url: str | None = None
    demo: bool = False
    learning_days: int = 0
    request_days: int = 30
    keep_months: int = 24


@dataclass(frozen=True)
class Speaker:
    """Someone in a chat. `person` is None before a link; `contract` None without one.

    `today` is the civil day, in the person's zone, on which the message was written.
    """

    chat: ChatKey
    person: Person | None
    contract: Contract | None
    today: date
    now: datetime
    house: House
    origin: str | None = None  # the chat's own name of the message, when it may be edited later

    @property
    def earliest(self) -> date:
        return self.today - timedelta(days=self.house.days_back)


@dataclass(frozen=True)
class Signed:
    """A speaker who has a contract."""

    chat: ChatKey
    person: Person
    contract: Contract
    today: date
    now: datetime
    house: House
    origin: str | None = None

    @property
    def earliest(self) -> date:
        return self.today - timedelta(days=self.house.days_back)


def signed(who: Speaker) -> Signed | None:
    if who.person is None or who.contract is None:
        return None
    return Signed(who.chat, who.person, who.contract, who.today, who.now, who.house, who.origin)
