"""A real python-telegram-bot Application on the stand-in."""

import asyncio

import pytest
from aiohttp import web
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from tests.standin import StandIn

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="oui")]])


@pytest.fixture
async def api():
    async with StandIn(burst=20) as found:
        yield found


@pytest.fixture
def amina(api):
    return api.person(id=101, first_name="Amina", language_code="fr")


async def greet(update: Update, context) -> None:
    await update.message.reply_html("<b>Bonjour</b>, d'accord ?", reply_markup=KEYBOARD)


async def agree(update: Update, context) -> None:
    await update.callback_query.answer("Noté")
    await update.callback_query.edit_message_text("C'est noté.")


async def echo(update: Update, context) -> None:
    await update.effective_message.reply_text(f"« {update.effective_message.text} »")


async def receive(update: Update, context) -> None:
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_document(bytes(content), filename="copie.pdf", caption="copie")


def application(api: StandIn) -> Application:
    builder = ApplicationBuilder().token(api.token).base_url(api.base_url).base_file_url(api.base_file_url)
    app = builder.build()
    app.bot_data["members"] = asyncio.Queue()

    async def member(update: Update, context) -> None:
        await app.bot_data["members"].put(update.my_chat_member.new_chat_member.status)

    app.add_handler(CommandHandler("start", greet))
    app.add_handler(CallbackQueryHandler(agree))
    app.add_handler(ChatMemberHandler(member, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(MessageHandler(filters.Document.ALL, receive))
    return app


@pytest.fixture
async def polling(api):
    app = application(api)
    async with app:
        await app.updater.start_polling(timeout=2)
        await app.start()
        yield app
        await app.updater.stop()
        await app.stop()


async def test_a_conversation_by_polling(amina, polling):
    await amina.starts()
    (hello,) = await amina.waits_for()
    assert (hello.text, hello.buttons) == ("Bonjour, d'accord ?", ["Oui"])
    await amina.presses("Oui")
    assert await amina.waits_for_notice() == ["Noté"]
    assert (await amina.waits_for_edit())[0].text == "C'est noté."
    await amina.edits(await amina.says("lundi 2h"), "lundi 3h")
    assert [shown.text for shown in await amina.waits_for(2)] == ["« lundi 2h »", "« lundi 3h »"]


async def test_files_go_both_ways(api, amina, polling):
    await amina.starts()
    await amina.waits_for()
    await amina.sends_document(content=b"%PDF lettre")
    (copy,) = await amina.waits_for()
    assert (copy.kind, copy.file_name, copy.text) == ("document", "copie.pdf", "copie")
    assert api.file(copy.file_id) == b"%PDF lettre"


async def test_a_block_is_told(amina, polling):
    await amina.starts()
    await amina.waits_for()
    await amina.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await polling.bot.send_message(101, "Rappel")
    assert await asyncio.wait_for(polling.bot_data["members"].get(), 5) == "kicked"


async def test_polling_goes_on_after_faults(api, amina, polling):
    api.fail_next("getUpdates", status=502)
    api.fail_next("getUpdates", status="drop", when="after")
    await amina.starts()
    assert len(await amina.waits_for(timeout=10)) == 1


async def test_stopping_acknowledges_all(api, amina):
    app = application(api)
    async with app:
        await app.updater.start_polling(timeout=2)
        await app.start()
        await amina.starts()
        await amina.waits_for()
        await app.updater.stop()
        await app.stop()
    assert api.pending == 0


async def test_each_error_becomes_ptbs_own(api, amina):
    bot = application(api).bot
    async with bot:
        with pytest.raises(BadRequest, match=r"(?i)chat not found"):
            await bot.send_message(999, "x")
        await amina.starts()
        with pytest.raises(BadRequest, match="parse entities"):
            await bot.send_message(101, "a < b", parse_mode="HTML")
        api.fail_next("sendMessage", status=429, retry_after=5)
        with pytest.raises(RetryAfter):
            await bot.send_message(101, "x")
        for status in (500, 502, "drop"):
            api.fail_next("sendMessage", status=status)
            with pytest.raises(NetworkError):
                await bot.send_message(101, "x")
        api.fail_next("sendMessage", status="timeout")
        with pytest.raises(TimedOut):
            await bot.send_message(101, "x", read_timeout=0.1)
        assert not any(shown.by_bot for shown in amina.screen)


async def test_a_wrong_token(api):
    with pytest.raises(InvalidToken):
        await ApplicationBuilder().token("1:wrong").base_url(api.base_url).build().initialize()


async def test_all_methods_as_ptb_sends_and_reads_them(api, amina):
    bot = application(api).bot
    async with bot:
        hers = await amina.starts()
        assert (await bot.get_me()).username == "jalon_bot"
        commands = [BotCommand("aide", "De l'aide")]
        scope = BotCommandScopeAllPrivateChats()
        assert await bot.set_my_commands(commands, scope=scope, language_code="fr")
        assert list(await bot.get_my_commands(scope=scope, language_code="fr")) == commands
        assert await bot.set_my_description("Qui parle", language_code="fr")
        assert await bot.set_my_short_description("Court")
        assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        sent = await bot.send_message(
            101,
            '<a href="https://a.fr">la loi</a>',
            parse_mode="HTML",
            reply_parameters=ReplyParameters(hers),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            disable_notification=True,
        )
        assert (sent.text_html, sent.link_preview_options.is_disabled) == (
            '<a href="https://a.fr">la loi</a>',
            True,
        )
        assert (sent.reply_to_message.message_id, sent.chat_id) == (hers, 101)
        edited = await sent.edit_reply_markup(KEYBOARD)
        assert edited.reply_markup == KEYBOARD
        assert await bot.send_chat_action(101, "typing")
        assert await bot.set_message_reaction(101, hers, "👍")
        photo = await bot.send_photo(101, b"jpeg", caption="photo")
        assert photo.photo[-1].file_id
        again = await bot.send_document(101, (await bot.send_document(101, b"pdf")).document)
        assert again.document.file_id
        assert await bot.delete_message(101, sent.message_id)
        assert await bot.set_webhook("http://127.0.0.1:9/", secret_token="s", max_connections=3)
        info = await bot.get_webhook_info()
        assert (info.url, info.max_connections) == ("http://127.0.0.1:9/", 3)
        assert await bot.delete_webhook(drop_pending_updates=True)
        assert await bot.log_out()


async def test_a_conversation_by_webhook_over_plain_http(amina, api):
    app = application(api)

    async def receive_update(request: web.BaseRequest) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return web.Response()

    runner = web.ServerRunner(web.Server(receive_update))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with app:
        await app.bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}", secret_token="s3cret")
        await app.start()
        await amina.starts()
        assert (await amina.waits_for())[0].buttons == ["Oui"]
        await amina.presses("Oui")
        assert (await amina.waits_for_edit())[0].text == "C'est noté."
        await app.stop()
    await runner.cleanup()
