"""Contracts: the one in force on a day, its dated minimums, and what the database refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from actions.records import Minimum, PlanAction

from .conftest import NOW, PLAN, START


async def add(work, signed, **other) -> int:
    facts = {
        "person_id": signed.person,
        "organisation_id": signed.organisation,
        "referent_id": signed.referent,
        "signed_on": None,
        "starts_on": START,
        "ends_on": None,
        "minimums": (),
        "now": NOW,
    }
    return await work.contracts.add(**(facts | other))


async def test_the_contract_with_all_that_it_says(store, signed):
    async with store.reading() as work:
        found = await work.contracts.in_force(signed.person, date(2026, 11, 18))
        assert await work.contracts.plan_of(found.id, START) == PLAN
    assert (found.id, found.signed_on, found.starts_on, found.ends_on) == (signed.contract, START, START, None)
    assert (found.organisation.name, found.organisation.kind) == ("Mission locale", "mission_locale")
    assert (found.referent.name, found.referent.role, found.referent.phone) == ("Sophie Martin", "conseillère", None)
    assert found.minimums == (Minimum(START, 900, "general"),)


async def test_someone_without_a_contract_has_none(store):
    async with store.reading() as work:
        assert await work.contracts.in_force(404, START) is None


async def test_the_contract_of_another_is_never_given(store, signed, newcomer):
    bruno = await newcomer("Bruno")
    async with store.reading() as work:
        assert (await work.contracts.in_force(bruno.person, START)).id == bruno.contract
        assert (await work.contracts.in_force(signed.person, START)).id == signed.contract


async def test_of_several_contracts_the_one_that_covers_the_day(store, newcomer):
    async with store.writing() as work:
        who = await newcomer_without_contract(work)
        first = await add(work, who, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
        second = await add(work, who, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30))
        third = await add(work, who, starts_on=date(2026, 7, 1))

        async def on(*day: int) -> int:
            return (await work.contracts.in_force(who.person, date(*day))).id

        assert [await on(2026, 1, 1), await on(2026, 3, 31)] == [first, first]
        assert [await on(2026, 4, 1), await on(2026, 6, 30)] == [second, second]
        assert [await on(2026, 7, 1), await on(2030, 1, 1)] == [third, third]


async def test_once_all_is_over_the_last_contract_still_speaks(store):
    async with store.writing() as work:
        who = await newcomer_without_contract(work)
        await add(work, who, starts_on=date(2025, 1, 1), ends_on=date(2025, 3, 31))
        last = await add(work, who, starts_on=date(2025, 4, 1), ends_on=date(2025, 6, 30))
        assert (await work.contracts.in_force(who.person, date(2026, 1, 1))).id == last


async def test_before_it_begins_a_contract_is_known_already(store):
    async with store.writing() as work:
        who = await newcomer_without_contract(work)
        only = await add(work, who, starts_on=date(2027, 1, 1))
        assert (await work.contracts.in_force(who.person, date(2026, 11, 18))).id == only


async def test_minimums_are_dated_and_come_oldest_first(store):
    changes = [
        Minimum(date(2026, 9, 7), 0, "none_on_request"),
        Minimum(date(2026, 3, 2), 900, "general"),
        Minimum(date(2026, 6, 1), 420, "lowered"),
    ]
    async with store.writing() as work:
        who = await newcomer_without_contract(work)
        await add(work, who, minimums=changes)
        found = await work.contracts.in_force(who.person, START)
    assert found.minimums == tuple(sorted(changes, key=lambda change: change.from_day))
    assert found.minimum_over([date(2026, 5, 31)]) == 900
    assert found.minimum_over([date(2026, 6, 1)]) == 420
    assert found.minimum_over([date(2026, 9, 7)]) == 0


GOOD = Minimum(START, 900, "general")
ACTION = PlanAction("CV", "job_search", None, None, None, None)
REFUSED = {
    "ends before it starts": {"ends_on": START - timedelta(days=1)},
    "negative minimum": {"minimums": [replace(GOOD, minutes=-60)]},
    "above the legal working time": {"minimums": [replace(GOOD, minutes=2101)]},
    "unknown reason": {"minimums": [replace(GOOD, reason="because")]},
    "zero that nobody asked for": {"minimums": [replace(GOOD, minutes=0)]},
    "none on request, yet some": {"minimums": [replace(GOOD, reason="none_on_request")]},
    "two minimums from one day": {"minimums": [GOOD, replace(GOOD, minutes=420, reason="lowered")]},
    "unknown activity": {"plan": [replace(ACTION, activity="sleep")]},
    "an action of no time": {"plan": [replace(ACTION, minutes_a_week=0)]},
    "an action of negative time": {"plan": [replace(ACTION, minutes_a_week=-30)]},
    "an action that ends before": {"plan": [replace(ACTION, starts_on=START, ends_on=START - timedelta(days=1))]},
    "unknown person": {"person_id": 404},
    "unknown organisation": {"organisation_id": 404},
    "unknown referent": {"referent_id": 404},
}


@pytest.mark.parametrize("wrong", REFUSED.values(), ids=REFUSED)
async def test_the_database_refuses(store, signed, wrong):
    async with store.writing() as work:
        await add(work, signed, minimums=[GOOD], plan=[ACTION])  # the same without the fault is taken
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await add(work, signed, **wrong)


async def test_a_contract_of_one_day_and_a_minimum_at_either_end_are_taken(store, signed):
    async with store.writing() as work:
        await add(work, signed, ends_on=START, minimums=[Minimum(START, 2100, "general")])
        await add(work, signed, minimums=[Minimum(START, 0, "none_on_request")])


async def test_an_unknown_kind_of_organisation_is_refused(store):
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await work.contracts.add_organisation("Boulangerie", "bakery", None)


async def test_nothing_of_a_refused_contract_remains(store, signed, rows):
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await add(work, signed, minimums=[GOOD], plan=[replace(ACTION, activity="sleep")])
    assert (await rows("SELECT count(*) FROM contracts"))[0][0] == 1
    assert (await rows("SELECT count(*) FROM weekly_minimums"))[0][0] == 1


async def newcomer_without_contract(work):
    from .conftest import NOW, Signed

    person = await work.people.add("Dora", "Europe/Paris", "fr", NOW)
    organisation = await work.contracts.add_organisation("Cap emploi", "cap_emploi", None)
    referent = await work.contracts.add_advisor(organisation, "Paul Roux", "conseiller", None)
    return Signed(person, 0, organisation, referent)
