"""Is everything in place? Each check says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from actions.errors import StoreNotReady, StoreUnavailable
from bot import bootstrap
from bot.config import Settings, WrongSetting
from nlu import fingerprint
from nlu.client import Model


@dataclass(frozen=True)
class Check:
    name: str
    well: bool
    sentence: str


async def examine(settings: Settings) -> list[Check]:
    """One check after the other; a fault in one never hides the next."""
    return [await check(settings) for check in CHECKS]


async def _settings(settings: Settings) -> Check:
    where = "the default, in the data folder" if settings.database_url is None else "as set"
    return Check("settings", True, f"read; the database is {where}.")


async def _database(settings: Settings) -> Check:
    try:
        async with bootstrap.open_store(settings) as store:
            await bootstrap.try_keys(store)
            return Check("database", True, "reached, up to date, and its keys are at hand.")
    except (WrongSetting, StoreNotReady) as fault:
        return Check("database", False, str(fault))
    except StoreUnavailable:
        return Check("database", False, "cannot be reached: check JALON_DATABASE_URL, and that the server runs.")


async def _model(settings: Settings) -> Check:
    if settings.nlu_url is not None:
        return Check("model", True, "served elsewhere, at JALON_NLU_URL.")
    if fingerprint.model_is_current():
        return Check("model", True, "trained on the data that is here.")
    return Check("model", False, "missing, or trained on other data: run « make train ».")


async def _nlu(settings: Settings) -> Check:
    if settings.nlu_url is None:
        return Check(
            "nlu",
            True,
            "JALON_NLU_URL is not set: « jalon run » and « jalon chat » start the model themselves.",
        )
    model = Model(settings.nlu_url, settings.nlu_timeout)
    try:
        if await model.ready():
            return Check("nlu", True, "answers at JALON_NLU_URL.")
        return Check("nlu", False, "does not answer at JALON_NLU_URL: start « jalon nlu », or take the setting away.")
    finally:
        await model.close()


async def _telegram(settings: Settings) -> Check:
    if settings.telegram_token is None:
        return Check("telegram", False, "JALON_TELEGRAM_TOKEN is missing: ask @BotFather for a bot and its token.")
    trouble = await bootstrap.telegram_trouble(settings)
    return Check("telegram", trouble is None, trouble or "the token is good and the server answers.")


CHECKS: tuple[Callable[[Settings], Awaitable[Check]], ...] = (_settings, _database, _model, _nlu, _telegram)
