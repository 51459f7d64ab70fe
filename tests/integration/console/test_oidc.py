"""Signing in with the organisation's own service: whom it names, and whom it cannot."""

from __future__ import annotations

import time

import httpx
import pytest
from joserfc.jwk import RSAKey

from bot.advisors.app import console
from bot.advisors.provider import Provider
from tests.standin.identity import CLIENT, ISSUER, Identity, path_of

from .conftest import Office

ADDRESS = {"email": "sophie@example.org", "email_verified": True}


def browser(office: Office, identity: Identity, **more: object) -> httpx.AsyncClient:
    provider = Provider(ISSUER, CLIENT, "a secret", transport=identity.transport(), **more)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(console(office.desk, provider)), base_url="https://console.test"
    )


async def signs_in(client: httpx.AsyncClient, identity: Identity) -> httpx.Response:
    begun = await client.get("/oidc/begin")
    back = await identity.consents(begun.headers["location"])
    return await client.get(path_of(back))


async def test_the_service_names_the_account_by_an_address_that_it_has_checked(office):
    identity = Identity(ADDRESS)
    client = browser(office, identity)
    assert (await signs_in(client, identity)).status_code == 303
    assert "Sophie Martin" in (await client.get("/profile")).text


async def test_from_then_on_it_is_known_by_its_own_name_there(office):
    identity = Identity(ADDRESS)
    await signs_in(browser(office, identity), identity)
    identity.claims = {"email": "changed@example.org"}
    client = browser(office, identity)
    assert (await signs_in(client, identity)).status_code == 303
    assert "Sophie Martin" in (await client.get("/profile")).text


async def test_another_person_with_the_same_address_does_not_get_in(office):
    identity = Identity(ADDRESS)
    await signs_in(browser(office, identity), identity)
    identity.claims = ADDRESS | {"sub": "somebody-else"}
    assert (await signs_in(browser(office, identity), identity)).status_code == 403


@pytest.mark.parametrize("signed", [False, True])
async def test_an_address_may_be_told_apart_and_signed(office, signed):
    """ProConnect tells it so, and says of no address whether it was checked, since all are."""
    identity = Identity(told_apart={"email": "sophie@example.org"}, signed_apart=signed)
    client = browser(office, identity, vouches_for_email=True)
    assert (await signs_in(client, identity)).status_code == 303


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "sophie@example.org"},
        {"email": "sophie@example.org", "email_verified": False},
        {"email": "nobody@example.org", "email_verified": True},
        ADDRESS | {"nonce": "another"},
        ADDRESS | {"aud": "another-application"},
        ADDRESS | {"iss": "https://elsewhere.test"},
        ADDRESS | {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    ],
    ids=["unchecked", "not checked", "unknown", "nonce", "audience", "issuer", "expired"],
)
async def test_whom_the_service_cannot_vouch_for_stays_outside(office, claims):
    identity = Identity(claims)
    client = browser(office, identity)
    answer = await signs_in(client, identity)
    assert answer.status_code == 403
    assert "La connexion n’a pas abouti" in answer.text
    assert (await client.get("/profile")).headers["location"] == "/login"


async def test_a_token_that_another_key_signed_is_refused(office):
    identity = Identity(ADDRESS, signs_with=RSAKey.generate_key(2048, {"kid": "one"}))
    assert (await signs_in(browser(office, identity), identity)).status_code == 403


async def test_a_way_back_that_was_not_begun_here_is_refused(office):
    identity = Identity(ADDRESS)
    begun = await browser(office, identity).get("/oidc/begin")
    back = await identity.consents(begun.headers["location"])
    assert (await browser(office, identity).get(path_of(back))).status_code == 403


async def test_an_account_that_is_closed_stays_outside(office):
    identity = Identity(ADDRESS)
    async with office.store.writing() as work:
        await work.accounts.change(office.accounts["advisor"].id, disabled_at=office.now)
    assert (await signs_in(browser(office, identity), identity)).status_code == 403


async def test_with_a_service_nobody_signs_in_by_password(office):
    await office.gives_password("advisor")
    client = browser(office, Identity(ADDRESS))
    client.headers["sec-fetch-site"] = "same-origin"
    answer = await client.post("/login", data={"email": "sophie@example.org", "password": "une longue phrase bleue"})
    assert 'name="password"' not in answer.text
    assert "set-cookie" not in answer.headers
