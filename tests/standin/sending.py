"""Methods that write in a chat, change what is there, or answer a press."""

from __future__ import annotations

from typing import Any

from . import rules
from .chats import Chat, Json, Message
from .cloud import Cloud, File
from .params import Params, Upload
from .refusals import Refused, bad

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TWO_DAYS = 48 * 3600


def send_message(cloud: Cloud, params: Params) -> Json:
    content = _words(params, "text", rules.MAX_TEXT, "message is too long")
    if not content:
        raise bad("message text is empty")
    return _send(cloud, params, "text", content)


def send_document(cloud: Cloud, params: Params) -> Json:
    file = _file(cloud, params, "document")
    described = {"file_name": file.name, "mime_type": file.type, **file.as_json()}
    return _send(cloud, params, "document", {"document": described, **_caption(params)})


def send_photo(cloud: Cloud, params: Params) -> Json:
    file = _file(cloud, params, "photo")
    return _send(cloud, params, "photo", {"photo": sizes(file), **_caption(params)})


def sizes(file: File) -> list[Json]:
    return [{"width": 640, "height": 480, **file.as_json()}]


def _send(cloud: Cloud, params: Params, kind: str, content: Json) -> Json:
    markup = rules.keyboard(params.get("reply_markup"))
    chat = cloud.chat_of(params)
    reply_to = _replied(chat, params.get("reply_parameters"))
    cloud.may_write(chat)
    if params.get("protect_content"):
        content["has_protected_content"] = True
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    silent = bool(params.get("disable_notification"))
    more = {"markup": markup, "reply_to": reply_to, "silent": silent, "html": _html(params)}
    message = cloud.write(chat, cloud.bot, content, kind=kind, **more)
    cloud.tell("sent", chat, message.shown())
    return message.as_json()


def _words(params: Params, name: str, limit: int, too_long: str) -> Json:
    """`text` or `caption` and its entities, under Telegram's names; empty for no words."""
    names = ("entities", "entities") if name == "text" else ("caption_entities", "caption_entities")
    sent, mode = str(params.get(name, "")), str(params.get("parse_mode", ""))
    plain, entities = rules.text(sent, mode, params.get(names[0]), limit, too_long)
    if not plain:
        return {}
    return {name: plain, names[1]: entities} if entities else {name: plain}


def _caption(params: Params) -> Json:
    return _words(params, "caption", rules.MAX_CAPTION, "message caption is too long")


def _html(params: Params) -> str | None:
    words = params.get("text", params.get("caption"))
    return words if str(params.get("parse_mode", "")).lower() == "html" else None


def _replied(chat: Chat, asked: Json | None) -> Message | None:
    if not asked or not asked.get("message_id"):
        return None
    found = chat.messages.get(asked["message_id"])
    if found is None and not asked.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found


def _file(cloud: Cloud, params: Params, name: str) -> File:
    sent: Any = params.get(name)
    if isinstance(sent, str) and sent.startswith("attach://"):
        sent = params.get(sent.removeprefix("attach://"))
    if not sent:
        raise bad(f"there is no {name} in the request")
    if not isinstance(sent, Upload):
        if sent not in cloud.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return cloud.files[sent]
    if not sent.content:
        raise bad("file must be non-empty")
    if len(sent.content) > rules.MAX_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    return cloud.store(sent.name, sent.type, sent.content, f"{name}s")


def edit_text(cloud: Cloud, params: Params) -> Json:
    content = _words(params, "text", rules.MAX_TEXT, "MESSAGE_TOO_LONG")
    if not content:
        raise bad("message text is empty")
    markup = rules.keyboard(params.get("reply_markup"), inline_only=True)
    message = _to_edit(cloud, params)
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    kept = {k: v for k, v in message.content.items() if k not in ("text", "entities", "link_preview_options")}
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return _edit(cloud, message, {**kept, **content}, markup, _html(params))


def edit_markup(cloud: Cloud, params: Params) -> Json:
    markup = rules.keyboard(params.get("reply_markup"), inline_only=True)
    message = _to_edit(cloud, params)
    return _edit(cloud, message, message.content, markup, message.html)


def _to_edit(cloud: Cloud, params: Params) -> Message:
    if "message_id" not in params:
        raise bad("message identifier is not specified")
    message = cloud.chat_of(params).messages.get(params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if not message.by_bot or (message.markup and not message.inline):
        raise bad("message can't be edited")
    return message


def _edit(cloud: Cloud, message: Message, content: Json, markup: Json | None, html: str | None) -> Json:
    cloud.may_write(message.chat)
    if (content, markup) == (message.content, message.markup):
        raise bad(NOT_MODIFIED)
    message.content, message.markup, message.html = content, markup, html
    message.edited, message.edit_date = message.edited + 1, cloud.date()
    cloud.tell("edited", message.chat, message.shown())
    return message.as_json()


def delete(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_of(params)
    message = chat.messages.get(params.get("message_id", 0))
    if message is None:
        raise bad("message to delete not found")
    if message.date < cloud.date() - TWO_DAYS:
        raise bad("message can't be deleted for everyone")
    del chat.messages[message.message_id]
    cloud.tell("deleted", chat, message.shown())
    return True


def react(cloud: Cloud, params: Params) -> bool:
    emoji = rules.reactions(params.get("reaction") or [])
    chat = cloud.chat_of(params)
    message = chat.messages.get(params.get("message_id", 0))
    if message is None:
        raise bad("message to react not found")
    cloud.may_write(chat, counted=False)
    message.reactions = emoji
    cloud.tell("reacted", chat, message.shown())
    return True


def chat_action(cloud: Cloud, params: Params) -> bool:
    if params.get("action") not in rules.ACTIONS:
        raise bad("wrong parameter action in request")
    cloud.may_write(cloud.chat_of(params), counted=False)
    return True


def answer_press(cloud: Cloud, params: Params) -> bool:
    """A press can be answered for some seconds only; a second answer changes nothing."""
    notice = str(params.get("text", ""))
    if len(notice) > rules.MAX_NOTICE:
        raise bad("MESSAGE_TOO_LONG")
    press = cloud.presses.get(str(params.get("callback_query_id", "")))
    if press is None or cloud.clock() - press.at > cloud.settings.callback_seconds:
        raise bad(TOO_OLD)
    cloud.tell("answered", press.chat, notice=notice, alert=bool(params.get("show_alert")))
    return True
