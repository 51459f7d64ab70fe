"""Conversations as people would have them, from conversations/fr, on SQLite and on PostgreSQL.

A conversation is a list of steps, each with one name:

- now: 2026-11-18 10:00            the hour in Paris; `today: 2026-11-18` is 10 o'clock
- model: {words: [request, 0.9]}   what the model would say of these words; a third piece: its other guesses
- amina: words                     she writes; also bruno, chloé, and passer-by, whom no link joins to anybody
- amina presses: label             the newest button that begins so; « presses again »: the oldest
- amina edits: {said: …, now: …}   a message that she wrote before
- amina sends: photo               or voice, document …
- amina writes: words              the message waits; « jalon answers: amina » makes the turns later
- link for: amina                  a new code; « {code} » in later words is the link's, « {short} » the one to read
- jalon: key                       this answer of content/fr is in what came back
- jalon says: extract              or a list; also « jalon does not say »
- jalon never says: extract        in the whole conversation so far
- jalon keeps silent: true         nothing came back
- buttons: [label]                 those of the last message; « buttons among »: at least these
- stored: [{day, minutes, …}]      what stands for the last who wrote; `receipts: 2` is how many there are
- model was asked: [words]         and of nothing else
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from actions.records import Codes
from actions.records.codes import in_groups
from content import catalogue
from nlu.understanding import Guess
from tests.talk import Talk, Town

FOLDER = Path(__file__).parent / "conversations" / "fr"
PARIS = ZoneInfo("Europe/Paris")
NAMES = {"amina": "Amina", "bruno": "Bruno", "chloé": "Chloé", "passer-by": "passer-by"}
FAILED = "quelque chose n'a pas marché chez moi"


class Stage:
    """Plays a conversation step by step; remembers who spoke last and what came back."""

    def __init__(self, town: Town, rendered: dict[str, str]) -> None:
        self.town = town
        self.rendered = rendered
        self.talks: dict[str, Talk] = {}
        self.who = "Amina"
        self.heard = ""
        self.codes: Codes | None = None
        self.never: list[str] = []

    @property
    def talk(self) -> Talk:
        return self.talks.setdefault(self.who, self.town.talk(self.who))

    async def play(self, name: str, value: Any) -> None:
        first, _, rest = name.partition(" ")
        if first in NAMES:
            self.who = NAMES[first]
            self.rendered.clear()
            self.heard = await self.does(rest, value)
            assert FAILED not in self.heard, "a turn failed"
        else:
            await STEPS[name](self, value)

    async def does(self, how: str, value: Any) -> str:
        match how, value:
            case "", _:
                words = str(value)
                if self.codes:
                    words = words.replace("{code}", self.codes.token).replace("{short}", in_groups(self.codes.short))
                return await self.talk.says(words, about=f"message {words}")
            case "presses", _:
                return await self.talk.presses(str(value))
            case "presses again", _:
                return await self.talk.presses(str(value), oldest=True)
            case "edits", {"said": said, "now": now}:
                return await self.talk.edits(f"message {said}", str(now))
            case "sends", _:
                return await self.talk.does(str(value))
            case "writes", _:
                await self.talk.delivers("text", str(value), f"message {value}")
                return ""
            case _:
                raise AssertionError(f"no such step: « {how} »")

    async def now(self, value: Any) -> None:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        self.town.now = at.replace(tzinfo=PARIS).astimezone(UTC)

    async def today(self, value: date) -> None:
        await self.now(datetime(value.year, value.month, value.day, 10))

    async def model(self, value: dict[str, list[Any]]) -> None:
        for words, (request, confidence, *others) in value.items():
            self.town.model.requests[words] = (request, confidence)
            self.town.model.others[words] = tuple(Guess(other, 0.1) for other in (others[0] if others else ()))

    async def model_was_asked(self, value: list[str]) -> None:
        assert self.town.model.asked == value

    async def answers(self, value: str) -> None:
        self.who = NAMES[value]
        self.rendered.clear()
        self.heard = await self.talk.hears()

    async def link(self, value: str) -> None:
        async with self.town.store.writing() as work:
            person = self.town.people[NAMES[value]].id
            self.codes = await work.links.make(person, self.town.now, self.town.now + timedelta(hours=72))

    async def key(self, value: str) -> None:
        assert value in catalogue.pages("fr"), f"content/fr has no « {value} »"
        assert value in self.rendered, f"« {value} » was not said, but: {sorted(self.rendered)}\n{self.heard}"
        assert catalogue.plain(self.rendered[value]) in self.heard

    async def says(self, value: Any) -> None:
        for extract in listed(value):
            assert extract in self.heard, self.heard

    async def does_not_say(self, value: Any) -> None:
        for extract in listed(value):
            assert extract not in self.heard, self.heard

    async def never_says(self, value: Any) -> None:
        for shown in self.talk.seen:
            for extract in listed(value):
                assert extract not in catalogue.plain(shown.text)
                assert all(extract not in button.label for button in shown.buttons)

    async def keeps_silent(self, value: bool) -> None:
        assert (self.heard == "") is value, self.heard

    async def buttons(self, value: list[str]) -> None:
        assert self.talk.labels == value

    async def buttons_among(self, value: list[str]) -> None:
        assert set(value) <= set(self.talk.labels), self.talk.labels

    async def stored(self, value: list[dict[str, Any]]) -> None:
        lines = await self.town.ledger(self.who)
        shown = [{name: getattr(line, name) for name in asked} for line, asked in zip(lines, value, strict=False)]
        assert (shown, len(lines)) == (value, len(value)), lines

    async def receipts(self, value: int) -> None:
        async with self.town.store.reading() as work:
            found = await work.declarations.receipts(self.town.people[self.who].id, 99)
        assert [receipt.number for receipt in found] == list(range(value, 0, -1))


STEPS: dict[str, Callable[[Stage, Any], Any]] = {
    "now": Stage.now,
    "today": Stage.today,
    "model": Stage.model,
    "model was asked": Stage.model_was_asked,
    "link for": Stage.link,
    "jalon": Stage.key,
    "jalon says": Stage.says,
    "jalon does not say": Stage.does_not_say,
    "jalon never says": Stage.never_says,
    "jalon keeps silent": Stage.keeps_silent,
    "jalon answers": Stage.answers,
    "buttons": Stage.buttons,
    "buttons among": Stage.buttons_among,
    "stored": Stage.stored,
    "receipts": Stage.receipts,
}


def listed(value: Any) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def steps_of(page: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(page.read_text("utf-8"))  # type: ignore[no-any-return]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every text of the catalogue that was worded, by its key."""
    found: dict[str, str] = {}
    real = catalogue.text

    def text(key, values, language):
        found[key] = real(key, values, language)
        return found[key]

    monkeypatch.setattr(catalogue, "text", text)
    return found


@pytest.fixture
def stage(town: Town, rendered: dict[str, str]) -> Stage:
    return Stage(town, rendered)


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.yaml")), ids=lambda page: page.stem)
async def test_conversation(stage: Stage, page: Path):
    for number, step in enumerate(steps_of(page), 1):
        ((name, value),) = step.items()
        try:
            await stage.play(name, value)
        except AssertionError as fault:
            fault.add_note(f"in {page.name}, step {number}: {name}: {value}")
            raise
