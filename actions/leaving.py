"""Leaving: a chat that was a person's is nobody's any more."""

from __future__ import annotations

from datetime import datetime

from actions.person import Speaker
from actions.records import ChatKey, Contract
from actions.store.work import Work


async def leave(work: Work, who: Speaker, why: str) -> None:
    """This chat is nobody's any more; nothing that waits to be sent there will be."""
    if who.person is None:
        return
    await work.conversations.part(who.chat)
    await work.outbox.drop([who.chat])
    await note(work, "unlinked", who.person.id, who.contract, who.now, detail=why)


async def unlink(work: Work, person_id: int) -> list[ChatKey]:
    """Every chat of a person is nobody's any more, whatever is pending there. Gives those that can be told so."""
    chats = await work.conversations.part_all(person_id)
    await work.outbox.drop(chats)
    return chats


async def note(
    work: Work, deed: str, person_id: int, contract: Contract | None, now: datetime, *, by: str = "person",
    detail: str | None = None,
) -> None:  # fmt: skip
    """Keeps in the audit what became of the link between a person and a chat."""
    await work.audit.note(
        deed, now, by=by, person_id=person_id, detail=detail,
        organisation_id=contract.organisation.id if contract else None,
        contract_id=contract.id if contract else None,
    )  # fmt: skip
