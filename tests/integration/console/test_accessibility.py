"""Every page before a real browser: axe, the keyboard alone, light and dark, on a desk and on a phone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser

from actions.store.engine import Store
from bot.advisors.app import PAGES, console
from bot.demo.building import World
from tests.browser import PHONE, chromium, served, window
from tests.console import desk_at

from .invented import NOW, build_world, opened

type Path = Callable[["Stage"], str]


@dataclass
class Stage:
    """The invented world, served, with a browser before it and a session for everyone who works there."""

    world: World
    address: str
    browser: Browser
    tokens: dict[str, str]
    ids: dict[str, dict[str, int]]


def plain(path: str) -> Path:
    return lambda _stage: path


def of(name: str, path: str) -> Path:
    """A page of somebody's contract: `{contract}`, `{version}`, `{draft}` are theirs."""
    return lambda stage: path.format(**stage.ids[name])


# Who looks, and at what; a page that is not here fails `test_every_page_is_looked_at`. `nobody` is not signed in.
PAGES_TO_LOOK_AT: dict[str, tuple[str, Path]] = {
    "login": ("nobody", plain("/login")),
    "first_password": ("nobody", of("amina", "/welcome/{code}")),
    "first_password of before": ("nobody", plain("/welcome/none")),
    "missing": ("manager", plain("/nowhere")),
    "refused": ("manager", plain("/accounts")),
    "profile": ("sophie", plain("/profile")),
    "accounts": ("administrator", plain("/accounts")),
    "account_new": ("administrator", plain("/accounts/new")),
    "account": ("administrator", of("amina", "/accounts/{account}")),
    "settings": ("administrator", plain("/settings")),
    "account_audit": ("administrator", plain("/journal/accounts")),
    "audit": ("manager", plain("/journal")),
    "today": ("sophie", plain("/")),
    "people": ("manager", plain("/people")),
    "messages": ("sophie", plain("/messages")),
    "message_new": ("sophie", plain("/messages/new")),
    "message": ("sophie", of("amina", "/messages/{message}")),
    "requests": ("manager", plain("/requests")),
    "imports": ("manager", plain("/imports")),
    "imports_report": ("manager", of("amina", "/imports/{import}")),
    "person": ("manager", of("amina", "/people/{contract}")),
    "person_journal": ("manager", of("amina", "/people/{contract}/journal")),
    "letter": ("manager", of("amina", "/people/{contract}/letter")),
    "unlink": ("manager", of("amina", "/people/{contract}/unlink")),
    "person_new": ("sophie", plain("/people/new")),
    "contract": ("manager", of("amina", "/contracts/{contract}")),
    "version": ("manager", of("amina", "/contracts/{contract}/versions/{version}")),
    "version_print": ("manager", of("amina", "/contracts/{contract}/versions/{version}/print")),
    "version_check": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/check")),
    "version_step": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/steps/identity")),
    "version_step diagnostic": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/steps/diagnostic")),
    "version_step duration": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/steps/duration")),
    "version_step objectives": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/steps/objectives")),
    "version_step actions": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/steps/actions")),
    "version_step commitments": ("manager", of("amina", "/contracts/{contract}/versions/{draft}/steps/commitments")),
    "contract_amend": ("manager", of("amina", "/contracts/{contract}/amend")),
    "contract_end": ("manager", of("amina", "/contracts/{contract}/end")),
    "contract_transfer": ("manager", of("amina", "/contracts/{contract}/transfer")),
    "contract_referent": ("manager", of("amina", "/contracts/{contract}/referent")),
}
# A file; what test_the_way_in_with_the_keyboard_alone comes to; what is kept in memory alone.
NOT_LOOKED_AT = {"imports_template", "second_factor", "enrol", "imports_job"}


STATUS = {"missing": 404, "first_password of before": 404, "refused": 403}
BADLY_MADE = """() => {
  const bad = document.createElement('div');
  bad.innerHTML = '<input id="nameless"><p>grey</p><button>x</button><div>wide</div>';
  document.querySelector('main').append(bad);
  const css = new CSSStyleSheet();
  css.replaceSync(`#main > div > p { color: #bbb } #main > div > div { width: 3000px }
    #main > div > button, #main > div > button:focus-visible { all: unset; outline: none !important }`);
  document.adoptedStyleSheets = [css];
}"""
PASSWORD = "une longue phrase bleue"


def test_every_page_is_looked_at():
    shown = {
        route.name
        for pages in PAGES
        for route in pages.ROUTES
        if "GET" in (route.methods or ())
    }  # fmt: skip
    assert shown - {name.split()[0] for name in PAGES_TO_LOOK_AT} - NOT_LOOKED_AT == set()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    file = tmp_path_factory.mktemp("stage") / "world.db"
    world = asyncio.run(build_world(file))
    store = opened(file)
    tokens, ids = asyncio.run(prepared(store, world))
    with served(console(desk_at(store, NOW))) as address, chromium() as browser:
        yield Stage(world, address, browser, tokens, ids)


async def prepared(store: Store, world: World) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Sessions of the mission locale's people, and what the addresses of its contracts are made of."""
    office = world.offices["mission_locale"]
    tokens, ids = {}, {}
    async with store.writing() as work:
        for key, who in office.accounts.items():
            tokens[key] = await work.accounts.begin_session(who.id, NOW, NOW + timedelta(hours=8))
        message = (await work.broadcasts.newest(office.id, office.accounts["sophie"].id))[0]
        code = await work.accounts.new_code(office.accounts["karim"].id, NOW + timedelta(days=1))
        report = (await work.exchange.imports(office.id))[0]
        for name, resident in world.residents.items():
            draft, *older = await work.versions.of_contract(resident.contract)
            ids[name] = {
                "contract": resident.contract, "draft": draft.id, "version": older[0].id, "code": code,
                "account": office.accounts["sophie"].id, "message": message.id, "import": report.id,
            }  # fmt: skip
    await store.close()
    return tokens, ids


@pytest.mark.parametrize("name", PAGES_TO_LOOK_AT)
def test_a_page_is_for_everyone(stage, name):
    """On a desk by day, with the keyboard alone; on a phone by night."""
    who, path = PAGES_TO_LOOK_AT[name]
    with window(stage.browser, stage.address, stage.tokens.get(who)) as seen:
        assert seen.go(path(stage)) == STATUS.get(name, 200)
        assert seen.violations() == []
        assert seen.page.locator("h1").count() == 1
        assert seen.out_of_reach() == []
        seen.turn(PHONE, "dark")
        assert seen.violations() == []
        assert seen.too_small() == []
        assert not seen.is_wider_than_its_window()
        assert seen.complaints == []


def test_the_way_in_with_the_keyboard_alone(stage):
    """From a personal link to the first page, without a mouse: a password, a telephone, and out again."""
    with window(stage.browser, stage.address, None) as seen:
        keys = seen.page.keyboard
        seen.go(of("amina", "/welcome/{code}")(stage))
        for name in ("#password", "#again"):
            seen.page.focus(name)
            keys.type(PASSWORD)
        keys.press("Enter")
        seen.page.get_by_role("status").get_by_text("Votre mot de passe est choisi").wait_for()
        seen.page.focus("#email")
        keys.type(stage.world.offices["mission_locale"].accounts["karim"].email)
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        seen.page.locator("svg.qr").wait_for()
        assert (seen.violations(), seen.out_of_reach()) == ([], [])
        seen.turn(PHONE, "dark")
        assert (seen.violations(), seen.is_wider_than_its_window()) == ([], False)
        secret = seen.page.locator("figure code").inner_text().replace(" ", "")
        seen.page.focus("#code")
        keys.type(pyotp.TOTP(secret).at(NOW))
        keys.press("Enter")
        seen.page.get_by_role("button", name="Se déconnecter").wait_for()
        seen.page.get_by_role("button", name="Se déconnecter").press("Enter")
        seen.page.get_by_text("Vous avez quitté la console").wait_for()
        seen.page.focus("#email")
        keys.type(stage.world.offices["mission_locale"].accounts["karim"].email)
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        seen.page.get_by_role("heading", name="Code du téléphone").wait_for()
        assert (seen.violations(), seen.out_of_reach()) == ([], [])
        assert seen.complaints == []


def test_what_is_badly_made_is_seen(stage):
    """The looking itself: each fault of this page is found."""
    with window(stage.browser, stage.address, stage.tokens["sophie"]) as seen:
        seen.go("/profile")
        seen.page.evaluate(BADLY_MADE)
        found = " ".join(seen.violations())
        assert "label" in found
        assert "color-contrast" in found
        assert any("no ring" in one for one in seen.out_of_reach())
        assert seen.too_small()
        seen.turn(PHONE, "light")
        assert seen.is_wider_than_its_window()


def test_the_menu_shows_only_what_opens(stage):
    """For every role, each link of the menu leads to a page."""
    for who in ("sophie", "manager", "administrator"):
        with window(stage.browser, stage.address, stage.tokens[who]) as seen:
            seen.go("/profile")
            links = [link.get_attribute("href") for link in seen.page.locator("header nav a").all()]
            assert links
            assert [path for path in links if seen.go(path) != 200] == []
