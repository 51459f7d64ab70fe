"""Showing the invented world: who is in it, how to sign in as those who work there, how to talk as those who do not.

Its passwords hold for one showing, and its codes are shown to whoever runs it: it is never for real people.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyotp

from actions.store.engine import Store
from actions.store.work import Work
from bot import demo
from bot.advisors import passwords
from bot.demo import data
from bot.demo.building import NotForTheWorld, build, organisation_names, posts

LINK_LASTS = timedelta(days=3)


@dataclass(frozen=True)
class Tour:
    """What opens the doors this time. `links` are the codes of those who are not linked yet, by first name."""

    password: str = field(repr=False)
    secret: str = field(repr=False)
    links: dict[str, str] = field(repr=False)

    def code(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)


async def prepare(store: Store, now: datetime) -> Tour:
    """Builds the world unless it is there, and gives everyone's account a new password. Raises NotForTheWorld."""
    async with store.writing() as work:
        if not await work.contracts.organisation_names():
            await build(work, now)
        await refuse_others(work)
        return await _open_doors(work, now)


async def refuse_others(work: Work) -> None:
    """Raises NotForTheWorld where anything else than the world is kept."""
    if set(await work.contracts.organisation_names()) != organisation_names():
        raise NotForTheWorld("This database is not the invented world's: nothing was changed in it.")


async def _open_doors(work: Work, now: datetime) -> Tour:
    tour = Tour(secrets.token_urlsafe(9), passwords.new_secret(), {})
    kept = passwords.kept(tour.password)
    for post in (each for office in data.page("organisations").values() for each in posts(office)):
        account = await work.accounts.by_email(post.email)
        if account is not None:
            await work.accounts.change(
                account.id, password=kept, second_factor=tour.secret, second_factor_step=None, failures=0,
                locked_until=None,
            )  # fmt: skip
    for facts in data.people().values():
        person = await demo.find(work, facts["given_name"])
        if person is not None and not await work.conversations.open_chats(person.id):
            tour.links[person.given_name] = await work.people.new_link(person.id, now + LINK_LASTS)
    return tour


def guide(tour: Tour, address: str) -> Iterator[str]:
    """What is printed, line by line."""
    yield "An invented world. Nobody in it is real, and nobody real may ever be put into it."
    yield ""
    yield "Who works there, on the console:"
    for office in data.page("organisations").values():
        yield f"  {office['name']}"
        yield from (f"    {post.role:<14} {post.name:<20} {post.email}" for post in posts(office))
    yield ""
    yield "Who lives there:"
    for facts in data.people().values():
        name = f"{facts['given_name']} {facts['family_name']}"
        yield f"  {name:<18} {facts['about']}"
    yield ""
    yield "To talk as one of them, in another terminal: jalon chat --world --as Amina"
    yield from (f"{name} is not linked yet: there, say /start {code}" for name, code in tour.links.items())
    yield ""
    yield f"The console: {address}"
    yield f"The password of all, this time: {tour.password}"


async def show_codes(tour: Tour, clock: Callable[[], datetime], say: Callable[[str], None]) -> None:
    """Says the six digits that a telephone would show, whenever they change."""
    while True:
        now = clock()
        say(f"The code of this half minute: {tour.code(now)}")
        await asyncio.sleep(passwords.STEP - now.timestamp() % passwords.STEP)


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
