"""Telegram's way to say no."""

from __future__ import annotations

REASONS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}


class Refused(Exception):
    """An answer with `ok: false`: HTTP code, description, and `parameters` such as `retry_after`."""

    def __init__(self, code: int, why: str = "", **parameters: int) -> None:
        reason = REASONS.get(code, "Error")
        self.code, self.parameters = code, parameters
        self.description = f"{reason}: {why}" if why else reason
        super().__init__(self.description)

    def as_json(self) -> dict[str, object]:
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(why: str) -> Refused:
    return Refused(400, why)


def too_many(seconds: int) -> Refused:
    """429: come back in `seconds`, at least 1."""
    refused = Refused(429, retry_after=seconds)
    refused.description = f"Too Many Requests: retry after {seconds}"
    return refused
