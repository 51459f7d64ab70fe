"""The ledger: rows are only added, a line is reversed once, receipts count 1, 2, 3 …"""

from __future__ import annotations

import asyncio
import random
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from actions.records import Line
from actions.store.tables import Row

from .conftest import NOW, Signed

MONDAY, TUESDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 22)
CV = Line(MONDAY, 120, "job_search", "2h de CV")
WORKSHOP = Line(TUESDAY, 180, "workshop")


async def week(work, who: Signed):
    return await work.declarations.between(who.person, MONDAY, SUNDAY, words=True)


async def test_what_is_added_stands_by_day(store, signed):
    async with store.writing() as work:
        number = await signed.declares(work, "q1", WORKSHOP, CV)
        lines = await week(work, signed)
    assert number == 1
    assert [(line.day, line.minutes, line.activity, line.receipt) for line in lines] == [
        (MONDAY, 120, "job_search", 1),
        (TUESDAY, 180, "workshop", 1),
    ]
    assert [line.words for line in lines] == ["2h de CV", ""]
    assert not any(line.late or line.nothing for line in lines)
    assert "CV" not in repr(lines[0])


async def test_the_days_at_both_ends_are_looked_at_and_no_other(store, signed):
    around = [Line(MONDAY + timedelta(days=n), 30, "training") for n in (-1, 0, 6, 7)]
    async with store.writing() as work:
        await signed.declares(work, "q1", *around)
        assert [line.day for line in await week(work, signed)] == [MONDAY, SUNDAY]


async def test_one_never_sees_the_lines_of_another(store, signed, newcomer):
    bruno = await newcomer("Bruno")
    async with store.writing() as work:
        await signed.declares(work, "q1", CV, origin="m1")
        (hers,) = await week(work, signed)
        assert await week(work, bruno) == ()
        assert await work.declarations.by_id(bruno.person, [hers.id]) == ()
        assert await work.declarations.of_receipt(bruno.person, 1) == ()
        assert await work.declarations.last_lines(bruno.person, MONDAY, 5) == ()
        assert await work.declarations.receipt_of(bruno.person, "q1") is None
        assert await work.declarations.receipt_from(bruno.person, "m1") is None
        assert await work.declarations.receipts(bruno.person, 5) == []


async def test_what_is_late_is_marked_day_by_day(store, signed):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV, WORKSHOP, late={MONDAY})
        assert [line.late for line in await week(work, signed)] == [True, False]


async def test_a_declared_zero_stands_without_minutes(store, signed):
    async with store.writing() as work:
        await signed.declares(work, "q1", nothing_on=TUESDAY)
        (zero,) = await week(work, signed)
    assert (zero.nothing, zero.minutes, zero.day) == (True, 0, TUESDAY)


async def test_a_reversal_takes_the_line_away_and_keeps_both_rows(store, signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV)
        (old,) = await week(work, signed)
        await signed.declares(work, "q2", Line(MONDAY, 180, "job_search"), reverses=[old])
        (new,) = await week(work, signed)
        assert await work.declarations.by_id(signed.person, [old.id, new.id]) == (new,)
        assert await work.declarations.of_receipt(signed.person, 1) == ()
    assert (new.minutes, new.receipt) == (180, 2)
    kept = await rows("SELECT kind, minutes, reverses_id FROM declarations ORDER BY id")
    assert [tuple(row) for row in kept] == [("hours", 120, None), ("reversal", -120, old.id), ("hours", 180, None)]


async def test_a_reversal_does_not_repeat_the_words(store, signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV)
        await signed.declares(work, "q2", reverses=await week(work, signed))
    assert (await rows("SELECT words FROM declarations WHERE kind = 'reversal'"))[0][0] is None


async def test_a_line_is_reversed_only_once(store, signed):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV)
        (old,) = await week(work, signed)
        await signed.declares(work, "q2", reverses=[old])
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await signed.declares(work, "q3", reverses=[old])
    async with store.reading() as work:
        assert [receipt.number for receipt in await work.declarations.receipts(signed.person, 9)] == [2, 1]


async def test_two_corrections_of_one_line_at_once_leave_one(store, signed):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV)
        (old,) = await week(work, signed)

    async def corrects(minutes: int) -> int:
        async with store.writing() as work:
            return await signed.declares(work, f"q{minutes}", Line(MONDAY, minutes, "training"), reverses=[old])

    done = await asyncio.gather(*(corrects(minutes) for minutes in (30, 60, 90)), return_exceptions=True)
    assert [type(each) for each in sorted(done, key=lambda each: not isinstance(each, int))] == [
        int,
        IntegrityError,
        IntegrityError,
    ]
    async with store.reading() as work:
        assert len(await week(work, signed)) == 1


async def test_a_question_is_confirmed_only_once(store, signed, newcomer):
    bruno = await newcomer("Bruno")
    async with store.writing() as work:
        await signed.declares(work, "q1", CV)
        await bruno.declares(work, "q1", CV)  # another person's question may bear that name
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await signed.declares(work, "q1", CV)
    async with store.reading() as work:
        assert len(await week(work, signed)) == 1
        assert await work.declarations.receipt_of(signed.person, "q1") == 1
        assert await work.declarations.receipt_of(signed.person, "q2") is None


async def test_the_newest_receipt_of_a_message(store, signed):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV, origin="m1")
        await signed.declares(work, "q2", WORKSHOP, origin="m2")
        (first,) = await work.declarations.of_receipt(signed.person, 1)
        await signed.declares(work, "q3", Line(MONDAY, 60, "other"), reverses=[first], origin="m1")
        assert await work.declarations.receipt_from(signed.person, "m1") == 3
        assert await work.declarations.receipt_from(signed.person, "m2") == 2
        assert await work.declarations.receipt_from(signed.person, "m3") is None


async def test_the_newest_lines_first_as_many_as_asked_and_not_too_old(store, signed):
    async with store.writing() as work:
        for n in range(4):
            await signed.declares(work, f"q{n}", Line(MONDAY - timedelta(days=n), 30 + n, "training"))
        newest = await work.declarations.last_lines(signed.person, MONDAY - timedelta(days=2), 2)
        every = await work.declarations.last_lines(signed.person, MONDAY - timedelta(days=2), 9)
    assert [line.minutes for line in newest] == [32, 31]
    assert [line.minutes for line in every] == [32, 31, 30]


async def test_receipts_tell_what_they_recorded_and_what_they_undid(store, signed):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV, WORKSHOP)
        first = (await week(work, signed))[0]
        await signed.declares(work, "q2", Line(MONDAY, 60, "other"), reverses=[first], now=NOW + timedelta(hours=1))
        newest, oldest = await work.declarations.receipts(signed.person, 5)
        (only,) = await work.declarations.receipts(signed.person, 1)
    assert (newest.number, newest.at) == (2, NOW + timedelta(hours=1))
    assert [line.minutes for line in newest.lines] == [60]
    assert [line.id for line in newest.reversed_lines] == [first.id]
    assert (oldest.number, oldest.at, oldest.reversed_lines) == (1, NOW, ())
    assert [line.minutes for line in oldest.lines] == [120, 180]
    assert only == newest


async def test_receipts_number_each_persons_own_series(store, signed, newcomer):
    bruno = await newcomer("Bruno")
    async with store.writing() as work:
        assert [await signed.declares(work, f"q{n}", CV) for n in range(3)] == [1, 2, 3]
        assert [await bruno.declares(work, f"q{n}", CV) for n in range(2)] == [1, 2]
        assert await signed.declares(work, "q3", CV) == 4


async def test_ten_receipts_at_once_take_ten_numbers_without_a_gap(store, signed):
    async def declares(n: int) -> int:
        async with store.writing() as work:
            return await signed.declares(work, f"q{n}", Line(MONDAY, 10 + n, "training"))

    assert sorted(await asyncio.gather(*map(declares, range(10)))) == list(range(1, 11))
    async with store.reading() as work:
        assert len(await week(work, signed)) == 10


async def test_a_receipt_that_comes_to_nothing_leaves_no_gap(store, signed):
    for attempt in range(3):
        try:
            async with store.writing() as work:
                number = await signed.declares(work, "q1", CV)
                if attempt < 2:
                    raise KeyError
        except KeyError:
            pass
    assert number == 1


FIXED = {
    "person_id": "person_id",
    "contract_id": "contract_id",
    "receipt_id": "receipt_id",
    "kind": "'nothing'",
    "day": "'2026-11-17'",
    "minutes": "600",
    "activity": "'other'",
    "late": "TRUE",
    "reverses_id": "NULL",
    "recorded_at": "'2026-11-17 00:00:00'",
    "recorded_by": "'advisor'",
}


async def test_every_column_save_the_words_is_fixed():
    columns = {column.name for column in Row.metadata.tables["declarations"].columns}
    assert columns - {"id", "words"} == set(FIXED)


async def test_the_database_refuses_to_overwrite_a_line(store, signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV, WORKSHOP)
        before = await week(work, signed)
    for column, value in FIXED.items():
        with pytest.raises(IntegrityError, match="append-only"):
            await rows(f"UPDATE declarations SET {column} = {value} WHERE day = '2026-11-16'")  # noqa: S608
    with pytest.raises(IntegrityError, match="append-only"):
        await rows("UPDATE declarations SET words = NULL, minutes = 600")
    async with store.reading() as work:
        assert await week(work, signed) == before


async def test_the_sealed_words_may_be_put_under_another_key(store, signed, rows):
    async with store.writing() as work:
        await signed.declares(work, "q1", CV)
    await rows("UPDATE declarations SET words = words WHERE minutes = 120")
    await rows("UPDATE declarations SET words = NULL")
    async with store.reading() as work:
        assert [line.words for line in await week(work, signed)] == [""]


@pytest.mark.parametrize(
    "wrong",
    [
        Line(MONDAY, 0, "job_search"),
        Line(MONDAY, -60, "job_search"),
        Line(MONDAY, 25 * 60 + 1, "job_search"),
        Line(MONDAY, 60, "sleep"),
    ],
    ids=["no time", "negative", "more than the longest day", "unknown activity"],
)
async def test_the_database_refuses_a_line_that_cannot_be(store, signed, wrong):
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await signed.declares(work, "q1", CV, wrong)
    async with store.reading() as work:
        assert await week(work, signed) == ()
        assert await work.declarations.receipts(signed.person, 5) == []


async def test_the_sum_of_a_week_follows_from_the_rows_alone(store, signed, rows):
    """Reversals are of opposite minutes: the bare sum and the lines that stand agree whatever was corrected."""
    chance = random.Random(20261118)
    async with store.writing() as work:
        for n in range(40):
            standing = await week(work, signed)
            undone = chance.sample(standing, k=min(len(standing), chance.choice((0, 0, 1, 2))))
            days = [MONDAY + timedelta(days=chance.randrange(7)) for _ in range(chance.choice((1, 1, 2)))]
            lines = [Line(day, chance.randrange(1, 1500), "training") for day in days]
            await signed.declares(work, f"q{n}", *lines, reverses=undone)
        standing = await week(work, signed)
        receipts = await work.declarations.receipts(signed.person, 100)
    ((bare,),) = await rows("SELECT sum(minutes) FROM declarations")
    assert bare == sum(line.minutes for line in standing) > 0
    assert [receipt.number for receipt in receipts] == list(range(40, 0, -1))
    undone = {line.id for receipt in receipts for line in receipt.reversed_lines}
    added = {line.id for receipt in receipts for line in receipt.lines}
    assert undone
    assert {line.id for line in standing} == added - undone
