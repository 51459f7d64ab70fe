"""What is answered gets there, once if it can be, through faults on either side."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from bot.dialogue.messages import Button, ChatKey, Outgoing
from tests.integration.chat.conftest import YES
from tests.standin import Person

AMINAS = ChatKey("telegram", "101")


async def put(line, outgoing: Outgoing, chat: ChatKey = AMINAS) -> None:
    """As a reminder would: the sweeper finds it."""
    async with line.store.writing() as work:
        await work.outbox.put(chat, [outgoing.body()], line.clock())


async def test_a_database_that_is_away_for_a_moment_loses_nothing(line, amina, monkeypatch):
    for method in ("next_turn", "to_send", "note_sent"):
        line.fails(monkeypatch, method)
    await amina.says("hier 2h de CV")
    assert YES in (await amina.waits_for())[0].buttons
    await amina.hears_nothing(0.7)
    await line.comes_true("SELECT count(*) FROM outbox WHERE state <> 'sent'", [(0,)])


@pytest.mark.parametrize("options", [{"burst": 1, "per_chat_per_second": 1}])
async def test_a_wait_that_telegram_asks_for_is_kept(line, api):
    amina = api.person(id=101, first_name="Amina")
    await amina.starts(await line.link_for("Amina"))
    first, second = await amina.waits_for(2)
    assert "assistant automatique" in first.text
    assert second.text.startswith("Ce code est pour A.")
    calls = api.called("sendMessage")
    assert [call.outcome for call in calls] == [200, 429, 200]
    assert calls[2].at - calls[1].at >= 1


@pytest.mark.parametrize("options", [{"burst": 1, "per_chat_per_second": 1}])
async def test_the_parts_already_sent_are_not_sent_again(line, api):
    amina = api.person(id=101, first_name="Amina")
    await amina.starts()
    await amina.waits_for(2)
    text = "\n".join(f"<b>{number}</b> {'x' * 90}" for number in range(60))
    await put(line, Outgoing(text, (Button("Aide", "r:help"),)))
    one, other = await amina.waits_for(2)
    assert api.too_many >= 2
    assert f"{one.html}\n{other.html}" == text
    assert (one.buttons, other.buttons) == ([], ["Aide"])
    await amina.hears_nothing(1.2)


@pytest.mark.parametrize("fault", [500, 502, "drop"])
async def test_an_answer_that_did_not_get_through_is_sent_again(api, amina, fault):
    api.fail_next("sendMessage", status=fault)
    await amina.says("hier 2h de CV")
    assert YES in (await amina.waits_for())[0].buttons
    await amina.hears_nothing()


async def test_an_edit_whose_answer_was_lost_is_not_made_twice(line, api, amina):
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    api.fail_next("editMessageText", status="drop", when="after")
    await amina.presses(YES)
    await amina.waits_for_edit()
    await line.comes_true("SELECT count(*) FROM outbox WHERE state <> 'sent'", [(0,)])
    await amina.hears_nothing()
    assert [call.outcome for call in api.called("editMessageText")][1:] == [400]  # « not modified »


async def test_an_answer_whose_question_is_gone_is_a_message_of_its_own(amina):
    await amina.says("hier 2h de CV")
    (question,) = await amina.waits_for()
    gone = amina.api.cloud.chats[101].messages.pop(question.message_id)
    data = question.button(YES)["callback_data"]
    gone_now = {"message_id": gone.message_id, "chat": gone.chat.as_json(), "date": 0}
    user = amina.api.cloud.users[101]
    press = {"id": "77", "from": user, "message": gone_now, "chat_instance": "1", "data": data}
    amina.api.cloud.updates.add("callback_query", press, 101)
    assert "Reçu n° 1" in (await amina.waits_for())[0].text


async def test_someone_who_blocked_the_bot_stops_nobody(line, api, amina):
    nadia: Person = await line.linked("Nadia", 103)
    api.cloud.chats[101].blocked = True
    await put(line, Outgoing("un rappel"))
    await put(line, Outgoing("un rappel"), ChatKey("telegram", "103"))
    assert (await nadia.waits_for())[0].text == "un rappel"
    await line.comes_true(
        "SELECT state, why FROM outbox WHERE address = '101' AND state <> 'sent'", [("blocked", "blocked")]
    )
    blocked = "SELECT count(*) FROM conversations WHERE blocked_at IS NOT NULL"
    await line.comes_true(blocked, [(1,)])
    await amina.unblocks()
    await line.comes_true(blocked, [(0,)])
    await put(line, Outgoing("un autre"))
    assert (await amina.waits_for())[0].text == "un autre"


async def test_a_block_that_telegram_tells_is_noted(line, amina):
    await amina.blocks()
    await line.comes_true("SELECT count(*) FROM conversations WHERE blocked_at IS NOT NULL", [(1,)])


async def test_markup_that_telegram_cannot_read_goes_without(line, amina):
    await put(line, Outgoing("<b>Bonjour <i>Amina</b> &amp; vous"))
    assert (await amina.waits_for())[0].text == "Bonjour Amina & vous"


async def test_a_chat_that_is_not_there_is_given_up(line, amina):
    await put(line, Outgoing("bonjour"), ChatKey("telegram", "999"))
    await line.comes_true("SELECT state, why FROM outbox WHERE address = '999'", [("failed", "chat_not_found")])


async def test_a_parcel_of_no_shape_is_given_up_and_the_next_one_goes(line, amina):
    async with line.store.writing() as work:
        await work.outbox.put(AMINAS, [json.dumps({"nothing": 1})], line.clock())
    await put(line, Outgoing("bonjour"))
    assert (await amina.waits_for())[0].text == "bonjour"


async def test_nothing_written_and_no_token_gets_into_the_log(line, api, amina, caplog):
    caplog.set_level(logging.INFO, "bot")
    api.fail_next("sendMessage", status=500)
    await amina.says("hier 2h de CV chez Zorglub")
    await amina.waits_for()
    await line.stop()
    assert api.token not in caplog.text
    assert "Zorglub" not in caplog.text
    assert "Amina" not in caplog.text


async def test_no_task_is_left_for_an_idle_chat(line, amina):
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    await asyncio.sleep(0.1)
    names = [task.get_coro().__qualname__ for task in asyncio.all_tasks()]
    assert not any(name.startswith(("Queues._drain", "Typing")) for name in names)


async def test_many_people_at_once_each_get_their_own_answers(line, api):
    people = [await line.linked(f"Personne {n}", 200 + n) for n in range(10)]
    await api.say_all([(each.id, f"hier {each.id - 199}h de CV") for each in people])
    await asyncio.gather(*(each.waits_for() for each in people))
    await api.say_all([(each.id, "oui") for each in people])
    for number, each in enumerate(people):
        assert "Reçu n° 1" in (await each.waits_for())[0].text
        assert [entry.minutes for entry in await line.ledger(f"Personne {number}")] == [60 * (number + 1)]
