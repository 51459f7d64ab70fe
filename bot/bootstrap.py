"""The one place where real parts are joined together."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from actions import retention
from actions.desk import Desk
from actions.errors import StoreNotReady, StoreUnavailable
from actions.person import House
from actions.records import ChatKey
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.erasure import Cut
from actions.store.turning import turn
from actions.store.upgrade import is_current, upgrade
from actions.store.work import Work
from bot import demo
from bot.clock import Clock
from bot.config import Settings, WrongSetting
from bot.dialogue.choose import Understand
from bot.dialogue.turn import Dialogue
from bot.mind import Mind
from content import catalogue
from content.values import Phrase, Value

if TYPE_CHECKING:
    from bot.advisors.provider import Provider
    from bot.chat.app import Telegram, WebhookSettings

log = logging.getLogger(__name__)
ONLY_THE_OWNER = 0o600
A_DAY = 24 * 3600.0


def keyring(settings: Settings) -> Keyring:
    """The keys that are set, else those of the key file, made at the first start of the embedded default."""
    if settings.keys is not None:
        given = settings.keys.get_secret_value().replace(",", " ").split()
        return Keyring(tuple(given))
    if not settings.database.startswith("sqlite:"):
        raise WrongSetting("JALON_KEYS is missing: make a key with « jalon keys new » and set it.")
    if not settings.key_file.exists():
        _refuse_to_lock_out(settings)
        add_key(settings)
    return Keyring(tuple(settings.key_file.read_text("ascii").split()))


def add_key(settings: Settings) -> None:
    """Puts a new key first in the key file; the older ones still open what they closed."""
    settings.key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    older = settings.key_file.read_text("ascii") if settings.key_file.exists() else ""
    fresh = settings.key_file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, ONLY_THE_OWNER), "w") as file:
        file.write(f"{Keyring.new_key()}\n{older}")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(settings.key_file)


def new_key() -> str:
    return Keyring.new_key()


def demonstration(settings: Settings, *, fresh: bool) -> Settings:
    """The same settings on a database of their own, where all is invented."""
    return _apart(settings, settings.data_folder / "demonstration", fresh=fresh)


def world(settings: Settings, *, fresh: bool) -> Settings:
    """The same settings on the database of the small invented world. Raises WrongSetting beside one that is set."""
    if settings.database_url is not None:
        raise WrongSetting("JALON_DATABASE_URL is set: the invented world has a database of its own, unset it first.")
    apart = _apart(settings, settings.data_folder / "demonstration" / "world", fresh=fresh)
    return apart.model_copy(update={"oidc_issuer": None})  # its people are unknown to any provider


def _apart(settings: Settings, folder: Path, *, fresh: bool) -> Settings:
    if fresh and folder.exists():
        for file in folder.iterdir():
            if file.is_file():  # another demonstration may lie in a folder within
                file.unlink()
    return settings.model_copy(update={"data_folder": folder})


async def try_keys(store: Store) -> None:
    """Opens a text that was closed earlier. Raises StoreNotReady when no key at hand does."""
    async with store.reading() as work:
        await work.people.any_name()


async def turn_keys(settings: Settings) -> int:
    async with open_store(settings) as store:
        return await turn(store)


async def forget_expired(settings: Settings, store: Store, now: datetime) -> Mapping[str, int]:
    """Erases what has been kept long enough; how many rows of each table."""
    return await retention.expire(store, _cut(settings, now))


async def count_expired(settings: Settings, store: Store, now: datetime) -> Mapping[str, int]:
    """What `forget_expired` would erase."""
    return await retention.what_is_old(store, _cut(settings, now))


async def erase_person(store: Store, reference: str, organisation: str | None, now: datetime) -> Mapping[str, int]:
    """Erases whoever has the contract of that reference. Raises NobodyErased."""
    async with store.writing() as work:
        person = await retention.person_of(work, reference, organisation)
        return await retention.erase(work, person, now, "by_hand")


async def count_person(store: Store, reference: str, organisation: str | None) -> Mapping[str, int]:
    """What `erase_person` would erase. Raises NobodyErased."""
    async with store.reading() as work:
        return await work.erasure.counts_of(await retention.person_of(work, reference, organisation))


@asynccontextmanager
async def forgetting(settings: Settings, store: Store, clock: Clock) -> AsyncIterator[None]:
    """Forgets what has expired, now and every day while the block lasts."""
    await forget_expired(settings, store, clock())
    daily = asyncio.create_task(_forget_daily(settings, store, clock))
    try:
        yield
    finally:
        daily.cancel()
        await asyncio.gather(daily, return_exceptions=True)


async def _forget_daily(settings: Settings, store: Store, clock: Clock) -> None:
    while True:
        await asyncio.sleep(A_DAY)
        try:
            await forget_expired(settings, store, clock())
        except StoreUnavailable:
            log.warning("what has expired could not be erased today: the database is away")
        except Exception:
            log.exception("what has expired could not be erased today")


def _cut(settings: Settings, now: datetime) -> Cut:
    keeping = retention.Keeping(settings.keep_months, settings.keep_messages_days)
    return keeping.cut(now, now.astimezone(ZoneInfo(settings.timezone)).date())


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """The database in the shape that this version needs. The embedded one is brought to it by itself."""
    keys = keyring(settings)
    _make_file(settings.database)
    store = Store(settings.database, keys)
    try:
        if store.embedded:
            await upgrade(store)
        elif not await is_current(store):
            raise StoreNotReady("The database is not up to date: run « jalon db upgrade ».")
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_mind(settings: Settings, progress: Callable[[str], None]) -> AsyncIterator[Mind]:
    mind = Mind(settings.nlu_url, settings.nlu_timeout)
    mind.start(progress)
    try:
        yield mind
    finally:
        await mind.close()


def dialogue(
    settings: Settings, store: Store, understand: Understand, clock: Clock, *, with_demo: bool = False
) -> Dialogue:
    catalogue.load()
    house = _house(settings)
    newcomer = _invented(settings.timezone) if with_demo else None
    return Dialogue(store, understand, house, clock, timedelta(hours=settings.patience_hours), newcomer)


def desk(settings: Settings, store: Store, clock: Clock) -> Desk:
    """What the console and the interface for other software work with."""
    secret = keyring(settings).digests("what the console signs")[0]
    return Desk(store, clock, _house(settings), secret)


def console(settings: Settings, store: Store, clock: Clock) -> Any:
    """The advisors' console, and the interface for other software under /api. Raises WrongSetting."""
    from bot.advisors.app import console as made  # noqa: PLC0415  # a second that the bot need not spend
    from bot.exchange.api import beside  # noqa: PLC0415  # as above

    catalogue.load()
    ours = desk(settings, store, clock)
    return beside(made(ours, _provider(settings)), ours, settings.api_rate)


def _provider(settings: Settings) -> Provider | None:
    from bot.advisors.provider import Provider  # noqa: PLC0415  # as above

    if settings.oidc_issuer is None:
        return None
    if settings.oidc_client_id is None or settings.oidc_client_secret is None:
        raise WrongSetting(
            "JALON_OIDC_CLIENT_ID and JALON_OIDC_CLIENT_SECRET go with JALON_OIDC_ISSUER: set them too."
        )
    return Provider(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret.get_secret_value(),
        settings.oidc_scopes, settings.oidc_vouches_for_email,
    )  # fmt: skip


# Telegram's library and the web server's take over a second to load: only what needs them waits for them.


def telegram(settings: Settings, talk: Dialogue, clock: Clock) -> Telegram:
    """The Telegram bot, ready to run. Raises WrongSetting."""
    from bot.chat.app import Telegram  # noqa: PLC0415  # as said above

    if settings.telegram_token is None:
        raise WrongSetting("JALON_TELEGRAM_TOKEN is missing: ask @BotFather on Telegram for a bot and its token.")
    return Telegram(
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        dialogue=talk,
        run_by=_run_by(settings),
        clock=clock,
        webhook=_webhook(settings),
    )


async def telegram_trouble(settings: Settings) -> str | None:
    """Why the token or the server is of no use, in one sentence; None when all is well."""
    from bot.chat import health  # noqa: PLC0415  # as said above

    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return await health.trouble(token, settings.telegram_api_url)


def stop_on_signal() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


async def upgrade_store(settings: Settings) -> None:
    keys = keyring(settings)
    _make_file(settings.database)
    store = Store(settings.database, keys)
    try:
        await upgrade(store)
    finally:
        await store.close()


async def person_for_chat(
    store: Store, key: ChatKey, name: str, zone: str, language: str | None, now: datetime
) -> None:
    """Joins a chat to the person of that name, who from now on prefers `language`. Invents one only where all is."""
    async with store.writing() as work:
        person = await demo.find(work, name)
        if person is None and not await demo.all_is_invented(work):
            raise WrongSetting(f"Nobody is named {name} in this database: record them with « jalon invite ».")
        person = person or await demo.add_person(work, demo.proper(name), zone, now)
        if await work.conversations.find(key) is None:
            await work.conversations.begin(key, now)
        await work.conversations.join(key, person.id, now)
        if language is not None:
            await work.people.set_language(person.id, language)


async def resident_for_chat(store: Store, key: ChatKey, name: str, language: str | None, now: datetime) -> None:
    """Opens the chat of someone in the invented world. Whoever is not linked yet begins with a code."""
    async with store.writing() as work:
        person = await demo.find(work, name)
        if person is None:
            known = ", ".join(each.given_name for each in await work.people.all())
            raise WrongSetting(
                f"Nobody is named {name} in the invented world: {known or 'run « jalon demo » first'}."
            )
        if await work.conversations.find(key) is None:
            await work.conversations.begin(key, now)
        if language is not None:
            await work.people.set_language(person.id, language)


def _house(settings: Settings) -> House:
    return House(
        _run_by(settings),
        settings.timezone,
        settings.days_back,
        settings.link_hours,
        settings.privacy_url,
        learning_days=settings.learning_days,
        request_days=settings.request_days,
        keep_months=settings.keep_months,
        letter_days=settings.letter_days,
        bot_name=settings.bot_name,
    )


def _run_by(settings: Settings) -> Value:
    """As set; else a name that fits every organisation, in the person's language."""
    return settings.run_by or Phrase("people.run_by")


def _invented(zone: str) -> Callable[[Work, ChatKey, datetime], Awaitable[None]]:
    async def give_contract(work: Work, key: ChatKey, now: datetime) -> None:
        person = await demo.add_person(work, "Camille", zone, now)
        await work.conversations.join(key, person.id, now)

    return give_contract


def _webhook(settings: Settings) -> WebhookSettings | None:
    from bot.chat.app import WebhookSettings  # noqa: PLC0415  # as said above

    if settings.webhook_url is None:
        return None
    if settings.webhook_secret is None:
        raise WrongSetting(
            "JALON_WEBHOOK_SECRET is missing: set 32 letters and digits of your own with JALON_WEBHOOK_URL."
        )
    secret = settings.webhook_secret.get_secret_value()
    return WebhookSettings(settings.webhook_url, secret, settings.webhook_host, settings.webhook_port)


def _make_file(url: str) -> None:
    """The embedded database's file, readable by its owner alone."""
    if url.startswith("sqlite:///") and ":memory:" not in url:
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=ONLY_THE_OWNER)


def _refuse_to_lock_out(settings: Settings) -> None:
    """A new key beside an old database would leave its texts closed for good."""
    file = Path(settings.database.removeprefix("sqlite:///"))
    if file.exists() and file.stat().st_size:
        raise WrongSetting(
            f"The key file {settings.key_file} is gone but its database is still there: "
            "put the file back, or set JALON_KEYS."
        )
