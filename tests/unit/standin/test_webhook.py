"""Updates pushed to the bot's address."""

import asyncio
from collections import defaultdict

import pytest
from aiohttp import web

from tests.standin.log import Log


class Hook:
    """The bot's own server: notes what comes, answers what it is told to."""

    def __init__(self) -> None:
        self.got: Log[dict] = Log()
        self.secrets: list[str | None] = []
        self.answers: defaultdict[int, list[int]] = defaultdict(list)
        self.at: list[float] = []

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        update = await request.json()
        self.got.add(update)
        self.at.append(asyncio.get_running_loop().time())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        planned = self.answers[update["message"]["chat"]["id"]]
        return web.Response(status=planned.pop(0) if planned else 200)

    async def wait_for(self, count: int) -> list[str]:
        assert await self.got.reaches(count, 5)
        return [update["message"]["text"] for update in self.got.items]


@pytest.fixture
async def hook():
    found = Hook()
    runner = web.ServerRunner(web.Server(found))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


async def test_updates_are_pushed_with_the_secret(amina, bot, hook, api):
    assert (await bot("setWebhook", url=hook.url, secret_token="s3cret"))["result"] is True
    await amina.says("Bonjour")
    assert await hook.wait_for(1) == ["Bonjour"]
    assert hook.secrets == ["s3cret"]
    await asyncio.sleep(0.02)
    assert api.pending == 0


async def test_what_waited_is_pushed_when_the_webhook_is_set(amina, bot, hook):
    await amina.says("Bonjour")
    await bot("setWebhook", url=hook.url)
    assert await hook.wait_for(1) == ["Bonjour"]


async def test_a_failed_update_comes_again_before_the_next_with_growing_waits(amina, bot, hook):
    hook.answers[101] = [500, 503, 502, 404]
    await bot("setWebhook", url=hook.url)
    for word in ("un", "deux"):
        await amina.says(word)
    assert await hook.wait_for(6) == ["un"] * 5 + ["deux"]
    waits = [after - before for before, after in zip(hook.at[1:4], hook.at[2:5], strict=True)]
    assert waits[0] < waits[1] < waits[2]


async def test_a_chat_that_fails_does_not_hold_up_the_others(amina, bot, hook, stranger):
    hook.answers[101] = [500] * 4
    await bot("setWebhook", url=hook.url)
    await amina.says("un")
    await stranger.says("moi")
    await hook.wait_for(3)
    assert "moi" in [update["message"]["text"] for update in hook.got.items[:3]]


async def test_a_webhook_ends_polling_and_forbids_it(amina, bot, hook):
    waiting = asyncio.create_task(bot("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    await bot("setWebhook", url=hook.url)
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    refused = await bot("getUpdates")
    assert (refused["status"], "webhook is active" in refused["description"]) == (409, True)
    assert (await bot("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await bot("getUpdates"))["ok"]


async def test_what_failed_is_told_and_waits_for_polling(amina, bot, hook):
    hook.answers[101] = [500] * 1000
    await bot("setWebhook", url=hook.url, max_connections=7, allowed_updates=["message"])
    await amina.says("Bonjour")
    await hook.wait_for(2)
    info = (await bot("getWebhookInfo"))["result"]
    assert (info["url"], info["max_connections"], info["allowed_updates"]) == (hook.url, 7, ["message"])
    assert info["pending_update_count"] == 1
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    await bot("deleteWebhook")
    assert len(await bot.updates()) == 1


async def test_pending_updates_can_be_dropped(amina, bot, api):
    await amina.says("Bonjour")
    await bot("deleteWebhook", drop_pending_updates=True)
    assert api.pending == 0


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"url": "ftp://a.fr"}, "invalid webhook URL"),
        ({"url": "https://a.fr", "secret_token": "é"}, "unallowed characters"),
        ({"url": "https://a.fr", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_what_no_webhook_can_be(bot, asked, words):
    answer = await bot("setWebhook", **asked)
    assert (answer["status"], words in answer["description"]) == (400, True)
