"""Faults on demand."""

import asyncio
import math

import aiohttp
import pytest


def written(amina):
    return [shown.text for shown in amina.screen if shown.by_bot]


async def status(bot, text):
    url = f"{bot.api.base_url}{bot.api.token}/sendMessage"
    async with bot.session.post(url, json={"chat_id": 101, "text": text}) as answer:
        return answer.status


@pytest.mark.parametrize("code", [500, 502])
async def test_an_error_comes_as_often_as_asked(amina, bot, api, code):
    api.fail_next("sendMessage", status=code, times=2)
    assert [await status(bot, "x") for _ in range(3)] == [code, code, 200]
    assert written(amina) == ["x"]
    assert [call.outcome for call in api.called("sendMessage")] == [code, code, 200]


async def test_the_line_is_cut_before_the_work(amina, bot, api):
    api.fail_next("sendMessage", status="drop")
    with pytest.raises(aiohttp.ClientError):
        await bot.says("perdu")
    assert written(amina) == []


async def test_the_line_is_cut_after_the_work(amina, bot, api):
    api.fail_next("sendMessage", status="drop", when="after")
    with pytest.raises(aiohttp.ClientError):
        await bot.says("dit, sans réponse")
    assert written(amina) == ["dit, sans réponse"]


async def test_the_answer_never_comes(amina, bot, api):
    api.fail_next("sendMessage", status="timeout")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.says("x"), 0.1)
    assert written(amina) == []


async def test_too_many_requests_can_be_asked_for(amina, bot, api):
    api.fail_next(status=429, retry_after=7)
    assert (await bot.says("x"))["parameters"] == {"retry_after": 7}


async def test_another_method_is_left_alone_and_faults_are_healed(amina, bot, api):
    api.fail_next("sendMessage", times=math.inf)
    assert (await bot("getMe"))["ok"]
    assert [await status(bot, "x") for _ in range(2)] == [500, 500]
    api.heal()
    assert await status(bot, "x") == 200


async def test_a_poll_that_is_cut_loses_nothing(amina, bot, api):
    await amina.says("Bonjour")
    api.fail_next("getUpdates", status="drop", when="after")
    with pytest.raises(aiohttp.ClientError):
        await bot.updates()
    assert len(await bot.updates()) == 1
