"""What a person can get wrong. Each error carries facts; the catalogue words it and says what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar


class Mistake(Exception):
    """Something asked that cannot be done as it stands. Its text holds only the key, never what was written."""

    key: ClassVar[str]

    def __init__(self, **facts: date | int) -> None:
        super().__init__(self.key)
        self.facts: Mapping[str, date | int] = facts


class DayNotYetCome(Mistake):
    """The declared day lies after today, in the person's zone."""

    key = "declarations.day_not_yet_come"


class DayBeforeContract(Mistake):
    """The declared day lies before the contract begins."""

    key = "declarations.day_before_contract"


class DayAfterContract(Mistake):
    """The declared day lies after the contract ended."""

    key = "declarations.day_after_contract"


class DayTooLongAgo(Mistake):
    """The declared day lies further back than one may still declare."""

    key = "declarations.day_too_long_ago"


class DayTooFull(Mistake):
    """More minutes than that day has: 24 hours, 23 or 25 when the clocks change."""

    key = "declarations.day_too_full"


class Refused(Exception):
    """What the console does not let somebody do. The page that asked words it."""


class StoreUnavailable(Exception):
    """The database cannot be reached now; nothing was recorded and the same may be tried again."""


class Mendable(Exception):
    """What whoever runs Jalon can mend. The text is one sentence that says how."""


class StoreNotReady(Mendable):
    """The database is not as this version needs it, or its keys are missing."""
