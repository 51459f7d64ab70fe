"""Distress: the right numbers first, before anything else. Needs neither the model nor the store."""

from __future__ import annotations

from actions.reply import Reply
from content.emergencies import numbers


def answer(kind: str | None) -> Reply:
    """`kind` is « suicide », « violence », or None when only the model saw distress."""
    return Reply(f"distress.{kind or 'unsaid'}", numbers())
