"""What an organisation sets: its name and telephone, its territory, on what its handling of data rests."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.records import GROUNDS
from bot.advisors.page import Visit, form, page, show


def _(words: str) -> str:
    """Marks words for the catalogue; the template puts them into the visitor's language."""
    return words


# The calendar's name of a part of France → its own; « FR » has the holidays that are the same everywhere.
TERRITORIES = {
    "FR": _("France (jours fériés communs)"), "Alsace-Moselle": _("Alsace et Moselle"), "GP": _("Guadeloupe"),
    "GF": _("Guyane"), "MQ": _("Martinique"), "YT": _("Mayotte"), "NC": _("Nouvelle-Calédonie"),
    "PF": _("Polynésie française"), "RE": _("La Réunion"), "BL": _("Saint-Barthélemy"), "MF": _("Saint-Martin"),
    "PM": _("Saint-Pierre-et-Miquelon"), "WF": _("Wallis-et-Futuna"),
}  # fmt: skip


@page("manage_settings")
async def settings(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        organisation = await work.contracts.organisation(visit.scope.organisation_id)
    if request.method == "GET":
        return show(
            request, "settings.html", given=vars(organisation), territories=TERRITORIES, saved=False, errors={}
        )
    given = {name: str(value).strip() for name, value in (await form(request)).items()}
    errors = _errors(given)
    if not errors:
        async with visit.desk.writing() as work:
            await work.contracts.change_organisation(
                visit.scope.organisation_id, name=given["name"], phone=given.get("phone") or None,
                territory=given["territory"], legal_ground=given["legal_ground"],
            )  # fmt: skip
            await work.audit.note("settings_changed", visit.desk.now(), account=visit.account)
    shown = {"given": given, "territories": TERRITORIES, "saved": not errors, "errors": errors}
    return show(request, "settings.html", 422 if errors else 200, **shown)


def _errors(given: dict[str, str]) -> dict[str, str]:
    found = {}
    if not 0 < len(given.get("name", "")) <= 200:
        found["name"] = "name"
    if len(given.get("phone", "")) > 40:
        found["phone"] = "phone"
    if given.get("territory") not in TERRITORIES:
        found["territory"] = "territory"
    if given.get("legal_ground") not in GROUNDS:
        found["legal_ground"] = "legal_ground"
    return found


ROUTES = [Route("/settings", settings, name="settings", methods=["GET", "POST"])]
