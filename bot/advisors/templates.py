"""Templates → pages, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from content import catalogue
from content.values import Clock, Duration, FullDay

HERE = Path(__file__).parent


def response(request: Request, template: str, values: Mapping[str, object], status: int) -> Response:
    language = request.state.language
    page = _environment(language).get_template(template)
    shown = {
        "request": request,
        "url": _url(request),
        "language": language,
        "static": _static,
        "csrf": _csrf(request),
    }
    return HTMLResponse(page.render(**shown, **values), status)


def _url(request: Request) -> object:
    return lambda name, **params: request.url_for(name, **params).path


def _static(name: str) -> str:
    return f"/static/{name}"


def _csrf(request: Request) -> Callable[[], Markup]:
    """The hidden field that every form which changes something must carry."""
    token = getattr(request.state, "csrf", "")
    return lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(token)


_made: dict[str, Environment] = {}


def _environment(language: str) -> Environment:
    if language not in _made:
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # French is what the templates are written in.
        translations = Translations.load(HERE / "locales", [language], domain="console")
        environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        environment.filters |= {
            "hours": lambda minutes: catalogue.plain(catalogue.written(Duration(minutes), language)),
            "day": lambda day: catalogue.plain(catalogue.written(FullDay(_day(day)), language)),
            "moment": lambda at: catalogue.plain(catalogue.written(Clock(at), language)),
        }
        _made[language] = environment
    return _made[language]


def _day(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day
