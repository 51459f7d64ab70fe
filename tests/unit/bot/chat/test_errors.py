"""What becomes of a message that Telegram did not take."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.chat.errors import GivenUp, Later, fate


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        (RetryAfter(7), Later(seconds(7), "retry_after")),
        (RetryAfter(seconds(7)), Later(seconds(7), "retry_after")),
        (Forbidden("Forbidden: bot was blocked by the user"), GivenUp("blocked", "blocked")),
        (Forbidden("Forbidden: user is deactivated"), GivenUp("blocked", "deactivated")),
        (Forbidden("Forbidden: something new"), GivenUp("blocked", "forbidden")),
        (BadRequest("Bad Request: chat not found"), GivenUp("failed", "chat_not_found")),
        (BadRequest("Bad Request: message is too long"), GivenUp("failed", "too_long")),
        (BadRequest("Bad Request: something new"), GivenUp("failed", "bad_request")),
        (ChatMigrated(-100), GivenUp("failed", "migrated")),
        (TimedOut(), Later(seconds(1), "timed_out")),
        (NetworkError("Bad Gateway"), Later(seconds(1), "unreachable")),
        (InvalidToken("no"), Later(seconds(1), "unreachable")),
    ],
)
def test_what_becomes_of_a_message(fault, becomes):
    assert fate(fault, attempts=0) == becomes


def test_waits_grow_up_to_five_minutes():
    waits = [fate(TimedOut(), attempts) for attempts in (0, 1, 2, 8, 9, 5000)]
    assert [wait.wait for wait in waits] == [seconds(n) for n in (1, 2, 4, 256, 300, 300)]
