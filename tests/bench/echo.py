"""Messages answered a second: Jalon against a plain python-telegram-bot echo, on the same stand-in for Telegram.

By hand: `.venv/bin/python -m tests.bench.echo [--people 100] [--rounds 5] [--turns 2]`. Each bot runs in a process
of its own, in turn (A B A B). Everybody writes at once, and writes again as soon as the answer is there. Jalon
reads French, keeps a ledger and waits for the disk; the echo keeps nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from actions.person import House
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot import bootstrap, clock, demo
from bot.chat.app import Telegram
from bot.dialogue.turn import Dialogue
from nlu.understand import Understander
from tests.standin import Person, StandIn

HOUSE = House(run_by="le banc d'essai", zone="Europe/Paris", days_back=28)
BOTS = ("jalon", "echo")
LINKED = "reliée à votre contrat"


def messages(rounds: int) -> Iterator[str]:
    """What needs no model: a declaration, its confirmation, a look at the week."""
    for number in range(rounds):
        yield from (f"hier {20 + number} min de cv", "oui", "/semaine")


async def jalon(token: str, url: str, database: str, key: str) -> None:
    store = Store(database, Keyring((key,)))
    dialogue = Dialogue(store, Understander(None).understand, HOUSE, clock.system, timedelta(hours=12))
    bot = Telegram(token=token, api_url=url, dialogue=dialogue, run_by=HOUSE.run_by, clock=clock.system)
    await bot.run(bootstrap.stop_on_signal())
    await store.close()


def echo(token: str, url: str) -> None:
    async def answer(update: Update, _context: object) -> None:
        await update.message.reply_text(update.message.text)

    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(True)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


async def codes(database: str, key: str, people: int) -> list[str]:
    """Invented people with a contract, and their links."""
    store = Store(database, Keyring((key,)))
    await upgrade(store)
    now = clock.system()
    async with store.writing() as work:
        ids = [(await demo.add_person(work, f"Personne {n}", HOUSE.zone, now)).id for n in range(people)]
        found = [(await work.links.make(id, now, now + timedelta(hours=1))).token for id in ids]
    await store.close()
    return found


async def talk(person: Person, rounds: int, waits: list[float]) -> None:
    for said in messages(rounds):
        began = time.perf_counter()
        await person.says(said)
        await person.waits_for(timeout=60)
        waits.append(time.perf_counter() - began)


def cpu(process: int) -> float:
    """Seconds of processor that a process has used."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


async def measure(name: str, people: int, rounds: int) -> tuple[float, list[float], float]:
    """Messages a second, how long each waited for its answer, and seconds of processor a message."""
    with tempfile.TemporaryDirectory() as folder:
        database, key = f"sqlite:///{Path(folder) / 'jalon.db'}", Keyring.new_key()
        links = await codes(database, key, people)
        async with StandIn(per_second=None, per_chat_per_second=None) as api:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.bench.echo", "--as", name,
                env=os.environ | {"BENCH": " ".join([api.token, api.url, database, key])},
            )  # fmt: skip
            crowd = [api.person(id=1000 + n, first_name=f"Personne {n}") for n in range(people)]
            for person, code in zip(crowd, links, strict=True):
                await person.starts(code)
            for person in crowd:
                await person.waits_for(2 if name == "jalon" else 1, timeout=60)
                await person.says("oui")
                await person.waits_for(timeout=60)
            waits: list[float] = []
            began, used = time.perf_counter(), cpu(process.pid)
            await asyncio.gather(*(talk(person, rounds, waits) for person in crowd))
            spent, used = time.perf_counter() - began, cpu(process.pid) - used
            process.send_signal(signal.SIGTERM)
            await process.wait()
    return len(waits) / spent, waits, used / len(waits)


async def compare(people: int, rounds: int, turns: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in BOTS}
    for _ in range(turns):
        for name in BOTS:
            rate, waits, used = await measure(name, people, rounds)
            rates[name].append(rate)
            cuts = statistics.quantiles(waits, n=100)
            shown = f"p50 {cuts[49]:.3f} s  p95 {cuts[94]:.3f} s  processor {1000 * used:.2f} ms a message"
            print(f"{name:6} {rate:7.1f} messages/s  {shown}")
    middle = {name: statistics.median(found) for name, found in rates.items()}
    print(f"ratio jalon/echo: {middle['jalon'] / middle['echo']:.2f}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=100)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--turns", type=int, default=2)
    asked.add_argument("--as", dest="as_", choices=BOTS, help="be one of the bots (used by itself)")
    found = asked.parse_args()
    if found.as_ is None:
        asyncio.run(compare(found.people, found.rounds, found.turns))
        return
    token, url, database, key = os.environ["BENCH"].split(" ")
    if found.as_ == "echo":
        echo(token, url)
    else:
        asyncio.run(jalon(token, url, database, key))


if __name__ == "__main__":
    main()
