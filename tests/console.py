"""A visitor of the console without a browser, for tests: signed in, gets pages, fills in forms."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx

from actions.desk import Desk
from actions.records import Account
from actions.store.engine import Store
from bot.advisors.app import console
from bot.advisors.security import csrf_of
from tests.talk import HOUSE


def desk_at(store: Store, now: datetime) -> Desk:
    return Desk(store, lambda: now, HOUSE, "signs in tests")


async def account(
    store: Store,
    now: datetime,
    *,
    organisation: int,
    role: str,
    advisor: int | None = None,
    name: str = "Sophie Martin",
) -> Account:
    """A new account, which needs neither a password nor a second factor to be tested."""
    email = f"{name}.{role}.{organisation}.{advisor}@example.org".replace(" ", ".")
    async with store.writing() as work:
        made = await work.accounts.add(
            organisation_id=organisation, name=name, email=email, role=role, advisor_id=advisor, now=now
        )
        found = await work.accounts.find(made)
    assert found is not None
    return found


async def visitor(desk: Desk, who: Account | None) -> httpx.AsyncClient:
    """A client of the whole application, signed in as `who`. It follows no redirection."""
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(console(desk)), base_url="https://console.test",
        headers={"origin": "https://console.test", "sec-fetch-site": "same-origin"},
    )  # fmt: skip
    if who is not None:
        async with desk.writing() as work:
            token = await work.accounts.begin_session(who.id, desk.now(), desk.now() + timedelta(hours=8))
        client.cookies.set("__Host-jalon", token, domain="console.test", path="/")
        client.csrf = csrf_of(token)  # type: ignore[attr-defined]  # what the pages put into their forms
    return client


async def submit(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    """Sends a form as a page of the console would."""
    return await client.post(path, data={"csrf": client.csrf, **fields})  # type: ignore[attr-defined]
