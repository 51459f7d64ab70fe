"""All that is kept about a person, row by row, as it stands; what only opens doors (digests) stays out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from actions.store.connection import Connection
from actions.store.erasure import belongings
from actions.store.tables import Accounts, Advisors, ApiTokens, Organisations

type Rows = list[dict[str, Any]]

# Digests of what opens doors or of names; the words of a message that waits, which is its author's already or ours
WITHHELD = frozenset({"digest", "short_digest", "body"})
NAMED: Mapping[str, type[Any]] = {
    "accounts": Accounts,
    "advisors": Advisors,
    "organisations": Organisations,
    "api_tokens": ApiTokens,
}


class Export:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_person(self, person_id: int) -> dict[str, Rows]:
        """Table → its rows, the oldest first; those who acted bear their name in place of a number."""
        names = {name: await self._names(name) for name in NAMED}
        tables = reversed(tuple(belongings(person_id)))
        return {table.name: await self._rows(table, theirs, names) for table, theirs in tables}

    async def _rows(self, table: Table, theirs: ColumnElement[bool], names: Mapping[str, dict[int, str]]) -> Rows:
        shown = [column for column in table.c if column.name not in WITHHELD]
        query = select(*shown).where(theirs).order_by(*table.primary_key)
        rows = (await self._connection.execute(query)).mappings().all()
        refers = {column.name: target for column in shown if (target := _target(column)) in NAMED}
        return [
            {name: names[refers[name]].get(value) if name in refers else value for name, value in row.items()}
            for row in rows
        ]

    async def _names(self, table: str) -> dict[int, str]:
        rows = (await self._connection.execute(select(NAMED[table].id, NAMED[table].name))).all()
        return {row.id: row.name for row in rows}


def _target(column: Any) -> str:
    """The table that a column refers to; empty when it refers to none."""
    return next((key.column.table.name for key in column.foreign_keys), "")
