"""The ledger of declared time. Rows are only ever added: what stands is what no reversal names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, insert, null, select
from sqlalchemy.orm import aliased

from actions.records import Declared, Line, Receipt
from actions.store.connection import Connection
from actions.store.contracts import Contracts
from actions.store.tables import Declarations as Rows
from actions.store.tables import People, Receipts

_Reversal = aliased(Rows)
_Undoing = aliased(Rows)


class Declarations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._contracts = Contracts(connection)

    async def between(self, person_id: int, first: date, last: date, *, words: bool = False) -> tuple[Declared, ...]:
        """What stands for these days, both included, by day; the person's own words only when asked for."""
        asked = {"person": person_id, "first": first, "last": last}
        rows = await self._connection.execute(_BETWEEN_IN_WORDS if words else _BETWEEN, asked)
        return tuple(_declared(row) for row in rows.all())

    async def of_contract(self, contract_id: int, first: date, last: date) -> tuple[Declared, ...]:
        """Every line of a contract for these days, also those reversed since, by day, with the person's words."""
        return await self._read(_lines(Rows.contract_id == contract_id, Rows.day.between(first, last), _added()))

    async def by_id(self, person_id: int, ids: Collection[int]) -> tuple[Declared, ...]:
        """Those of these lines that are the person's and still stand."""
        if not ids:
            return ()
        return await self._standing(Rows.person_id == person_id, Rows.id.in_(ids))

    async def of_receipt(self, person_id: int, number: int) -> tuple[Declared, ...]:
        return await self._standing(Rows.person_id == person_id, Receipts.number == number)

    async def last_lines(self, person_id: int, since: date, limit: int) -> tuple[Declared, ...]:
        """The newest lines that stand, newest first."""
        query = _lines(Rows.person_id == person_id, Rows.day >= since, _stands())
        return await self._read(query.order_by(None).order_by(Rows.id.desc()).limit(limit))

    async def receipt_of(self, person_id: int, question: str) -> int | None:
        """The number of the receipt that this question gave, if it was confirmed."""
        query = select(Receipts.number).where(Receipts.person_id == person_id, Receipts.question == question)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def receipt_from(self, person_id: int, origin: str) -> int | None:
        """The number of the newest receipt that came from this message of the person's chat."""
        query = select(func.max(Receipts.number)).where(Receipts.person_id == person_id, Receipts.origin == origin)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def receipts(self, person_id: int, limit: int) -> list[Receipt]:
        """The newest receipts first, each with all its lines, also those reversed since."""
        query = select(Receipts.number, Receipts.at).where(Receipts.person_id == person_id)
        newest = (await self._connection.execute(query.order_by(Receipts.number.desc()).limit(limit))).all()
        numbers = [row.number for row in newest]
        lines = await self._read(_lines(Rows.person_id == person_id, Receipts.number.in_(numbers), _added()))
        undone = await self._undone(person_id, numbers)
        return [
            Receipt(
                row.number,
                row.at,
                tuple(line for line in lines if line.receipt == row.number),
                undone.get(row.number, ()),
            )
            for row in newest
        ]

    async def add(
        self,
        *,
        person_id: int,
        contract_id: int,
        question: str,
        origin: str | None,
        lines: Sequence[Line],
        reverses: Sequence[Declared],
        nothing_on: date | None,
        late: Collection[date],
        now: datetime,
        by: str = "person",
    ) -> int:
        """Records under one new receipt: reversals first, then lines, or a declared zero. Returns its number.

        The question's name is unique per person: confirming it twice fails in the database.
        """
        receipt, number = await self._new_receipt(person_id, question, origin, now)
        common = {
            "person_id": person_id,
            "contract_id": contract_id,
            "receipt_id": receipt,
            "recorded_at": now,
            "recorded_by": by,
        }
        rows = [_reversal_of(line) for line in reverses] + [_hours(line, line.day in late) for line in lines]
        if nothing_on is not None:
            rows.append(_zero(nothing_on, nothing_on in late))
        await self._connection.execute(insert(Rows), [common | row for row in rows])
        await self._contracts.note_heard(contract_id, now, waits=bool(lines))
        return number

    async def _new_receipt(self, person_id: int, question: str, origin: str | None, now: datetime) -> tuple[int, int]:
        # The person's row is held, so that two processes never give one number twice.
        await self._connection.execute(select(People.id).where(People.id == person_id).with_for_update())
        last = select(func.coalesce(func.max(Receipts.number), 0)).where(Receipts.person_id == person_id)
        number = (await self._connection.execute(last)).scalar_one() + 1
        row = insert(Receipts).values(person_id=person_id, number=number, question=question, origin=origin, at=now)
        receipt = (await self._connection.execute(row.returning(Receipts.id))).scalar_one()
        return receipt, number

    async def _standing(self, *where: ColumnElement[bool]) -> tuple[Declared, ...]:
        return await self._read(_lines(*where, _stands()))

    async def _undone(self, person_id: int, numbers: Collection[int]) -> dict[int, tuple[Declared, ...]]:
        undoing = aliased(Receipts)
        query = (
            _lines(Rows.person_id == person_id, undoing.number.in_(numbers))
            .join(_Reversal, _Reversal.reverses_id == Rows.id)
            .join(undoing, undoing.id == _Reversal.receipt_id)
            .add_columns(undoing.number.label("undone_by"))
        )
        found: dict[int, tuple[Declared, ...]] = {}
        for row in (await self._connection.execute(query)).all():
            found[row.undone_by] = (*found.get(row.undone_by, ()), _declared(row))
        return found

    async def _read(self, query: Select[*tuple[Any, ...]]) -> tuple[Declared, ...]:
        return tuple(_declared(row) for row in (await self._connection.execute(query)).all())


def _lines(*where: ColumnElement[bool], words: bool = True) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Rows.id,
            Rows.day,
            Rows.minutes,
            Rows.activity,
            Receipts.number,
            Rows.late,
            Rows.kind,
            Rows.words if words else null().label("words"),
            _is_undone().label("undone"),
        )
        .join(Receipts, Receipts.id == Rows.receipt_id)
        .where(*where)
        .order_by(Rows.day, Rows.id)
    )


def _added() -> ColumnElement[bool]:
    return Rows.kind != "reversal"


def _is_undone() -> ColumnElement[bool]:
    return select(_Undoing.id).where(_Undoing.reverses_id == Rows.id).correlate(Rows).exists()


def _stands() -> ColumnElement[bool]:
    return _added() & ~_is_undone()


def _declared(row: Row[*tuple[Any, ...]]) -> Declared:
    return Declared(
        row.id,
        row.day,
        row.minutes,
        row.activity,
        row.number,
        row.late,
        nothing=row.kind == "nothing",
        undone=bool(row.undone),
        words=row.words or "",
    )


def _hours(line: Line, late: bool) -> dict[str, object]:
    return {
        "kind": "hours",
        "day": line.day,
        "minutes": line.minutes,
        "activity": line.activity,
        "late": late,
        "words": line.words or None,
        "reverses_id": None,
    }


def _zero(day: date, late: bool) -> dict[str, object]:
    return _hours(Line(day, 0, "other"), late) | {"kind": "nothing"}


def _reversal_of(line: Declared) -> dict[str, object]:
    return _hours(Line(line.day, -line.minutes, line.activity), late=False) | {
        "kind": "reversal",
        "reverses_id": line.id,
    }


_IN_THESE_DAYS = (
    Rows.person_id == bindparam("person"),
    Rows.day.between(bindparam("first"), bindparam("last")),
    _stands(),
)
_BETWEEN = _lines(*_IN_THESE_DAYS, words=False)  # opening what is sealed has its price
_BETWEEN_IN_WORDS = _lines(*_IN_THESE_DAYS)
