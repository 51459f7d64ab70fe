"""What Telegram takes from a bot: lengths, keyboards, commands. Values in, a value or a refusal out."""

from __future__ import annotations

import re
from typing import Any

from .markup import Entity, parse_html, trimmed, units
from .refusals import bad

MAX_TEXT, MAX_CAPTION, MAX_NOTICE = 4096, 1024, 200
MAX_DATA = 64  # bytes of callback_data
MAX_BUTTONS, MAX_IN_ROW = 100, 8
MAX_COMMANDS, MAX_COMMAND_WORDS = 100, 256
MAX_DOWNLOAD, MAX_UPLOAD = 20 * 2**20, 50 * 2**20


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


ACTIONS = _words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document",
    "choose_sticker find_location record_video_note upload_video_note record_audio upload_audio",
)
REACTIONS = _words(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚",
    "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅",
    "🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡",
)

Json = dict[str, Any]


def text(sent: str, mode: str, entities: list[Entity] | None, limit: int, too_long: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of what was sent; `limit` in UTF-16 units, after the tags are taken out."""
    if mode and mode.lower() != "html":
        raise bad("unsupported parse_mode" if "markdown" not in mode.lower() else "the stand-in reads HTML only")
    plain, found = parse_html(sent) if mode else (sent, entities or [])
    plain, found = trimmed(plain, found)
    if units(plain) > limit:
        raise bad(too_long)
    return plain, found


def keyboard(markup: Json | None, inline_only: bool = False) -> Json | None:
    """The keyboard that will be shown; None for none."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if markup.get("inline_keyboard"):
        _inline(markup["inline_keyboard"])
        return markup
    if inline_only and (markup.keys() - {"inline_keyboard"}):
        raise bad("inline keyboard expected")
    return markup if markup.keys() & {"keyboard", "remove_keyboard", "force_reply"} else None


def _inline(rows: list[list[Json]]) -> None:
    if not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _button(button)


def _button(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not button.keys() - {"text", "style", "icon_custom_emoji_id"}:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")


def commands(asked: list[Json]) -> list[Json]:
    if len(asked) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in asked:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(one.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(str(one.get("description", ""))) <= MAX_COMMAND_WORDS:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return asked


def reactions(asked: list[Json]) -> list[str]:
    """The emoji that a bot may put: one at most, of Telegram's list."""
    emoji = [str(one.get("emoji", "")).replace("\ufe0f", "") for one in asked]
    if len(emoji) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if not set(emoji) <= REACTIONS:
        raise bad("REACTION_INVALID")
    return emoji
