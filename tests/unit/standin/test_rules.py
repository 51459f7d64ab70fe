"""What Telegram refuses, and in which words."""

import pytest
from telegram.constants import ReactionEmoji

from tests.standin import rules


@pytest.fixture
async def message(amina, bot, clock, keys):
    """The id of a message of the bot, long after it was sent."""
    sent = await bot.says("Bonjour", reply_markup=keys("Oui", "Non"))
    clock.now += 60
    return sent["result"]["message_id"]


def refused(answer, code, words):
    assert (answer["status"], answer["ok"], answer["error_code"]) == (code, False, code)
    assert words in answer["description"]


async def test_a_wrong_token_is_unauthorized(api, session):
    async with session.get(f"{api.url}/bot1:wrong/getMe") as answer:
        refused({"status": answer.status, **(await answer.json())}, 401, "Unauthorized")


async def test_an_unknown_method_is_not_found(bot):
    refused(await bot("sendFlowers"), 404, "method not found")


async def test_methods_are_read_without_regard_to_case(bot, api):
    me = (await bot("GETME"))["result"]
    assert me["username"] == api.cloud.settings.username
    assert me["is_bot"]


async def test_a_bot_writes_only_to_those_who_wrote_first(stranger, bot):
    refused(await bot.says("Bonjour", chat=stranger.id), 400, "Bad Request: chat not found")
    await stranger.starts()
    assert (await bot.says("Bonjour", chat=stranger.id))["ok"]


async def test_a_chat_must_be_named(amina, bot):
    refused(await bot("sendMessage", text="Bonjour"), 400, "chat_id is empty")


async def test_who_blocked_the_bot_gets_nothing_more(amina, bot):
    await amina.blocks()
    refused(await bot.says("Bonjour"), 403, "Forbidden: bot was blocked by the user")
    refused(await bot("sendChatAction", chat_id=101, action="typing"), 403, "blocked")
    change = (await bot.updates())[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "member",
        "kicked",
    )
    await amina.unblocks()
    assert (await bot.says("Bonjour"))["ok"]


async def test_an_account_that_is_gone(amina, bot):
    await amina.deactivates()
    refused(await bot.says("Bonjour"), 403, "Forbidden: user is deactivated")


@pytest.mark.parametrize("text", ["", " \n ", None])
async def test_an_empty_text_is_refused(amina, bot, text):
    refused(await bot.says(text), 400, "message text is empty")


async def test_a_text_over_the_limit_is_refused(amina, bot):
    assert (await bot.says("a" * 4096))["ok"]
    refused(await bot.says("a" * 4097), 400, "message is too long")
    assert (await bot.says("<b>" + "a" * 4096 + "</b>", parse_mode="HTML"))["ok"]


async def test_callback_data_over_64_bytes_is_refused(amina, bot):
    def keyboard(data):
        return {"inline_keyboard": [[{"text": "Oui", "callback_data": data}]]}

    assert (await bot.says("?", reply_markup=keyboard("é" * 32)))["ok"]
    refused(await bot.says("?", reply_markup=keyboard("é" * 33)), 400, "BUTTON_DATA_INVALID")


@pytest.mark.parametrize(
    ("keyboard", "words"),
    [
        ([[{"text": "Oui"}]], "Text buttons are unallowed"),
        ([[{"text": "", "callback_data": "x"}]], 'Field "text"'),
        ([[{"text": "Oui", "callback_data": "x"}] * 9], "reply markup is too long"),
        ([[{"text": "Oui", "callback_data": "x"}]] * 101, "reply markup is too long"),
        ([{"text": "Oui", "callback_data": "x"}], "Array of Arrays"),
    ],
)
async def test_keyboards_that_telegram_does_not_show(amina, bot, keyboard, words):
    refused(await bot.says("?", reply_markup={"inline_keyboard": keyboard}), 400, words)


async def test_a_keyboard_that_is_no_json(amina, bot):
    refused(await bot.says("?", reply_markup="{"), 400, "can't parse reply keyboard markup JSON object")


async def test_a_reply_to_a_message_that_is_not_there(amina, bot):
    gone = {"message_id": 999}
    refused(await bot.says("?", reply_parameters=gone), 400, "message to be replied not found")
    assert (await bot.says("?", reply_parameters={**gone, "allow_sending_without_reply": True}))["ok"]


async def test_an_edit_must_change_something(message, bot, keys):
    same = {"chat_id": 101, "message_id": message, "text": "Bonjour", "reply_markup": keys("Oui", "Non")}
    refused(await bot("editMessageText", **same), 400, "message is not modified: specified new message content")
    assert (await bot("editMessageText", **{**same, "text": "Bonsoir"}))["result"]["text"] == "Bonsoir"


async def test_an_edit_without_a_keyboard_takes_it_away(message, amina, bot):
    await bot("editMessageText", chat_id=101, message_id=message, text="Noté")
    assert (amina.screen[-1].text, amina.screen[-1].buttons, amina.screen[-1].edited) == ("Noté", [], 1)


async def test_a_keyboard_is_taken_away_alone(message, amina, bot):
    edit = {"chat_id": 101, "message_id": message}
    assert "reply_markup" not in (await bot("editMessageReplyMarkup", **edit))["result"]
    assert amina.screen[-1].text == "Bonjour"
    refused(await bot("editMessageReplyMarkup", **edit), 400, "message is not modified")


async def test_what_cannot_be_edited(message, amina, bot):
    hers = await amina.says("moi")
    edit = {"chat_id": 101, "text": "x"}
    refused(await bot("editMessageText", message_id=999, **edit), 400, "message to edit not found")
    refused(await bot("editMessageText", message_id=hers, **edit), 400, "message can't be edited")
    refused(await bot("editMessageText", **edit), 400, "message identifier is not specified")
    refused(await bot("editMessageText", **{**edit, "message_id": message, "text": " "}), 400, "text is empty")
    long = {**edit, "message_id": message, "text": "a" * 4097}
    refused(await bot("editMessageText", **long), 400, "MESSAGE_TOO_LONG")
    other = {"keyboard": [["Oui"]]}
    wrong = {**edit, "message_id": message, "reply_markup": other}
    refused(await bot("editMessageText", **wrong), 400, "inline keyboard expected")


async def test_a_message_is_deleted_once_and_within_two_days(message, api, amina, bot):
    gone = {"chat_id": 101, "message_id": message}
    assert (await bot("deleteMessage", **gone))["result"] is True
    assert not any(shown.by_bot for shown in amina.screen)
    refused(await bot("deleteMessage", **gone), 400, "message to delete not found")
    old = await amina.says("il y a longtemps")
    api.cloud.chats[101].messages[old].date -= 49 * 3600
    refused(await bot("deleteMessage", chat_id=101, message_id=old), 400, "can't be deleted")


async def test_a_press_is_answered_in_time_or_not_at_all(message, amina, bot, clock):
    late, known = await amina.presses("Oui"), "callback_query_id"
    refused(await bot("answerCallbackQuery", **{known: late, "text": "a" * 201}), 400, "MESSAGE_TOO_LONG")
    refused(await bot("answerCallbackQuery", **{known: "7"}), 400, "query is too old")
    clock.now += 16
    refused(await bot("answerCallbackQuery", **{known: late}), 400, "query ID is invalid")
    early = await amina.presses("Oui")
    assert (await bot("answerCallbackQuery", **{known: early, "text": "Noté"}))["result"] is True
    assert await amina.waits_for_notice() == ["Noté"]


async def test_only_known_actions(amina, bot):
    assert (await bot("sendChatAction", chat_id=101, action="typing"))["ok"]
    refused(await bot("sendChatAction", chat_id=101, action="thinking"), 400, "wrong parameter action")


async def test_commands_are_kept_per_scope_and_language(bot):
    commands = [{"command": "semaine", "description": "Ma semaine"}]
    await bot("setMyCommands", commands=commands, language_code="fr")
    assert (await bot("getMyCommands", language_code="fr"))["result"] == commands
    assert (await bot("getMyCommands"))["result"] == []
    bad = [{"command": "Déclarer", "description": "x"}]
    refused(await bot("setMyCommands", commands=bad), 400, "BOT_COMMAND_INVALID")
    empty = [{"command": "aide", "description": ""}]
    refused(await bot("setMyCommands", commands=empty), 400, "BOT_COMMAND_DESCRIPTION_INVALID")


async def test_descriptions_and_the_menu_button(bot):
    assert (await bot("setMyDescription", description="d" * 512, language_code="fr"))["ok"]
    assert (await bot("getMyDescription", language_code="fr"))["result"]["description"] == "d" * 512
    refused(await bot("setMyDescription", description="d" * 513), 400, "too long")
    assert (await bot("setMyShortDescription", short_description="court"))["ok"]
    refused(await bot("setMyShortDescription", short_description="d" * 121), 400, "too long")
    assert (await bot("setChatMenuButton", menu_button={"type": "commands"}))["ok"]


async def test_one_reaction_of_the_list(message, amina, bot):
    where = {"chat_id": 101, "message_id": await amina.says("c'est fait")}
    assert (await bot("setMessageReaction", reaction=[{"type": "emoji", "emoji": "👍"}], **where))["ok"]
    assert amina.screen[-1].reactions == ["👍"]
    flag = [{"type": "emoji", "emoji": "🇫🇷"}]
    refused(await bot("setMessageReaction", reaction=flag, **where), 400, "REACTION_INVALID")
    refused(await bot("setMessageReaction", chat_id=101, message_id=999), 400, "message to react not found")


def test_the_list_of_reactions_is_telegrams():
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == rules.REACTIONS


async def test_nothing_after_log_out(amina, bot):
    assert (await bot("logOut"))["result"] is True
    refused(await bot("getMe"), 400, "logged out")
