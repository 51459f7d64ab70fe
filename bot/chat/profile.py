"""What people see of the bot before they write: its commands, its description, its menu."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands
from telegram.constants import BotDescriptionLimit
from telegram.error import TelegramError

from content import catalogue
from content.values import Said

log = logging.getLogger(__name__)
LANGUAGE = "fr"
PAGE = "telegram."
TEXTS = frozenset({"description", "short_description"})


async def introduce(bot: Bot, run_by: str) -> None:
    """Sets the profile. The bot answers without it, so a failure is only noted."""
    steps: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: bot.set_my_commands(commands(), scope=BotCommandScopeAllPrivateChats()),
        lambda: bot.set_my_description(_text("description", run_by, BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)),
        lambda: bot.set_my_short_description(
            _text("short_description", run_by, BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)
        ),
        lambda: bot.set_chat_menu_button(menu_button=MenuButtonCommands()),
    )
    for step in steps:
        try:
            await step()
        except TelegramError as fault:
            log.warning("a part of the bot's profile could not be set (%s)", type(fault).__name__)


def commands() -> list[BotCommand]:
    """The command menu, in the order of the page."""
    names = [key.removeprefix(PAGE) for key in catalogue.pages(LANGUAGE) if key.startswith(PAGE)]
    return [
        BotCommand(name, catalogue.plain(catalogue.text(f"{PAGE}{name}", {}, LANGUAGE)))
        for name in names
        if name not in TEXTS
    ]


def _text(name: str, run_by: str, longest: int) -> str:
    text = catalogue.plain(catalogue.text(f"{PAGE}{name}", {"run_by": Said(run_by)}, LANGUAGE))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
