"""What the versions of a contract say, and their life. A signed one is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update

from actions.records import Advisor, Commitment, Diagnostic, Minimum, Objective, PlanAction, Terms, Version
from actions.store.connection import Connection
from actions.store.tables import Advisors, Commitments, Diagnostics, Minimums, Objectives, PlanActions
from actions.store.tables import Versions as Rows

ITS_OWN = ("from_day", "ends_on", "review_on", "path", "degree", "minutes_less_per_holiday", "why")
# what a version is made of: its field in Terms → the rows and the record of each part
PARTS: dict[str, tuple[Any, type[Any]]] = {
    "minimums": (Minimums, Minimum),
    "objectives": (Objectives, Objective),
    "plan": (PlanActions, PlanAction),
    "commitments": (Commitments, Commitment),
}


class Versions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, contract_id: int, terms: Terms, now: datetime, state: str = "draft", **life: Any) -> int:
        """A new version, numbered after the last one. `life` gives the dates that `state` asks for."""
        last = select(func.coalesce(func.max(Rows.number), 0)).where(Rows.contract_id == contract_id)
        number = (await self._connection.execute(last)).scalar_one() + 1
        row = insert(Rows).values(
            contract_id=contract_id, number=number, state=state, created_at=now, **_own(terms), **life
        )
        version = int((await self._connection.execute(row.returning(Rows.id))).scalar_one())
        await self._write_parts(version, terms)
        await self._keep_diagnostic(version, contract_id, terms.diagnostic)
        return version

    async def find(self, version_id: int) -> Version | None:
        row = (await self._connection.execute(select(*_COLUMNS).where(Rows.id == version_id))).first()
        return None if row is None else await self._read(row)

    async def of_contract(self, contract_id: int) -> tuple[Version, ...]:
        """Every version, the newest first, whole."""
        query = select(*_COLUMNS).where(Rows.contract_id == contract_id).order_by(Rows.number.desc())
        return tuple([await self._read(row) for row in (await self._connection.execute(query)).all()])

    async def in_force(self, contract_id: int, day: date) -> Version | None:
        """The signed version that counts on `day`; before the first one begins, the first."""
        query = (
            select(*_COLUMNS)
            .where(Rows.contract_id == contract_id, Rows.state == "signed")
            .order_by((Rows.from_day <= day).desc(), case((Rows.from_day <= day, -Rows.number), else_=Rows.number))
            .limit(1)
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else await self._read(row)

    async def rewrite(self, version: Version, terms: Terms) -> bool:
        """Puts these terms in place of a draft's. False: somebody changed it since it was read, and theirs stand."""
        if not await self.move(version, "draft", **_own(terms)):
            return False
        for table, _record in PARTS.values():
            await self._connection.execute(delete(table).where(table.version_id == version.id))
        await self._write_parts(version.id, terms)
        await self._keep_diagnostic(version.id, version.contract_id, terms.diagnostic)
        return True

    async def move(self, version: Version, state: str, **changes: Any) -> bool:
        """Changes the state and what goes with it. False: somebody changed it since it was read."""
        mine = update(Rows).where(
            Rows.id == version.id, Rows.revision == version.revision, Rows.state.in_(("draft", "proposed"))
        )
        changed = mine.values(state=state, revision=version.revision + 1, **changes)
        return (await self._connection.execute(changed)).rowcount == 1

    async def note_commitment(self, commitment_id: int, was: str | None, state: str, on: date) -> bool:
        """How one of the organisation's commitments goes; it may be said of a signed version too.

        False: somebody said otherwise since it was read.
        """
        row = update(Commitments).where(Commitments.id == commitment_id, Commitments.state.is_not_distinct_from(was))
        return (await self._connection.execute(row.values(state=state, state_on=on))).rowcount == 1

    async def note_objective(self, objective_id: int, was: str, state: str, on: date) -> bool:
        """False: somebody said otherwise since it was read."""
        row = update(Objectives).where(Objectives.id == objective_id, Objectives.state == was)
        return (await self._connection.execute(row.values(state=state, state_on=on))).rowcount == 1

    async def plan(self, version_id: int) -> tuple[PlanAction, ...]:
        return await self._parts("plan", version_id)

    async def _write_parts(self, version: int, terms: Terms) -> None:
        for name, (table, record) in PARTS.items():
            rows = [_row(part, record) | {"version_id": version} for part in getattr(terms, name)]
            if rows:
                await self._connection.execute(insert(table), rows)

    async def _keep_diagnostic(self, version: int, contract: int, told: Diagnostic | None) -> None:
        if told is None:
            return
        facts = {each.name: getattr(told, each.name) for each in fields(Diagnostic)} | {"made_by": told.made_by.id}
        row = insert(Diagnostics).values(contract_id=contract, **facts).returning(Diagnostics.id)
        kept = (await self._connection.execute(row)).scalar_one()
        await self._connection.execute(update(Rows).where(Rows.id == version).values(diagnostic_id=kept))

    async def _read(self, row: Any) -> Version:
        parts: dict[str, Any] = {name: await self._parts(name, row.id) for name in PARTS}
        told = await self._diagnostic(row.diagnostic_id)
        own: dict[str, Any] = {name: getattr(row, name) for name in ITS_OWN}
        terms = Terms(**own, **parts, diagnostic=told)
        life = {each.name: getattr(row, each.name) for each in fields(Version) if each.name != "terms"}
        return Version(terms=terms, **life)

    async def _parts(self, name: str, version_id: int) -> tuple[Any, ...]:
        table, record = PARTS[name]
        columns = [getattr(table, each.name) for each in fields(record)]
        order = table.from_day if name == "minimums" else table.id
        query = select(*columns).where(table.version_id == version_id).order_by(order)
        return tuple(record(*row) for row in (await self._connection.execute(query)).all())

    async def _diagnostic(self, diagnostic_id: int | None) -> Diagnostic | None:
        if diagnostic_id is None:
            return None
        query = (
            select(Diagnostics, Advisors.id, Advisors.name, Advisors.role, Advisors.phone)
            .join(Advisors, Advisors.id == Diagnostics.made_by)
            .where(Diagnostics.id == diagnostic_id)
        )
        row = (await self._connection.execute(query.with_only_columns(*_DIAGNOSTIC, *_MAKER))).one()
        told = {each.name: getattr(row, each.name) for each in fields(Diagnostic) if each.name != "made_by"}
        return Diagnostic(made_by=Advisor(row.maker, row.name, row.role, row.phone), **told)


_COLUMNS = tuple(getattr(Rows, name) for name in Rows.__table__.columns.keys())  # noqa: SIM118  # not a dict
_DIAGNOSTIC = tuple(getattr(Diagnostics, each.name) for each in fields(Diagnostic) if each.name != "made_by")
_MAKER = (Advisors.id.label("maker"), Advisors.name, Advisors.role, Advisors.phone)


def _own(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in ITS_OWN}


def _row(part: Any, record: type[Any]) -> dict[str, Any]:
    return {each.name: getattr(part, each.name) for each in fields(record) if each.name != "id"}


def timeline(versions: Iterable[tuple[date, Sequence[Minimum]]]) -> tuple[Minimum, ...]:
    """The minimums that counted day by day: each version rules from its first day on, over those before it.

    `versions` are the signed ones, the oldest first: from when, and the minimums that each one writes.
    """
    ruled: list[Minimum] = []
    for first, written in versions:
        ruled = [minimum for minimum in ruled if minimum.from_day < first]
        begun = [minimum for minimum in written if minimum.from_day <= first]
        carried = [_from(begun[-1], first)] if begun else []
        ruled += carried + [minimum for minimum in written if minimum.from_day > first]
    return tuple(ruled)


def _from(minimum: Minimum, day: date) -> Minimum:
    return Minimum(day, minimum.minutes, minimum.reason, minimum.requested_on)
