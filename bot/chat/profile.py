"""What people see of the bot before they write: its commands, its description, its menu."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands
from telegram.constants import BotDescriptionLimit
from telegram.error import TelegramError

from content import catalogue
from content.values import Value

log = logging.getLogger(__name__)
DEFAULT = "fr"  # what Telegram shows to whoever speaks none of the others
PAGE = "telegram."
TEXTS = frozenset({"description", "short_description"})


async def introduce(bot: Bot, run_by: Value) -> None:
    """Sets the profile, in each language. The bot answers without it, so a failure is only noted."""
    for step in _steps(bot, run_by):
        try:
            await step()
        except TelegramError as fault:
            log.warning("a part of the bot's profile could not be set (%s)", type(fault).__name__)


def _steps(bot: Bot, run_by: Value) -> Iterator[Callable[[], Awaitable[object]]]:
    longest = BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    short = BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    everyone = BotCommandScopeAllPrivateChats()
    for language in catalogue.languages():
        code = None if language == DEFAULT else language
        yield partial(bot.set_my_commands, commands(language), scope=everyone, language_code=code)
        yield partial(bot.set_my_description, _text("description", run_by, longest, language), code)
        yield partial(bot.set_my_short_description, _text("short_description", run_by, short, language), code)
    yield partial(bot.set_chat_menu_button, menu_button=MenuButtonCommands())


def commands(language: str) -> list[BotCommand]:
    """The command menu, in the order of the page."""
    names = [key.removeprefix(PAGE) for key in catalogue.pages(language) if key.startswith(PAGE)]
    return [
        BotCommand(name, catalogue.plain(catalogue.text(f"{PAGE}{name}", {}, language)))
        for name in names
        if name not in TEXTS
    ]


def _text(name: str, run_by: Value, longest: int, language: str) -> str:
    text = catalogue.plain(catalogue.text(f"{PAGE}{name}", {"run_by": run_by}, language))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
