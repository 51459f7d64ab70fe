"""Many contracts read and written at once. Every statement serves a whole batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from actions.records import Advisor, Contract, Diagnostic, Terms, Version
from actions.records.exchange import Actor, AdvisorTold, Decision, Filed, PersonTold, Standing
from actions.store.columns import keyring_of
from actions.store.connection import Connection
from actions.store.people import digests, name_words
from actions.store.tables import (
    Advisors,
    Audit,
    Commitments,
    Contracts,
    Diagnostics,
    Minimums,
    NameWords,
    Objectives,
    Organisations,
    People,
    PlanActions,
    Referents,
    Row,
    Versions,
)
from actions.store.versions import ITS_OWN, PARTS

_TOLD = tuple(each.name for each in fields(Diagnostic) if each.name != "made_by")
_NOBODY = Advisor(0, "", "", None)
DEED = "contract_imported"


class Ambiguous:
    """Two advisors bear that name: whose the contract is cannot be told."""


class ChangedMeanwhile(Exception):
    """Somebody changed a version between its reading and its writing: nothing is kept, and it may be tried again."""


type Referent = int | Ambiguous | None


@dataclass(frozen=True)
class Entry:
    """A filed contract with what is known beside it: what stands, its advisor, the person of the earlier contract.

    `contract` is what stands, whole, where weeks that are over have to be looked at.
    """

    filed: Filed
    standing: Standing | None
    referent: Referent = None
    person: int | None = None
    contract: Contract | None = None


class Intake:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, organisation_id: int) -> None:
        """Until this transaction ends, no other one takes contracts into the same organisation."""
        row = select(Organisations.id).where(Organisations.id == organisation_id).with_for_update()
        await self._connection.execute(row)

    async def standing(self, organisation_id: int, references: Sequence[str]) -> dict[str, Standing]:
        """What is kept under these references, whole."""
        query = (
            select(Contracts, People)
            .join(People, People.id == Contracts.person_id)
            .where(Contracts.organisation_id == organisation_id, Contracts.reference.in_(references))
            .with_only_columns(
                Contracts.id, Contracts.reference, Contracts.person_id, Contracts.referent_id, Contracts.state,
                Contracts.starts_on, *_PERSON,
            )
        )  # fmt: skip
        rows = (await self._connection.execute(query)).all()
        versions = await self._versions([row.id for row in rows])
        return {
            row.reference: Standing(
                row.id, row.person_id, row.referent_id, row.state, row.starts_on, _person(row), versions[row.id]
            )
            for row in rows
        }

    async def people_of(self, organisation_id: int, references: Sequence[str]) -> dict[str, int]:
        """Whose these contracts are."""
        if not references:
            return {}
        query = select(Contracts.reference, Contracts.person_id).where(
            Contracts.organisation_id == organisation_id, Contracts.reference.in_(references)
        )
        return {row.reference or "": row.person_id for row in (await self._connection.execute(query)).all()}

    async def advisors(self, organisation_id: int, told: Iterable[AdvisorTold]) -> dict[AdvisorTold, Referent]:
        """Those that are known: by reference, or else by a name that one alone bears."""
        wanted = set(told)
        references = {each.reference for each in wanted if each.reference}
        names = {each.name for each in wanted if each.name}
        query = select(Advisors.id, Advisors.reference, Advisors.name).where(
            Advisors.organisation_id == organisation_id,
            Advisors.reference.in_(references) | Advisors.name.in_(names),
        )
        rows = (await self._connection.execute(query)).all() if wanted else ()
        by_reference = {row.reference: row.id for row in rows if row.reference}
        by_name: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            by_name[row.name].append(row)
        found = {each: _known(each, by_reference, by_name) for each in wanted}
        return {each: referent for each, referent in found.items() if referent is not None}

    async def write(
        self,
        organisation_id: int,
        todo: Sequence[tuple[Entry, Decision]],
        by: Actor,
        now: datetime,
        defaults: tuple[str, str],
    ) -> None:
        """Writes what was decided, of all of them or of none. `defaults` are a zone and a language."""
        if not todo:
            return
        batch = _Batch(self._connection, organisation_id, by, now, defaults)
        await batch.write(todo)

    async def _versions(self, contracts: Sequence[int]) -> dict[int, tuple[Version, ...]]:
        found: dict[int, tuple[Version, ...]] = defaultdict(tuple)
        if not contracts:
            return found
        query = select(Versions).where(Versions.contract_id.in_(contracts))
        columns = query.with_only_columns(*Versions.__table__.columns).order_by(Versions.number.desc())
        rows = (await self._connection.execute(columns)).all()
        parts = {name: await self._parts(name, [row.id for row in rows]) for name in PARTS}
        told = await self._diagnostics([row.diagnostic_id for row in rows if row.diagnostic_id is not None])
        for row in rows:
            found[row.contract_id] += (_version(row, parts, told),)
        return found

    async def _parts(self, name: str, versions: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        table, record = PARTS[name]
        columns = [getattr(table, each.name) for each in fields(record)]
        which = table.version_id
        query = select(which, *columns).where(which.in_(versions)).order_by(table.id)
        found: dict[int, list[Any]] = defaultdict(list)
        for version, *values in (await self._connection.execute(query)).all():
            found[version].append(record(*values))
        return {version: tuple(values) for version, values in found.items()}

    async def _diagnostics(self, ids: Sequence[int]) -> dict[int, Diagnostic]:
        if not ids:
            return {}
        columns = [getattr(Diagnostics, name) for name in _TOLD]
        query = select(Diagnostics.id, *columns).where(Diagnostics.id.in_(ids))
        rows = (await self._connection.execute(query)).all()
        return {row.id: Diagnostic(made_by=_NOBODY, **{name: getattr(row, name) for name in _TOLD}) for row in rows}


_PERSON = (
    People.given_name, People.family_name, People.born_on, People.registered_as, People.zone, People.language,
)  # fmt: skip


def _person(row: Any) -> PersonTold:
    born_on = row.born_on and date.fromisoformat(row.born_on)
    return PersonTold(row.given_name, row.family_name, born_on, row.registered_as, row.zone, row.language)


def _version(row: Any, parts: Mapping[str, Mapping[int, tuple[Any, ...]]], told: Mapping[int, Diagnostic]) -> Version:
    own: dict[str, Any] = {name: getattr(row, name) for name in ITS_OWN}
    its: dict[str, Any] = {name: found.get(row.id, ()) for name, found in parts.items()}
    terms = Terms(**own, **its, diagnostic=told.get(row.diagnostic_id))
    life = {each.name: getattr(row, each.name) for each in fields(Version) if each.name != "terms"}
    return Version(terms=terms, **life)


def _known(told: AdvisorTold, by_reference: Mapping[str, int], by_name: Mapping[str, Sequence[Any]]) -> Referent:
    if told.reference is not None:
        if told.reference in by_reference:
            return by_reference[told.reference]
        # Someone who was entered by hand has no reference yet: this one becomes theirs.
        bare = [row.id for row in by_name.get(told.name or "", ()) if row.reference is None]
        return bare[0] if len(bare) == 1 else None
    bearers = by_name.get(told.name or "", ())
    if len(bearers) > 1:
        return Ambiguous()
    return bearers[0].id if bearers else None


class _Batch:
    """The rows of one batch, gathered table by table and then written in an order that their references allow."""

    def __init__(
        self, connection: Connection, organisation_id: int, by: Actor, now: datetime, defaults: tuple[str, str]
    ) -> None:
        self._connection = connection
        self._keyring = keyring_of(connection.dialect)
        self._organisation = organisation_id
        self._by = by
        self._now = now
        self._zone, self._language = defaults
        self._rows: dict[type[Row], list[dict[str, Any]]] = defaultdict(list)
        self._ids: dict[type[Row], Iterator[int]] = {}
        self._referents: Mapping[AdvisorTold, int] = {}

    async def write(self, todo: Sequence[tuple[Entry, Decision]]) -> None:
        self._referents = await self._advisors([entry for entry, _decision in todo])
        await self._reserve(todo)
        for entry, decision in todo:
            self._one(entry, decision)
        await self._renamed([decided for decided in todo if decided[0].standing and decided[1].person])
        for entry, decision in todo:
            await self._move(entry, decision)
        try:
            for table in _IN_ORDER:
                if self._rows[table]:
                    await self._connection.execute(insert(table), self._rows[table])
        except IntegrityError:  # such as a version of that number, which an advisor has just begun
            raise ChangedMeanwhile from None

    def _one(self, entry: Entry, decision: Decision) -> None:
        filed, standing = entry.filed, entry.standing
        referent = self._referents[filed.advisor] if filed.advisor else None
        if standing is None:
            person = entry.person or self._add_person(filed.person)
            contract = self._add_contract(person, filed, referent)
        else:
            person, contract = standing.person_id, standing.contract_id
            referent = referent or standing.referent_id
        if standing is None or decision.referent:
            self._add(Referents, contract_id=contract, advisor_id=referent, from_day=self._named_from(entry),
                      named_at=self._now)  # fmt: skip
        if decision.begins is not None:
            number = standing.versions[0].number + 1 if standing else 1
            self._add_version(contract, number, entry, decision.begins, referent)
        self._add(Audit, at=self._now, by=self._by.by, account_id=self._by.account_id, token_id=self._by.token_id,
                  organisation_id=self._organisation, person_id=person, contract_id=contract, deed=DEED,
                  detail=_detail(decision))  # fmt: skip

    def _named_from(self, entry: Entry) -> date:
        return entry.filed.terms.from_day if entry.standing is None else self._now.date()

    def _add(self, table: type[Row], **values: Any) -> None:
        self._rows[table].append(values)

    def _add_person(self, told: PersonTold) -> int:
        person = next(self._ids[People])
        self._add(
            People, id=person, given_name=told.given_name, family_name=told.family_name,
            born_on=told.born_on and told.born_on.isoformat(), registered_as=told.registered_as,
            zone=told.zone or self._zone, language=told.language or self._language, created_at=self._now,
        )  # fmt: skip
        self._index(person, told)
        return person

    def _index(self, person: int, told: PersonTold) -> None:
        for word in name_words(f"{told.given_name} {told.family_name or ''}"):
            self._add(NameWords, digest=digests(self._keyring, word)[0], person_id=person)

    def _add_contract(self, person: int, filed: Filed, referent: int | None) -> int:
        contract = next(self._ids[Contracts])
        self._add(
            Contracts, id=contract, person_id=person, organisation_id=self._organisation, referent_id=referent,
            reference=filed.reference, state=filed.state, signed_on=filed.signed_on,
            starts_on=filed.terms.from_day, ends_on=filed.terms.ends_on, review_on=filed.terms.review_on,
        )  # fmt: skip
        return contract

    def _add_version(self, contract: int, number: int, entry: Entry, state: str, referent: int | None) -> None:
        filed, terms = entry.filed, entry.filed.terms
        version = next(self._ids[Versions])
        own = {name: getattr(terms, name) for name in ITS_OWN} | {"from_day": _from_day(entry)}
        self._add(
            Versions, id=version, contract_id=contract, number=number, state=state, created_at=self._now,
            proposed_at=self._now if state == "proposed" else None, person_signed_on=filed.person_signed_on,
            organisation_signed_on=filed.organisation_signed_on,
            diagnostic_id=self._add_diagnostic(contract, terms.diagnostic, referent), **own,
        )  # fmt: skip
        for name, (table, record) in PARTS.items():
            names = _COLUMNS[record]
            for part in getattr(terms, name):
                self._rows[table].append({each: getattr(part, each) for each in names} | {"version_id": version})

    def _add_diagnostic(self, contract: int, told: Diagnostic | None, referent: int | None) -> int | None:
        if told is None:
            return None
        made = next(self._ids[Diagnostics])
        values = {name: getattr(told, name) for name in _TOLD}
        self._add(Diagnostics, id=made, contract_id=contract, made_by=referent, **values)
        return made

    async def _advisors(self, entries: Sequence[Entry]) -> dict[AdvisorTold, int]:
        """Every advisor of the batch, those who are new included. Two ways to tell of one person stay one."""
        referents: dict[AdvisorTold, int] = {}
        made: dict[str | None, int] = {}
        for entry in entries:
            told = entry.filed.advisor
            if told is None or told in referents:
                continue
            if isinstance(entry.referent, int):
                referents[told] = entry.referent
                continue
            called = f"reference {told.reference}" if told.reference else f"name {told.name}"
            if called not in made:
                row = insert(Advisors).values(
                    organisation_id=self._organisation, reference=told.reference, name=told.name,
                    role=told.role or "référent", phone=told.phone,
                )  # fmt: skip
                made[called] = int((await self._connection.execute(row.returning(Advisors.id))).scalar_one())
            referents[told] = made[called]
        await self._give_references({found: told.reference for told, found in referents.items() if told.reference})
        return referents

    async def _give_references(self, told: Mapping[int, str]) -> None:
        """To those who were known by name alone."""
        bare = select(Advisors.id).where(Advisors.id.in_(told), Advisors.reference.is_(None))
        for advisor in (await self._connection.execute(bare)).scalars().all():
            row = update(Advisors).where(Advisors.id == advisor)
            await self._connection.execute(row.values(reference=told[advisor]))

    async def _reserve(self, todo: Sequence[tuple[Entry, Decision]]) -> None:
        new = sum(entry.standing is None for entry, _decision in todo)
        begun = [entry.filed.terms for entry, decision in todo if decision.begins is not None]
        for table, count in (
            (People, new), (Contracts, new), (Versions, len(begun)),
            (Diagnostics, sum(terms.diagnostic is not None for terms in begun)),
        ):  # fmt: skip
            self._ids[table] = iter(await self._numbers(table, count) if count else ())

    async def _numbers(self, table: Any, count: int) -> Sequence[int]:
        """Ids that nobody else is given: rows that refer to each other can then be written without asking back."""
        name = table.__tablename__
        if self._connection.dialect.name == "sqlite":  # this transaction is the only writer
            last = select(func.coalesce(func.max(table.id), 0))
            first = int((await self._connection.execute(last)).scalar_one()) + 1
            return range(first, first + count)
        drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return sorted((await self._connection.execute(drawn, {"name": name, "count": count})).scalars())

    async def _renamed(self, changed: Sequence[tuple[Entry, Decision]]) -> None:
        """People who are told of anew; their names are indexed again."""
        if not changed:
            return
        rows = []
        for entry, decision in changed:
            if entry.standing is not None and decision.person is not None:
                told = decision.person
                rows.append({
                    "of": entry.standing.person_id, "given_name": told.given_name, "family_name": told.family_name,
                    "born_on": told.born_on and told.born_on.isoformat(), "registered_as": told.registered_as,
                    "zone": told.zone,
                })  # fmt: skip
                self._index(entry.standing.person_id, told)
        people = [row["of"] for row in rows]
        await self._connection.execute(delete(NameWords).where(NameWords.person_id.in_(people)))
        await self._connection.execute(_PERSON_TOLD_ANEW, rows)

    async def _move(self, entry: Entry, decision: Decision) -> None:
        """What stands and moves on: an older version gives way, a proposed one is signed, the contract follows."""
        standing, filed = entry.standing, entry.filed
        if standing is None:
            return
        if decision.withdraws is not None:
            await self._version(decision.withdraws, state="withdrawn")
        if decision.moves is not None:
            facts: dict[str, Any] = {
                "state": decision.moves_to, "person_signed_on": filed.person_signed_on,
                "organisation_signed_on": filed.organisation_signed_on,
            }  # fmt: skip
            if decision.moves_to == "proposed":
                facts["proposed_at"] = self._now
            await self._version(decision.moves, **facts)
        values = self._contract_values(entry, decision)
        if values:
            await self._connection.execute(
                update(Contracts).where(Contracts.id == standing.contract_id).values(**values)
            )

    def _contract_values(self, entry: Entry, decision: Decision) -> dict[str, Any]:
        standing, filed = entry.standing, entry.filed
        values: dict[str, Any] = {}
        state = decision.begins or decision.moves_to
        if standing is not None and state is not None and (state == "signed" or standing.state != "signed"):
            values = {"state": state, "ends_on": filed.terms.ends_on, "review_on": filed.terms.review_on}
            if standing.state != "signed":
                values |= {"starts_on": filed.terms.from_day, "signed_on": filed.signed_on}
        if decision.referent and filed.advisor is not None:
            values["referent_id"] = self._referents[filed.advisor]
        return values

    async def _version(self, version: Version, **values: Any) -> None:
        mine = update(Versions).where(
            Versions.id == version.id, Versions.revision == version.revision, Versions.state == version.state
        )
        done = await self._connection.execute(mine.values(revision=version.revision + 1, **values))
        if done.rowcount != 1:
            raise ChangedMeanwhile


def _from_day(entry: Entry) -> date:
    """Of an amendment, the day it counts from; of the first version, the contract's own."""
    amends = entry.standing is not None and entry.standing.state == "signed"
    return entry.filed.counts_from if amends else entry.filed.terms.from_day


def _detail(decision: Decision) -> str:
    pieces = [decision.outcome, decision.begins or decision.moves_to]
    pieces += ["person" if decision.person else None, "referent" if decision.referent else None]
    return " ".join(piece for piece in pieces if piece)


_COLUMNS = {record: tuple(e.name for e in fields(record) if e.name != "id") for _table, record in PARTS.values()}
_IN_ORDER: tuple[type[Row], ...] = (
    People, NameWords, Contracts, Referents, Diagnostics, Versions, Minimums, Objectives, PlanActions, Commitments,
    Audit,
)  # fmt: skip
_PERSON_TOLD_ANEW = (
    update(People)
    .where(People.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("given_name", "family_name", "born_on", "registered_as", "zone")})
)
