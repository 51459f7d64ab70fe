"""What the parts of the world's building hand one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.records import Account, Advisor, ChatKey
from bot.demo.calendar import Calendar
from bot.demo.data import Facts


@dataclass(frozen=True)
class Office:
    """An organisation, with its advisors and accounts by their names in the data."""

    id: int
    facts: Facts
    advisors: Mapping[str, Advisor]
    accounts: Mapping[str, Account]


@dataclass(frozen=True)
class Resident:
    """One of the twelve. `chat` is where they talk on the terminal, None for who is not linked yet.

    `earlier` is the contract that they had with another organisation.
    """

    name: str
    facts: Facts
    calendar: Calendar
    person: int
    contract: int
    earlier: int | None
    chat: ChatKey | None
