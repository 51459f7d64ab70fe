"""What advisors said of declared lines, and what people answered. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, insert, null, select, update
from sqlalchemy.orm import aliased

from actions.records import Declared, Held, Judged, Review
from actions.store.connection import Connection
from actions.store.tables import Accounts, Contracts, Declarations, People, Receipts
from actions.store.tables import Reviews as Rows

_Undoing = aliased(Declarations)
_Later = aliased(Rows)


class Reviews:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_lines(self, lines: Collection[int], *, words: bool = False) -> dict[int, tuple[Review, ...]]:
        """What was said of each of these lines, the oldest first; the words only when asked for."""
        if not lines:
            return {}
        query = (
            select(
                Rows.id, Rows.declaration_id, Rows.kind, Rows.at, Rows.minutes, Rows.activity,
                Rows.words if words else null().label("words"), Accounts.name,
            )
            .join(Accounts, Accounts.id == Rows.account_id, isouter=True)
            .where(Rows.declaration_id.in_(lines))
            .order_by(Rows.id)
        )  # fmt: skip
        found: dict[int, tuple[Review, ...]] = {}
        for row in (await self._connection.execute(query)).all():
            review = Review(
                row.id, row.declaration_id, row.kind, row.at, row.minutes, row.activity, row.words or "", row.name
            )
            found[review.line] = (*found.get(review.line, ()), review)
        return found

    async def judged(self, lines: Collection[Declared], *, words: bool = False) -> tuple[Judged, ...]:
        """The same lines, each with what was said of it."""
        said = await self.of_lines([line.id for line in lines], words=words)
        return tuple(Judged(line, said.get(line.id, ())) for line in lines)

    async def hold(self, lines: Collection[int]) -> dict[int, Held]:
        """These lines as they stand until the transaction ends: nobody reviews or corrects them meanwhile."""
        owners = select(Declarations.person_id).where(Declarations.id.in_(lines))
        # In one order everywhere, so that two who hold several never wait for each other.
        people = select(People.id).where(People.id.in_(owners)).order_by(People.id).with_for_update()
        (await self._connection.execute(people)).all()
        query = (
            select(
                Declarations.id, Declarations.day, Declarations.minutes, Declarations.activity, Receipts.number,
                Declarations.late, Declarations.kind, Declarations.words, _is_undone().label("undone"),
                Declarations.person_id, Contracts.id.label("contract"), Contracts.organisation_id,
                Contracts.referent_id,
            )
            .join(Receipts, Receipts.id == Declarations.receipt_id)
            .join(Contracts, Contracts.id == Declarations.contract_id)
            .where(Declarations.id.in_(lines), Declarations.kind != "reversal")
        )  # fmt: skip
        said = await self.of_lines(lines, words=True)
        held = {}
        for row in (await self._connection.execute(query)).all():
            judged = Judged(_line(row), said.get(row.id, ()))
            held[row.id] = Held(judged, row.person_id, row.contract, row.organisation_id, row.referent_id)
        return held

    async def add(
        self,
        line: int,
        kind: str,
        now: datetime,
        *,
        minutes: int | None = None,
        activity: str | None = None,
        words: str | None = None,
        account_id: int | None = None,
    ) -> int:
        """One more thing said of a line; without an account it is the person's answer."""
        row = insert(Rows).values(
            declaration_id=line, kind=kind, minutes=minutes, activity=activity, words=words,
            account_id=account_id, at=now,
        )  # fmt: skip
        return int((await self._connection.execute(row.returning(Rows.id))).scalar_one())

    async def remarked(self, person_id: int, limit: int) -> tuple[int, ...]:
        """The person's lines that stand and of which something is left to read or to answer, the newest remark first.

        Those are the lines whose newest review is neither missing nor a plain validation.
        """
        query = (
            select(Rows.declaration_id)
            .join(Declarations, Declarations.id == Rows.declaration_id)
            .where(
                Declarations.person_id == person_id, ~_is_undone(), Rows.kind != "validated", _is_newest()
            )
            .order_by(Rows.id.desc())
            .limit(limit)
        )  # fmt: skip
        return tuple((await self._connection.execute(query)).scalars())

    async def oldest_waiting(self, contract_id: int) -> date | None:
        """The first day of the lines that wait for the advisor."""
        found: date | None = (
            await self._connection.execute(_waiting(contract_id, func.min(Declarations.day)))
        ).scalar_one()
        return found

    async def recount(self, contract_id: int) -> datetime | None:
        """Notes anew since when something of this contract waits for its advisor, and gives it.

        What waits: a line that stands and of which nothing was said yet, or an answer that nobody took up.
        """
        since = func.min(case((Rows.id.is_(None), Declarations.recorded_at), else_=Rows.at))
        found: datetime | None = (await self._connection.execute(_waiting(contract_id, since))).scalar_one()
        row = update(Contracts).where(Contracts.id == contract_id).values(waiting_since=found)
        await self._connection.execute(row)
        return found


def _waiting(contract_id: int, what: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """`what` of the lines of a contract that wait for its advisor."""
    return (
        select(what)
        .select_from(Declarations)
        .join(Rows, (Rows.declaration_id == Declarations.id) & _is_newest(), isouter=True)
        .where(
            Declarations.contract_id == contract_id, Declarations.kind == "hours", ~_is_undone(),
            Rows.id.is_(None) | (Rows.kind == "answer"),
        )
    )  # fmt: skip


def _line(row: Row[*tuple[Any, ...]]) -> Declared:
    return Declared(
        row.id, row.day, row.minutes, row.activity, row.number, row.late,
        nothing=row.kind == "nothing", undone=bool(row.undone), words=row.words or "",
    )  # fmt: skip


def _is_undone() -> ColumnElement[bool]:
    return select(_Undoing.id).where(_Undoing.reverses_id == Declarations.id).correlate(Declarations).exists()


def _is_newest() -> ColumnElement[bool]:
    later = select(_Later.id).where(_Later.declaration_id == Rows.declaration_id, _Later.id > Rows.id)
    return ~later.correlate(Rows).exists()
