"""Reading what was not understood: an annotator labels each sentence, and the labelled ones leave as files."""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from actions.errors import Mendable
from actions.records import Lesson
from bot import bootstrap
from bot.config import Settings
from nlu.understanding import REQUESTS

type Tell = Callable[[str], None]
type Read = Callable[
    [str, Sequence[str]], Awaitable[str]
]  # a question and the answers to complete; EOFError at the end

DROP, SKIP, END = "drop", "skip", "end"
DEEDS = {"d": DROP, "s": SKIP, "q": END}
DESTINATIONS = {"t": "training", "e": "test"}
HELP = "A guess's number or a request's name, then t (training) or e (test); d drops, s skips, q ends."


class NotExported(Mendable):
    """The files cannot be written; what they would hold is still in the database."""


class Desk:
    """Where the annotator sits. `misread` says that an answer meant nothing and was asked for again."""

    def __init__(self, read: Read, tell: Tell) -> None:
        self.tell = tell
        self.misread = False
        self._read = read

    async def asks(self, question: str, meanings: Mapping[str, str]) -> str:
        """What the answer means; the end of the input is the end of the review."""
        while True:
            try:
                said = (await self._read(question, tuple(meanings))).strip()
            except EOFError:
                return END
            if said in meanings:
                return meanings[said]
            self.misread = True
            self.tell(f"This is none of the answers. {HELP}")


async def review(settings: Settings, today: date, desk: Desk) -> None:
    """Shows each sentence that has no label yet; each answer is kept at once."""
    async with bootstrap.open_store(settings) as store:
        async with store.writing() as work:
            await work.lessons.forget_expired(today)
            lessons = await work.lessons.unlabelled()
        desk.tell(f"{len(lessons)} to label. {HELP}" if lessons else "Nothing to label.")
        for number, lesson in enumerate(lessons, 1):
            desk.tell(_shown(lesson, f"{number}/{len(lessons)}"))
            request, goes_to = await _verdict(lesson, desk)
            if goes_to == END:
                return
            async with store.writing() as work:
                if goes_to == DROP:
                    await work.lessons.drop([lesson.id])
                elif goes_to != SKIP:
                    await work.lessons.label(lesson.id, request, goes_to)


async def export(settings: Settings, today: date, folder: Path) -> int:
    """Writes the labelled sentences under `folder`, then deletes them; returns how many. Raises NotExported."""
    async with bootstrap.open_store(settings) as store:
        async with store.writing() as work:
            await work.lessons.forget_expired(today)
            lessons = await work.lessons.labelled()
        try:
            for path, lines in _files(lessons).items():
                _add_lines(folder / path, lines)
        except (OSError, UnicodeDecodeError):
            raise NotExported(f"{folder} cannot be written: nothing was taken out of the database.") from None
        async with store.writing() as work:
            await work.lessons.drop([lesson.id for lesson in lessons])
    return len(lessons)


async def from_pipe(question: str, _names: Sequence[str]) -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


async def from_keyboard(question: str, names: Sequence[str]) -> str:
    from prompt_toolkit import PromptSession  # noqa: PLC0415  # half a second that a pipe can spare
    from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415

    prompt: PromptSession[str] = PromptSession(f"{question} › ", completer=WordCompleter(list(names)))
    try:
        return await prompt.prompt_async()
    except KeyboardInterrupt:
        raise EOFError from None


async def _verdict(lesson: Lesson, desk: Desk) -> tuple[str, str]:
    """The request and where the sentence goes; for a deed, the deed in both places."""
    numbered = {str(number): request for number, (request, _) in enumerate(lesson.guesses, 1)}
    request = await desk.asks("request", {**numbered, **{name: name for name in REQUESTS}, **DEEDS})
    if request in DEEDS.values():
        return request, request
    return request, await desk.asks("t or e", {**DESTINATIONS, **DEEDS})


def _shown(lesson: Lesson, count: str) -> str:
    guesses = [f"   {number}  {name}  {sure:.2f}" for number, (name, sure) in enumerate(lesson.guesses, 1)]
    return "\n".join(["", f"{count}  ({lesson.language})  {lesson.text}", *guesses])


def _files(lessons: Iterable[Lesson]) -> Mapping[Path, list[str]]:
    """The lines of each file, one a sentence: tests as YAML items, training as it is."""
    files: dict[Path, list[str]] = defaultdict(list)
    for lesson in lessons:
        place = Path(lesson.goes_to or "", lesson.language, lesson.request or "")
        if lesson.goes_to == "test":
            said = json.dumps(lesson.text, ensure_ascii=False)
            files[place.with_suffix(".yaml")].append(f"- {{say: {said}, way: used}}")
        else:
            files[place.with_suffix(".txt")].append(lesson.text)
    return files


def _add_lines(file: Path, lines: Iterable[str]) -> None:
    """Adds those that are not there yet, so that an export that was cut short may be made again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    there = file.read_text("utf-8") if file.exists() else ""
    known = set(there.split("\n"))
    end = "\n" if there and not there.endswith("\n") else ""
    added = "".join(f"{line}\n" for line in dict.fromkeys(lines) if line not in known)
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("w", encoding="utf-8") as written:
        written.write(f"{there}{end}{added}")
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
