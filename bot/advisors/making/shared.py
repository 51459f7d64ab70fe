"""What the pages of a contract have in common: finding it within reach, wording, saying what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from actions import clauses, making
from actions.desk import Work
from actions.errors import Mistake
from actions.making import Case
from actions.records import Version
from actions.terms import Fault
from bot.advisors import typography
from bot.advisors.making.steps import step_of
from bot.advisors.page import Visit, show
from content import catalogue
from content.values import Duration, FullDay, Phrase, Value


@dataclass(frozen=True)
class Notice:
    """A fault as a page shows it: the field that its link leads to, the step that has the field, the words."""

    field: str
    step: str
    words: str


async def found(work: Work, visit: Visit, request: Request) -> Case:
    """The contract that the address names. Outside the visitor's reach it is as if there were none: 404."""
    case = await making.reached(work, visit.scope, request.path_params["contract_id"])
    if case is None:
        raise HTTPException(404)
    return case


def version_of(case: Case, request: Request) -> Version:
    version = case.version(request.path_params["version_id"])
    if version is None:
        raise HTTPException(404)
    return version


def worded(request: Request) -> Callable[[Value | str], str]:
    """A phrase, or the key of one, in the visitor's language. What it gives is escaped by the page."""
    language = request.state.language

    def words(value: Value | str) -> str:
        if isinstance(value, str):
            return typography.worded(catalogue.plain(catalogue.text(value, {}, language)), language)
        return typography.worded(catalogue.plain(catalogue.written(value, language)), language)

    return words


def notices(request: Request, faults: Iterable[Fault]) -> list[Notice]:
    words = worded(request)
    return [Notice(fault.field, step_of(fault.part), words(fault.words)) for fault in faults]


def sorry(request: Request, mistake: Mistake) -> str:
    """What went wrong, in the visitor's language."""
    facts = {name: fact if isinstance(fact, int) else FullDay(fact) for name, fact in mistake.facts.items()}
    return worded(request)(Phrase(mistake.key, facts))


def screen(
    request: Request, visit: Visit, template: str, case: Case, status: int = 200, **values: object
) -> Response:
    """A page about a contract: it has its person, its versions, and how parts of a contract are worded."""
    today = case.person.local(visit.desk.now()).date()
    shown: Mapping[str, object] = {
        "case": case, "person": case.person, "contract": case.contract, "today": today, "words": worded(request),
        "clauses": clauses, "time": Duration, "full_name": full_name(case), "done": request.query_params.get("done"),
        **values,
    }  # fmt: skip
    return show(request, f"making/{template}", status, **shown)


def full_name(case: Case) -> str:
    return " ".join(filter(None, (case.person.given_name, case.person.family_name)))


def today_of(case: Case, visit: Visit) -> date:
    return case.person.local(visit.desk.now()).date()
