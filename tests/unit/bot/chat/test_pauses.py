"""Waiting, and stopping to wait."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.notes import Notes
from bot.chat.pauses import Pauses, unless, until


def test_pauses_grow_to_a_limit_and_begin_again():
    pauses = Pauses(first=1, longest=5)
    assert [pauses.next() for _ in range(5)] == [1, 2, 4, 5, 5]
    pauses.reset()
    assert pauses.next() == 1


async def test_a_pause_ends_when_it_is_time_to_stop():
    stop = asyncio.Event()
    assert not await until(stop, 0.01)
    asyncio.get_running_loop().call_later(0.01, stop.set)
    assert await until(stop, 60)


async def test_work_is_given_up_when_it_is_time_to_stop():
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, stop.set)
    assert await unless(stop, asyncio.sleep(60, "done")) is None
    assert await unless(asyncio.Event(), asyncio.sleep(0, "done")) == "done"


async def test_a_fault_of_the_work_comes_through():
    async def fails() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # it has no text
        await unless(asyncio.Event(), fails())


async def test_what_is_sent_together_is_noted_together():
    written = []

    async def write(parcels) -> None:
        written.append(sorted(parcels))

    notes = Notes(write)
    for parcel in (1, 2, 3):
        notes.add(parcel)
    assert notes.unwritten() == {1, 2, 3}
    await notes.close(5)
    assert written == [[1, 2, 3]]
    assert not notes.unwritten()


async def test_what_could_not_be_noted_is_noted_later():
    tries = []

    async def write(parcels) -> None:
        tries.append(list(parcels))
        if len(tries) == 1:
            raise OSError

    notes = Notes(write)
    notes.add(1)
    await notes.close(5)
    assert tries == [[1], [1]]
