"""429, and when."""

import pytest

from tests.standin import StandIn
from tests.standin.limits import Limits
from tests.standin.refusals import Refused


async def test_one_chat_gets_a_short_burst_then_one_a_second(amina, bot, clock, api):
    assert [(await bot.says(f"{n}"))["status"] for n in range(5)] == [200, 200, 200, 429, 429]
    refused = await bot.says("encore")
    assert refused["description"] == "Too Many Requests: retry after 1"
    assert refused["parameters"] == {"retry_after": 1}
    assert api.too_many == 3
    clock.now += 1
    assert [(await bot.says(f"{n}"))["status"] for n in range(2)] == [200, 429]


async def test_an_edit_counts_like_a_message(amina, bot):
    sent = (await bot.says("0"))["result"]["message_id"]
    edits = [await bot("editMessageText", chat_id=101, message_id=sent, text=f"{n}") for n in (1, 2, 3)]
    assert [edit["status"] for edit in edits] == [200, 200, 429]


async def test_what_is_refused_is_not_shown(amina, bot):
    for n in range(5):
        await bot.says(f"{n}")
    assert [shown.text for shown in amina.screen if shown.by_bot] == ["0", "1", "2"]


async def test_all_together_thirty_in_any_second(api, bot, clock):
    for n in range(40):
        await api.person(id=300 + n, first_name="Foule").starts()
    answers = [await bot.says("Rappel", chat=300 + n) for n in range(40)]
    assert [a["status"] for a in answers].count(200) == 30
    clock.now += 1
    assert (await bot.says("Rappel", chat=339))["status"] == 200


async def test_limits_can_be_turned_off():
    limits = Limits(None, None, 3, None)
    for _ in range(100):
        limits.check(101, 0)
    assert limits.refused == 0


def test_a_group_gets_twenty_a_minute():
    limits = Limits(None, None, 3, 20)
    for _ in range(20):
        limits.check(-5, 0)
    with pytest.raises(Refused) as caught:
        limits.check(-5, 12.5)
    assert caught.value.parameters == {"retry_after": 48}
    limits.check(-5, 60.5)


def test_waiting_as_long_as_asked_is_enough():
    limits = Limits(30, 1, 3, 20)
    now = 0.1
    for _ in range(200):
        try:
            limits.check(101, now)
        except Refused as refused:
            now += refused.parameters["retry_after"]
            limits.check(101, now)
        now += 0.13


async def test_the_options_reach_the_limits(session):
    async with StandIn(per_second=None, per_chat_per_second=None) as api:
        await api.person(id=101).starts()
        url = f"{api.base_url}{api.token}/sendMessage"
        for _ in range(50):
            async with session.post(url, json={"chat_id": 101, "text": "x"}) as answer:
                assert answer.status == 200
        assert (await api.counts())["sendMessage"] == {"200": 50}
