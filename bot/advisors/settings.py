"""What an organisation sets: its name and telephone, its territory, on what its handling of data rests."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.records import GROUNDS
from bot.advisors.page import Visit, form, go_and_tell, page, show


def _(words: str) -> str:
    """Marks words for the catalogue; the template puts them into the visitor's language."""
    return words


# A part of France as the calendar of public holidays names it → its own name; « FR » is what is the same everywhere.
TERRITORIES = {
    "FR": _("France (jours fériés communs)"), "6AE": _("Alsace"), "57": _("Moselle"), "971": _("Guadeloupe"),
    "973": _("Guyane"), "974": _("La Réunion"), "972": _("Martinique"), "976": _("Mayotte"),
    "NC": _("Nouvelle-Calédonie"), "PF": _("Polynésie française"), "BL": _("Saint-Barthélemy"),
    "MF": _("Saint-Martin"), "PM": _("Saint-Pierre-et-Miquelon"),
    "TF": _("Terres australes et antarctiques françaises"), "WF": _("Wallis-et-Futuna"),
}  # fmt: skip
# What the calendar's older names say, which an import or an older setting may hold.
OLDER_NAMES = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976", "Moselle": "57", "Alsace": "6AE",
    "Alsace-Moselle": "57",
}  # fmt: skip
LONGEST = {"name": 200, "phone": 40}


@page("manage_settings")
async def settings(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        organisation = await work.contracts.organisation(visit.scope.organisation_id)
    if request.method != "POST":
        known = OLDER_NAMES.get(organisation.territory, organisation.territory)
        return _shown(request, vars(organisation) | {"territory": known}, {})
    given = {name: str(value).strip() for name, value in (await form(request)).items()}
    if errors := _errors(given):
        return _shown(request, given, errors)
    async with visit.desk.writing() as work:
        await work.contracts.change_organisation(
            visit.scope.organisation_id, name=given["name"], phone=given.get("phone") or None,
            territory=given["territory"], legal_ground=given["legal_ground"],
        )  # fmt: skip
        await work.audit.note("settings_changed", visit.desk.now(), account=visit.account)
    return go_and_tell(request, "settings", "saved")


def _shown(request: Request, given: Mapping[str, object], errors: Mapping[str, str]) -> Response:
    status = 422 if errors else 200
    return show(request, "settings.html", status, given=given, territories=TERRITORIES, errors=errors)


def _errors(given: Mapping[str, str]) -> dict[str, str]:
    wrong = {
        "name": not 0 < len(given.get("name", "")) <= LONGEST["name"],
        "phone": len(given.get("phone", "")) > LONGEST["phone"],
        "territory": given.get("territory") not in TERRITORIES,
        "legal_ground": given.get("legal_ground") not in GROUNDS,
    }
    return {field: field for field, is_wrong in wrong.items() if is_wrong}


ROUTES = [Route("/settings", settings, name="settings", methods=["GET", "POST"])]
