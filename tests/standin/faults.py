"""Faults on demand: an error, a cut line or a silence, before the work is done or after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = int | Literal["drop", "timeout"]
When = Literal["before", "after"]


@dataclass
class Fault:
    method: str  # « * » for any
    status: Status
    when: When
    left: float
    retry_after: int = 0  # for 429


class Faults:
    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self.planned.append(fault)

    def heal(self) -> None:
        self.planned.clear()

    def take(self, method: str) -> Fault | None:
        """The first fault planned for this method, used up by one."""
        for fault in self.planned:
            if fault.method.lower() in ("*", method.lower()):
                fault.left -= 1
                if fault.left <= 0:
                    self.planned.remove(fault)
                return fault
        return None
