"""Appointments and periods in the store: changed as they were seen, settled once, cancelled once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from actions.records import Appointment, Period
from actions.store.engine import Store
from tests.integration.store.conftest import NOW, Signed


def workshop(signed: Signed, hours: int, **other) -> Appointment:
    told = Appointment(0, signed.contract, "workshop", "workshop", NOW + timedelta(hours=hours), 180, "Atelier CV")
    return replace(told, **other)


async def test_it_is_read_back_as_it_was_noted(store: Store, signed: Signed):
    told = workshop(signed, 3, place="salle 3", with_whom="Marie Diallo")
    async with store.writing() as work:
        number = await work.appointments.add(told)
        assert await work.appointments.find(signed.contract, number) == replace(told, id=number)
        assert await work.appointments.find(signed.contract + 1, number) is None


async def test_what_comes_and_what_is_left_to_settle(store: Store, signed: Signed):
    async with store.writing() as work:
        for hours, state in [
            (-50, "planned"),
            (-40, "missed"),
            (-30, "cancelled"),
            (-20, "held"),
            (5, "planned"),
            (2, "planned"),
            (9, "cancelled"),
        ]:
            await work.appointments.add(workshop(signed, hours, state=state, title=f"{hours}"))
        coming = await work.appointments.coming(signed.contract, NOW, 3)
        assert [one.title for one in coming] == ["2", "5"]
        past = await work.appointments.unsettled(signed.contract, NOW - timedelta(hours=60), NOW)
        assert [one.title for one in past] == ["-50", "-20"]
        assert len(await work.appointments.of_contract(signed.contract, NOW - timedelta(hours=35))) == 5


async def test_two_who_change_it_are_told_apart(store: Store, signed: Signed):
    async with store.writing() as work:
        number = await work.appointments.add(workshop(signed, 3))
        seen = await work.appointments.find(signed.contract, number)
        assert seen is not None
        assert await work.appointments.change(seen, starts_at=NOW + timedelta(hours=4))
        assert not await work.appointments.change(seen, state="cancelled")
        assert not await work.appointments.change(replace(seen, contract_id=signed.contract + 1), state="held")
        now = await work.appointments.find(signed.contract, number)
        assert now is not None
        assert (now.state, now.starts_at) == ("planned", NOW + timedelta(hours=4))


async def test_its_time_is_settled_once_whoever_comes_first(store: Store, signed: Signed):
    async with store.writing() as work:
        number = await work.appointments.add(workshop(signed, -5))

    async def settles() -> bool:
        async with store.writing() as work:
            return await work.appointments.settle(signed.contract, number, NOW)

    assert sorted(await asyncio.gather(*(settles() for _ in range(4)))) == [False, False, False, True]


async def test_a_period_is_cancelled_once_and_counts_no_more(store: Store, signed: Signed):
    day = date(2026, 11, 16)
    async with store.writing() as work:
        number = await work.periods.add(signed.contract, Period(0, "other", day, day, 60, "dit"), NOW)
        found = await work.contracts.find(signed.contract)
        assert found is not None
        assert found.periods == (Period(number, "other", day, day, 60, "dit"),)
        assert not await work.periods.cancel(signed.contract + 1, number, NOW)
        assert await work.periods.cancel(signed.contract, number, NOW)
        assert not await work.periods.cancel(signed.contract, number, NOW)
        found = await work.contracts.find(signed.contract)
        assert found is not None
        assert found.periods == ()
