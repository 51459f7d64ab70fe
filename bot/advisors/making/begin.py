"""Someone new: who they are, whether they are known already, and a first draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import making
from actions.desk import Work
from actions.errors import Mistake
from actions.making import Newcomer
from actions.records import REGISTRATIONS, Account, Advisor, Person
from actions.terms import LONGEST_NAME, Fault
from bot.advisors.making.fields import Field, read
from bot.advisors.making.shared import notices, sorry
from bot.advisors.page import Visit, form, go, page, show
from content import catalogue
from content.values import Phrase

ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion",
    "Indian/Mayotte", "America/Miquelon", "America/St_Barthelemy", "America/Marigot", "Pacific/Noumea",
    "Pacific/Tahiti", "Pacific/Wallis",
)  # fmt: skip
SOMEONE_ELSE = "new"


@page("make_contract")
async def ask(request: Request, visit: Visit) -> Response:
    async with visit.desk.reading() as work:
        advisors = await _advisors(work, visit.account)
    texts = {"zone": visit.desk.house.zone, "language": "fr", "referent": _own(visit.account)}
    return _shown(request, visit, advisors, texts)


@page("make_contract")
async def add(request: Request, visit: Visit) -> Response:
    """Begins the draft; someone who may be known already is asked about first."""
    texts = {key: str(text).strip() for key, text in (await form(request)).items()}
    now = visit.desk.now()
    async with visit.desk.reading() as work:
        advisors = await _advisors(work, visit.account)
    values, wrong = read(_fields(advisors), texts)
    wrong += _too_long(texts)
    if wrong:
        return _shown(request, visit, advisors, texts, 422, wrong=wrong)
    referent, reference = int(values.pop("referent")), values.pop("reference")
    newcomer = Newcomer(**values)
    alike: tuple[Person, ...] = ()
    try:
        async with visit.desk.writing() as work:
            alike = await making.alike(work, visit.account.organisation_id, newcomer)
            known = next((person for person in alike if str(person.id) == texts.get("same")), None)
            if alike and known is None and texts.get("same") != SOMEONE_ELSE:
                return _shown(request, visit, advisors, texts, 409, alike=alike)
            if known is not None:
                ids = await making.begin_for(work, visit.account, known.id, referent, reference, now)
            else:
                ids = await making.begin(work, visit.account, newcomer, referent, reference, now)
    except Mistake as mistake:
        return _shown(request, visit, advisors, texts, 409, alike=alike, told=sorry(request, mistake))
    return go(request, "version_step", contract_id=ids[0], version_id=ids[1], step="identity")


def _too_long(texts: Mapping[str, str]) -> list[Fault]:
    words = Phrase("terms.too_long", {"most": LONGEST_NAME})
    return [Fault(name, words) for name, text in texts.items() if len(text) > LONGEST_NAME]


def _fields(advisors: Sequence[Advisor]) -> tuple[Field, ...]:
    return (
        Field("given_name", needed=True), Field("family_name", needed=True), Field("born_on", "day"),
        Field("registered_as", "choice", choices=REGISTRATIONS), Field("zone", "choice", True, ZONES),
        Field("language", "choice", True, tuple(catalogue.languages())), Field("reference"),
        Field("referent", "choice", True, tuple(str(advisor.id) for advisor in advisors)),
    )  # fmt: skip


async def _advisors(work: Work, account: Account) -> tuple[Advisor, ...]:
    """Whom the new contract may have as its referent: an advisor, themselves; a manager, anyone of theirs."""
    advisors = await work.contracts.advisors_of(account.organisation_id)
    if account.role == "advisor":
        return tuple(advisor for advisor in advisors if advisor.id == account.advisor_id)
    return advisors


def _own(account: Account) -> str:
    return str(account.advisor_id) if account.advisor_id is not None else ""


def _shown(
    request: Request,
    visit: Visit,
    advisors: Sequence[Advisor],
    texts: Mapping[str, str],
    status: int = 200,
    *,
    wrong: Sequence[Fault] = (),
    alike: Sequence[Person] = (),
    told: str | None = None,
) -> Response:
    faults = notices(request, wrong)
    return show(
        request, "making/person_new.html", status, texts=texts, wrong=faults, alike=alike, sorry=told,
        errors={fault.field: fault.words for fault in faults}, advisors=advisors, zones=ZONES,
        registrations=REGISTRATIONS, languages=catalogue.languages(), someone_else=SOMEONE_ELSE,
    )  # fmt: skip


ROUTES = [
    Route("/people/new", ask, name="person_new"),
    Route("/people/new", add, methods=["POST"], name="person_add"),
]
