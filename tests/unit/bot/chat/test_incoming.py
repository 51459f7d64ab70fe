"""What Telegram sends, as JSON, through the table of handlers to a message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.chat import incoming
from bot.chat.handlers import MESSAGES
from bot.chat.incoming import Here
from bot.dialogue.messages import ChatKey, Message

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
HERE = Here(424242, "jalon_bot", lambda: NOW)
WRITTEN = 1_790_000_000
AMINA = {"id": 101, "type": "private", "first_name": "Amina"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Famille"}
PERSON = {"id": 101, "is_bot": False, "first_name": "Amina"}
BOT = {"id": 424242, "is_bot": True, "first_name": "Jalon", "username": "jalon_bot"}


def said(chat: dict[str, Any] = AMINA, **content: Any) -> dict[str, Any]:
    return {"message_id": 7, "from": PERSON, "chat": chat, "date": WRITTEN, **content}


def entity(kind: str, text: str) -> list[dict[str, Any]]:
    return [{"type": kind, "offset": 0, "length": len(text.split(maxsplit=1)[0])}]


def commanded(text: str, chat: dict[str, Any] = AMINA) -> dict[str, Any]:
    return said(chat, text=text, entities=entity("bot_command", text))


def read(kind: str = "message", update_id: int = 55, **content: Any) -> Message | None:
    """As the table has it: the first row that fits."""
    update = Update.de_json({"update_id": update_id, kind: content}, None)
    if update.callback_query:
        return incoming.press(update, HERE)
    if update.my_chat_member:
        return incoming.membership(update, HERE)
    fitting = (reader for which, reader in MESSAGES if which.check_update(update))
    reader = next(fitting, None)
    return None if reader is None else reader(update, HERE)


def test_a_text_keeps_its_moment_its_chat_and_its_name():
    assert read(**said(text="hier 2h de CV")) == Message(
        chat=ChatKey("telegram", "101"),
        arrival="424242:55",
        kind="text",
        sent_at=datetime.fromtimestamp(WRITTEN, UTC),
        text="hier 2h de CV",
        about="7",
    )


def test_nothing_written_shows_in_a_repr():
    assert "CV" not in repr(read(**said(text="hier 2h de CV")))


def test_a_forwarded_text_is_a_text():
    origin = {"type": "hidden_user", "sender_user_name": "Quelqu'un", "date": WRITTEN - 9}
    message = read(**said(text="hier 2h", forward_origin=origin))
    assert (message.kind, message.text) == ("text", "hier 2h")


def test_half_a_character_can_be_stored():
    assert read(**said(text="oui \ud83d")).text == "oui ?"


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("/semaine", "semaine"),
        ("/Semaine@Jalon_bot", "semaine"),
        ("/start", "start"),
        ("/start aB-_9xYz", "start aB-_9xYz"),
        ("/start   aB9\n", "start aB9"),
    ],
)
def test_commands(written, understood):
    message = read(**commanded(written))
    assert (message.kind, message.text) == ("command", understood)


def test_a_command_with_accents_which_telegram_does_not_know_as_one():
    message = read(**said(text="/Reçus"))
    assert (message.kind, message.text) == ("command", "recus")


def test_a_slash_alone_is_a_text():
    assert read(**said(text="/ 2h")).kind == "text"


def test_an_edited_text_keeps_the_day_on_which_it_was_written():
    message = read("edited_message", **said(text="hier 3h", edit_date=WRITTEN + 90_000))
    assert (message.kind, message.text, message.about) == ("edited", "hier 3h", "7")
    assert message.sent_at == datetime.fromtimestamp(WRITTEN, UTC)


def test_a_moving_location_is_not_a_message():
    where = {"latitude": 48.85, "longitude": 2.35, "live_period": 600}
    assert read("edited_message", **said(location=where, edit_date=WRITTEN + 5)) is None


def test_a_command_edited_is_a_command():
    message = read("edited_message", **commanded("/semaine"))
    assert (message.kind, message.text) == ("command", "semaine")


def pressed(**more: Any) -> dict[str, Any]:
    question = {"message_id": 40, "from": BOT, "chat": AMINA, "date": WRITTEN, "text": "C'est bien ça ?"}
    return {"id": "9", "from": PERSON, "chat_instance": "1", "data": "a:1f:yes", "message": question, **more}


def test_a_press_happens_when_it_arrives():
    message = read("callback_query", **pressed())
    assert (message.kind, message.text, message.about) == ("press", "a:1f:yes", "40")
    assert message.sent_at == NOW


def test_a_press_on_a_message_too_old_to_be_shown_again():
    message = read("callback_query", **pressed(message={"message_id": 40, "chat": AMINA, "date": 0}))
    assert (message.chat.address, message.about) == ("101", "40")


def test_a_press_in_a_group_is_nothing():
    assert read("callback_query", **pressed(message={"message_id": 40, "chat": GROUP, "date": 0})) is None


FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [{**FILE, "width": 9, "height": 9}]
TIMED = {**FILE, "duration": 3}
STICKER = {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
ANIMATION = {**TIMED, "width": 9, "height": 9}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"photo": PHOTO}, "photo"),
        ({"voice": TIMED}, "voice"),
        ({"audio": TIMED}, "voice"),
        ({"video_note": {**TIMED, "length": 9}}, "voice"),
        ({"document": FILE}, "document"),
        ({"animation": ANIMATION, "document": FILE}, "other_kind"),
        ({"video": ANIMATION}, "other_kind"),
        ({"sticker": STICKER}, "other_kind"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "other_kind"),
        ({"contact": {"phone_number": "+33", "first_name": "A"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other_kind"),
        ({"something_of_next_year": {"x": 1}}, "other_kind"),
    ],
)
def test_what_is_not_text(content, kind):
    message = read(**said(**content))
    assert (message.kind, message.text, message.about) == (kind, "", "7")


def test_the_words_under_a_photo_are_words():
    message = read(**said(photo=PHOTO, caption="mon atelier d'hier, 2h"))
    assert (message.kind, message.text) == ("text", "mon atelier d'hier, 2h")


def test_the_pictures_of_one_album_count_once():
    one, other = (read(update_id=n, **said(photo=PHOTO, media_group_id="133")) for n in (1, 2))
    assert one.arrival == other.arrival == "424242:album133"


def test_what_telegram_itself_announces_is_not_answered():
    assert read(**said(message_auto_delete_timer_changed={"message_auto_delete_time": 9})) is None


def changed(chat: dict[str, Any], old: str, new: str) -> Message | None:
    def status(name: str) -> dict[str, Any]:
        return {"user": BOT, "status": name, **({"until_date": 0} if name == "kicked" else {})}

    change = {"chat": chat, "from": PERSON, "date": WRITTEN}
    return read("my_chat_member", **change, old_chat_member=status(old), new_chat_member=status(new))


@pytest.mark.parametrize(
    ("chat", "old", "new", "kind"),
    [
        (AMINA, "member", "kicked", "blocked"),
        (AMINA, "kicked", "member", "unblocked"),
        (GROUP, "left", "member", "group"),
        ({**GROUP, "type": "channel"}, "left", "member", "group"),
        (GROUP, "member", "left", None),
        (GROUP, "member", "kicked", None),
    ],
)
def test_who_lets_the_bot_in_or_out(chat, old, new, kind):
    message = changed(chat, old, new)
    assert (message and message.kind) == kind


def test_in_a_group_only_what_is_for_the_bot():
    answer = {"message_id": 3, "from": BOT, "chat": GROUP, "date": WRITTEN, "text": "…"}
    for_us = [
        commanded("/semaine", GROUP),
        commanded("/semaine@Jalon_bot", GROUP),
        said(GROUP, text="@jalon_bot bonjour", entities=entity("mention", "@jalon_bot")),
        said(GROUP, text="oui", reply_to_message=answer),
    ]
    assert [read(**message).kind for message in for_us] == ["group"] * 4
    assert read(**said(GROUP, text="on mange quoi ?")) is None
    assert read(**commanded("/semaine@other_bot", GROUP)) is None
    assert read(**said(GROUP, new_chat_members=[BOT])) is None


def test_what_cannot_be_read_still_knows_whom_to_answer():
    raw = {"update_id": 9, "message": {"chat": AMINA, "date": "?"}}
    message = incoming.unreadable(raw, HERE)
    assert (message.kind, message.chat.address, message.arrival) == ("unreadable", "101", "424242:9")


@pytest.mark.parametrize(
    "raw", [{}, {"update_id": 9}, {"update_id": 9, "message": 3}, {"update_id": 9, "message": {"chat": GROUP}}]
)
def test_what_cannot_be_read_and_is_nobodys(raw):
    assert incoming.unreadable(raw, HERE) is None


def test_a_press_that_cannot_be_read_still_knows_whom_to_answer():
    raw = {"update_id": 9, "callback_query": {"message": {"chat": AMINA}}}
    assert incoming.unreadable(raw, HERE).chat.address == "101"
