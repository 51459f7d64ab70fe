"""The contracts that an account reaches, in the order of a fact, a page at a time.

`organisation_id` and `advisor_id` are those of the account's scope: with an `advisor_id`, only that referent's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from actions.records import CURRENT, Case, Mark, Person, Waiting, Wanted
from actions.store.connection import Connection
from actions.store.people import People as PeoplePage
from actions.store.tables import (
    Advisors,
    Chats,
    DataRequests,
    Declarations,
    LinkCodes,
    Minimums,
    Organisations,
    People,
    Periods,
    Reviews,
    Versions,
)
from actions.store.tables import Contracts as Rows

RECOGNISED = ("validated", "requalified")
OVER = ("ended", "transferred")
_Reversal = aliased(Declarations)
_Later = aliased(Reviews)
_Newer = aliased(LinkCodes)


@dataclass(frozen=True)
class Order:
    """By a fact, and then by the contract's id. Those of whom the fact is not known come first or last."""

    fact: InstrumentedAttribute[Any]
    unknown_first: bool = False


ORDERS = {
    "waiting": Order(Rows.waiting_since),
    "silent": Order(Rows.heard_at, unknown_first=True),
    "review": Order(Rows.review_on),
}


class Caseload:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people = PeoplePage(connection)

    async def page(
        self,
        organisation_id: int,
        advisor_id: int | None,
        wanted: Wanted,
        order: str,
        after: Mark | None = None,
        limit: int = 50,
    ) -> tuple[Case, ...]:
        """The next cases after the mark: two stretches, those with the fact and those without, in the order's way."""
        found: list[Case] = []
        for known in _stretches(ORDERS[order], after):
            left = limit - len(found)
            if left and not _empty(order, known, wanted):
                mark = after if after is not None and (after.value is not None) == known else None
                where = [*self._where(organisation_id, advisor_id, wanted, order, known), *_after(order, mark)]
                found += await self._read(_ordered(ORDERS[order].fact, where, left))
        return tuple(found)

    async def count(self, organisation_id: int, advisor_id: int | None, wanted: Wanted, most: int) -> int:
        """How many there are; `most` when there are that many or more, and no further row is looked at."""
        some = select(Rows.id).where(*self._where(organisation_id, advisor_id, wanted)).limit(most).subquery()
        return int((await self._connection.execute(select(func.count()).select_from(some))).scalar_one())

    async def reached(self, organisation_id: int, advisor_id: int | None, ids: Collection[int]) -> tuple[Case, ...]:
        """Those of these contracts that the scope reaches."""
        where = [*_scope(organisation_id, advisor_id), Rows.id.in_(ids)]
        return tuple(await self._read(_CASES.where(*where).order_by(Rows.id)))

    async def links(self, people: Collection[int]) -> dict[int, bool]:
        """Of these people, those with a chat; False when they have blocked Jalon in each of them."""
        query = (
            select(Chats.person_id, func.count().filter(Chats.blocked_at.is_(None)))
            .where(Chats.person_id.in_(people))
            .group_by(Chats.person_id)
        )
        return {person: bool(opened) for person, opened in (await self._connection.execute(query)).all()}

    async def declared(self, people: Collection[int], first: date, last: date) -> dict[int, dict[date, int]]:
        """Minutes by person and day. A reversal is a row of opposite minutes: the plain sum is what stands."""
        query = (
            select(Declarations.person_id, Declarations.day, func.sum(Declarations.minutes))
            .where(Declarations.person_id.in_(people), Declarations.day.between(first, last))
            .group_by(Declarations.person_id, Declarations.day)
        )
        return _by_person((await self._connection.execute(query)).all())

    async def recognised(self, people: Collection[int], first: date, last: date) -> dict[int, dict[date, int]]:
        """Minutes by person and day that an advisor has recognised: the newest word on each line that stands."""
        newest = (
            select(func.max(_Later.id))
            .where(_Later.declaration_id == Declarations.id, _Later.kind.in_(RECOGNISED))
            .correlate(Declarations)
            .scalar_subquery()
        )
        query = (
            select(Declarations.person_id, Declarations.day, func.sum(Reviews.minutes))
            .join(Reviews, Reviews.declaration_id == Declarations.id)
            .where(
                Declarations.person_id.in_(people),
                Declarations.day.between(first, last),
                Reviews.id == newest,
                _stands(),
            )
            .group_by(Declarations.person_id, Declarations.day)
        )
        return _by_person((await self._connection.execute(query)).all())

    async def lines_waiting(
        self, organisation_id: int, advisor_id: int | None, wanted: Wanted, limit: int
    ) -> tuple[Waiting, ...]:
        """Whose lines nobody has said anything of, the oldest wait first, with how many lines and minutes."""
        cases = await self.page(organisation_id, advisor_id, wanted, "waiting", limit=limit)
        query = (
            select(Declarations.contract_id, func.count(), func.sum(Declarations.minutes))
            .where(
                Declarations.contract_id.in_([case.contract for case in cases]),
                Declarations.kind == "hours",
                _stands(),
                ~exists().where(_Later.declaration_id == Declarations.id),
            )
            .group_by(Declarations.contract_id)
        )
        waiting = {row[0]: (row[1], int(row[2])) for row in (await self._connection.execute(query)).all()}
        return tuple(
            Waiting(case, case.waiting_since, *waiting[case.contract]) for case in cases if case.contract in waiting
        )

    async def answers(
        self, organisation_id: int, advisor_id: int | None, among: int, limit: int
    ) -> tuple[Waiting, ...]:
        """What people answered and nobody has taken up, the oldest first, among those who have waited longest."""
        waiting = [*_scope(organisation_id, advisor_id), _is(CURRENT), Rows.waiting_since.is_not(None)]
        those = select(Rows.id).where(*waiting).order_by(Rows.waiting_since, Rows.id).limit(among).correlate(None)
        # Looked up line by line: answers are few in all, but of a whole base they are many.
        answer = (
            select(func.max(_Later.id))
            .where(_Later.declaration_id == Declarations.id, _Later.kind == _literal("answer"))
            .correlate(Declarations)
            .scalar_subquery()
        )
        newer = (_Later.declaration_id == Reviews.declaration_id, _Later.id > Reviews.id)
        query = (
            _CASES.add_columns(Reviews.at, Reviews.words)
            .join(Declarations, Declarations.contract_id == Rows.id)
            .join(Reviews, Reviews.id == answer)
            .where(Rows.id.in_(those), ~exists().where(*newer))
            .order_by(Reviews.at, Reviews.id)
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).all()
        return tuple(Waiting(_case(row), row.at, words=row.words or "") for row in rows)

    async def proposals(self, organisation_id: int, advisor_id: int | None, limit: int) -> tuple[Waiting, ...]:
        """The versions that wait for a signature, the oldest first."""
        query = (
            _CASES.add_columns(Versions.proposed_at)
            .join(Versions, Versions.contract_id == Rows.id)
            .where(*_scope(organisation_id, advisor_id), _is(CURRENT), Versions.state == _literal("proposed"))
            .order_by(Versions.proposed_at, Versions.contract_id)
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).all()
        return tuple(Waiting(_case(row), row.proposed_at) for row in rows)

    async def near(
        self, organisation_id: int, advisor_id: int | None, due: str, by: date, limit: int
    ) -> tuple[Case, ...]:
        """The signed contracts whose review or end (one of DUE) has come or comes by that day, the soonest first."""
        fact = _DUE[due]
        where = [*_scope(organisation_id, advisor_id), _is(("signed",)), fact <= by]
        return tuple(await self._read(_ordered(fact, where, limit)))

    async def not_me(self, organisation_id: int, advisor_id: int | None, limit: int) -> tuple[Waiting, ...]:
        """Whose link was opened by someone who said « ce n'est pas moi », and who got no new one since its making."""
        last = ~exists().where(_Newer.person_id == LinkCodes.person_id, _Newer.made_at > LinkCodes.made_at)
        query = (
            _CASES.add_columns(LinkCodes.made_at)
            .join(LinkCodes, LinkCodes.person_id == Rows.person_id)
            .where(
                *_scope(organisation_id, advisor_id), _is(CURRENT), LinkCodes.ended_why == _literal("not_me"), last
            )
            .order_by(LinkCodes.made_at.desc(), Rows.id)
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).all()
        return tuple(Waiting(_case(row), row.made_at) for row in rows)

    async def data_requests(self, organisation_id: int, limit: int) -> tuple[tuple[int, str, str, date], ...]:
        """What people asked about their data and nobody settled: the person, their name, what, and by which day."""
        query = (
            select(People.id, People.given_name, People.family_name, DataRequests.kind, DataRequests.due_on)
            .join(People, People.id == DataRequests.person_id)
            .where(DataRequests.organisation_id == organisation_id, DataRequests.settled_at.is_(None))
            .order_by(DataRequests.due_on, DataRequests.id)
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).all()
        return tuple((row.id, _full_name(row), row.kind, row.due_on) for row in rows)

    async def referents(self, organisation_id: int, limit: int) -> tuple[tuple[int, str], ...]:
        """The organisation's advisors by name."""
        query = select(Advisors.id, Advisors.name).where(Advisors.organisation_id == organisation_id)
        rows = await self._connection.execute(query.order_by(Advisors.name, Advisors.id).limit(limit))
        return tuple((row.id, row.name) for row in rows.all())

    async def has_reference(self, organisation_id: int, reference: str) -> bool:
        query = select(Rows.id).where(Rows.organisation_id == organisation_id, Rows.reference == reference)
        return (await self._connection.execute(query)).first() is not None

    def _where(
        self,
        organisation_id: int,
        advisor_id: int | None,
        wanted: Wanted,
        order: str | None = None,
        known: bool | None = None,
    ) -> list[ColumnElement[bool]]:
        """With an `order`, only the stretch of it in which its fact is `known`, or is not."""
        where = [*_scope(organisation_id, advisor_id), *_narrowed(wanted)]
        if order is not None:
            fact = ORDERS[order].fact
            where.append(fact.is_not(None) if known else fact.is_(None))
        if wanted.silent_since is not None:
            where += _silent(wanted.silent_since, wanted.today, known if order == "silent" else None)
        if wanted.words:
            where.append(Rows.person_id.in_(self._people.named(wanted.words)))
        return where

    async def _read(self, query: Select[*tuple[Any, ...]]) -> list[Case]:
        return [_case(row) for row in (await self._connection.execute(query)).all()]


def _scope(organisation_id: int, advisor_id: int | None) -> list[ColumnElement[bool]]:
    own = [] if advisor_id is None else [Rows.referent_id == advisor_id]
    return [Rows.organisation_id == organisation_id, *own]


def _is(states: Sequence[str]) -> ColumnElement[bool]:
    # Written into the statement: an index over a part of a table serves only who asks for that part.
    return Rows.state.in_(bindparam(None, states, expanding=True, literal_execute=True))


def _literal(code: str) -> ColumnElement[str]:
    return bindparam(None, code, literal_execute=True)


def _narrowed(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    yield _is(CURRENT if wanted.state is None else OVER if wanted.state == "ended" else (wanted.state,))
    if wanted.reference is not None:
        yield Rows.reference == wanted.reference
    if wanted.waiting:
        yield Rows.waiting_since.is_not(None)
    if wanted.due is not None:
        yield and_(_is(("signed",)), _DUE[wanted.due] <= wanted.due_by)
    if wanted.hours is not None:
        yield and_(_is(("signed",)), _owes(wanted.today) if wanted.hours else ~_owes(wanted.today))
    if wanted.unlinked:
        yield ~exists().where(Chats.person_id == Rows.person_id, Chats.blocked_at.is_(None))
    if wanted.referent is not None:
        yield Rows.referent_id == wanted.referent


def _silent(since: datetime, today: date, heard: bool | None) -> Iterable[ColumnElement[bool]]:
    """Who owes hours and has declared nothing since. `heard`: only those who have ever declared, or never have."""
    long_ago = Rows.heard_at < since
    never = and_(Rows.heard_at.is_(None), Rows.starts_on <= since.date())
    yield _is(("signed",))
    yield {True: long_ago, False: never, None: or_(long_ago, never)}[heard]
    yield _owes(today)


def _owes(day: date) -> ColumnElement[bool]:
    """Whether the signed contract asks for hours that day, and no period takes them all away."""
    minutes = (
        select(Minimums.minutes)
        .join(Versions, Versions.id == Minimums.version_id)
        .where(
            Versions.contract_id == Rows.id,
            Versions.state == _literal("signed"),
            Versions.from_day <= day,
            Minimums.from_day <= day,
        )
        .order_by(Versions.number.desc(), Minimums.from_day.desc())
        .limit(1)
        .correlate(Rows)
        .scalar_subquery()
    )
    away = exists().where(
        Periods.contract_id == Rows.id, Periods.first_day <= day, Periods.last_day >= day, Periods.minutes == 0,
        Periods.cancelled_at.is_(None),
    )  # fmt: skip
    return and_(func.coalesce(minutes, 0) > 0, ~away)


def _stretches(order: Order, after: Mark | None) -> tuple[bool, ...]:
    """Whether the fact is known, for each of the stretches still to be read."""
    both = (False, True) if order.unknown_first else (True, False)
    return both if after is None else both[both.index(after.value is not None) :]


def _empty(order: str, known: bool, wanted: Wanted) -> bool:
    """What is looked for cannot be there: no index has to be read to find that out."""
    without = {"waiting": wanted.waiting, "silent": False, "review": wanted.due == "review"}
    return not known and without[order]


def _after(order: str, mark: Mark | None) -> Iterable[ColumnElement[bool]]:
    if mark is None:
        return
    fact, last = ORDERS[order].fact, literal(mark.contract, Rows.id.type)
    yield tuple_(fact, Rows.id) > tuple_(literal(mark.value, fact.type), last) if mark.value else Rows.id > last


def _ordered(
    fact: InstrumentedAttribute[Any], where: Iterable[ColumnElement[bool]], limit: int
) -> Select[*tuple[Any, ...]]:
    """The first cases by that fact. Whose they are is looked up for these alone."""
    first = select(Rows.id).where(*where).order_by(fact, Rows.id).limit(limit).subquery()
    return _CASES.join(first, first.c.id == Rows.id).order_by(fact, Rows.id)


def _stands() -> ColumnElement[bool]:
    return ~exists().where(_Reversal.reverses_id == Declarations.id)


def _by_person(rows: Sequence[Any]) -> dict[int, dict[date, int]]:
    ordered = sorted((person, day, int(minutes)) for person, day, minutes in rows)
    return {
        person: {day: minutes for _person, day, minutes in days}
        for person, days in groupby(ordered, lambda row: row[0])
    }


def _case(row: Any) -> Case:
    person = Person(row.person_id, row.given_name, row.zone, row.language, row.family_name)
    return Case(
        row.id, person, row.state, row.reference, row.referent_id, row.referent, row.organisation, row.starts_on,
        row.ends_on, row.review_on, row.heard_at, row.waiting_since,
    )  # fmt: skip


def _full_name(row: Any) -> str:
    return " ".join(name for name in (row.given_name, row.family_name) if name)


_CASES = (
    select(
        Rows.id, Rows.person_id, Rows.state, Rows.reference, Rows.referent_id, Rows.starts_on, Rows.ends_on,
        Rows.review_on, Rows.heard_at, Rows.waiting_since, Advisors.name.label("referent"),
        Organisations.name.label("organisation"), People.given_name, People.family_name, People.zone,
        People.language,
    )
    .join(People, People.id == Rows.person_id)
    .join(Advisors, Advisors.id == Rows.referent_id)
    .join(Organisations, Organisations.id == Rows.organisation_id)
)  # fmt: skip
_DUE: dict[str, InstrumentedAttribute[date | None]] = {"review": Rows.review_on, "end": Rows.ends_on}
