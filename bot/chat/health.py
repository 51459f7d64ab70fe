"""Does Telegram know this bot? Asked by the doctor, never while running."""

from __future__ import annotations

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.chat.errors import TokenRefused


async def trouble(token: str, api_url: str) -> str | None:
    """What stands between us and Telegram, in one sentence; None when all is well."""
    bot = Bot(token, base_url=f"{api_url}/bot")
    try:
        async with bot:
            await bot.get_me()
    except InvalidToken:
        return str(TokenRefused())
    except TelegramError as fault:
        return f"the server at JALON_TELEGRAM_API_URL does not answer ({type(fault).__name__}): try again later."
    return None
