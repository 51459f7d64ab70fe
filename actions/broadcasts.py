"""Group messages: what an advisor writes to several of their people, how it is worded, and when it may leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from actions.access import Scope
from actions.quiet import next_allowed
from actions.records import Account, Case, Organisation
from actions.reply import Reply
from actions.store.work import Work

LONGEST = 1000  # characters
MOST_PEOPLE = 500


def tidied(words: str) -> str:
    """As it will be sent: one kind of line end, and nothing at either end."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def reply(words: str, advisor: str, organisation: str) -> Reply:
    """What the person reads: the words as they are, and who signs them."""
    return Reply("messages.from_advisor", {"advisor": advisor, "organisation": organisation, "words": words})


def one_each(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Each person once, whatever contracts they have."""
    return tuple({case.person.id: case for case in reversed(tuple(cases))}.values())[::-1]


def leaves_at(case: Case, organisation: Organisation, now: datetime) -> datetime | None:
    """When it may leave for this person; None: at once."""
    at = next_allowed(now, case.person.zone, organisation.territory)
    return at if at > now else None


async def chosen(work: Work, scope: Scope, ids: Sequence[int]) -> tuple[Case, ...]:
    """Those of these contracts that the scope reaches, each person once."""
    return one_each(await work.caseload.reached(scope.organisation_id, scope.advisor_id, ids[:MOST_PEOPLE]))


async def begin(work: Work, account: Account, key: str, words: str, people: int, now: datetime) -> int | None:
    """A new group message, or None when this form was confirmed already."""
    await work.broadcasts.hold(account.id)
    if await work.broadcasts.of_key(account.organisation_id, key) is not None:
        return None
    return await work.broadcasts.add(
        key=key, organisation_id=account.organisation_id, account_id=account.id, words=words, people=people, now=now
    )


async def note(work: Work, account: Account, message: int, cases: Sequence[Case], now: datetime) -> int:
    """Keeps whom it went to, also in the audit. Returns how many of them have no chat."""
    without = await work.broadcasts.note_recipients(message, {case.person.id: case.contract for case in cases})
    for case in cases:
        await work.audit.note(
            "wrote_to_several", now, account=account, person_id=case.person.id, contract_id=case.contract,
            detail=f"message {message}",
        )  # fmt: skip
    return without
