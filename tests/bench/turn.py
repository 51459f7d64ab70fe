"""A whole turn without the model, and the model's parse alone, side by side in one run.

By hand: `python -m tests.bench.turn`. With JALON_NLU_URL unset it starts the model itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx

from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from nlu.server import LocalModel
from tests.talk import Town

ROUNDS = 200
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SENTENCES = (
    "j'ai fait un atelier hier de 9h à midi",
    "il me reste combien d'heures cette semaine",
    "je peux pas venir jeudi mon fils est malade",
    "bonjour je voudrais déclarer deux heures de cv",
)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    before = time.perf_counter()
    await work()
    return (time.perf_counter() - before) * 1000


async def main() -> None:
    model = LocalModel()
    url = os.environ.get("JALON_NLU_URL") or await model.start(print)
    turns: list[float] = []
    parses: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'jalon.db'}", Keyring((Keyring.new_key(),)))
        await upgrade(store)
        town = await Town.built(store, NOW)
        amina = town.talk("Amina")
        async with httpx.AsyncClient(base_url=url) as client:
            for number in range(ROUNDS):
                text = f"hier {1 + number % 7}h{10 + number % 40} de cv"
                parse = SENTENCES[number % len(SENTENCES)]
                turns += [await timed(lambda text=text: amina.says(text))]
                parses += [await timed(lambda parse=parse: client.post("/model/parse", json={"text": parse}))]
                turns += [await timed(lambda: amina.says("annule"))]
                parses += [await timed(lambda parse=parse: client.post("/model/parse", json={"text": parse}))]
        await store.close()
    await model.stop()
    show("a whole turn, SQLite, without the model", turns)
    show("the model's parse alone, over HTTP", parses)
    print(f"ours beside the model's: {statistics.median(turns) / statistics.median(parses):.2f}")


def show(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"{what:45} median {statistics.median(ordered):6.1f} ms   p95 {p95:6.1f} ms   n {len(ordered)}")


if __name__ == "__main__":
    asyncio.run(main())
