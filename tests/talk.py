"""A person in a conversation, for tests: says, presses, and looks at what came back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from actions.person import House
from actions.records import Declared, Person
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot import demo
from bot.dialogue.messages import ChatKey, Message, Outgoing
from bot.dialogue.turn import Dialogue
from content import catalogue
from nlu.client import Parsed
from nlu.entries import read
from nlu.understand import Understander, joined
from nlu.understanding import Guess, Understanding

type Understand = Callable[[str, date], Awaitable[Understanding]]
HOUSE = House(run_by="la mission locale", zone="Europe/Paris", days_back=28)
PATIENCE = timedelta(hours=12)


@dataclass
class Scripted:
    """Stands for the model: what it would say of a text, written by the test; the grammar is the real one."""

    requests: dict[str, tuple[str, float]] = field(default_factory=dict)
    others: dict[str, tuple[Guess, ...]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, text: str, today: date) -> Understanding:
        self.asked.append(text)
        if text not in self.requests:
            return await Understander(None).understand(text, today)
        guesses = (Guess(*self.requests[text]), *self.others.get(text, ()))
        return joined(text, today, read(text, today), Parsed(guesses, ()))


@dataclass
class Town:
    """A store with people in it, one dialogue, and a clock that the test moves."""

    store: Store
    now: datetime
    people: dict[str, Person]
    model: Scripted
    dialogue: Dialogue

    @classmethod
    async def built(
        cls, store: Store, now: datetime, understand: Understand | None = None, house: House = HOUSE
    ) -> Town:
        people = {}
        async with store.writing() as work:
            for name in demo.SITUATIONS:
                people[name] = await demo.add_person(work, name, HOUSE.zone, now)
                await work.conversations.begin(ChatKey("terminal", name), now)
                await work.conversations.join(ChatKey("terminal", name), people[name].id)
        model = Scripted()
        town = cls.__new__(cls)
        town.store, town.now, town.people, town.model = store, now, people, model
        town.dialogue = Dialogue(store, understand or model, house, lambda: town.now, PATIENCE)
        return town

    def talk(self, name: str) -> Talk:
        return Talk(self, ChatKey("terminal", name))

    async def ledger(self, name: str) -> list[Declared]:
        """What stands for a person, by day."""
        async with self.store.reading() as work:
            days = date(2000, 1, 1), date(2100, 1, 1)
            return list(await work.declarations.between(self.people[name].id, *days, words=True))


class Talk:
    """One side of a conversation. `last` is the newest message that came back."""

    def __init__(self, town: Town, chat: ChatKey) -> None:
        self.town = town
        self.chat = chat
        self.last = Outgoing("")
        self.seen: list[Outgoing] = []

    @property
    def text(self) -> str:
        return catalogue.plain(self.last.text)

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.last.buttons]

    async def says(self, text: str, *, about: str | None = None) -> str:
        kind = "command" if text.startswith("/") else "text"
        return await self.does(kind, text.removeprefix("/") if kind == "command" else text, about)

    async def edits(self, about: str, text: str) -> str:
        return await self.does("edited", text, about)

    async def presses(self, label: str, *, oldest: bool = False) -> str:
        """Presses the newest button whose label begins so, or the oldest."""
        for shown in self.seen if oldest else reversed(self.seen):
            for button in shown.buttons:
                if button.label.startswith(label):
                    return await self.does("press", button.data)
        raise AssertionError(f"no button « {label} »; the last message has {self.labels}")

    async def does(self, kind: str, text: str = "", about: str | None = None) -> str:
        """Delivers one message, makes every turn, and gives the text of all that came back."""
        await self.delivers(kind, text, about)
        return await self.hears()

    async def delivers(self, kind: str, text: str = "", about: str | None = None) -> None:
        """The message waits in the inbox; nobody has answered it yet."""
        message = Message(self.chat, uuid4().hex, kind, self.town.now, text, about or uuid4().hex)
        await self.town.dialogue.receive([message])

    async def hears(self) -> str:
        while await self.town.dialogue.next_turn(self.chat):
            pass
        parcels = await self.town.dialogue.to_send(self.chat)
        await self.town.dialogue.note_sent([parcel.id for parcel in parcels])
        fresh = [Outgoing.from_body(parcel.body) for parcel in parcels]
        self.seen += fresh
        said = [each for each in fresh if each.document is None]
        self.last = said[-1] if said else Outgoing("")
        return "\n\n".join(catalogue.plain(each.text) for each in fresh)


def new_database(server_url: str, like: str = "template1") -> str:
    """The address of a fresh database on a PostgreSQL server, a copy of the one called `like`."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")  # type: ignore[arg-type]
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def migrated_database(server_url: str, keyring: Keyring) -> str:
    """The name of a database of today's shape, to be copied: quicker than each test's own migration."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives the tests
        connection.execute("SELECT pg_reload_conf()")
    url = new_database(server_url)

    async def migrate() -> None:
        store = Store(url, keyring)
        await upgrade(store)
        await store.close()

    asyncio.run(migrate())
    return make_url(url).database or ""
