"""The same people, the stand-in in another thread or process."""

import aiohttp
import pytest

from tests.standin import Impossible, NothingCame, StandIn


@pytest.fixture(params=["in_thread", "in_process"])
async def far(request):
    async with getattr(StandIn, request.param)(per_chat_per_second=None) as api:
        yield api


@pytest.fixture
async def call(far):
    """The bot's requests to the stand-in."""
    async with aiohttp.ClientSession() as session:

        async def ask(method, **params):
            async with session.post(f"{far.base_url}{far.token}/{method}", json=params) as answer:
                return await answer.json()

        yield ask


async def test_they_talk(far, call, keys):
    amina = far.person(id=101, first_name="Amina", language_code="fr")
    await amina.says("Bonjour")
    (update,) = (await call("getUpdates"))["result"]
    assert update["message"]["from"]["language_code"] == "fr"
    await call("sendMessage", chat_id=101, text="Ça va ?", reply_markup=keys("Oui"))
    (shown,) = await amina.waits_for()
    assert (shown.text, shown.buttons) == ("Ça va ?", ["Oui"])
    press = await amina.presses("Oui")
    await call("answerCallbackQuery", callback_query_id=press, text="Noté")
    assert await amina.waits_for_notice() == ["Noté"]
    assert [seen.text for seen in await amina.looks()] == ["Bonjour", "Ça va ?"]
    assert (await far.counts())["sendMessage"] == {"200": 1}
    assert (await far.calls("sendMessage"))[0].params["text"] == "Ça va ?"
    assert (await far.state())["pending"] == 2
    with pytest.raises(Impossible, match="Ça va"):
        await amina.presses("Non")
    with pytest.raises(NothingCame):
        await amina.waits_for(timeout=0.05)


async def test_a_hundred_people_speak_at_once(far, call):
    people = [far.person(id=1000 + n, first_name=f"Personne {n}") for n in range(100)]
    await far.say_all((person.id, "Bonjour") for person in people)
    assert len((await call("getUpdates"))["result"]) == 100
    assert (await far.state())["pending"] == 100


async def test_files_and_faults_cross_over(far, call):
    amina = far.person(id=101)
    await amina.sends_document(content=b"%PDF")
    shown = (await amina.looks())[0]
    assert await far.file(shown.file_id) == b"%PDF"
    await far.fail_next("getMe", status=429, retry_after=2)
    assert (await call("getMe"))["parameters"] == {"retry_after": 2}
    await far.fail_next("*", status=429)
    await far.heal()
    assert (await call("getMe"))["ok"]


def test_without_a_loop_only_the_address_is_given():
    with StandIn.in_thread() as api:
        assert api.base_url.startswith("http://127.0.0.1:")
