"""What is said of lines, on both databases: in order, never changed, and what waits for whom."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from actions.access import Scope
from actions.records import Account, Appointment, Line, Period
from actions.reviews import Seen, ask, requalify, validate
from actions.store.engine import Store
from actions.store.work import Work
from tests.integration.store.conftest import NOW, Signed

MONDAY = date(2026, 11, 16)
TWO_HOURS = Line(MONDAY, 120, "training", "deux heures")
AN_HOUR = Line(MONDAY + timedelta(days=1), 60, "workshop")


async def account(work: Work, signed: Signed, name: str = "Sophie Martin", role: str = "manager") -> Account:
    made = await work.accounts.add(
        organisation_id=signed.organisation, name=name, email=f"{name}@example.org", role=role, now=NOW
    )
    found = await work.accounts.find(made)
    assert found is not None
    return found


def scope(signed: Signed) -> Scope:
    return Scope(signed.organisation, None)


async def lines_of(work: Work, signed: Signed) -> list[int]:
    return [line.id for line in await work.declarations.between(signed.person, MONDAY, MONDAY + timedelta(days=6))]


async def waiting(work: Work, signed: Signed) -> datetime | None:
    return await work.reviews.recount(signed.contract)


async def test_what_is_said_of_a_line_is_read_in_order_with_who_said_it(store: Store, signed: Signed):
    async with store.writing() as work:
        await signed.declares(work, "q", TWO_HOURS)
        sophie = await account(work, signed)
        (line,) = await lines_of(work, signed)
        first = await work.reviews.add(line, "question", NOW, words="où ?", account_id=sophie.id)
        await work.reviews.add(line, "answer", NOW, words="là-bas")
        await work.reviews.add(line, "validated", NOW, minutes=120, activity="training", account_id=sophie.id)
    async with store.reading() as work:
        found = (await work.reviews.of_lines([line], words=True))[line]
        assert [(each.kind, each.words, each.by) for each in found] == [
            ("question", "où ?", "Sophie Martin"), ("answer", "là-bas", None), ("validated", "", "Sophie Martin"),
        ]  # fmt: skip
        assert found[0].id == first
        assert {each.words for each in (await work.reviews.of_lines([line]))[line]} == {""}
        assert await work.reviews.of_lines([]) == {}


async def test_words_are_closed_at_rest(store: Store, signed: Signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q", TWO_HOURS)
        sophie = await account(work, signed)
        (line,) = await lines_of(work, signed)
        await ask(work, scope(signed), sophie, Seen(line), "avec qui ?", NOW)
        await work.periods.add(signed.contract, Period(0, "illness", MONDAY, MONDAY, 60, "au téléphone"), NOW)
        told = Appointment(0, signed.contract, "workshop", "workshop", NOW, 60, "Atelier CV", "salle 3", "Marie")
        await work.appointments.add(told)
    kept = [
        *(await rows("SELECT words FROM reviews")), *(await rows("SELECT kind, source FROM periods")),
        *(await rows("SELECT title, place, with_whom FROM appointments")),
    ]  # fmt: skip
    raw = b" ".join(bytes(value) for row in kept for value in row)
    assert not any(word.encode() in raw for word in ("avec qui", "illness", "téléphone", "Atelier", "salle", "Marie"))
    assert "avec qui" not in str(await rows("SELECT deed, detail FROM audit"))


async def test_a_review_is_never_changed(store: Store, signed: Signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q", TWO_HOURS)
        sophie = await account(work, signed)
        (line,) = await lines_of(work, signed)
        await validate(work, scope(signed), sophie, [Seen(line)], NOW)
    for change in ("UPDATE reviews SET minutes = 0", "UPDATE reviews SET kind = 'question'"):
        with pytest.raises(DBAPIError):
            await rows(change)


async def test_since_when_something_waits(store: Store, signed: Signed):
    async with store.writing() as work:
        sophie = await account(work, signed)
        assert await waiting(work, signed) is None
        await signed.declares(work, "q1", TWO_HOURS)
        await signed.declares(work, "q2", AN_HOUR, now=NOW + timedelta(hours=1))
        first, second = await lines_of(work, signed)
        assert await waiting(work, signed) == NOW
        assert await work.reviews.oldest_waiting(signed.contract) == MONDAY
        await validate(work, scope(signed), sophie, [Seen(first)], NOW + timedelta(hours=2))
        assert await waiting(work, signed) == NOW + timedelta(hours=1)
        # asked about, it waits for the person; answered, for the advisor again
        asked = await ask(work, scope(signed), sophie, Seen(second), "où ?", NOW + timedelta(hours=3))
        assert asked.done
        assert await waiting(work, signed) is None
        await work.reviews.add(second, "answer", NOW + timedelta(hours=4), words="ici")
        assert await waiting(work, signed) == NOW + timedelta(hours=4)
        newest = (await work.reviews.of_lines([second]))[second][-1].id
        await requalify(
            work, scope(signed), sophie, Seen(second, newest), minutes=30, activity=None, words="la feuille dit 30",
            now=NOW + timedelta(hours=5),
        )  # fmt: skip
        assert await waiting(work, signed) is None
    async with store.reading() as work:
        assert await work.reviews.oldest_waiting(signed.contract) is None


async def test_a_line_that_is_corrected_loses_its_review_and_the_new_one_waits(store: Store, signed: Signed):
    async with store.writing() as work:
        sophie = await account(work, signed)
        await signed.declares(work, "q1", TWO_HOURS)
        (old,) = await work.declarations.between(signed.person, MONDAY, MONDAY)
        await validate(work, scope(signed), sophie, [Seen(old.id)], NOW)
        await work.reviews.add(old.id, "question", NOW, words="?", account_id=sophie.id)
        assert await work.reviews.remarked(signed.person, 5) == (old.id,)
        later = NOW + timedelta(hours=1)
        await signed.declares(work, "q2", Line(MONDAY, 90, "training"), reverses=(old,), now=later)
        (new,) = await work.reviews.judged(await work.declarations.between(signed.person, MONDAY, MONDAY))
        assert (new.recognised, new.state) == (None, "waiting")
        assert await waiting(work, signed) == later
        assert await work.reviews.remarked(signed.person, 5) == ()
        (told,) = await validate(work, scope(signed), sophie, [Seen(old.id, 2)], NOW)
        assert told.outcome == "corrected"
        whole = await work.declarations.of_contract(signed.contract, MONDAY, MONDAY)
        assert [(line.minutes, line.undone) for line in whole] == [(120, True), (90, False)]


async def test_in_bulk_what_changed_is_told_and_the_others_go_through(store: Store, signed: Signed, newcomer):
    stranger = await newcomer("Chloé")
    async with store.writing() as work:
        sophie, marc = await account(work, signed), await account(work, signed, "Marc Petit")
        await signed.declares(work, "q1", TWO_HOURS)
        await signed.declares(work, "q2", AN_HOUR)
        await signed.declares(work, "q3", nothing_on=MONDAY + timedelta(days=2))
        await stranger.declares(work, "q1", TWO_HOURS)
        first, second, zero = await lines_of(work, signed)
        (hers,) = await lines_of(work, stranger)
        await ask(work, scope(signed), marc, Seen(first), "où ?", NOW)
        told = await validate(
            work, scope(signed), sophie, [Seen(first), Seen(second), Seen(zero), Seen(hers), Seen(9999)], NOW
        )
    assert [one.outcome for one in told] == ["meanwhile", "done", "unknown", "unknown", "unknown"]
    assert told[0].said is not None
    assert (told[0].said.by, told[0].said.kind, told[0].said.words) == ("Marc Petit", "question", "où ?")
    async with store.reading() as work:
        said = await work.reviews.of_lines([first, second, zero, hers])
        assert {line: [each.kind for each in said[line]] for line in said} == {
            first: ["question"], second: ["validated"],
        }  # fmt: skip


async def test_an_advisor_reviews_only_the_lines_of_their_own_people(store: Store, signed: Signed):
    async with store.writing() as work:
        sophie = await account(work, signed)
        await signed.declares(work, "q", TWO_HOURS)
        (line,) = await lines_of(work, signed)
        for other in (Scope(signed.organisation, signed.referent + 1), Scope(signed.organisation + 1, None)):
            (told,) = await validate(work, other, sophie, [Seen(line)], NOW)
            assert told.outcome == "unknown"
            assert (await ask(work, other, sophie, Seen(line), "?", NOW)).outcome == "unknown"
        (told,) = await validate(work, Scope(signed.organisation, signed.referent), sophie, [Seen(line)], NOW)
        assert told.done


async def test_two_advisors_at_once_and_only_the_first_is_written(store: Store, signed: Signed):
    async with store.writing() as work:
        sophie, marc = await account(work, signed), await account(work, signed, "Marc Petit")
        await signed.declares(work, "q", TWO_HOURS)
        (line,) = await lines_of(work, signed)

    async def requalifies(who: Account, minutes: int) -> str:
        async with store.writing() as work:
            told = await requalify(
                work, scope(signed), who, Seen(line), minutes=minutes, activity=None, words="x", now=NOW
            )
            return told.outcome

    outcomes = await asyncio.gather(*(requalifies(who, n) for who, n in [(sophie, 60), (marc, 30), (sophie, 45)]))
    assert sorted(outcomes) == ["done", "meanwhile", "meanwhile"]
    async with store.reading() as work:
        assert len((await work.reviews.of_lines([line]))[line]) == 1


async def test_a_correction_and_a_validation_at_once_leave_no_review_on_what_stands(store: Store, signed: Signed):
    async with store.writing() as work:
        sophie = await account(work, signed)
        await signed.declares(work, "q", TWO_HOURS)
        (old,) = await work.declarations.between(signed.person, MONDAY, MONDAY)

    async def corrects() -> None:
        async with store.writing() as work:
            await signed.declares(work, "q2", Line(MONDAY, 60, "training"), reverses=(old,))
            await work.reviews.recount(signed.contract)

    async def validates() -> str:
        async with store.writing() as work:
            return (await validate(work, scope(signed), sophie, [Seen(old.id)], NOW))[0].outcome

    _, outcome = await asyncio.gather(corrects(), validates())
    assert outcome in {"done", "corrected"}
    async with store.writing() as work:
        (new,) = await work.reviews.judged(await work.declarations.between(signed.person, MONDAY, MONDAY))
        assert (new.line.minutes, new.state) == (60, "waiting")
        assert await waiting(work, signed) == NOW
