"""A person's conversation, over Telegram."""

from __future__ import annotations

import asyncio

import pytest

from tests.integration.chat.conftest import ME, YES, until


async def test_a_personal_link_joins_the_chat_to_its_person(line, api):
    amina = api.person(id=101, first_name="Quelqu'un")
    await amina.starts(await line.link_for("Amina"))
    who_i_am, question = await amina.waits_for(2)
    assert "assistant automatique" in who_i_am.text
    assert "Amina" not in question.text
    await amina.presses(ME)
    (welcome,) = await amina.waits_for_edit()
    assert welcome.text.startswith("Bonjour Amina")


async def test_a_declaration_is_read_back_confirmed_and_given_a_receipt(line, amina):
    await amina.says("hier 2h de CV")
    (question,) = await amina.waits_for()
    assert YES in question.buttons
    await amina.presses(YES)
    (receipt,) = await amina.waits_for_edit()
    assert "Reçu n° 1" in receipt.text
    assert receipt.message_id == question.message_id
    assert [entry.minutes for entry in await line.ledger("Amina")] == [120]


async def test_a_press_is_answered_at_once(amina):
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    await amina.presses(YES)
    assert await amina.waits_for_notice() == [""]


async def test_a_button_pressed_twice_counts_once(line, amina):
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    await amina.presses(YES, twice=True)
    await amina.waits_for_edit()
    (again,) = await amina.waits_for()
    assert "déjà noté" in again.text
    assert len(await line.ledger("Amina")) == 1


async def test_two_messages_at_once_keep_their_order(line, amina):
    await asyncio.gather(amina.says("hier 2h de CV"), amina.says("oui"))
    question, receipt = await amina.waits_for(2)
    assert YES in question.buttons
    assert "Reçu n° 1" in receipt.text


async def test_nobody_waits_for_another(line, api, amina):
    bruno = await line.linked("Bruno", 102)
    api.fail_next("sendMessage", status="timeout")
    await amina.says("/semaine")  # its answer hangs
    await asyncio.sleep(0.1)
    await bruno.says("hier 2h de CV")
    assert YES in (await bruno.waits_for())[0].buttons


async def test_an_edited_message_is_a_correction(line, amina):
    message = await amina.says("hier 2h de CV")
    await amina.waits_for()
    await amina.presses(YES)
    await amina.waits_for_edit()
    await amina.edits(message, "hier 3h de CV")
    (question,) = await amina.waits_for()
    assert "3 h" in question.text.replace("\u202f", " ").replace("\xa0", " ")
    await amina.presses(question.buttons[0])
    await amina.waits_for_edit()
    assert [entry.minutes for entry in await line.ledger("Amina")] == [180]


async def test_commands_with_capitals_and_the_bots_name(amina):
    await amina.says("/Semaine@jalon_bot")
    assert "semaine" in (await amina.waits_for())[0].text.lower()


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        ("sends_photo", "photo"),
        ("sends_voice", "vocaux"),
        ("sends_document", "documents"),
        ("sends_sticker", "texte"),
        ("sends_location", "texte"),
        ("sends_contact", "contact"),
    ],
)
async def test_whatever_is_sent_is_answered(amina, deed, word):
    await getattr(amina, deed)()
    assert word in (await amina.waits_for())[0].text


async def test_the_words_under_a_photo_are_read(amina):
    await amina.sends_photo(caption="hier 2h de CV")
    assert YES in (await amina.waits_for())[0].buttons


@pytest.mark.parametrize("said", ["hier 2h de <b>x & y", "</i> & <script>", "hier 2h de &amp; <a href='x'>"])
async def test_what_people_write_is_never_markup(api, amina, said):
    await amina.says(said)
    (answer,) = await amina.waits_for()
    assert not any(entity["type"] != "bold" for entity in answer.entities)
    assert api.too_many == 0
    assert [call.outcome for call in api.called("sendMessage")].count(400) == 0


async def test_a_name_is_shown_as_it_was_written(line, api):
    zoe = api.person(id=104, first_name="Zoé")
    await zoe.starts(await line.link_for("<b>Zoé & co</b>"))
    await zoe.waits_for(2)
    await zoe.presses(ME)
    (welcome,) = await zoe.waits_for_edit()
    assert welcome.text.startswith("Bonjour <b>Zoé & co</b>")


async def test_a_group_is_told_and_left(line, api, amina):
    group = amina.in_group(-100777)
    await group.says("/start")
    (told,) = (await group.waits_for())[:1]
    assert "seulement en privé" in told.text
    await until(lambda: api.called("leaveChat"))
    assert [call.outcome for call in api.called("leaveChat")] == [200]


async def test_typing_shows_only_when_an_answer_takes_long(line, api, amina, monkeypatch):
    monkeypatch.setattr("bot.chat.queues.SLOW_TURN", 0.05)
    await amina.says("hier 2h de CV")
    await amina.waits_for()
    assert api.called("sendChatAction") == []
    real = line.dialogue.next_turn

    async def slow(chat):
        await asyncio.sleep(0.3)
        return await real(chat)

    monkeypatch.setattr(line.dialogue, "next_turn", slow)
    await amina.says("/semaine")
    await amina.waits_for()
    assert len(api.called("sendChatAction")) >= 1


async def test_the_profile_says_what_the_bot_is(line, api, amina):
    await until(lambda: api.called("setChatMenuButton"))
    assert "la mission locale" in api.cloud.profile[("description", "")]
    assert len(api.cloud.profile[("short_description", "")]) <= 120
    menu = api.cloud.profile[("commands", "all_private_chats", "")]
    assert {"command": "semaine", "description": "Où j'en suis cette semaine"} in menu
