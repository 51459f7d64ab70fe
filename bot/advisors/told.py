"""What a page tells once, after something was done: a code that travels in a cookie, and its words."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

SECONDS = 60  # long enough to load the next page


def _(words: str) -> str:
    """Marks words for the catalogue; the template puts them into the visitor's language."""
    return words


WORDS = {
    "saved": _("C’est enregistré."),
    "password_set": _("Votre mot de passe est choisi. Entrez avec lui."),
    "password_changed": _("Votre mot de passe est changé. Vos autres sessions sont fermées."),
    "left_everywhere": _("Toutes vos sessions sont fermées."),
    "left": _("Vous avez quitté la console."),
    "idle": _("Votre session est finie : elle se ferme quand on ne s’en sert plus. Entrez à nouveau."),
    "role_changed": _("Le rôle est changé. Cette personne devra entrer à nouveau."),
    "account_added": _("Le compte est créé."),
    "account_closed": _("Le compte est fermé."),
    "account_reopened": _("Le compte est rouvert."),
    "telephone_forgotten": _("À sa prochaine visite, cette personne reliera un autre téléphone."),
}


def tell(request: Request, answer: Response, code: str) -> None:
    """The next page says it. `code` is one of WORDS: what stands in a cookie is never shown as it is."""
    answer.set_cookie(_cookie(request), code, SECONDS, path="/", httponly=True, samesite="lax", secure=_safe(request))


def told(request: Request) -> str | None:
    """The words to say on this page, in French; the template translates."""
    return WORDS.get(request.cookies.get(_cookie(request), ""))


def forget(request: Request, answer: Response) -> None:
    """What was told is told once."""
    if _cookie(request) in request.cookies:
        answer.delete_cookie(_cookie(request), path="/", httponly=True, samesite="lax", secure=_safe(request))


def _cookie(request: Request) -> str:
    return "__Host-jalon-told" if _safe(request) else "jalon-told"


def _safe(request: Request) -> bool:
    return request.url.scheme == "https"
