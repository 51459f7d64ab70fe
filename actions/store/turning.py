"""Turning keys over: sealed texts and the index of names are put under the first key, so that older keys may go."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Table, select, type_coerce, update

from actions.store.columns import Sealed, keyring_of
from actions.store.connection import Connection
from actions.store.engine import Store
from actions.store.tables import Row

BATCH = 500


async def turn(store: Store) -> int:
    """Returns how many texts were put under the first key. May be run again: it does no harm."""
    turned = 0
    for table in Row.metadata.sorted_tables:
        for name in [column.name for column in table.columns if isinstance(column.type, Sealed)]:
            turned += await _turn_column(store, table, name)
    await _turn_names(store)
    return turned


async def _turn_names(store: Store) -> None:
    """A digest cannot be turned: it is made again from the name, which the first key opens by now."""
    last: int | None = 0
    while last is not None:
        async with store.writing() as work:
            last = await work.people.index_anew(after=last, limit=BATCH)


async def _turn_column(store: Store, table: Table, name: str) -> int:
    turned, last = 0, 0
    while True:
        async with store.connected() as connection:
            rows = await _next_rows(connection, table, name, last)
            for identity, sealed in rows:
                fresh = keyring_of(connection.dialect).turn(sealed)
                kept = update(table).where(table.c.id == identity)
                await connection.execute(kept.values({name: type_coerce(fresh, LargeBinary)}))
        if not rows:
            return turned
        turned, last = turned + len(rows), rows[-1][0]


async def _next_rows(connection: Connection, table: Table, name: str, after: int) -> list[tuple[int, bytes]]:
    sealed = type_coerce(table.c[name], LargeBinary)
    query = select(table.c.id, sealed).where(table.c.id > after, table.c[name].is_not(None))
    found = await connection.execute(query.order_by(table.c.id).limit(BATCH))
    return [(row[0], row[1]) for row in found.all()]
