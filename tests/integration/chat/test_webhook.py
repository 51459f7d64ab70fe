"""Telegram calls us: only with the secret, and « 200 » only for what is stored."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.chat.app import WebhookSettings
from bot.chat.errors import AddressTaken
from tests.integration.chat.conftest import YES, Line

SECRET = "a-secret_of-32-letters-and-digits"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
async def line(api, sqlite_store, clock) -> AsyncIterator[Line]:
    """Started, behind a webhook."""
    found = Line(api, sqlite_store, clock)
    port = free_port()
    found.webhook = WebhookSettings(f"http://127.0.0.1:{port}/called-by-telegram", SECRET, "127.0.0.1", port)
    await found.start()
    yield found
    await found.stop()


async def post(line: Line, *, secret: str | None, body: str = "{}") -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(line.webhook.url, data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_a_conversation_by_webhook(line, api, amina):
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    await amina.presses(YES)
    assert "Reçu n° 1" in (await amina.waits_for_edit())[0].text
    assert await amina.waits_for_notice() == [""]
    assert api.called("getUpdates") == []
    assert api.pending == 0


@pytest.mark.parametrize("secret", [None, "", "another", SECRET.upper(), "é" * 3])
async def test_nobody_else_gets_in(line, amina, secret):
    body = (
        '{"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": 5, "type": "private"}}}'
    )
    assert await post(line, secret=secret, body=body) == 403
    assert await line.rows("SELECT count(*) FROM inbox WHERE address = '5'") == [(0,)]


@pytest.mark.parametrize("body", ["", "not json", "[]", "\ud83d".encode("utf-8", "surrogatepass")])
async def test_what_is_no_update_is_refused(line, amina, body):
    assert await post(line, secret=SECRET, body=body) == 400


async def test_an_update_of_another_shape_is_taken_once(line, amina):
    body = '{"update_id": 1, "message": {"chat": {"id": 101, "type": "private"}, "date": "?"}}'
    assert await post(line, secret=SECRET, body=body) == 200
    assert "pas réussi à lire" in (await amina.waits_for())[0].text


async def test_telegram_keeps_what_could_not_be_stored(line, api, amina, monkeypatch):
    failures = line.fails(monkeypatch, "receive", times=2)
    await amina.says("hier 2h de CV")
    assert YES in (await amina.waits_for())[0].buttons
    assert len(failures) == 2
    assert "503" in api.cloud.webhook.error


async def test_a_port_that_is_taken_is_said_in_one_sentence(api, sqlite_store, clock):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        line = Line(api, sqlite_store, clock)
        port = taken.getsockname()[1]
        line.webhook = WebhookSettings(f"http://127.0.0.1:{port}/", SECRET, "127.0.0.1", port)
        await line.start()
        with pytest.raises(AddressTaken, match="JALON_WEBHOOK_PORT"):
            await line.ends()


async def test_going_back_to_polling(line, api, amina):
    await line.stop()
    line.webhook = None
    await line.start()
    await amina.says("hier 2h de CV")
    assert YES in (await amina.waits_for())[0].buttons
    await asyncio.sleep(0)
    assert api.cloud.webhook is None
