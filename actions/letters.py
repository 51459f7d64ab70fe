"""What an advisor does about a person's chat: the letter with its code, and unlinking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from actions.access import Scope, reaches
from actions.codes import until_the_end_of
from actions.escalation import human_of
from actions.leaving import unlink
from actions.person import House
from actions.records import Account, ChatKey, Codes, Contract, LinkCode, Linked, Person
from actions.reply import Reply
from actions.store.work import Work


@dataclass(frozen=True)
class Standing:
    """How a person is joined to a chat, or not: the chats, and the last code that was made for them."""

    person: Person
    contract: Contract
    chats: tuple[Linked, ...] = ()
    code: LinkCode | None = field(default=None, repr=False)

    @property
    def not_me(self) -> bool:
        """Whether the last code came to somebody else, who said so."""
        return self.code is not None and self.code.ended_why == "not_me"

    def waiting(self, now: datetime) -> LinkCode | None:
        return self.code if self.code is not None and self.code.waits(now) else None


async def standing(work: Work, scope: Scope, contract_id: int) -> Standing | None:
    """None for a contract that the scope does not reach, as for one that does not exist."""
    contract = await work.contracts.find(contract_id)
    person_id = await work.contracts.person_of(contract_id)
    if contract is None or person_id is None or not reaches(scope, contract):
        return None
    person = await work.people.find(person_id)
    if person is None:
        return None
    chats = tuple(await work.conversations.linked(person_id))
    return Standing(person, contract, chats, await work.links.last_of(person_id))


async def look(work: Work, found: Standing, account: Account, now: datetime) -> None:
    await _note(work, "letter_seen", found, account, now)


async def make(work: Work, found: Standing, account: Account, now: datetime, house: House) -> Codes:
    """A new code for a letter; the letter before is good no more."""
    good_until = until_the_end_of(now, house.letter_days, house.zone)
    codes = await work.links.make(found.person.id, now, good_until, made_by=account.id)
    await _note(work, "letter_printed", found, account, now)
    return codes


async def part(work: Work, found: Standing, account: Account, now: datetime) -> list[ChatKey]:
    """No chat is the person's any more, and no code that waits opens one. Gives the chats that can be told so."""
    chats = await unlink(work, found.person.id)
    await work.links.end_all_of(found.person.id, "replaced")
    await _note(work, "unlinked", found, account, now)
    return chats


def told(found: Standing) -> Reply:
    """What is said in the chats that were the person's."""
    return Reply("linking.unlinked_by_advisor", {"human": human_of(found.contract)})


async def _note(work: Work, deed: str, found: Standing, account: Account, now: datetime) -> None:
    await work.audit.note(deed, now, account=account, person_id=found.person.id, contract_id=found.contract.id)
