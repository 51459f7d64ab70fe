"""Writing to several people at once: choose, write, read as they will, confirm, and see how it went."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import broadcasts, caseload
from actions.records import Case, Delivery, Organisation
from bot.advisors.caseload import fields_of, helpers, wanted_of
from bot.advisors.page import Visit, form, go, page, show
from bot.dialogue.announcing import announce
from content import catalogue

LISTED = 20
KEY_BYTES = 16
# in the order in which they are told: what went wrong first
OUTCOMES = ("none", "blocked", "failed", "planned", "sent")


@page("write_to_people")
async def messages(request: Request, visit: Visit) -> Response:
    before = request.query_params.get("before", "")
    older = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    async with visit.desk.reading() as work:
        found = await work.broadcasts.newest(visit.account.organisation_id, author(visit), older, LISTED + 1)
    following = found[LISTED - 1].id if len(found) > LISTED else None
    return show(
        request, "group_messages.html", found=found[:LISTED], following=following,
        **helpers(request, visit, visit.desk.now()),
    )  # fmt: skip


@page("write_to_people")
async def message_new(request: Request, visit: Visit) -> Response:
    """One address for the steps of a message: the people chosen, the words, the reading, the yes."""
    if request.method != "POST":
        return go(request, "people")
    filled = await form(request)
    step = STEPS.get(str(filled.get("step", "")), write)
    cases = await chosen(visit, filled)
    async with visit.desk.reading() as work:
        organisation = await work.contracts.organisation(visit.account.organisation_id)
        links = await work.caseload.links([case.person.id for case in cases])
    letter = Letter(
        cases,
        organisation,
        sum(not links.get(case.person.id) for case in cases),
        broadcasts.tidied(str(filled.get("words", ""))),
        str(filled.get("key", ""))[:40] or secrets.token_urlsafe(KEY_BYTES),
    )
    if not cases:
        return show(request, "group_message_write.html", status=422, problem="nobody", **letter.told(request, visit))
    return await step(request, visit, letter)


@page("write_to_people")
async def message(request: Request, visit: Visit) -> Response:
    """How a message went, person by person."""
    async with visit.desk.reading() as work:
        found = await work.broadcasts.find(
            visit.account.organisation_id, author(visit), request.path_params["message_id"]
        )
        if found is None:
            raise HTTPException(404)
        deliveries = await work.broadcasts.deliveries(found.id)
        mine = await work.caseload.reached(
            visit.scope.organisation_id, visit.scope.advisor_id, [each.contract for each in deliveries]
        )
    went = sorted(((outcome(each), each) for each in deliveries), key=lambda one: OUTCOMES.index(one[0]))
    counts = {each: sum(one == each for one, _delivery in went) for each in OUTCOMES}
    return show(
        request, "group_message.html", message=found, went=went, counts=counts,
        reached={case.contract for case in mine}, **helpers(request, visit, visit.desk.now()),
    )  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A group message on its way to being sent. `key` is the form's: it is confirmed only once."""

    cases: tuple[Case, ...]
    organisation: Organisation
    without_chat: int
    words: str = field(repr=False)
    key: str

    def told(self, request: Request, visit: Visit) -> dict[str, Any]:
        return {
            "letter": self,
            "longest": broadcasts.LONGEST,
            "most": broadcasts.MOST_PEOPLE,
            **helpers(request, visit, visit.desk.now()),
        }

    def problem(self) -> str | None:
        if not self.words:
            return "no_words"
        return "too_long" if len(self.words) > broadcasts.LONGEST else None


async def write(request: Request, visit: Visit, letter: Letter) -> Response:
    return show(request, "group_message_write.html", problem=None, **letter.told(request, visit))


async def read(request: Request, visit: Visit, letter: Letter) -> Response:
    """As the people will read it, with who signs it; each language that is spoken among them."""
    if problem := letter.problem():
        return show(request, "group_message_write.html", status=422, problem=problem, **letter.told(request, visit))
    spoken = sorted({case.person.language for case in letter.cases}, key=lambda code: code != "fr")
    reply = broadcasts.reply(letter.words, visit.account.name, letter.organisation.name)
    now = visit.desk.now()
    later = [at for case in letter.cases if (at := broadcasts.leaves_at(case, letter.organisation, now))]
    return show(
        request, "group_message_read.html",
        readings=[(code, catalogue.text(reply.key, reply.values, code)) for code in spoken],
        later=len(later), earliest=min(later, default=None), **letter.told(request, visit),
    )  # fmt: skip


async def send(request: Request, visit: Visit, letter: Letter) -> Response:
    """Plans the message for each person, for the next moment at which they may be written to."""
    if letter.problem():
        return await read(request, visit, letter)
    now = visit.desk.now()
    reply = broadcasts.reply(letter.words, visit.account.name, letter.organisation.name)
    async with visit.desk.writing() as work:
        made = await broadcasts.begin(work, visit.account, letter.key, letter.words, len(letter.cases), now)
        if made is None:
            made = await work.broadcasts.of_key(visit.account.organisation_id, letter.key)
        else:
            for case in letter.cases:
                at = broadcasts.leaves_at(case, letter.organisation, now)
                await announce(work, case.person.id, [reply], now, not_before=at, broadcast_id=made)
            await broadcasts.note(work, visit.account, made, letter.cases, now)
    return go(request, "message", message_id=made)


STEPS = {"write": write, "read": read, "send": send}


async def chosen(visit: Visit, filled: FormData) -> tuple[Case, ...]:
    """The people whose boxes were ticked, or all those of the list's filters."""
    async with visit.desk.reading() as work:
        if filled.get("all"):
            wanted = wanted_of(fields_of(dict(filled), visit), visit, visit.desk.now())
            found = await caseload.everyone(work, visit.scope, wanted, broadcasts.MOST_PEOPLE)
            return broadcasts.one_each(found)
        ids = [int(text) for text in map(str, filled.getlist("contract")) if text.isascii() and text.isdecimal()]
        return await broadcasts.chosen(work, visit.scope, [number for number in ids if number < 2**63])


def author(visit: Visit) -> int | None:
    """Whose messages are shown: an advisor's own; to who sees the whole organisation, everyone's."""
    return None if visit.scope.advisor_id is None else visit.account.id


def outcome(delivery: Delivery) -> str:
    """One word for a person: it has arrived when one of their chats has it."""
    best = ("sent", "planned", "failed", "blocked")
    return next((state for state in best if state in delivery.states), "none")


ROUTES = [
    Route("/messages", messages, name="messages"),
    Route("/messages/new", message_new, methods=["GET", "POST"], name="message_new"),
    Route("/messages/{message_id:int}", message, name="message"),
]
