"""A real `jalon run`, killed again and again under load: nobody is left without an answer, nothing counts twice."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot import clock, demo
from tests.standin import Person, Shown, StandIn

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, DECLARATIONS, KILLS, SEED = 8, 8, 5, 20261118
NOBODY_LISTENS = "http://127.0.0.1:9"  # no model: the grammar alone understands
YES = "Oui, c'est ça"
PATIENCE = 120  # seconds for one answer, kills and starts on a busy machine included


@dataclass
class Bot:
    """The process, and how to start it again."""

    api: StandIn
    environment: dict[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None
    starts: int = field(default=0)

    async def start(self) -> None:
        """Returns once it asks for updates."""
        before = len(self.api.called("getUpdates"))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                ROOT / ".venv/bin/jalon", "run", env=self.environment, cwd=ROOT, stderr=log, stdout=log
            )
        self.starts += 1
        calls = self.api.called
        await until(lambda: len(calls("getUpdates")) > before or self.has_ended, "the bot to start")
        assert not self.has_ended, f"it ended by itself:\n{self.log.read_text()[-3000:]}"

    @property
    def has_ended(self) -> bool:
        return self.process is None or self.process.returncode is not None

    async def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 15)


async def until(true: Callable[[], object], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110  # a process announces nothing
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"waited {PATIENCE} s for {what}") from None


@pytest.fixture
async def api() -> AsyncIterator[StandIn]:
    async with StandIn(per_second=None, per_chat_per_second=None) as found:
        yield found


@asynccontextmanager
async def opened(url: str, key: str) -> AsyncIterator[Store]:
    store = Store(url, Keyring((key,)))
    await upgrade(store)
    yield store
    await store.close()


@dataclass
class Declarer:
    """Someone who declares, confirms and waits for the receipt, and then does it again."""

    name: str
    person: Person
    code: str
    id: int

    def minutes(self) -> list[int]:
        return [15 + 5 * number for number in range(DECLARATIONS)]

    async def declares_all(self, days: list[date], pace: random.Random) -> None:
        await self.person.starts(self.code)
        await self.sees(lambda shown: "C'est bien vous" in shown.text, "the question who she is")
        await self.person.says("oui")
        await self.sees(lambda shown: "reliée à votre contrat" in shown.text, "a welcome")
        for number, minutes in enumerate(self.minutes(), 1):
            await asyncio.sleep(pace.uniform(0, 0.15))
            said = await self.person.says(f"le {days[number % len(days)]:%d/%m} {minutes} min de CV")
            question = await self.sees(self.question_for(minutes, said), f"the question about {minutes} min")
            await asyncio.sleep(pace.uniform(0, 0.05))
            if pace.random() < 0.5:
                await self.person.presses(YES, twice=pace.random() < 0.3, message_id=question.message_id)
            else:
                await self.person.says("oui")
            receipt = f"Reçu n° {number} "
            await self.sees(lambda shown, receipt=receipt: receipt in plain(shown), receipt)

    def question_for(self, minutes: int, said: int) -> Callable[[Shown], bool]:
        """Her own question, also when an older one comes a second time after a crash."""
        return lambda shown: shown.message_id > said and YES in shown.buttons and f"{minutes} min" in plain(shown)

    async def sees(self, wanted: Callable[[Shown], bool], what: str) -> Shown:
        found: list[Shown] = []

        def look() -> bool:
            screen = self.person.api.screen_now(self.person.chat_id)
            found[:] = [shown for shown in screen if shown.by_bot and wanted(shown)]
            return bool(found)

        await until(look, f"{what}, for {self.name}")
        return found[-1]


def plain(shown: Shown) -> str:
    return re.sub(r"\s+", " ", shown.text)


async def settle(store: Store, api: StandIn, name: str, id: int) -> Declarer:
    now = clock.system()
    async with store.writing() as work:
        person = await demo.add_person(work, name, "Europe/Paris", now)
        codes = await work.links.make(person.id, now, now + timedelta(days=1))
    return Declarer(name, api.person(id=id, first_name=name), codes.token, person.id)


async def kill_again_and_again(bot: Bot, when: random.Random) -> None:
    """In the middle of its work, which is counted in calls: a busy machine changes nothing about it."""
    for _ in range(KILLS):
        enough = len(bot.api.calls) + when.randint(10, 60)
        await until(lambda enough=enough: len(bot.api.calls) >= enough, "the bot to work")
        await asyncio.sleep(when.uniform(0, 0.02))
        await bot.kill()
        await bot.start()


@pytest.mark.timeout(400)
async def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(
    api: StandIn, database_url: str, tmp_path: Path
) -> None:
    key = Keyring.new_key()
    bot = Bot(api, _environment(api, database_url, key, tmp_path), tmp_path / "log")
    async with opened(database_url, key) as store:
        everyone = [await settle(store, api, f"Personne {n}", 1001 + n) for n in range(PEOPLE)]
        today = clock.system().date()
        days = [today - timedelta(days=number) for number in range(1, 8)]
        await bot.start()
        try:
            async with asyncio.TaskGroup() as group:
                for each in everyone:
                    group.create_task(each.declares_all(days, random.Random(SEED + each.person.id)))
                group.create_task(kill_again_and_again(bot, random.Random(SEED)))
            await until(lambda: not api.pending, "all updates to be acknowledged")
        finally:
            ended = -1 if bot.has_ended else await bot.kill(signal.SIGTERM)
        assert ended == 0, bot.log.read_text()[-3000:]
        assert bot.starts == KILLS + 1
        for each in everyone:
            await _has_all_of_it(store, each)
        assert await _left(store) == [(0, 0)]
    assert not [shown for shown in _all_shown(api) if "pas marché" in shown.text]
    assert "Traceback" not in bot.log.read_text()
    assert api.token not in bot.log.read_text()


async def _has_all_of_it(store: Store, each: Declarer) -> None:
    async with store.reading() as work:
        ledger = await work.declarations.between(each.id, date(2000, 1, 1), date(2100, 1, 1))
        receipts = await work.declarations.receipts(each.id, 100)
    assert sorted(line.minutes for line in ledger) == each.minutes()
    assert [receipt.number for receipt in receipts] == list(range(DECLARATIONS, 0, -1))


async def _left(store: Store) -> list[tuple[int, int]]:
    """Messages without an answer, answers that were not sent."""
    waiting = text(
        "SELECT (SELECT count(*) FROM inbox WHERE handled_at IS NULL),"
        " (SELECT count(*) FROM outbox WHERE state <> 'sent')"
    )
    async with store.connected() as connection:
        return [(int(row[0]), int(row[1])) for row in await connection.execute(waiting)]


def _all_shown(api: StandIn) -> list[Shown]:
    return [event.shown for event in api.events if event.shown]


def _environment(api: StandIn, database_url: str, key: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JALON_")}
    return kept | {
        "JALON_DATABASE_URL": database_url,
        "JALON_KEYS": key,
        "JALON_DATA_FOLDER": str(folder),
        "JALON_TELEGRAM_TOKEN": api.token,
        "JALON_TELEGRAM_API_URL": api.url,
        "JALON_NLU_URL": NOBODY_LISTENS,
    }
