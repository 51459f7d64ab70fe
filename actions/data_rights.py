"""One's own data: a copy here and now, what one can erase oneself, and what a human of the organisation answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from actions import export as exporting
from actions.escalation import human, human_of
from actions.people import unknown
from actions.person import Signed, Speaker, signed
from actions.questions import Outcome, says
from actions.records import Account, DataRequest, Person
from actions.reply import Reply
from actions.store.work import Work
from content.values import FullDay, Phrase, Value
from nlu.understanding import Understanding


async def export(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """All that is kept, in two files. Source: GDPR, articles 15 and 20."""
    if who.person is None:
        return unknown(who)
    rows = await work.export.of_person(who.person.id)
    documents = exporting.files(rows, who.person.language, who.person.zone, who.now)
    if any(len(document.content) > exporting.LARGEST for document in documents):
        return await _ask(work, who, "copy")
    await work.audit.note("copy_given", who.now, by="person", person_id=who.person.id)
    return Outcome((Reply("privacy.export", documents=documents),), keep=True)


async def erase(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """The first step: what can go here and now, what the organisation decides. No other question waits beside it."""
    if who.person is None:
        return unknown(who)
    return Outcome((Reply("privacy.erase", {"human": human(who)}),))


async def erase_words(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return unknown(who) if who.person is None else Outcome((Reply("privacy.erase_words"),))


async def erase_words_now(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    if who.person is None:
        return unknown(who)
    await _forget_words(work, who, who.person)
    return Outcome((Reply("privacy.words_erased"),))


async def erase_chat(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return unknown(who) if who.person is None else Outcome((Reply("privacy.erase_chat", {"human": human(who)}),))


async def erase_chat_now(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """Words, consent to learning and the links with every chat: what is left is the organisation's to keep."""
    if who.person is None:
        return unknown(who)
    await _forget_words(work, who, who.person)
    await work.people.note_learning_answer(who.person.id, False, who.now)
    await work.erasure.forget_chats(who.person.id)
    await work.audit.note("chats_left", who.now, by="person", person_id=who.person.id)
    return Outcome((Reply("privacy.chat_erased", {"human": human(who)}),))


async def ask_erasure(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return await _ask(work, who, "erase")


async def ask_correction(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    return await _ask(work, who, "correct")


async def settle(work: Work, request: DataRequest, account: Account, now: datetime) -> Reply | None:
    """Marks a request as answered; what to tell the person, or None when a colleague was quicker."""
    if not await work.requests.settle(request, account.id, now):
        return None
    await work.audit.note("request_settled", now, account=account, person_id=request.person_id, detail=request.kind)
    contract = await work.contracts.in_force(request.person_id, now.date())
    if contract is None:
        return None
    values: dict[str, Value] = {"organisation": contract.organisation.name, "human": human_of(contract)}
    return Reply(f"privacy.settled_{request.kind}", values)


async def _forget_words(work: Work, who: Speaker, person: Person) -> None:
    await work.erasure.forget_words(person.id)
    await work.audit.note("words_erased", who.now, by="person", person_id=person.id)


async def _ask(work: Work, who: Speaker, kind: str) -> Outcome:
    """A request that a human answers, with the day by which. Source of the delay: GDPR, article 12(3)."""
    known = signed(who)
    if known is None:
        return says("privacy.ask_in_person", human=human(who))
    waiting = await work.requests.open_of(known.person.id, kind)
    due = waiting.due_on if waiting else await _new(work, known, kind)
    values: dict[str, Value] = {
        "state": Phrase("privacy.noted_before") if waiting else Phrase("privacy.noted_now"),
        "organisation": known.contract.organisation.name, "day": FullDay(due), "human": human(who),
    }  # fmt: skip
    return Outcome((Reply(f"privacy.asked_{kind}", values),), keep=True)


async def _new(work: Work, who: Signed, kind: str) -> date:
    organisation, due = who.contract.organisation.id, who.today + timedelta(days=who.house.request_days)
    await work.requests.add(who.person.id, organisation, kind, who.now, due)
    await work.audit.note(
        f"{kind}_asked", who.now, by="person", person_id=who.person.id, organisation_id=organisation
    )
    return due
