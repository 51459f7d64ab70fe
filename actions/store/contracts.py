"""Contracts: who signed with whom, from when, and the weekly minimum with its changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, bindparam, insert, or_, select

from actions.records import Advisor, Contract, Minimum, Organisation, PlanAction
from actions.store.connection import Connection
from actions.store.tables import Advisors, Minimums, Organisations, PlanActions
from actions.store.tables import Contracts as Rows

_IN_FORCE = (
    select(Rows, Organisations, Advisors)
    .join(Organisations, Organisations.id == Rows.organisation_id)
    .join(Advisors, Advisors.id == Rows.referent_id)
    .where(Rows.person_id == bindparam("person"))
    .order_by(
        (Rows.starts_on <= bindparam("on")).desc(),
        or_(Rows.ends_on.is_(None), Rows.ends_on >= bindparam("on")).desc(),
        Rows.starts_on.desc(),
    )
    .limit(1)
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)
_MINIMUMS = (
    select(Minimums.from_day, Minimums.minutes, Minimums.reason)
    .where(Minimums.contract_id == bindparam("contract"))
    .order_by(Minimums.from_day)
)


class Contracts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def in_force(self, person_id: int, day: date) -> Contract | None:
        """The contract that covers `day`; or else the last one that had begun; or else the next one."""
        row = (await self._connection.execute(_IN_FORCE, {"person": person_id, "on": day})).first()
        if row is None:
            return None
        return Contract(
            id=row.contracts_id,
            organisation=Organisation(
                row.organisations_id,
                row.organisations_name,
                row.organisations_kind,
                row.organisations_phone,
            ),
            referent=Advisor(row.advisors_id, row.advisors_name, row.advisors_role, row.advisors_phone),
            signed_on=row.contracts_signed_on,
            starts_on=row.contracts_starts_on,
            ends_on=row.contracts_ends_on,
            minimums=await self._minimums(row.contracts_id),
        )

    async def plan_of(self, contract_id: int) -> tuple[PlanAction, ...]:
        query = select(
            PlanActions.title,
            PlanActions.activity,
            PlanActions.provider,
            PlanActions.minutes_a_week,
            PlanActions.starts_on,
            PlanActions.ends_on,
        ).where(PlanActions.contract_id == contract_id)
        rows = await self._connection.execute(query.order_by(PlanActions.id))
        return tuple(PlanAction(*row) for row in rows.all())

    async def organisation_names(self) -> list[str]:
        return list((await self._connection.execute(select(Organisations.name).distinct())).scalars())

    async def add_organisation(self, name: str, kind: str, phone: str | None) -> int:
        row = insert(Organisations).values(name=name, kind=kind, phone=phone)
        return int((await self._connection.execute(row.returning(Organisations.id))).scalar_one())

    async def add_advisor(self, organisation_id: int, name: str, role: str, phone: str | None) -> int:
        row = insert(Advisors).values(organisation_id=organisation_id, name=name, role=role, phone=phone)
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
    ) -> int:
        """A contract with its minimums and its plan; the database refuses what cannot be."""
        row = insert(Rows).values(
            person_id=person_id,
            organisation_id=organisation_id,
            referent_id=referent_id,
            signed_on=signed_on,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        contract = int((await self._connection.execute(row.returning(Rows.id))).scalar_one())
        for minimum in minimums:
            await self._connection.execute(insert(Minimums).values(contract_id=contract, **vars(minimum)))
        for action in plan:
            await self._connection.execute(insert(PlanActions).values(contract_id=contract, **vars(action)))
        return contract

    async def _minimums(self, contract_id: int) -> tuple[Minimum, ...]:
        rows = await self._connection.execute(_MINIMUMS, {"contract": contract_id})
        return tuple(Minimum(*row) for row in rows.all())
