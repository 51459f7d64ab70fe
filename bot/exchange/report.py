"""What an import did: counts, and each line that was refused with where, why and what to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from actions.records.exchange import OUTCOMES
from bot.exchange.issues import Issue

MOST_ISSUES = 2000  # told one by one; the rest is counted


@dataclass
class Report:
    file: str
    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    more: int = 0  # issues that are not listed
    refused_whole: bool = False

    def add(self, outcome: str, issues: Iterable[Issue] = ()) -> None:
        self.counts[outcome] += 1
        self.tell(issues)

    def tell(self, issues: Iterable[Issue]) -> None:
        for issue in issues:
            if len(self.issues) < MOST_ISSUES:
                self.issues.append(issue)
            else:
                self.more += 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def well(self) -> bool:
        return not self.issues

    def by_outcome(self) -> dict[str, int]:
        return {outcome: self.counts[outcome] for outcome in OUTCOMES}

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            **self.by_outcome(),
            "issues": [issue.as_json() for issue in self.issues],
            "more_issues": self.more,
        }

    def dumped(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False)
