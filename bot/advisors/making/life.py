"""What is done to a contract: proposed, signed, refused, withdrawn, amended, ended, handed on, followed.

The person is told in the same transaction; the advisor, whether there is a chat to tell them in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import making, proposals
from actions.desk import Work
from actions.errors import Mistake
from actions.making import ENDED_BY_HAND, REFUSED_BY, Case
from actions.records import COMMITMENT_STATES, OBJECTIVE_STATES, Version
from actions.reply import Reply
from actions.terms import LONGEST_WORDS, Fault
from bot.advisors.making.contract import read_version, whole
from bot.advisors.making.editor import looked_over
from bot.advisors.making.fields import Field, read
from bot.advisors.making.shared import found, notices, screen, sorry, today_of, version_of
from bot.advisors.page import Page, Visit, form, go, page
from bot.dialogue.announcing import announce
from content.values import Phrase

type Deed = Callable[[Work, Case, Mapping[str, Any]], Awaitable[Sequence[Reply]]]


class Unfit(Exception):
    """A form that cannot be read as it was filled in."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("a form could not be read")
        self.faults = faults


@dataclass(frozen=True)
class Given:
    """A form: its texts, and what they say once they could be read."""

    texts: Mapping[str, str] = field(repr=False)

    def read(self, fields: Sequence[Field]) -> Mapping[str, Any]:
        values, wrong = read(fields, self.texts)
        if wrong:
            raise Unfit(wrong)
        return values

    @property
    def revision(self) -> int:
        text = self.texts.get("revision", "")
        return int(text) if text.isdecimal() else -1


async def _given(request: Request) -> Given:
    return Given({key: str(text).strip() for key, text in (await form(request)).items()})


async def _do(
    request: Request,
    visit: Visit,
    done: str,
    fields: Sequence[Field],
    deed: Deed,
    again: Callable[[Given, dict[str, Any], int], Awaitable[Response]],
) -> Response:
    """Does it and tells the person, or nothing of it; then shows the contract, or the form `again`."""
    given = await _given(request)
    try:
        values = given.read(fields)
        async with visit.desk.writing() as work:
            case = await found(work, visit, request)
            replies = await deed(work, case, values)
            told = await announce(work, case.person.id, replies, visit.desk.now()) if replies else -1
    except Unfit as unfit:
        wrong = notices(request, unfit.faults)
        return await again(given, {"errors": {notice.field: notice.words for notice in wrong}}, 422)
    except Mistake as mistake:
        return await again(given, {"sorry": sorry(request, mistake)}, 409)
    where = go(request, "contract", contract_id=case.contract.id).headers["location"]
    heard = "" if told < 0 else f"&told={min(told, 1)}"
    return RedirectResponse(f"{where}?done={done}{heard}", 303)


def _seen(case: Case, request: Request, revision: int) -> Version:
    """The version as the form showed it: if it was changed since, its revision tells."""
    return replace(version_of(case, request), revision=revision)


@page("make_contract")
async def propose(request: Request, visit: Visit) -> Response:
    given = await _given(request)

    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        version = _seen(case, request, given.revision)
        await making.propose(work, case, version, visit.account, visit.desk.now())
        return [proposals.told_proposed(case, version)]

    async def again(given: Given, more: dict[str, Any], status: int) -> Response:
        async with visit.desk.reading() as work:
            case = await found(work, visit, request)
        version = version_of(case, request)
        if version.state != "draft":
            return await _version_again(request, visit, given, more, status)
        return looked_over(request, visit, case, version, status, **more)

    return await _do(request, visit, "proposed", (), deed, again)


SIGNED = (Field("person_signed_on", "day", needed=True), Field("organisation_signed_on", "day", needed=True))
REFUSED = (Field("refused_by", "choice", True, REFUSED_BY), Field("refused_on", "day", needed=True))


@page("make_contract")
async def sign(request: Request, visit: Visit) -> Response:
    given = await _given(request)

    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        version = _seen(case, request, given.revision)
        days = values["person_signed_on"], values["organisation_signed_on"]
        await making.sign(work, case, version, *days, visit.account, visit.desk.now())
        return [proposals.told_signed(case, version)]

    return await _do(request, visit, "signed", SIGNED, deed, _version_form(request, visit))


@page("make_contract")
async def refuse(request: Request, visit: Visit) -> Response:
    given = await _given(request)

    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        version = _seen(case, request, given.revision)
        by, on = values["refused_by"], values["refused_on"]
        await making.refuse(work, case, version, by, on, visit.account, visit.desk.now())
        return [proposals.told_refused(by, on)]

    return await _do(request, visit, "refused", REFUSED, deed, _version_form(request, visit))


@page("make_contract")
async def withdraw(request: Request, visit: Visit) -> Response:
    given = await _given(request)

    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        version = _seen(case, request, given.revision)
        await making.withdraw(work, case, version, visit.account, visit.desk.now())
        # Nobody has seen a draft: there is nothing to tell of it.
        return [proposals.told_withdrawn()] if version.state == "proposed" else []

    return await _do(request, visit, "withdrawn", (), deed, _version_form(request, visit))


def _version_form(request: Request, visit: Visit) -> Callable[[Given, dict[str, Any], int], Awaitable[Response]]:
    async def again(given: Given, more: dict[str, Any], status: int) -> Response:
        return await _version_again(request, visit, given, more, status)

    return again


async def _version_again(request: Request, visit: Visit, given: Given, more: dict[str, Any], status: int) -> Response:
    async with visit.desk.reading() as work:
        case = await found(work, visit, request)
    return read_version(request, visit, case, version_of(case, request), status, texts=given.texts, **more)


@dataclass(frozen=True)
class Paper:
    """A page with one form about a contract. `choices` finds what its lists offer."""

    name: str
    right: str
    fields: tuple[Field, ...]
    deed: Callable[[Request, Visit, Given], Deed]
    choices: Callable[[Work, Case], Awaitable[Sequence[Any]]] | None = None


def _amend(request: Request, visit: Visit, given: Given) -> Deed:
    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        why = values["why"] or ""
        if len(why) > LONGEST_WORDS:
            raise Unfit([Fault("why", Phrase("terms.too_long", {"most": LONGEST_WORDS}))])
        await making.amend(work, case, why, visit.account, visit.desk.now())
        return []

    return deed


def _end(request: Request, visit: Visit, given: Given) -> Deed:
    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        await making.end(work, case, values["ending"], values["day"], visit.account, visit.desk.now())
        return [proposals.told_ended(values["day"])]

    return deed


def _transfer(request: Request, visit: Visit, given: Given) -> Deed:
    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        to = int(values["organisation"])
        await making.transfer(work, case, to, values["day"], visit.account, visit.desk.now())
        there = next(one for one in await work.contracts.organisations() if one.id == to)
        return [proposals.told_transferred(case, there, values["day"])]

    return deed


def _referent(request: Request, visit: Visit, given: Given) -> Deed:
    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        named, was = int(values["advisor"]), int(values["was"])
        advisor = await making.name_referent(work, case, named, was, values["day"], visit.account, visit.desk.now())
        return [proposals.told_referent(case, advisor, values["day"])]

    return deed


async def _organisations(work: Work, case: Case) -> Sequence[Any]:
    return [one for one in await work.contracts.organisations() if one.id != case.contract.organisation.id]


async def _advisors(work: Work, case: Case) -> Sequence[Any]:
    advisors = await work.contracts.advisors_of(case.contract.organisation.id)
    return [one for one in advisors if one.id != case.contract.referent.id]


PAPERS = (
    Paper("amend", "amend_contract", (Field("why"),), _amend),
    Paper("end", "amend_contract", (Field("ending", "choice", True, ENDED_BY_HAND), Field("day", "day", True)), _end),
    Paper(
        "transfer", "transfer_contract", (Field("organisation", "number", True), Field("day", "day", True)),
        _transfer, _organisations,
    ),
    Paper(
        "referent", "name_referent",
        (Field("advisor", "number", True), Field("was", "number", True), Field("day", "day", True)), _referent,
        _advisors,
    ),
)  # fmt: skip


def _ask(paper: Paper) -> Page:
    async def ask(request: Request, visit: Visit) -> Response:
        return await _paper(request, visit, paper, {})

    return ask


def _answer(paper: Paper) -> Page:
    async def answer(request: Request, visit: Visit) -> Response:
        async def again(given: Given, more: dict[str, Any], status: int) -> Response:
            return await _paper(request, visit, paper, given.texts, status, **more)

        given = await _given(request)
        done = await _do(request, visit, paper.name, paper.fields, paper.deed(request, visit, given), again)
        return await _to_the_draft(request, visit, done) if paper.name == "amend" else done

    return answer


async def _to_the_draft(request: Request, visit: Visit, done: Response) -> Response:
    """An amendment that has begun is gone on with at once."""
    if done.status_code != 303:
        return done
    async with visit.desk.reading() as work:
        case = await found(work, visit, request)
    if case.open is None:
        return done
    return go(request, "version_step", contract_id=case.contract.id, version_id=case.open.id, step="identity")


async def _paper(
    request: Request, visit: Visit, paper: Paper, texts: Mapping[str, str], status: int = 200, **more: Any
) -> Response:
    async with visit.desk.reading() as work:
        case = await found(work, visit, request)
        choices = await paper.choices(work, case) if paper.choices else ()
    if status == 200 and case.contract.state not in making.CONTRACT_STEPS[_step(paper)]:
        raise HTTPException(404)
    values = {
        "texts": {"day": today_of(case, visit).isoformat()} | dict(texts), "choices": choices,
        "endings": ENDED_BY_HAND, "errors": {}, "sorry": None, **more,
    }  # fmt: skip
    return screen(request, visit, f"{paper.name}.html", case, status, **values)


def _step(paper: Paper) -> str:
    return "name_referent" if paper.name == "referent" else paper.name


FOLLOWED = {
    "commitments": (making.follow_commitment, COMMITMENT_STATES),
    "objectives": (making.follow_objective, OBJECTIVE_STATES),
}


def _follow(kind: str) -> Page:
    step, states = FOLLOWED[kind]
    fields = (Field("state", "choice", True, states), Field("on", "day", True), Field("was", "choice", False, states))

    async def follow(request: Request, visit: Visit) -> Response:
        async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
            part = request.path_params["part_id"]
            now = visit.desk.now()
            await step(work, case, part, values["was"], values["state"], values["on"], visit.account, now)
            return []

        async def again(given: Given, more: dict[str, Any], status: int) -> Response:
            return await whole(request, visit, status, **more)

        return await _do(request, visit, "followed", fields, deed, again)

    return follow


@page("amend_contract")
async def discussed(request: Request, visit: Visit) -> Response:
    async def deed(work: Work, case: Case, values: Mapping[str, Any]) -> Sequence[Reply]:
        await making.note_discussed(work, case, visit.account, visit.desk.now())
        return []

    async def again(given: Given, more: dict[str, Any], status: int) -> Response:
        return await whole(request, visit, status, **more)

    return await _do(request, visit, "discussed", (), deed, again)


_VERSION = "/contracts/{contract_id:int}/versions/{version_id:int}"
_CONTRACT = "/contracts/{contract_id:int}"
ROUTES = [
    Route(f"{_VERSION}/propose", propose, methods=["POST"], name="version_propose"),
    Route(f"{_VERSION}/sign", sign, methods=["POST"], name="version_sign"),
    Route(f"{_VERSION}/refuse", refuse, methods=["POST"], name="version_refuse"),
    Route(f"{_VERSION}/withdraw", withdraw, methods=["POST"], name="version_withdraw"),
    *[Route(f"{_CONTRACT}/{p.name}", page(p.right)(_ask(p)), name=f"contract_{p.name}") for p in PAPERS],
    *[
        Route(f"{_CONTRACT}/{p.name}", page(p.right)(_answer(p)), methods=["POST"], name=f"contract_{p.name}_done")
        for p in PAPERS
    ],
    *[
        Route(
            f"{_CONTRACT}/{kind}/{{part_id:int}}", page("amend_contract")(_follow(kind)), methods=["POST"],
            name=f"follow_{kind}",
        )
        for kind in FOLLOWED
    ],
    Route(f"{_CONTRACT}/discussed", discussed, methods=["POST"], name="contract_discussed"),
]  # fmt: skip
