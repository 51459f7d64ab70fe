"""What belongs to a person, wherever it stands; and how it goes: whole, in part, or when its time is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, func, not_, or_, select, update

from actions.store.connection import Connection
from actions.store.tables import (
    AccountCodes,
    ApiRequests,
    Attempts,
    Broadcasts,
    Chats,
    Contracts,
    DataRequests,
    Declarations,
    Imports,
    Inbox,
    Lessons,
    LinkCodes,
    Organisations,
    Outbox,
    People,
    Reviews,
    Row,
    Sessions,
)

ERASED = "▒"  # in place of words that a row cannot do without
EMPTIED = {"imports": {"report": "[]"}, "broadcasts": {"words": ERASED}}
ADDRESSED = (Inbox, Outbox)  # joined to a person by the address of their chat alone
NEVER_SIGNED = ("draft", "proposed")


@dataclass(frozen=True)
class Cut:
    """Before when a thing is old: contracts that `ended`, `messages`, and what serves for a moment (`passing`)."""

    ended: date
    messages: datetime
    passing: datetime
    now: datetime
    today: date


class Erasure:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def counts_of(self, person_id: int) -> dict[str, int]:
        """How many rows of each table are the person's; none of the tables that have none."""
        return await self._counts(belongings(person_id))

    async def erase(self, person_id: int) -> dict[str, int]:
        """Deletes every row of the person, the ledger's too; gives how many of each table."""
        gone = await self.counts_of(person_id)
        for table, theirs in belongings(person_id):
            await self._connection.execute(delete(table).where(theirs))
        return gone

    async def organisations_of(self, person_id: int) -> tuple[int, ...]:
        query = select(Contracts.organisation_id).where(Contracts.person_id == person_id).distinct()
        return tuple((await self._connection.execute(query)).scalars())

    async def forget_words(self, person_id: int) -> None:
        """The person's own words, in what they declared and in what they answered; hours and receipts stay."""
        mine = update(Declarations).where(Declarations.person_id == person_id, Declarations.words.is_not(None))
        await self._connection.execute(mine.values(words=None))
        lines = select(Declarations.id).where(Declarations.person_id == person_id)
        answers = update(Reviews).where(Reviews.declaration_id.in_(lines), Reviews.kind == "answer")
        await self._connection.execute(answers.values(words=ERASED))

    async def forget_chats(self, person_id: int) -> None:
        """Parts the person from their chats: what was under way there, what waits to be sent, and the codes."""
        theirs = _of_the_chats(_table(Outbox), person_id)
        await self._connection.execute(delete(Outbox).where(theirs, Outbox.state == "planned"))
        await self._connection.execute(delete(LinkCodes).where(LinkCodes.person_id == person_id))
        chats = update(Chats).where(Chats.person_id == person_id)
        await self._connection.execute(chats.values(person_id=None, state="{}", linked_at=None))

    async def is_over(self, person_id: int, cut: Cut) -> bool:
        return bool((await self._connection.execute(_people_over(cut).where(People.id == person_id))).first())

    async def people_over(self, cut: Cut) -> tuple[int, ...]:
        """Those whose every contract ended before the day of the cut, and who wait for no answer about their data."""
        return tuple((await self._connection.execute(_people_over(cut).order_by(People.id))).scalars())

    async def people_of_reference(self, reference: str, organisation: str | None = None) -> tuple[int, ...]:
        """Whose contracts bear the organisation's own `reference`: several where organisations share one."""
        query = select(Contracts.person_id).join(Organisations, Organisations.id == Contracts.organisation_id)
        query = query.where(Contracts.reference == reference)
        if organisation is not None:
            query = query.where(Organisations.name == organisation)
        return tuple((await self._connection.execute(query.distinct())).scalars())

    async def old_counts(self, cut: Cut) -> dict[str, int]:
        return await self._counts(_old(cut))

    async def drop_old(self, cut: Cut) -> dict[str, int]:
        """Deletes what is of no more use; of imports and group messages the row stays, without what it told."""
        gone = await self.old_counts(cut)
        for table, old in _old(cut):
            if table.name in EMPTIED:
                await self._connection.execute(update(table).where(old).values(EMPTIED[table.name]))
            else:
                await self._connection.execute(delete(table).where(old))
        return gone

    async def _counts(self, rows: Iterable[tuple[Table, ColumnElement[bool]]]) -> dict[str, int]:
        found = {}
        for table, condition in rows:
            query = select(func.count()).select_from(table).where(condition)
            if count := (await self._connection.execute(query)).scalar_one():
                found[table.name] = int(count)
        return found


def belongings(person_id: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table with what is the person's in it, those that others refer to last: the order to delete in.

    What refers to a person, or to anything of theirs, is theirs: a new table is found by its foreign keys.
    """
    for row in ADDRESSED:
        yield _table(row), _of_the_chats(_table(row), person_id)
    yield from reversed(tuple(_by_foreign_keys(person_id)))


def _by_foreign_keys(person_id: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    theirs: dict[Table, Select[int]] = {}
    for table in Row.metadata.sorted_tables:
        if table is People.__table__:
            condition: ColumnElement[bool] = table.c.id == person_id
        else:
            refers = [
                key.parent.in_(theirs[key.column.table])
                for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
                if key.column.table in theirs
            ]
            if not refers:
                continue
            condition = or_(*refers)
        if "id" in table.c:
            theirs[table] = select(table.c.id).where(condition)
        yield table, condition


def _of_the_chats(table: Table, person_id: int) -> ColumnElement[bool]:
    return exists(
        select(Chats.id).where(
            Chats.person_id == person_id, Chats.channel == table.c.channel, Chats.address == table.c.address
        )
    )


def _people_over(cut: Cut) -> Select[int]:
    lasts = select(Contracts.id).where(Contracts.person_id == People.id, _lasts(cut))
    asked = select(DataRequests.id).where(DataRequests.person_id == People.id, DataRequests.settled_at.is_(None))
    return select(People.id).where(~exists(lasts), ~exists(asked), People.created_at < _midnight(cut))


def _lasts(cut: Cut) -> ColumnElement[bool]:
    """Whether a contract keeps its person here. One that ended on a day nobody noted does: no day is guessed."""
    begins = and_(Contracts.state.in_(NEVER_SIGNED), Contracts.starts_on < cut.ended)
    return or_(Contracts.ends_on >= cut.ended, and_(Contracts.ends_on.is_(None), not_(begins)))


def _midnight(cut: Cut) -> datetime:
    return datetime(cut.ended.year, cut.ended.month, cut.ended.day, tzinfo=cut.now.tzinfo)


def _old(cut: Cut) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    stranger = and_(Chats.person_id.is_(None), Chats.updated_at < cut.messages)
    old_codes = or_(LinkCodes.used_at < cut.passing, LinkCodes.expires_at < cut.passing)
    for row, condition in (
        (Inbox, Inbox.received_at < cut.messages),
        (Outbox, func.coalesce(Outbox.not_before, Outbox.created_at) < cut.messages),
        (Attempts, or_(Attempts.at < cut.passing, Attempts.chat_id.in_(select(Chats.id).where(stranger)))),
        (Chats, stranger),
        (LinkCodes, old_codes),
        (Sessions, Sessions.expires_at < cut.now),
        (AccountCodes, AccountCodes.expires_at < cut.passing),
        (ApiRequests, ApiRequests.at < cut.passing),
        (Lessons, Lessons.expires_on <= cut.today),
        (Imports, Imports.at < cut.messages),
        (Broadcasts, Broadcasts.at < cut.messages),
    ):
        yield _table(row), condition


def _table(row: type[Row]) -> Table:
    return cast("Table", row.__table__)
