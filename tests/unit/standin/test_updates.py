"""getUpdates: kept until acknowledged, long polling, conflicts."""

import asyncio


async def test_an_update_comes_back_until_it_is_acknowledged(amina, bot):
    await amina.says("Bonjour")
    (first,) = await bot.updates()
    assert await bot.updates() == [first]
    assert await bot.updates(offset=first["update_id"]) == [first]
    assert await bot.updates(offset=first["update_id"] + 1) == []
    assert await bot.updates() == []


async def test_an_update_tells_who_where_and_what(amina, bot):
    message_id = await amina.says("/aide svp")
    message = (await bot.updates())[0]["message"]
    assert message["message_id"] == message_id
    assert message["from"] == {"id": 101, "is_bot": False, "first_name": "Amina", "language_code": "fr"}
    assert message["chat"] == {"id": 101, "type": "private", "first_name": "Amina"}
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 5}]


async def test_the_limit_holds_and_order_is_kept(amina, bot):
    for word in ("un", "deux", "trois"):
        await amina.says(word)
    assert [u["message"]["text"] for u in await bot.updates(limit=2)] == ["un", "deux"]


async def test_a_negative_offset_keeps_only_the_last(amina, bot):
    for word in ("un", "deux", "trois"):
        await amina.says(word)
    assert [u["message"]["text"] for u in await bot.updates(offset=-2)] == ["deux", "trois"]
    assert [u["message"]["text"] for u in await bot.updates()] == ["deux", "trois"]


async def test_long_polling_answers_when_something_comes(amina, bot):
    waiting = asyncio.create_task(bot.updates(timeout=5))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await amina.says("Bonjour")
    (update,) = await asyncio.wait_for(waiting, 1)
    assert update["message"]["text"] == "Bonjour"


async def test_long_polling_ends_empty(amina, bot):
    assert await asyncio.wait_for(bot.updates(timeout=1), 3) == []


async def test_a_second_poll_ends_the_first(amina, bot):
    first = asyncio.create_task(bot("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.updates(timeout=5))
    refused = await asyncio.wait_for(first, 1)
    assert refused["status"] == 409
    assert refused["description"].startswith("Conflict: terminated by other getUpdates request")
    await amina.says("Bonjour")
    assert len(await second) == 1


async def test_only_allowed_updates_come_and_the_choice_is_remembered(amina, bot):
    await bot.updates(allowed_updates=["callback_query"])
    await amina.says("Bonjour")
    assert await bot.updates() == []
    await bot.updates(allowed_updates=[])
    await amina.says("Bonsoir")
    assert len(await bot.updates()) == 1


async def test_updates_are_lost_after_a_day(amina, bot, clock):
    await amina.says("Bonjour")
    clock.now += 24 * 3600 + 1
    await amina.says("Bonsoir")
    assert [u["message"]["text"] for u in await bot.updates()] == ["Bonsoir"]


async def test_an_edited_message_is_another_kind_of_update(amina, bot):
    message_id = await amina.says("lundi 2h")
    await amina.edits(message_id, "lundi 3h")
    said, edited = await bot.updates()
    assert said["message"]["text"] == "lundi 2h"
    assert edited["edited_message"]["text"] == "lundi 3h"
    assert edited["edited_message"]["edit_date"]


async def test_parameters_are_read_from_a_query_and_a_form_alike(amina, bot, api, session):
    url = f"{api.base_url}{api.token}/sendMessage"
    fields = {"chat_id": "101", "text": "12", "reply_markup": '{"inline_keyboard": []}'}
    async with session.get(url, params=fields) as got, session.post(url, data=fields) as posted:
        assert (got.status, posted.status) == (200, 200)
    assert [m.text for m in amina.screen if m.by_bot] == ["12", "12"]
    assert api.called("sendMessage")[0].params["chat_id"] == 101
