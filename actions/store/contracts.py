"""Contracts: who signed with whom, from when, and what counted in each week."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, bindparam, func, insert, or_, select, update

from actions.records import Advisor, Contract, Minimum, Organisation, Period, PlanAction, Terms
from actions.store.connection import Connection
from actions.store.tables import Advisors, Minimums, Organisations, Periods, Referents
from actions.store.tables import Contracts as Rows
from actions.store.tables import Versions as VersionRows
from actions.store.versions import Versions, timeline

type _Signed = tuple[date, int | None, list[Minimum]]  # from when, less for each holiday, what it writes
SIGNED = ("signed", "ended", "transferred")  # states in which both have signed once
_JOINED = (
    select(Rows, Organisations, Advisors)
    .join(Organisations, Organisations.id == Rows.organisation_id)
    .join(Advisors, Advisors.id == Rows.referent_id)
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)
_IN_FORCE = (
    _JOINED.where(Rows.person_id == bindparam("person"), Rows.state.in_(SIGNED))
    .order_by(
        (Rows.starts_on <= bindparam("on")).desc(),
        or_(Rows.ends_on.is_(None), Rows.ends_on >= bindparam("on")).desc(),
        Rows.starts_on.desc(),
        Rows.id.desc(),
    )
    .limit(1)
)
_SIGNED_VERSIONS = (
    select(
        VersionRows.contract_id, VersionRows.number, VersionRows.from_day, VersionRows.minutes_less_per_holiday,
        Minimums.from_day.label("since"), Minimums.minutes, Minimums.reason, Minimums.requested_on,
    )
    .join(Minimums, Minimums.version_id == VersionRows.id, isouter=True)
    .where(VersionRows.contract_id.in_(bindparam("contracts", expanding=True)), VersionRows.state == "signed")
    .order_by(VersionRows.contract_id, VersionRows.number, Minimums.from_day)
)  # fmt: skip
_PERIODS = (
    select(
        Periods.contract_id, Periods.id, Periods.kind, Periods.first_day, Periods.last_day, Periods.minutes,
        Periods.source,
    )
    .where(Periods.contract_id.in_(bindparam("contracts", expanding=True)), Periods.cancelled_at.is_(None))
    .order_by(Periods.contract_id, Periods.first_day)
)  # fmt: skip


_ORGANISATION = (
    Organisations.id, Organisations.name, Organisations.kind, Organisations.phone, Organisations.territory,
    Organisations.legal_ground,
)  # fmt: skip


class Contracts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._versions = Versions(connection)

    async def in_force(self, person_id: int, day: date) -> Contract | None:
        """The contract that covers `day`; or else the last one that had begun; or else the next one."""
        row = (await self._connection.execute(_IN_FORCE, {"person": person_id, "on": day})).first()
        return None if row is None else (await self._contracts([row]))[0]

    async def find(self, contract_id: int) -> Contract | None:
        """A contract in whatever state."""
        return (await self.find_many([contract_id])).get(contract_id)

    async def find_many(self, ids: Collection[int]) -> dict[int, Contract]:
        """Contracts by id, in as many statements for many as for one."""
        rows = (await self._connection.execute(_JOINED.where(Rows.id.in_(ids)))).all()
        return {contract.id: contract for contract in await self._contracts(rows)}

    async def person_of(self, contract_id: int) -> int | None:
        query = select(Rows.person_id).where(Rows.id == contract_id)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def of_person(self, person_id: int) -> tuple[Contract, ...]:
        """All the contracts of a person, the newest first."""
        query = _JOINED.where(Rows.person_id == person_id).order_by(Rows.id.desc())
        rows = (await self._connection.execute(query)).all()
        return await self._contracts(rows)

    async def plan_of(self, contract_id: int, day: date) -> tuple[PlanAction, ...]:
        """The plan of the version in force on `day`."""
        version = await self._versions.in_force(contract_id, day)
        return version.terms.plan if version else ()

    async def organisation_names(self) -> list[str]:
        return list((await self._connection.execute(select(Organisations.name).distinct())).scalars())

    async def organisation(self, organisation_id: int) -> Organisation:
        query = select(*_ORGANISATION).where(Organisations.id == organisation_id)
        return Organisation(*(await self._connection.execute(query)).one())

    async def find_organisation(self, name: str) -> Organisation | None:
        """The organisation of exactly that name."""
        row = (await self._connection.execute(select(*_ORGANISATION).where(Organisations.name == name))).first()
        return None if row is None else Organisation(*row)

    async def change_organisation(self, organisation_id: int, **values: Any) -> None:
        row = update(Organisations).where(Organisations.id == organisation_id)
        await self._connection.execute(row.values(**values))

    async def add_organisation(self, name: str, kind: str, phone: str | None, **other: Any) -> int:
        row = insert(Organisations).values(name=name, kind=kind, phone=phone, **other)
        return int((await self._connection.execute(row.returning(Organisations.id))).scalar_one())

    async def add_advisor(
        self, organisation_id: int, name: str, role: str, phone: str | None, reference: str | None = None
    ) -> int:
        row = insert(Advisors).values(
            organisation_id=organisation_id, name=name, role=role, phone=phone, reference=reference
        )
        return int((await self._connection.execute(row.returning(Advisors.id))).scalar_one())

    async def add(
        self,
        *,
        person_id: int,
        organisation_id: int,
        referent_id: int,
        signed_on: date | None,
        starts_on: date,
        ends_on: date | None,
        minimums: Sequence[Minimum],
        plan: Sequence[PlanAction] = (),
        now: datetime,
        **other: Any,
    ) -> int:
        """A contract that both have signed, with its first version. `signed_on` None: the day it starts."""
        terms = Terms(starts_on, ends_on, minimums=tuple(minimums), plan=tuple(plan))
        signed = signed_on or starts_on
        contract = await self.begin(
            person_id=person_id, organisation_id=organisation_id, referent_id=referent_id, terms=terms, now=now,
            state="signed", signed_on=signed, **other,
        )  # fmt: skip
        await self._versions.add(
            contract, terms, now, "signed", person_signed_on=signed, organisation_signed_on=signed
        )
        return contract

    async def begin(
        self, *, person_id: int, organisation_id: int, referent_id: int, terms: Terms, now: datetime, **other: Any
    ) -> int:
        """The contract's own row, and its first referent; its versions are added apart. A draft unless told."""
        facts = {"state": "draft", "review_on": terms.review_on} | other
        row = insert(Rows).values(
            person_id=person_id, organisation_id=organisation_id, referent_id=referent_id,
            starts_on=terms.from_day, ends_on=terms.ends_on, **facts,
        )  # fmt: skip
        contract = int((await self._connection.execute(row.returning(Rows.id))).scalar_one())
        await self.name_referent(contract, referent_id, terms.from_day, now)
        return contract

    async def note_heard(self, contract_id: int, now: datetime, *, waits: bool) -> None:
        """The person has just declared; with `waits`, something of theirs waits for the advisor from now on."""
        heard = {"heard_at": now} | ({"waiting_since": func.coalesce(Rows.waiting_since, now)} if waits else {})
        await self._connection.execute(update(Rows).where(Rows.id == contract_id).values(**heard))

    async def name_referent(self, contract_id: int, advisor_id: int, from_day: date, now: datetime) -> None:
        row = insert(Referents).values(
            contract_id=contract_id, advisor_id=advisor_id, from_day=from_day, named_at=now
        )
        await self._connection.execute(row)

    async def referents(self, contract_id: int) -> tuple[tuple[Advisor, date], ...]:
        """Each referent with the day from which they were it, the first one first."""
        query = (
            select(Advisors.id, Advisors.name, Advisors.role, Advisors.phone, Referents.from_day)
            .join(Advisors, Advisors.id == Referents.advisor_id)
            .where(Referents.contract_id == contract_id)
            .order_by(Referents.id)
        )
        rows = (await self._connection.execute(query)).all()
        return tuple((Advisor(row.id, row.name, row.role, row.phone), row.from_day) for row in rows)

    async def _contracts(self, rows: Sequence[Any]) -> tuple[Contract, ...]:
        ids = [row.contracts_id for row in rows]
        versions = await self._signed_versions(ids)
        periods = await self._periods(ids)
        return tuple(
            _contract(row, versions.get(row.contracts_id, ()), periods.get(row.contracts_id, ())) for row in rows
        )

    async def _signed_versions(self, ids: Collection[int]) -> dict[int, tuple[_Signed, ...]]:
        rows = (await self._connection.execute(_SIGNED_VERSIONS, {"contracts": list(ids)})).all()
        found: dict[int, tuple[_Signed, ...]] = {}
        for (contract, _number, first, less), written in groupby(rows, lambda row: tuple(row[:4])):
            minimums = [Minimum(*row[4:]) for row in written if row.since is not None]
            found[contract] = (*found.get(contract, ()), (first, less, minimums))
        return found

    async def _periods(self, ids: Collection[int]) -> dict[int, tuple[Period, ...]]:
        rows = (await self._connection.execute(_PERIODS, {"contracts": list(ids)})).all()
        return {
            contract: tuple(Period(*row[1:]) for row in its) for contract, its in groupby(rows, lambda row: row[0])
        }


def _contract(row: Any, versions: Sequence[_Signed], periods: tuple[Period, ...]) -> Contract:
    return Contract(
        id=row.contracts_id,
        organisation=Organisation(
            row.organisations_id,
            row.organisations_name,
            row.organisations_kind,
            row.organisations_phone,
            row.organisations_territory,
            row.organisations_legal_ground,
        ),
        referent=Advisor(row.advisors_id, row.advisors_name, row.advisors_role, row.advisors_phone),
        signed_on=row.contracts_signed_on,
        starts_on=row.contracts_starts_on,
        ends_on=row.contracts_ends_on,
        minimums=timeline((first, minimums) for first, _less, minimums in versions),
        periods=periods,
        less_per_holiday=tuple((first, less or 0) for first, less, _minimums in versions),
        state=row.contracts_state,
        review_on=row.contracts_review_on,
        reference=row.contracts_reference,
    )
