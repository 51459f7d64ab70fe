"""How long things are kept, and who goes when their time is over: counted first, erased then, and noted."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.errors import Mendable
from actions.store.engine import Store
from actions.store.erasure import Cut
from actions.store.work import Work

PASSING = timedelta(days=2)  # wrong codes, codes that served, answers kept for a repeated request


class NobodyErased(Mendable):
    """The reference names nobody, or several people: nothing was erased."""


@dataclass(frozen=True)
class Keeping:
    """Months after a contract's end, and days for messages (whose words went long before)."""

    months: int
    messages_days: int

    def cut(self, now: datetime, today: date) -> Cut:
        return Cut(
            ended=months_before(today, self.months),
            messages=now - timedelta(days=self.messages_days),
            passing=now - PASSING,
            now=now,
            today=today,
        )


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last one when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


async def what_is_old(store: Store, cut: Cut) -> Mapping[str, int]:
    """How many rows of each table an expiry would erase now; nothing is changed."""
    counts: Counter[str] = Counter()
    async with store.reading() as work:
        for person in await work.erasure.people_over(cut):
            counts.update(await work.erasure.counts_of(person))
        counts.update(await work.erasure.old_counts(cut))
    return dict(counts)


async def expire(store: Store, cut: Cut) -> Mapping[str, int]:
    """Erases what is old, one person in each transaction: a long work stops nobody's conversation."""
    counts: Counter[str] = Counter()
    async with store.reading() as work:
        over = await work.erasure.people_over(cut)
    for person in over:
        async with store.writing() as work:
            if await work.erasure.is_over(person, cut):  # a new contract may have come meanwhile
                counts.update(await erase(work, person, cut.now, "expired"))
    async with store.writing() as work:
        counts.update(await work.erasure.drop_old(cut))
    return dict(counts)


async def person_of(work: Work, reference: str, organisation: str | None) -> int:
    """Whose contract bears that reference. Raises NobodyErased."""
    found = await work.erasure.people_of_reference(reference, organisation)
    if not found:
        raise NobodyErased("No contract bears that reference: nothing was erased.")
    if len(found) > 1:
        raise NobodyErased("Several organisations have a contract of that reference: give --organisation too.")
    return found[0]


async def erase(work: Work, person_id: int, now: datetime, why: str) -> Mapping[str, int]:
    """Erases a person wholly; what is left is that somebody of that organisation was erased, and why."""
    organisations = await work.erasure.organisations_of(person_id)
    gone = await work.erasure.erase(person_id)
    for organisation in organisations or (None,):
        await work.audit.note("person_erased", now, organisation_id=organisation, detail=why)
    return gone
