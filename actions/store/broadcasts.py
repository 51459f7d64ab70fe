"""Group messages: what was written, for whom, and how each one's delivery went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, insert, select, update

from actions.records import Broadcast, Delivery, Person
from actions.store.connection import Connection
from actions.store.tables import Accounts, Chats, Outbox, People, Recipients
from actions.store.tables import Broadcasts as Rows

_COLUMNS = (Rows.id, Rows.words, Rows.people, Rows.unreachable, Rows.at, Accounts.name)
_LISTED = select(*_COLUMNS).join(Accounts, Accounts.id == Rows.account_id)


class Broadcasts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self, *, key: str, organisation_id: int, account_id: int, words: str, people: int, now: datetime
    ) -> int:
        """A new one. Its key is unique: confirming a form twice fails in the database."""
        row = insert(Rows).values(
            key=key, organisation_id=organisation_id, account_id=account_id, words=words, people=people,
            unreachable=0, at=now,
        )  # fmt: skip
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def hold(self, account_id: int) -> None:
        """Until the transaction ends, the account's other forms wait for this one."""
        await self._connection.execute(select(Accounts.id).where(Accounts.id == account_id).with_for_update())

    async def of_key(self, organisation_id: int, key: str) -> int | None:
        query = select(Rows.id).where(Rows.organisation_id == organisation_id, Rows.key == key)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def note_recipients(self, broadcast_id: int, contracts: Mapping[int, int]) -> int:
        """Keeps whom it is for (person → contract) once it is in the outbox. Returns how many have no chat."""
        planned = (
            select(Chats.person_id, Outbox.id)
            .join(Outbox, (Outbox.channel == Chats.channel) & (Outbox.address == Chats.address))
            .where(Outbox.broadcast_id == broadcast_id)
        )
        parcels = [(row[0], row[1]) for row in (await self._connection.execute(planned)).all()]
        without = contracts.keys() - {person for person, _parcel in parcels}
        rows = [*parcels, *((person, None) for person in sorted(without))]
        await self._connection.execute(
            insert(Recipients),
            [
                {"broadcast_id": broadcast_id, "person_id": p, "contract_id": contracts[p], "parcel_id": parcel}
                for p, parcel in rows
            ],
        )
        counted = update(Rows).where(Rows.id == broadcast_id).values(unreachable=len(without))
        await self._connection.execute(counted)
        return len(without)

    async def find(self, organisation_id: int, account_id: int | None, broadcast_id: int) -> Broadcast | None:
        """One of the organisation's; with an `account_id`, only that account's own."""
        query = _LISTED.where(Rows.id == broadcast_id, *_whose(organisation_id, account_id))
        row = (await self._connection.execute(query)).first()
        return None if row is None else Broadcast(*row)

    async def newest(
        self, organisation_id: int, account_id: int | None, before: int | None = None, limit: int = 20
    ) -> tuple[Broadcast, ...]:
        older = [] if before is None else [Rows.id < before]
        query = _LISTED.where(*_whose(organisation_id, account_id), *older).order_by(Rows.id.desc()).limit(limit)
        return tuple(Broadcast(*row) for row in (await self._connection.execute(query)).all())

    async def deliveries(self, broadcast_id: int) -> tuple[Delivery, ...]:
        """How it went, person by person. A parcel that the outbox no longer keeps was sent."""
        query = (
            select(
                Recipients.contract_id, Recipients.parcel_id, Outbox.state, People.id, People.given_name, People.zone,
                People.language, People.family_name,
            )
            .join(People, People.id == Recipients.person_id)
            .join(Outbox, Outbox.id == Recipients.parcel_id, isouter=True)
            .where(Recipients.broadcast_id == broadcast_id)
            .order_by(Recipients.person_id, Recipients.id)
        )  # fmt: skip
        found = []
        for contract, its in groupby((await self._connection.execute(query)).all(), lambda row: row.contract_id):
            rows = list(its)
            states = tuple(row.state or "sent" for row in rows if row.parcel_id is not None)
            found.append(Delivery(contract, Person(*rows[0][3:]), states))
        return tuple(found)


def _whose(organisation_id: int, account_id: int | None) -> list[ColumnElement[bool]]:
    own = [] if account_id is None else [Rows.account_id == account_id]
    return [Rows.organisation_id == organisation_id, *own]
