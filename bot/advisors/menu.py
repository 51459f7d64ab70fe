"""The links on top of every page: those of the pages that exist and that the account may open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.routing import NoMatchFound

from actions.access import may
from actions.records import Account


def _(words: str) -> str:
    """Marks words for the catalogue; the template puts them into the visitor's language."""
    return words


# route → the deed that opens it, and its words
PAGES: tuple[tuple[str, str, str], ...] = (
    ("today", "see_people", _("Aujourd’hui")),
    ("people", "see_people", _("Personnes")),
    ("messages", "write_to_people", _("Messages")),
    ("imports", "import_contracts", _("Imports")),
    ("requests", "answer_requests", _("Demandes")),
    ("accounts", "manage_accounts", _("Comptes")),
    ("settings", "manage_settings", _("Réglages")),
    ("audit", "see_audit", _("Journal")),
    ("account_audit", "see_account_audit", _("Journal")),
)


_OF_PEOPLE = re.compile(r"^/contracts/")  # a contract is one of a person's pages


@dataclass(frozen=True)
class Link:
    path: str
    label: str
    here: bool


def links(request: Request, account: Account | None) -> list[Link]:
    if account is None:
        return []
    open_to_them = [(path_of(request, name), words) for name, deed, words in PAGES if may(account, deed)]
    return [Link(path, words, _is_here(request, path)) for path, words in open_to_them if path is not None]


def first(request: Request, account: Account) -> str:
    """The page that one comes to: the first of the menu."""
    pages = links(request, account)
    return pages[0].path if pages else request.url_for("profile").path


def path_of(request: Request, name: str) -> str | None:
    """The path of a page that needs no parameter; None when there is no such page."""
    try:
        return str(request.app.url_path_for(name))
    except NoMatchFound:
        return None


def _is_here(request: Request, path: str) -> bool:
    here = _OF_PEOPLE.sub("/people/", request.url.path)
    return here == path or (path != "/" and here.startswith(f"{path}/"))
