"""What can go wrong on Telegram: what stops the bot, and what becomes of a message that was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from actions.errors import Mendable

LONGEST_WAIT = timedelta(seconds=300)
_DOUBLINGS = 10  # more than LONGEST_WAIT needs: a bigger power would only be cut again


class ChannelTrouble(Mendable):
    """The bot cannot go on with Telegram. The text is one sentence that says what to do."""

    sentence = "Telegram cannot be used."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class TokenRefused(ChannelTrouble):
    """Telegram does not know this token, or it was revoked."""

    sentence = "Telegram refuses the token: ask @BotFather for the bot's token and set JALON_TELEGRAM_TOKEN."


class WebhookRefused(ChannelTrouble):
    """Telegram does not take the public address, or the secret."""

    sentence = (
        "Telegram refuses the webhook: JALON_WEBHOOK_URL must be a public https address on port 443, 80, 88 or 8443"
        " and JALON_WEBHOOK_SECRET letters, digits, - and _."
    )


class AddressTaken(ChannelTrouble):
    """The port to listen on is in use, or not ours to use."""

    sentence = "The webhook cannot listen: change JALON_WEBHOOK_HOST or JALON_WEBHOOK_PORT."


@dataclass(frozen=True)
class Later:
    """The message is to be sent again after `wait`; the chat is left alone until then."""

    wait: timedelta
    why: str


@dataclass(frozen=True)
class GivenUp:
    """The message will never be taken. `state` is « blocked » or « failed »."""

    state: str
    why: str


# What Telegram writes → our code; the first that is found counts.
FORBIDDEN: Mapping[str, str] = {
    "blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "not a member": "not_a_member",
    "kicked": "not_a_member",
}
BAD_REQUESTS: Mapping[str, str] = {
    "chat not found": "chat_not_found",
    "can't parse entities": "markup",
    "message is too long": "too_long",
    "not enough rights": "no_rights",
    "have no rights": "no_rights",
    "button_data_invalid": "button",
    "peer_id_invalid": "chat_not_found",
}
UNCHANGED = "message is not modified"
MARKUP = "can't parse entities"


def fate(fault: TelegramError, attempts: int) -> Later | GivenUp:
    """What becomes of a message that Telegram did not take, after `attempts` earlier ones."""
    match fault:
        case RetryAfter():
            return Later(asked_wait(fault), "retry_after")
        case Forbidden():
            return GivenUp("blocked", _code(fault, FORBIDDEN, "forbidden"))
        case ChatMigrated():
            return GivenUp("failed", "migrated")
        case BadRequest():  # before NetworkError, which it is a kind of
            return GivenUp("failed", _code(fault, BAD_REQUESTS, "bad_request"))
        case TimedOut():
            return Later(growing_wait(attempts), "timed_out")
        case _:
            return Later(growing_wait(attempts), "unreachable")


def says(fault: TelegramError, words: str) -> bool:
    return words in fault.message.lower()


def asked_wait(fault: RetryAfter) -> timedelta:
    """How long Telegram asks to be left alone: the library gives seconds or a timedelta, as it is set."""
    asked = fault.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


def growing_wait(attempts: int) -> timedelta:
    """1, 2, 4 … up to 300 seconds."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(attempts, _DOUBLINGS)))


def _code(fault: TelegramError, codes: Mapping[str, str], otherwise: str) -> str:
    return next((code for words, code in codes.items() if says(fault, words)), otherwise)
