"""Sends what waits for a chat, in order, within Telegram's limits."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, InlineKeyboardMarkupLimit, MessageLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.errors import MARKUP, UNCHANGED, GivenUp, Later, fate, says
from bot.chat.notes import Notes
from bot.dialogue.messages import Attachment, Button, ChatKey, Outgoing, Parcel
from bot.dialogue.turn import Dialogue
from bot.dialogue.wording import split
from content import catalogue

log = logging.getLogger(__name__)
SHORT_LABEL = 16  # two such labels fit side by side on a small telephone
LONGEST_PART = MessageLimit.MAX_TEXT_LENGTH // 2  # of characters that may count twice each
MOST_BUTTONS = InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Courier:
    """Sends the parcels of chats. One chat is never served by two tasks at once."""

    def __init__(self, bot: Bot, dialogue: Dialogue, notes: Notes) -> None:
        self._bot = bot
        self._dialogue = dialogue
        self._notes = notes
        self._parts_sent: dict[int, int] = {}  # of a parcel that was cut and then held up

    async def send_due(self, chat: ChatKey) -> timedelta | None:
        """Sends what waits for a chat; how long to leave it alone, when it could not be sent whole.

        Raises StoreUnavailable.
        """
        # Before the reading: what is noted meanwhile is in one of the two.
        sent = self._notes.unwritten()
        for parcel in await self._dialogue.to_send(chat):
            if parcel.id in sent:
                continue
            match await self._deliver(parcel):
                case None:
                    self._notes.add(parcel.id)
                case GivenUp(state, why):
                    await self._give_up(parcel, state, why)
                case Later(wait, why):
                    await self._dialogue.note_later(parcel.id, wait, why)
                    return wait
        return None

    async def type(self, chat: ChatKey) -> None:
        """« typing… » for some seconds; it does not matter when it fails."""
        with suppress(TelegramError):
            await self._bot.send_chat_action(int(chat.address), ChatAction.TYPING)

    async def _deliver(self, parcel: Parcel) -> Later | GivenUp | None:
        try:
            outgoing = Outgoing.from_body(parcel.body)
            refused = await self._send(parcel, outgoing)
        except Exception:
            log.exception("a parcel could not be sent", extra={"parcel": parcel.id})
            return GivenUp("failed", "unexpected")
        if outgoing.leave_chat and _is_inside(refused):
            await self._leave(parcel.chat)
        return refused

    async def _send(self, parcel: Parcel, outgoing: Outgoing) -> Later | GivenUp | None:
        if outgoing.document is not None:
            return await self._send_file(parcel, outgoing.document)
        chat_id, texts = int(parcel.chat.address), parts(outgoing.text)
        try:
            for number in range(self._parts_sent.get(parcel.id, 0), len(texts)):
                buttons = keyboard(outgoing.buttons) if number == len(texts) - 1 else None
                replaces = outgoing.replaces if number == 0 else None
                await self._place(chat_id, texts[number], buttons, replaces)
                self._parts_sent[parcel.id] = number + 1
        except TelegramError as fault:
            return fate(fault, parcel.attempts)
        self._parts_sent.pop(parcel.id, None)
        return None

    async def _send_file(self, parcel: Parcel, file: Attachment) -> Later | GivenUp | None:
        try:
            await self._bot.send_document(int(parcel.chat.address), file.bytes, filename=file.name)
        except TelegramError as fault:
            return fate(fault, parcel.attempts)
        return None

    async def _place(
        self, chat_id: int, text: str, buttons: InlineKeyboardMarkup | None, replaces: str | None
    ) -> None:
        """A part in its place; once more without markup when Telegram cannot read ours."""
        try:
            await self._put(chat_id, text, buttons, replaces, ParseMode.HTML)
        except BadRequest as fault:
            if not says(fault, MARKUP):
                raise
            log.error("Telegram could not read the markup of a message")
            await self._put(chat_id, catalogue.plain(text), buttons, replaces, None)

    async def _put(
        self,
        chat_id: int,
        text: str,
        buttons: InlineKeyboardMarkup | None,
        replaces: str | None,
        mode: ParseMode | None,
    ) -> None:
        if replaces is not None and await self._edit(chat_id, int(replaces), text, buttons, mode):
            return
        await self._bot.send_message(chat_id, text, mode, reply_markup=buttons, link_preview_options=NO_PREVIEW)

    async def _edit(
        self,
        chat_id: int,
        message_id: int,
        text: str,
        buttons: InlineKeyboardMarkup | None,
        mode: ParseMode | None,
    ) -> bool:
        """Puts the text in the place of a message; False when that one is gone or too old."""
        try:
            await self._bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=mode,
                reply_markup=buttons,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as fault:
            if says(fault, MARKUP):
                raise
            return says(fault, UNCHANGED)  # as it should be: an earlier try got through
        return True

    async def _leave(self, chat: ChatKey) -> None:
        try:
            await self._bot.leave_chat(int(chat.address))
        except TelegramError as fault:
            log.info("a group could not be left (%s)", type(fault).__name__)

    async def _give_up(self, parcel: Parcel, state: str, why: str) -> None:
        level = logging.INFO if state == "blocked" else logging.WARNING
        log.log(level, "a message was given up: %s", why, extra={"parcel": parcel.id})
        await self._dialogue.note_given_up(parcel, state, why)
        self._parts_sent.pop(parcel.id, None)


def _is_inside(refused: Later | GivenUp | None) -> bool:
    """Whether the bot is still in the group where it has said, or was not let say, that it leaves."""
    return refused is None or (isinstance(refused, GivenUp) and refused.state == "failed")


def parts(text: str) -> list[str]:
    """The text in parts that Telegram takes: cut between lines, and within one only when it is too long alone."""
    return [piece for part in split(text) for piece in _fitting(part)]


def _fitting(part: str) -> Iterator[str]:
    """A part as it is; or, when it is too long as Telegram counts, pieces of it without markup."""
    plain = catalogue.plain(part)
    if _length(plain) <= MessageLimit.MAX_TEXT_LENGTH:
        yield part
        return
    for start in range(0, len(plain), LONGEST_PART):
        yield html.escape(plain[start : start + LONGEST_PART], quote=False)


def _length(text: str) -> int:
    """As Telegram counts: most emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Short labels two in a row, a long one alone."""
    rows: list[list[InlineKeyboardButton]] = []
    joinable = False
    for button in buttons[:MOST_BUTTONS]:
        short = len(button.label) <= SHORT_LABEL
        if not (short and joinable):
            rows.append([])
        rows[-1].append(InlineKeyboardButton(button.label, callback_data=button.data))
        joinable = short and len(rows[-1]) == 1
    return InlineKeyboardMarkup(rows) if rows else None
