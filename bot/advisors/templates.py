"""Templates → pages, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.advisors.charts import weeks_chart
from bot.advisors.typography import french, worded
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


def _translations(language: str) -> NullTranslations:
    """The catalogue of a language, read as translators write it. French is what the templates are written in."""
    written = HERE / "locales" / language / "LC_MESSAGES" / "console.po"
    if language == "fr":
        return _French()
    compiled = BytesIO()
    with written.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain="console")


class _French(NullTranslations):
    """The words as they stand in the templates, with their spaces; « 0 personne » has no plural."""

    def gettext(self, message: str) -> str:
        return french(message)

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return french(singular if num < 2 else plural)


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
        translations = _translations(language)
        environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # of the extension
        day, hours = partial(_day_in, language), partial(_hours_in, language)
        environment.filters |= {
            "hours": hours,
            "weekday": lambda day: worded(catalogue.plain(catalogue.written(day, language)), language),
            "day": lambda at: day(_day(at)),
            "weeks_chart": lambda weeks, label: weeks_chart(weeks, label, day, hours, translations.gettext),
            "mid_sentence": lambda text: text[:1].lower() + text[1:],  # the names of months stay as they are
            "moment": lambda at: catalogue.plain(catalogue.written(Clock(at), language)),
        }
        _made[language] = environment
    return _made[language]


@lru_cache(4096)  # a list says the same few days and durations again and again
def _day_in(language: str, day: date) -> str:
    return catalogue.plain(catalogue.written(FullDay(day), language))


@lru_cache(4096)
def _hours_in(language: str, minutes: int) -> str:
    return catalogue.plain(catalogue.written(Duration(minutes), language))


def _day(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day
