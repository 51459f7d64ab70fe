"""The driving side: what she does, what she sees."""

import aiohttp
import pytest

from tests.standin import Impossible, NothingCame, StandIn, rules

GROUP = -1_001_000_000_005


async def test_she_sees_the_chat_in_order(amina, bot):
    await amina.says("Bonjour")
    await bot.says("Bonjour Amina", disable_notification=True, protect_content=True)
    assert [(shown.by_bot, shown.text) for shown in amina.screen] == [
        (False, "/start"),
        (False, "Bonjour"),
        (True, "Bonjour Amina"),
    ]
    assert (amina.screen[-1].silent, amina.screen[-1].protected) == (True, True)
    assert await amina.looks() == amina.screen


async def test_she_presses_the_newest_button_of_that_name(amina, bot, keys):
    await bot.says("ancien", reply_markup=keys("Oui"))
    new = (await bot.says("nouveau", reply_markup=keys("Oui", "Non")))["result"]["message_id"]
    press = await amina.presses("Oui")
    query = (await bot.updates())[-1]["callback_query"]
    assert (query["id"], query["data"], query["message"]["message_id"]) == (press, "oui", new)


async def test_she_presses_an_old_message_or_twice(amina, bot, keys):
    old = (await bot.says("ancien", reply_markup=keys("Oui")))["result"]["message_id"]
    await bot.says("nouveau", reply_markup=keys("Oui"))
    await amina.presses("Oui", message_id=old)
    await amina.presses("Oui", twice=True)
    pressed = [update["callback_query"]["message"]["text"] for update in await bot.updates()]
    assert pressed == ["ancien", "nouveau", "nouveau"]


async def test_a_button_that_is_not_there_is_told_with_those_that_are(amina, bot, keys):
    with pytest.raises(Impossible, match="No message has buttons"):
        await amina.presses("Oui")
    await bot.says("Sûre ?", reply_markup=keys("Oui", "Non"))
    with pytest.raises(Impossible, match=r"« Peut-être »(.|\n)*« Sûre \? »: Oui, Non"):
        await amina.presses("Peut-être")


async def test_a_link_cannot_be_pressed(amina, bot):
    link = {"inline_keyboard": [[{"text": "La loi", "url": "https://a.fr"}]]}
    await bot.says("?", reply_markup=link)
    with pytest.raises(Impossible, match=r"it opens https://a\.fr"):
        await amina.presses("La loi")


async def test_the_keys_of_a_reply_keyboard_write(amina, bot):
    keyboard = [["Ma semaine"], [{"text": "Mon numéro", "request_contact": True}]]
    await bot.says("Menu", reply_markup={"keyboard": keyboard})
    await amina.presses("Ma semaine")
    await amina.presses("Mon numéro")
    said, shared = [update["message"] for update in await bot.updates()]
    assert said["text"] == "Ma semaine"
    assert shared["contact"]["user_id"] == amina.id
    await bot.says("Fini", reply_markup={"remove_keyboard": True})
    with pytest.raises(Impossible):
        await amina.presses("Ma semaine")


async def test_she_waits_for_what_is_new(amina, bot):
    await bot.says("un")
    await bot.says("deux")
    assert [shown.text for shown in await amina.waits_for(2)] == ["un", "deux"]
    await bot.says("trois")
    assert [shown.text for shown in await amina.waits_for()] == ["trois"]


async def test_waiting_in_vain_says_what_she_sees(amina, bot):
    with pytest.raises(NothingCame, match=r"Amina waited(.|\n)*/start"):
        await amina.waits_for(timeout=0.05)
    await amina.hears_nothing(0.05)
    await bot.says("trop tard")
    with pytest.raises(AssertionError, match="trop tard"):
        await amina.hears_nothing(0.05)


async def test_she_waits_for_an_edit(amina, bot, keys):
    sent = (await bot.says("Sûre ?", reply_markup=keys("Oui")))["result"]["message_id"]
    await bot("editMessageText", chat_id=101, message_id=sent, text="Noté")
    (before,) = await amina.waits_for()
    (after,) = await amina.waits_for_edit()
    assert (before.text, before.buttons, after.text, after.buttons) == ("Sûre ?", ["Oui"], "Noté", [])


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document", "location", "contact"])
async def test_she_sends_all_kinds_of_things(amina, bot, kind):
    await getattr(amina, f"sends_{kind}")()
    assert kind in (await bot.updates())[0]["message"]
    assert amina.screen[-1].kind == kind


async def test_a_file_is_fetched_by_its_path(amina, bot, api, session):
    await amina.sends_document(name="lettre.pdf", content=b"%PDF lettre", caption="ma lettre")
    message = (await bot.updates())[0]["message"]
    assert (message["caption"], message["document"]["file_name"]) == ("ma lettre", "lettre.pdf")
    file = (await bot("getFile", file_id=message["document"]["file_id"]))["result"]
    async with session.get(f"{api.base_file_url}{api.token}/{file['file_path']}") as answer:
        assert await answer.read() == b"%PDF lettre"
    async with session.get(f"{api.base_file_url}wrong/{file['file_path']}") as answer:
        assert answer.status == 401


async def test_a_large_file_cannot_be_fetched(amina, bot):
    await amina.sends_document(size=20 * 2**20 + 1)
    document = (await bot.updates())[0]["message"]["document"]
    answer = await bot("getFile", file_id=document["file_id"])
    assert (answer["status"], answer["description"]) == (400, "Bad Request: file is too big")
    assert (await bot("getFile", file_id="x"))["description"] == "Bad Request: invalid file_id"


async def test_an_upload_over_the_limit_is_refused(amina, api, session, monkeypatch):
    monkeypatch.setattr(rules, "MAX_UPLOAD", 10)
    url = f"{api.base_url}{api.token}/sendDocument"
    for content, status in ((b"", 400), (b"d" * 10, 200), (b"d" * 11, 413)):
        form = aiohttp.FormData({"chat_id": "101"})
        form.add_field("document", content, filename="a.pdf")
        async with session.post(url, data=form) as answer:
            assert answer.status == status


async def test_who_blocked_must_unblock_before_writing(amina):
    await amina.blocks()
    with pytest.raises(Impossible, match="unblock"):
        await amina.says("Bonjour")


async def test_a_message_she_deletes_cannot_be_edited_by_the_bot(amina, bot):
    sent = (await bot.says("Bonjour"))["result"]["message_id"]
    await amina.deletes(sent)
    answer = await bot("editMessageText", chat_id=101, message_id=sent, text="x")
    assert answer["description"] == "Bad Request: message to edit not found"


async def test_what_is_not_hers_cannot_be_edited(amina, bot):
    sent = (await bot.says("Bonjour"))["result"]["message_id"]
    with pytest.raises(Impossible):
        await amina.edits(sent, "x")


async def test_in_a_group_the_bot_is_brought_in_and_may_leave(amina, bot):
    there = amina.in_group(GROUP)
    await there.says("Bonjour")
    joined, said = await bot.updates()
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (said["message"]["chat"]["type"], said["message"]["from"]["id"]) == ("supergroup", 101)
    assert (await bot.says("Non merci", chat=GROUP))["ok"]
    assert [shown.text for shown in await there.waits_for()] == ["Non merci"]
    assert (await bot("leaveChat", chat_id=GROUP))["result"] is True
    refused = await bot.says("?", chat=GROUP)
    assert refused["description"] == "Forbidden: bot is not a member of the supergroup chat"
    assert (await bot("leaveChat", chat_id=101))["status"] == 400
    assert amina.in_group(GROUP) is there


async def test_with_privacy_a_group_tells_little():
    async with StandIn(privacy=True) as api:
        there = api.person(id=101).in_group(-5)
        await there.says("entre nous")
        await there.says("/start")
        await there.says("@jalon_bot tu es là ?")
        assert api.pending == 3  # brought in, the command, the mention


async def test_a_long_text_is_cut_by_the_app(amina, bot):
    await amina.says("a" * 5000)
    assert [len(update["message"]["text"]) for update in await bot.updates()] == [4096, 904]


async def test_an_answer_to_a_message_carries_it(amina, bot):
    sent = (await bot.says("Combien ?"))["result"]["message_id"]
    await amina.says("2h", reply_to=sent)
    assert (await bot.updates())[0]["message"]["reply_to_message"]["text"] == "Combien ?"
