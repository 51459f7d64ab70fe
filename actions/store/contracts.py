"""Contracts: who signed with whom, from when, and what counted in each week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, bindparam, insert, or_, select, update

from actions.records import Advisor, Contract, Minimum, Organisation, Period, PlanAction, Terms
from actions.store.connection import Connection
from actions.store.tables import Advisors, Minimums, Organisations, Periods, Referents
from actions.store.tables import Contracts as Rows
from actions.store.tables import Versions as VersionRows
from actions.store.versions import Versions, timeline

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
        VersionRows.number, VersionRows.from_day, VersionRows.minutes_less_per_holiday,
        Minimums.from_day.label("since"), Minimums.minutes, Minimums.reason, Minimums.requested_on,
    )
    .join(Minimums, Minimums.version_id == VersionRows.id, isouter=True)
    .where(VersionRows.contract_id == bindparam("contract"), VersionRows.state == "signed")
    .order_by(VersionRows.number, Minimums.from_day)
)  # fmt: skip
_PERIODS = (
    select(Periods.id, Periods.kind, Periods.first_day, Periods.last_day, Periods.minutes, Periods.source)
    .where(Periods.contract_id == bindparam("contract"), Periods.cancelled_at.is_(None))
    .order_by(Periods.first_day)
)


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
        return None if row is None else await self._contract(row)

    async def find(self, contract_id: int) -> Contract | None:
        """A contract in whatever state."""
        row = (await self._connection.execute(_JOINED.where(Rows.id == contract_id))).first()
        return None if row is None else await self._contract(row)

    async def person_of(self, contract_id: int) -> int | None:
        query = select(Rows.person_id).where(Rows.id == contract_id)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def of_person(self, person_id: int) -> tuple[Contract, ...]:
        """All the contracts of a person, the newest first."""
        query = _JOINED.where(Rows.person_id == person_id).order_by(Rows.id.desc())
        rows = (await self._connection.execute(query)).all()
        return tuple([await self._contract(row) for row in rows])

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

    async def name_referent(self, contract_id: int, advisor_id: int, from_day: date, now: datetime) -> None:
        row = insert(Referents).values(
            contract_id=contract_id, advisor_id=advisor_id, from_day=from_day, named_at=now
        )
        await self._connection.execute(row)

    async def _contract(self, row: Any) -> Contract:
        versions = await self._signed_versions(row.contracts_id)
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
            periods=await self._periods(row.contracts_id),
            less_per_holiday=tuple((first, less or 0) for first, less, _minimums in versions),
            state=row.contracts_state,
            review_on=row.contracts_review_on,
            reference=row.contracts_reference,
        )

    async def _signed_versions(self, contract_id: int) -> list[tuple[date, int | None, list[Minimum]]]:
        rows = (await self._connection.execute(_SIGNED_VERSIONS, {"contract": contract_id})).all()
        found = []
        for (_number, first, less), written in groupby(rows, lambda row: tuple(row[:3])):
            minimums = [Minimum(*row[3:]) for row in written if row.since is not None]
            found.append((first, less, minimums))
        return found

    async def _periods(self, contract_id: int) -> tuple[Period, ...]:
        rows = await self._connection.execute(_PERIODS, {"contract": contract_id})
        return tuple(Period(*row) for row in rows.all())
