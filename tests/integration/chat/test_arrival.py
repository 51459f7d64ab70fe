"""What arrives is stored before Telegram is told so, counts once, and holds up nobody."""

from __future__ import annotations

import asyncio
import logging
import math

import pytest

from bot.chat.app import Telegram
from bot.chat.errors import TokenRefused
from tests.integration.chat.conftest import YES, until
from tests.talk import HOUSE


async def test_telegram_is_told_only_after_storing_and_the_message_counts_once(line, api, amina, monkeypatch):
    failures = line.fails(monkeypatch, "receive", times=2)
    await amina.says("hier 2h de CV")
    await until(lambda: failures)
    assert api.pending == 1
    assert YES in (await amina.waits_for())[0].buttons
    await amina.hears_nothing()
    assert api.pending == 0
    assert len(failures) == 2


async def test_an_update_delivered_twice_is_answered_once(line, api, amina):
    kept = []
    add = api.cloud.updates.forget
    api.cloud.updates.forget = lambda update_id: (kept.append(api.cloud.updates.pending[update_id]), add(update_id))
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    await line.stop()
    assert kept
    for update in kept:
        api.cloud.updates.pending[update.id] = update
    await line.start()
    await amina.hears_nothing(0.5)
    assert (await line.rows("SELECT count(*) FROM inbox"))[0][0] == 3  # « /start », her yes, and hers


async def test_what_a_killed_process_left_is_answered_by_the_next(line, amina, monkeypatch):
    line.fails(monkeypatch, "next_turn", times=10**6)
    await amina.says("hier 2h de CV")
    await line.comes_true("SELECT count(*) FROM inbox WHERE handled_at IS NULL", [(1,)])
    await line.kill()
    monkeypatch.undo()
    await line.start()
    assert YES in (await amina.waits_for())[0].buttons


async def test_a_message_that_cannot_be_stored_does_not_hold_up_the_others(line, amina, monkeypatch):
    line.fails(monkeypatch, "receive", times=2, fault=ValueError())  # in its batch, then alone
    await amina.says("illisible")
    assert "pas réussi à lire" in (await amina.waits_for())[0].text
    await amina.says("hier 2h de CV")
    assert YES in (await amina.waits_for())[0].buttons


async def test_an_update_of_another_shape_is_answered_and_holds_up_nobody(api, amina, caplog):
    chat = {"id": 101, "type": "private", "first_name": "Amina"}
    broken = {"message_id": 1, "chat": chat, "date": "hier", "text": "un secret"}
    api.cloud.updates.add("message", broken, 101)
    await amina.says("hier 2h de CV")
    sorry, question = await amina.waits_for(2)
    assert "pas réussi à lire" in sorry.text
    assert YES in question.buttons
    assert "secret" not in caplog.text


async def test_a_fault_of_ours_while_reading_is_told(line, amina, monkeypatch):
    def fails(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr("bot.chat.incoming._words", fails)
    await amina.says("hier 2h de CV")
    assert "pas réussi à lire" in (await amina.waits_for())[0].text


async def test_polling_goes_on_after_faults_and_says_so_once(api, amina, caplog):
    caplog.set_level(logging.INFO)
    api.fail_next("getUpdates", status=502, times=2)
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    await amina.says("oui")
    assert "Reçu n° 1" in (await amina.waits_for())[0].text
    told = [record for record in caplog.records if record.name == "bot.chat.polling"]
    assert len([record for record in told if record.levelno == logging.WARNING]) <= 1
    assert not any(record.exc_info for record in told)


async def test_a_wrong_token_is_said_in_one_sentence(line, api):
    other = Telegram(token="1:wrong", api_url=api.url, dialogue=line.dialogue, run_by=HOUSE.run_by, clock=line.clock)
    with pytest.raises(TokenRefused, match="JALON_TELEGRAM_TOKEN"):
        await other.run(asyncio.Event())


async def test_a_token_that_is_revoked_stops_the_bot(line, api, amina):
    api.fail_next("getUpdates", status=401, times=math.inf)
    await amina.says("hier 2h de CV")
    with pytest.raises(TokenRefused):
        await line.ends()


async def test_it_waits_for_a_telegram_that_is_not_there_yet(line, api):
    await line.stop()
    api.fail_next("getMe", status=502)
    await line.start()
    amina = api.person(id=101, first_name="Amina")
    await amina.starts()
    await amina.waits_for(2)


async def test_stopping_lets_the_running_turns_end_and_acknowledges_all(line, api, amina, monkeypatch):
    real = line.dialogue.next_turn
    began = asyncio.Event()

    async def slow(chat):
        began.set()
        await asyncio.sleep(0.3)
        return await real(chat)

    monkeypatch.setattr(line.dialogue, "next_turn", slow)
    await amina.says("hier 2h de CV")
    await began.wait()
    await line.stop()
    assert YES in (await amina.waits_for(timeout=0.1))[0].buttons
    assert api.pending == 0
    assert await line.rows("SELECT count(*) FROM outbox WHERE state <> 'sent'") == [(0,)]
