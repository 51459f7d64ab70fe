"""What is wrong with a file or a request: where, what, and what to do. Never what a person wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.exchange.sheet import Fault
from content import exchange

# How the library names a fault → ours. What is not here is of the wrong kind.
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_value",
    "string_too_short": "no_words",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "bad_reference",
    "string_unicode": "control_letters",
    "too_long": "too_many",
    "too_short": "no_duration",
    "greater_than_equal": "less_out_of_bounds",
    "less_than_equal": "less_out_of_bounds",
    "json_invalid": "line_unreadable",
}
_FIELD = re.compile(r"[a-z][a-z_]{0,39}")
_PLAIN = re.compile(r"[\d/.,: hH-]{1,10}")


@dataclass(frozen=True)
class Issue:
    """`line` is that of the file, from 1; `column` a header, or the path of a field in JSON."""

    code: str
    line: int | None = None
    column: str | None = None
    reference: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return exchange.said(self.code, self.facts)

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line, "column": self.column, "reference": self.reference, "code": self.code,
            "reason": self.reason,
        }  # fmt: skip


class FileRefused(Exception):
    """No line of the file can be taken."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__(", ".join(issue.code for issue in issues))
        self.issues = issues


def found_in(fault: ValidationError) -> list[Fault]:
    """The faults of a shape, in our words; the values at fault are left out."""
    return [_fault(each) for each in fault.errors(include_url=False, include_input=False)]


def _fault(error: Any) -> Fault:
    kind: str = error["type"]
    code = _CODES.get(kind) or (kind if kind in exchange.codes() else "wrong_kind")
    if kind.startswith("date_"):
        code = "not_an_iso_day"  # cells have been made days before
    context = error.get("ctx", {})
    facts = {
        "value": "",
        "most": context.get("max_length", 0),
        "allowed": str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
    }
    return _known_names(error["loc"]), code, facts


def _known_names(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A path whose names may be repeated: a field that we do not know could be named by anything."""
    return tuple(step if isinstance(step, int) or _FIELD.fullmatch(step) else "…" for step in path)


def dotted(path: tuple[str | int, ...]) -> str:
    """« durations.0.hours »."""
    return ".".join(map(str, path))


def quoted(value: object) -> str:
    """A short value of digits, to be found again in the file; anything else could be a word of someone's."""
    text = str(value).strip()
    return f"« {text} » : " if _PLAIN.fullmatch(text) else ""
