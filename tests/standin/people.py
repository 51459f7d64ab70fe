"""Somebody on the other side of the chat: the part of the stand-in that tests speak to."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol, Self

from .chats import Event, Heard, Shown


class NothingCame(AssertionError):
    """The bot did not do in time what was waited for."""


class Api(Protocol):
    """What a person needs of a stand-in, near or far."""

    async def does(self, person: int, deed: str, group: int | None, **how: Any) -> Any: ...
    async def screen_of(self, chat_id: int) -> list[Shown]: ...
    def heard_in(self, chat_id: int) -> Heard: ...


class Person:
    def __init__(self, api: Api, id: int, first_name: str, group: int | None = None) -> None:
        self.api, self.id, self.first_name, self.group = api, id, first_name, group
        self.chat_id = id if group is None else group
        self._seen: Counter[str] = Counter()
        self._groups: dict[int, Self] = {}

    def __repr__(self) -> str:
        return f"<{self.first_name}, {self.chat_id}>"

    def in_group(self, group_id: int) -> Self:
        """The same person, speaking in a group. Her first word there brings the bot in."""
        if group_id not in self._groups:
            self._groups[group_id] = type(self)(self.api, self.id, self.first_name, group_id)
        return self._groups[group_id]

    async def says(self, text: str, reply_to: int | None = None) -> int:
        """The id of her message."""
        return await self._do("says", text=text, reply_to=reply_to)

    async def starts(self, payload: str = "") -> int:
        """« /start », as the button of a new chat or a deep link writes it."""
        return await self.says(f"/start {payload}".strip())

    async def presses(self, label: str, twice: bool = False, message_id: int | None = None) -> str | int:
        """Presses the button on the newest message that has it, or on `message_id`; raises `Impossible`."""
        return await self._do("presses", label=label, twice=twice, message_id=message_id)

    async def edits(self, message_id: int, text: str) -> int:
        return await self._do("edits", message_id=message_id, text=text)

    async def deletes(self, message_id: int) -> None:
        await self._do("deletes", message_id=message_id)

    async def sends_photo(self, caption: str | None = None, **how: Any) -> int:
        return await self._do("sends_photo", caption=caption, **how)

    async def sends_voice(self, **how: Any) -> int:
        return await self._do("sends_voice", **how)

    async def sends_sticker(self, **how: Any) -> int:
        return await self._do("sends_sticker", **how)

    async def sends_document(self, **how: Any) -> int:
        """`name`, `content`, `mime`, `caption`; `size` to pretend that it is large."""
        return await self._do("sends_document", **how)

    async def sends_location(self, **how: Any) -> int:
        return await self._do("sends_location", **how)

    async def sends_contact(self, **how: Any) -> int:
        return await self._do("sends_contact", **how)

    async def blocks(self) -> None:
        await self._do("blocks")

    async def unblocks(self) -> None:
        await self._do("unblocks")

    async def deactivates(self) -> None:
        await self._do("deactivates")

    async def throws_out(self) -> None:
        """Takes the bot out of the group."""
        await self._do("throws_out")

    async def looks(self) -> list[Shown]:
        """What she sees now, oldest first."""
        return await self.api.screen_of(self.chat_id)

    async def waits_for(self, n: int = 1, timeout: float = 5) -> list[Shown]:  # noqa: ASYNC109
        """The bot's new messages since she last waited: `n` or more, as they were when they came."""
        return [event.shown for event in await self._wait("sent", n, timeout) if event.shown]

    async def waits_for_edit(self, n: int = 1, timeout: float = 5) -> list[Shown]:  # noqa: ASYNC109
        """The bot's messages changed since she last waited for that, as they became."""
        return [event.shown for event in await self._wait("edited", n, timeout) if event.shown]

    async def waits_for_notice(self, n: int = 1, timeout: float = 5) -> list[str]:  # noqa: ASYNC109
        """The answers to her presses; « » for one without words."""
        return [event.notice or "" for event in await self._wait("answered", n, timeout)]

    async def hears_nothing(self, seconds: float = 0.2) -> None:
        """Fails when the bot writes to her in the meantime."""
        start = self._seen["sent"]
        if await self.api.heard_in(self.chat_id).logs["sent"].reaches(start + 1, seconds):
            raise AssertionError(f"{self.first_name} expected silence and got:\n{await self._describe()}")

    async def _do(self, deed: str, **how: Any) -> Any:
        return await self.api.does(self.id, deed, self.group, **how)

    async def _wait(self, kind: str, n: int, seconds: float) -> list[Event]:
        log, start = self.api.heard_in(self.chat_id).logs[kind], self._seen[kind]
        if not await log.reaches(start + n, seconds):
            got = len(log) - start
            raise NothingCame(
                f"{self.first_name} waited {seconds} s for {n} × {kind}, got {got}. "
                f"She sees:\n{await self._describe()}"
            )
        self._seen[kind] = len(log)
        return log.items[start:]

    async def _describe(self) -> str:
        lines = [
            f"  {'bot' if m.by_bot else self.first_name}: {m.text or m.kind} {m.buttons or ''}"
            for m in await self.looks()
        ]
        return "\n".join(lines) or "  nothing"


class PersonHere(Person):
    """In the same event loop: what she sees is there at once."""

    api: Any

    @property
    def screen(self) -> list[Shown]:
        return list(self.api.screen_now(self.chat_id))
