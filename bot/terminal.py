"""The conversation on a terminal, or over a pipe: the same road as every channel."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from bot.dialogue.messages import Attachment, Button, ChatKey, Message, Outgoing
from bot.dialogue.turn import Dialogue
from content import catalogue

LEAVE = frozenset({"/quitter", "/quit", "/exit"})
ONLY_THE_OWNER = 0o600
PHOTO = "/photo"  # what a terminal has instead of a camera


class NoSuchButton(Exception):
    """A button was named that no message shows. `labels` are those that there are."""

    def __init__(self, labels: Iterable[str]) -> None:
        super().__init__("no such button")
        self.labels = tuple(labels)


class Session:
    """One person's side of the conversation: says and presses, and gets the answers."""

    def __init__(self, dialogue: Dialogue, chat: ChatKey, clock: Callable[[], datetime]) -> None:
        self._dialogue = dialogue
        self._chat = chat
        self._clock = clock
        self._seen: dict[str, str] = {}
        self.buttons: tuple[Button, ...] = ()

    async def resume(self) -> Outgoing | None:
        """The question that an earlier session left open, with its buttons at hand again."""
        question = await self._dialogue.question(self._chat)
        if question is not None:
            self._show(question)
        return question

    async def says(self, text: str) -> list[Outgoing]:
        if text.startswith("/"):
            return await self._does("command", text[1:])
        return await self._does("text", text)

    async def presses(self, label: str) -> list[Outgoing]:
        """Presses the newest button of that label. Raises NoSuchButton."""
        data = self._seen.get(label.strip())
        if data is None:
            raise NoSuchButton(self._seen)
        return await self._does("press", data)

    async def sends(self, kind: str) -> list[Outgoing]:
        return await self._does(kind, "")

    async def _does(self, kind: str, text: str) -> list[Outgoing]:
        message = Message(self._chat, uuid4().hex, kind, self._clock(), text, about=uuid4().hex)
        await self._dialogue.receive([message])
        while await self._dialogue.next_turn(self._chat):
            pass
        parcels = await self._dialogue.to_send(self._chat)
        replies = [Outgoing.from_body(parcel.body) for parcel in parcels]
        await self._dialogue.note_sent([parcel.id for parcel in parcels])
        for reply in replies:
            self._show(reply)
        return replies

    def _show(self, reply: Outgoing) -> None:
        if reply.document is not None:
            return
        self.buttons = reply.buttons
        self._seen |= {button.label: button.data for button in reply.buttons}


async def over_pipe(session: Session, lines: Iterable[str], *, as_json: bool) -> bool:
    """One message a line in, one answer out. False when a line could not be read or named no button."""
    await session.resume()
    whole = True
    for line in lines:
        text = line.rstrip("\n")
        if not text.strip():
            continue
        try:
            replies = await (_from_json(session, text) if as_json else session.says(text))
        except (ValueError, RecursionError, NoSuchButton) as fault:
            whole = False
            _complain(fault, as_json=as_json)
            continue
        print(_as_json(replies) if as_json else _as_text(replies), flush=True)  # noqa: T201  # the answer is the output
    return whole


async def in_person(session: Session, console: Console, hello: str) -> None:
    """A conversation at the keyboard, until « /quitter » or the end of the input."""
    console.print(Panel(hello, border_style="dim"))
    for reply in await _first_words(session):
        _print(console, reply)
    async for text in _typed():
        with console.status("[dim]…[/dim]"):
            replies = await _typed_answer(session, text)
        for reply in replies:
            _print(console, reply)


async def _first_words(session: Session) -> list[Outgoing]:
    question = await session.resume()
    return [question] if question else await session.says("/start")


async def _typed_answer(session: Session, text: str) -> list[Outgoing]:
    if text == PHOTO:
        return await session.sends("photo")
    if text.isdecimal() and 0 < int(text) <= len(session.buttons):
        return await session.presses(session.buttons[int(text) - 1].label)
    return await session.says(text)


async def _typed() -> AsyncIterator[str]:
    from prompt_toolkit import PromptSession  # noqa: PLC0415  # half a second that a pipe can spare
    from prompt_toolkit.history import InMemoryHistory  # noqa: PLC0415
    from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415

    prompt: PromptSession[str] = PromptSession("› ", history=InMemoryHistory())
    while True:
        try:
            with patch_stdout():
                text = (await prompt.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if text in LEAVE:
            return
        if text:
            yield text


def written(file: Attachment, folder: Path) -> Path:
    """Where the file was put, for its owner alone; no file that is there is replaced."""
    name = Path(file.name)
    for number in count(1):
        path = folder / (file.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_THE_OWNER)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as opened:
            opened.write(file.bytes)
        return path
    raise AssertionError("numbers do not end")


def _text(reply: Outgoing) -> str:
    """What the message says; of a file, where it is now."""
    if reply.document is not None:
        return f"→ {written(reply.document, Path.cwd())}"
    return catalogue.plain(reply.text)


def _print(console: Console, reply: Outgoing) -> None:
    marked = escape(_text(reply))
    for bold in _bold_parts(reply.text):
        marked = marked.replace(escape(bold), f"[bold]{escape(bold)}[/bold]", 1)
    console.print(f"\n[cyan]Jalon[/cyan]  {marked}", highlight=False)
    for number, button in enumerate(reply.buttons, 1):
        console.print(f"   [green]{number}[/green] {escape(button.label)}", highlight=False)
    console.print()


def _bold_parts(text: str) -> list[str]:
    return [catalogue.plain(part.split("</b>")[0]) for part in text.split("<b>")[1:]]


async def _from_json(session: Session, line: str) -> list[Outgoing]:
    asked = json.loads(line)
    match asked:
        case {"text": str(text)}:
            return await session.says(text)
        case {"press": str(label)}:
            return await session.presses(label)
        case {"photo": True}:
            return await session.sends("photo")
        case {"voice": True}:
            return await session.sends("voice")
        case _:
            raise ValueError('give {"text": "…"}, {"press": "…"} or {"photo": true}')


def _as_json(replies: list[Outgoing]) -> str:
    return json.dumps({"replies": [_shown(reply) for reply in replies]}, ensure_ascii=False)


def _shown(reply: Outgoing) -> dict[str, Any]:
    """A file by its path, where it is now."""
    if reply.document is not None:
        return {"file": str(written(reply.document, Path.cwd()))}
    return {"text": catalogue.plain(reply.text), "buttons": [button.label for button in reply.buttons]}


def _as_text(replies: list[Outgoing]) -> str:
    blocks = []
    for reply in replies:
        labels = " ".join(f"[{button.label}]" for button in reply.buttons)
        blocks.append("\n".join(filter(None, [_text(reply), labels])))
    return "\n\n".join(blocks) + "\n"


def _complain(fault: Exception, *, as_json: bool) -> None:
    if isinstance(fault, NoSuchButton):
        sentence = "no message shows that button; those there are: " + " · ".join(fault.labels)
    else:
        sentence = f"this line was not read: {fault if not isinstance(fault, json.JSONDecodeError) else 'not JSON'}"
    print(sentence, file=sys.stderr)  # noqa: T201  # beside the answers, which go to the standard output
    if as_json:
        print(json.dumps({"replies": [], "error": sentence}, ensure_ascii=False), flush=True)  # noqa: T201
