"""The way in: a password and a telephone, waiting after failures, sessions that end."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import timedelta

import httpx
import pyotp
import pytest

from actions import accounts
from actions.accounts import WeakPassword, check_password, wait_after
from actions.records import Account
from bot.advisors import home, passwords, settings
from bot.advisors.app import console
from tests.console import submit, visitor

from .conftest import PASSWORD, Office

SECRET = pyotp.random_base32()
SOPHIE = Account(1, 1, 1, "Sophie Martin", "s.martin@example.org", "advisor")


async def browser(office: Office) -> httpx.AsyncClient:
    return await visitor(office.desk, None)


async def gives(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/login", data={"email": email, "password": password})


async def signs_in(office: Office, client: httpx.AsyncClient) -> httpx.Response:
    await gives(client, "sophie@example.org", PASSWORD)
    return await client.post("/login/code", data={"code": pyotp.TOTP(SECRET).at(office.now)})


def shown_secret(page: str) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")


async def test_a_password_alone_opens_nothing(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    answer = await gives(client, "Sophie@Example.org", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login/code")
    assert (await client.get("/profile")).headers["location"] == "/login"


async def test_the_password_and_the_code_open_the_first_page(office):
    await office.gives_password("administrator", SECRET)
    client = await browser(office)
    await gives(client, "ada@example.org", PASSWORD)
    answer = await client.post("/login/code", data={"code": pyotp.TOTP(SECRET).at(office.now)})
    assert answer.headers["location"] == "/accounts"
    assert "Sophie Martin" in (await client.get("/accounts")).text


async def test_the_first_time_the_telephone_is_joined(office):
    await office.gives_password("advisor")
    client = await browser(office)
    assert (await gives(client, "sophie@example.org", PASSWORD)).headers["location"] == "/login/telephone"
    page = (await client.get("/login/telephone")).text
    secret = shown_secret(page)
    assert "<svg" in page
    wrong = await client.post("/login/telephone", data={"code": "000000"})
    assert (wrong.status_code, shown_secret(wrong.text)) == (403, secret)
    code = pyotp.TOTP(secret).at(office.now)
    assert (await client.post("/login/telephone", data={"code": code})).status_code == 303
    assert (await client.get("/profile")).status_code == 200


async def test_who_has_a_telephone_cannot_join_another_with_the_password(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    await gives(client, "sophie@example.org", PASSWORD)
    assert (await client.get("/login/telephone")).headers["location"] == "/login"


async def test_a_code_serves_once(office):
    await office.gives_password("advisor", SECRET)
    assert (await signs_in(office, await browser(office))).status_code == 303
    assert (await signs_in(office, await browser(office))).status_code == 403
    office.now += timedelta(seconds=30)
    assert (await signs_in(office, await browser(office))).status_code == 303


async def test_an_address_that_nobody_has_is_answered_like_a_wrong_password(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    unknown = await gives(client, "personne@example.org", PASSWORD)
    wrong = await gives(client, "sophie@example.org", "pas celui-là")
    strip = lambda page, email: page.text.replace(email, "")  # noqa: E731
    assert unknown.status_code == wrong.status_code == 403
    assert strip(unknown, "personne@example.org") == strip(wrong, "sophie@example.org")


async def test_after_failures_even_the_right_password_waits(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    for _ in range(accounts.FREE_FAILURES + 1):
        await gives(client, "sophie@example.org", "non")
    assert (await gives(client, "sophie@example.org", PASSWORD)).status_code == 403
    office.now += timedelta(minutes=2)
    assert (await gives(client, "sophie@example.org", PASSWORD)).status_code == 303


def test_waiting_grows_and_has_a_bound():
    waits = [wait_after(count) for count in range(1, 40)]
    assert waits[: accounts.FREE_FAILURES] == [None] * accounts.FREE_FAILURES
    later = waits[accounts.FREE_FAILURES :]
    assert later == sorted(later)
    assert later[-1] == accounts.LONGEST_WAIT


async def test_one_address_cannot_try_every_account(office):
    client = await browser(office)
    answers = [(await gives(client, f"{n}@example.org", "non")).status_code for n in range(31)]
    assert answers == [403] * 30 + [429]


@pytest.mark.parametrize("pause", [timedelta(minutes=31), timedelta(hours=11)])
async def test_a_session_ends_when_nobody_works_and_at_the_end_of_the_day(office, pause):
    client = await visitor(office.desk, office.accounts["advisor"])
    assert (await client.get("/profile")).status_code == 200
    office.now += pause
    assert (await client.get("/profile")).headers["location"] == "/login"


async def test_work_keeps_a_session_open_but_not_for_ever(office):
    client = await visitor(office.desk, office.accounts["advisor"])
    for _ in range(19):
        office.now += timedelta(minutes=25)
        assert (await client.get("/profile")).status_code == 200
    office.now += timedelta(hours=2, minutes=20)
    assert (await client.get("/profile")).headers["location"] == "/login"


async def test_leaving_everywhere_closes_the_other_computer_too(office):
    here = await visitor(office.desk, office.accounts["advisor"])
    there = await visitor(office.desk, office.accounts["advisor"])
    await submit(here, "/profile/leave")
    assert (await there.get("/profile")).headers["location"] == "/login"


async def test_an_account_that_is_closed_is_out_at_once(office):
    sophie = await visitor(office.desk, office.accounts["advisor"])
    ada = await visitor(office.desk, office.accounts["administrator"])
    await submit(ada, f"/accounts/{office.accounts['advisor'].id}", do="close")
    assert (await sophie.get("/profile")).headers["location"] == "/login"


async def test_a_form_of_another_site_changes_nothing(office):
    client = await visitor(office.desk, office.accounts["administrator"])
    fields = {"csrf": client.csrf, "name": "Autre", "territory": "FR", "legal_ground": "consent"}
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        assert (await client.post("/settings", data=fields, headers=headers)).status_code == 403
    del client.headers["sec-fetch-site"]
    foreign = await client.post("/settings", data=fields, headers={"origin": "https://elsewhere.test"})
    assert foreign.status_code == 403
    client.headers["sec-fetch-site"] = "same-origin"
    assert (await client.post("/settings", data=fields | {"csrf": "x"})).status_code == 403
    async with office.store.reading() as work:
        assert (await work.contracts.organisation(office.organisation)).name == "Mission locale du Val"
    assert (await client.post("/settings", data=fields)).status_code == 303
    assert "C’est enregistré" in (await client.get("/settings")).text


async def test_a_personal_link_serves_once_and_in_time(office):
    async with office.store.writing() as work:
        code = await accounts.invite(work, office.accounts["advisor"].id, office.now)
    client = await browser(office)
    fields = {"password": PASSWORD, "again": PASSWORD}
    office.now += accounts.INVITATION_LASTS
    assert (await client.post(f"/welcome/{code}", data=fields)).status_code == 404
    office.now -= timedelta(hours=1)
    assert (await client.post(f"/welcome/{code}", data=fields)).status_code == 303
    assert (await client.post(f"/welcome/{code}", data=fields)).status_code == 404


@pytest.mark.parametrize(
    "password", ["court", "motdepasse1234", "SophieMartin2026", "aaaaaaaaaaaaaaaa", "s.martin s.martin"]
)
def test_what_anyone_would_try_is_no_password(password):
    with pytest.raises(WeakPassword):
        check_password(password, SOPHIE)


def test_a_phrase_is_a_password():
    check_password(PASSWORD, SOPHIE)


async def test_every_answer_has_its_guards(office):
    client = await browser(office)
    for path in ("/login", "/profile", "/nowhere"):
        headers = (await client.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
        assert headers["strict-transport-security"]
    assert (await client.get("/static/console.css")).headers.get("cache-control") != "no-store"


async def test_what_is_told_is_told_once(office):
    ada = await visitor(office.desk, office.accounts["administrator"])
    await submit(ada, "/profile/language", language="fr")
    assert "C’est enregistré" in (await ada.get("/profile")).text
    assert "C’est enregistré" not in (await ada.get("/profile")).text
    ada.cookies.set("__Host-jalon-told", "<b>Payez ici</b>", domain="console.test", path="/")
    assert "Payez" not in (await ada.get("/profile")).text


async def test_many_attempts_at_once_are_as_many_attempts(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    await asyncio.gather(*(gives(client, "sophie@example.org", "non") for _ in range(20)))
    async with office.store.reading() as work:
        known = await work.accounts.credentials("sophie@example.org")
    assert known.failures == accounts.FREE_FAILURES + 1
    assert known.locked_until == office.now + accounts.FIRST_WAIT


async def test_a_right_password_after_wrong_ones_is_no_failure(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    for _ in range(accounts.FREE_FAILURES):
        await gives(client, "sophie@example.org", "non")
    assert (await gives(client, "sophie@example.org", PASSWORD)).status_code == 303
    code = pyotp.TOTP(SECRET).at(office.now)
    assert (await client.post("/login/code", data={"code": code})).status_code == 303


async def test_a_stolen_password_does_not_give_tries_at_the_code(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    await gives(client, "sophie@example.org", PASSWORD)
    wrong = next(code for code in ("000000", "111111", "222222") if not passwords.code_step(SECRET, code, office.now))
    for _ in range(accounts.FREE_FAILURES + 1):
        assert (await client.post("/login/code", data={"code": wrong})).status_code == 403
    right = pyotp.TOTP(SECRET).at(office.now)
    assert (await client.post("/login/code", data={"code": right})).status_code == 403


async def test_a_refusal_takes_as_long_whoever_is_asked_for(office, monkeypatch):
    await office.gives_password("advisor", SECRET)
    monkeypatch.setattr(home, "REFUSED_AFTER", 0.5)
    client = await browser(office)
    for email in ("sophie@example.org", "personne@example.org"):
        begun = time.monotonic()
        await gives(client, email, "non")
        assert time.monotonic() - begun >= 0.5


async def test_another_telephone_takes_the_password_and_the_old_one(office):
    await office.gives_password("advisor", SECRET)
    client = await visitor(office.desk, office.accounts["advisor"])
    code = pyotp.TOTP(SECRET).at(office.now)
    assert (await submit(client, "/profile/telephone", present="non", code=code)).status_code == 422
    assert (await submit(client, "/profile/telephone", present=PASSWORD, code="123")).status_code == 422
    moved = await submit(client, "/profile/telephone", present=PASSWORD, code=code)
    assert moved.headers["location"] == "/login/telephone"
    assert (await client.get("/profile")).headers["location"] == "/login"
    secret = shown_secret((await client.get("/login/telephone")).text)
    assert secret != SECRET
    answer = await client.post("/login/telephone", data={"code": pyotp.TOTP(secret).at(office.now)})
    assert answer.status_code == 303


async def test_another_password_closes_the_other_sessions(office):
    await office.gives_password("advisor", SECRET)
    here = await visitor(office.desk, office.accounts["advisor"])
    there = await visitor(office.desk, office.accounts["advisor"])
    fresh = {"password": "encore une phrase verte", "again": "encore une phrase verte"}
    assert (await submit(here, "/profile/password", old="non", **fresh)).status_code == 422
    assert (await submit(here, "/profile/password", old=PASSWORD, **fresh | {"again": "x"})).status_code == 422
    assert (await submit(here, "/profile/password", old=PASSWORD, **fresh)).status_code == 303
    assert (await here.get("/profile")).status_code == 200
    assert (await there.get("/profile")).headers["location"] == "/login"


async def test_nobody_takes_the_last_administrator_away(office):
    ada = office.accounts["administrator"]
    client = await visitor(office.desk, ada)
    for fields in ({"do": "close"}, {"do": "role", "role": "advisor"}):
        assert (await submit(client, f"/accounts/{ada.id}", **fields)).status_code == 422
    assert (await client.get("/accounts")).status_code == 200


async def test_an_advisor_known_from_an_import_gets_their_people_back(office):
    async with office.store.writing() as work:
        known = await work.contracts.add_advisor(office.organisation, "Yvan Petit", "conseiller", None)
    ada = await visitor(office.desk, office.accounts["administrator"])
    fields = {"name": "Yvan Petit", "email": "yvan@example.org", "role": "advisor"}
    assert (
        await submit(ada, "/accounts/new", **fields, advisor=office.accounts["advisor"].advisor_id)
    ).status_code == 422
    await submit(ada, "/accounts/new", **fields, advisor=known)
    async with office.store.reading() as work:
        assert (await work.accounts.by_email("yvan@example.org")).advisor_id == known


async def test_over_plain_http_the_console_opens_on_its_own_machine_alone(office):
    for address, status in (("http://console.test", 400), ("http://localhost:8000", 200)):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(console(office.desk)), base_url=address) as client:
            assert (await client.get("/login")).status_code == status


async def test_every_link_and_cookie_follows_the_address_that_is_set(office):
    await office.gives_password("advisor", SECRET)
    app = console(office.desk, address="https://jalon.example.org")
    headers = {"origin": "https://jalon.example.org"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://10.0.0.7:8000", headers=headers
    ) as client:
        answer = await gives(client, "sophie@example.org", PASSWORD)
        assert "Secure" in answer.headers["set-cookie"]
        foreign = await client.post("/login", headers={"origin": "http://10.0.0.7:8000"})
    assert (answer.status_code, foreign.status_code) == (303, 403)


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "without"])
async def test_nobody_fills_the_memory(office, told):
    client = await browser(office)
    much = b"email=" + b"a" * 30_000

    async def in_pieces():
        yield much

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post("/login", content=much if told else in_pieces(), headers=headers)
    assert answer.status_code == 413


async def test_a_number_that_no_row_can_have_is_no_page(office):
    ada = await visitor(office.desk, office.accounts["administrator"])
    for number in ("9" * 18, "9" * 40):
        assert (await ada.get(f"/accounts/{number}")).status_code == 404


async def test_a_part_of_a_page_leads_to_the_way_in_as_a_whole(office):
    client = await browser(office)
    answer = await client.get("/profile", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


def test_every_territory_has_its_calendar():
    from holidays import France, country_holidays

    for code in settings.TERRITORIES:
        assert country_holidays("FR", subdiv=None if code == "FR" else code, years=2026)
    assert set(settings.OLDER_NAMES.values()) <= set(settings.TERRITORIES)
    parts = {part for part in France.subdivisions if not part.startswith("Zone")}
    assert parts <= set(settings.TERRITORIES), "every part of France can be chosen"


@pytest.mark.parametrize("path", ["/login", "/settings", "/accounts/new"])
async def test_asking_for_the_head_of_a_page_is_no_form(office, path):
    ada = await visitor(office.desk, None if path == "/login" else office.accounts["administrator"])
    assert (await ada.head(path)).status_code == 200


async def test_the_cookie_is_shown_to_no_script_and_to_no_other_site(office):
    await office.gives_password("advisor", SECRET)
    client = await browser(office)
    cookie = (await signs_in(office, client)).headers.get_list("set-cookie")[0]
    assert cookie.startswith("__Host-jalon=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


async def test_an_administrator_reaches_only_their_own_organisation(office, elsewhere):
    ada = await visitor(office.desk, office.accounts["administrator"])
    marc = elsewhere.accounts["advisor"]
    assert "Marc" not in (await ada.get("/accounts")).text
    assert (await submit(ada, f"/accounts/{marc.id}", do="close")).status_code == 404


async def test_an_account_is_made_and_its_link_shown_once(office):
    ada = await visitor(office.desk, office.accounts["administrator"])
    wrong = await submit(ada, "/accounts/new", name="", email="rien", role="king")
    assert wrong.status_code == 422
    taken = await submit(ada, "/accounts/new", name="S", email="SOPHIE@example.org", role="advisor")
    assert "a déjà un compte" in taken.text
    made = await submit(ada, "/accounts/new", name="Léo Blanc", email="leo@example.org", role="advisor")
    link = re.search(r"/welcome/[\w-]+", made.text)[0]
    assert (await (await browser(office)).get(link)).status_code == 200
    assert "pas encore venu" in (await ada.get("/accounts")).text


async def test_what_is_done_to_accounts_stands_in_their_journal(office):
    ada = await visitor(office.desk, office.accounts["administrator"])
    await submit(ada, f"/accounts/{office.accounts['advisor'].id}", do="role", role="manager")
    page = (await ada.get("/journal/accounts")).text
    assert "a changé le rôle d’un compte" in page
    assert "18 novembre 2026, 10:00" in page, "as the clocks of Paris say, not 09:00 UTC"


async def test_a_fault_is_told_with_a_number_and_without_a_word(office, monkeypatch, caplog):
    from actions.store.accounts import Accounts

    async def breaks(*_args: object) -> None:
        raise RuntimeError("Amina a mal au dos")

    monkeypatch.setattr(Accounts, "of_organisation", breaks)
    ada = await visitor(office.desk, office.accounts["administrator"])
    answer = await ada.get("/accounts")
    assert answer.status_code == 500
    assert "mal au dos" not in answer.text
    assert re.search(r"[0-9a-f]{6}", answer.text)


async def test_a_database_that_is_away_is_told_as_such(office, monkeypatch):
    from actions.errors import StoreUnavailable
    from actions.store.accounts import Accounts

    async def away(*_args: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(Accounts, "of_organisation", away)
    ada = await visitor(office.desk, office.accounts["administrator"])
    answer = await ada.get("/accounts")
    assert (answer.status_code, "Rien n’a été changé" in answer.text) == (503, True)


async def test_the_console_speaks_the_language_of_each(office):
    ada = await visitor(office.desk, office.accounts["administrator"])
    await submit(ada, "/profile/language", language="en")
    assert 'lang="en"' in (await ada.get("/accounts")).text
    assert 'lang="fr"' in (await (await visitor(office.desk, office.accounts["manager"])).get("/profile")).text


def test_no_page_is_forgotten_by_the_check_of_forms(office):
    """Every route but the way in goes through `page` or `own_page`, which check the form's token."""
    unguarded = {"login", "second_factor", "enrol", "first_password", "logout"}
    for route in console(office.desk).routes:
        endpoint = getattr(route, "endpoint", None)
        if endpoint is not None and route.name not in unguarded:
            assert hasattr(endpoint, "__wrapped__"), route.name
