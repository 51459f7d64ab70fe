"""What happened to someone of the world, week after week: what they declared, what was said of it, what was noted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions import periods, reviews
from actions.access import Scope, scope_for
from actions.declarations import late_among
from actions.records import Account, Appointment, Declared, Line, Period
from actions.reviews import Seen
from actions.store.work import Work
from bot.demo.calendar import Calendar
from bot.demo.data import Facts
from bot.demo.places import Office, Resident

A_NIGHT = timedelta(hours=14)  # what is told in the evening is looked at the next morning


@dataclass(frozen=True)
class Happening:
    at: datetime
    take_place: Callable[[], Awaitable[None]]


def happenings(work: Work, offices: Mapping[str, Office], resident: Resident, now: datetime) -> Iterator[Happening]:
    """All that has happened to them by `now`; what an advisor was to do later is done just now."""
    life = _Life(work, offices, resident)
    for told in resident.facts.get("periods", ()):
        yield life.period(told)
    for told in resident.facts.get("appointments", ()):
        yield life.appointment(told)
    for week, messages in resident.facts.get("weeks", {}).items():
        calendar = resident.calendar.weeks_on(week)
        said = [calendar.moment(message["at"]) for message in messages]
        for number, message in enumerate(messages):
            if said[number] <= now:
                yield life.message(week, number, message)
                yield from life.remarks(calendar, message, now)
        if week in resident.facts.get("validated", ()):
            yield life.validation(week, min(now, max(calendar.moment("1 mon 09:30"), max(said) + A_NIGHT)))


@dataclass(frozen=True)
class _Life:
    work: Work
    offices: Mapping[str, Office]
    resident: Resident

    def message(self, week: int, number: int, message: Facts) -> Happening:
        calendar = self.resident.calendar.weeks_on(week)
        at = calendar.moment(message["at"])
        lines = [Line(calendar.day(day), *rest[:3]) for day, *rest in message["lines"]]

        async def declare() -> None:
            _facts, contract = self._contract_in(week)
            await self.work.declarations.add(
                person_id=self.resident.person,
                contract_id=contract,
                question=f"demo {week} {number}",
                origin=None,
                lines=lines,
                reverses=(),
                nothing_on=None,
                late=late_among([line.day for line in lines], at.date()),
                now=at,
            )
            await self.work.reviews.recount(contract)

        return Happening(at, declare)

    def validation(self, week: int, at: datetime) -> Happening:
        """Every line of the week of which nothing was said, by the referent of then."""

        async def validate() -> None:
            facts, _contract = self._contract_in(week)
            judged = await self.work.reviews.judged(await self._lines(week))
            fresh = [Seen(each.line.id) for each in judged if not each.reviews]
            told = await reviews.validate(self.work, *self._advisor(facts["referent"]), fresh, at)
            _all_done(each.outcome for each in told)

        return Happening(at, validate)

    def remarks(self, calendar: Calendar, message: Facts, now: datetime) -> Iterator[Happening]:
        for day, minutes, _activity, _words, *remark in message["lines"]:
            if not remark:
                continue
            facts: Facts = remark[0]
            week, place = calendar, (calendar.day(day), minutes)
            if (at := week.moment(facts["at"])) <= now:
                yield Happening(at, self._remark(place, facts, at))
            if "answer" in facts and (answered := week.moment(facts["answered"])) <= now:
                yield Happening(answered, self._answer(place, facts["answer"], answered))

    def _remark(self, place: tuple[Any, int], facts: Facts, at: datetime) -> Callable[[], Awaitable[None]]:
        async def remark() -> None:
            seen = Seen((await self._line(place)).id)
            scope, account = self._advisor(facts["by"])
            if "asked" in facts:
                told = await reviews.ask(self.work, scope, account, seen, facts["asked"], at)
            else:
                told = await reviews.requalify(
                    self.work, scope, account, seen,
                    minutes=facts["recognised"], activity=None, words=facts["why"], now=at,
                )  # fmt: skip
            _all_done([told.outcome])

        return remark

    def _answer(self, place: tuple[Any, int], words: str, at: datetime) -> Callable[[], Awaitable[None]]:
        async def answer() -> None:
            await self.work.reviews.add((await self._line(place)).id, "answer", at, words=words)
            await self.work.reviews.recount(self.resident.contract)

        return answer

    def period(self, told: Facts) -> Happening:
        calendar = self.resident.calendar
        at = calendar.moment(told["at"])
        said = Period(
            0, told["kind"], calendar.day(told["from"]), calendar.day(told["to"]), told["minutes"], told["source"]
        )

        async def note() -> None:
            contract = await self.work.contracts.find(self.resident.contract)
            if contract is not None:
                done = await periods.note(self.work, *self._advisor(told["by"]), contract, said, at)
                _all_done(["done"] if not isinstance(done, str) else [done])

        return Happening(at, note)

    def appointment(self, told: Facts) -> Happening:
        starts_at = self.resident.calendar.moment(told["at"])
        noted_at = starts_at - timedelta(weeks=1)
        said = Appointment(
            id=0,
            contract_id=self.resident.contract,
            kind=told["kind"],
            activity=told["activity"],
            starts_at=starts_at,
            minutes=told["minutes"],
            title=told["title"],
            place=told.get("place"),
            with_whom=told.get("with"),
            state=told.get("state", "planned"),
        )

        async def note() -> None:
            _scope, account = self._advisor(self.resident.facts["contract"]["referent"])
            number = await self.work.appointments.add(said, account.id)
            if told.get("settled"):
                await self.work.appointments.settle(said.contract_id, number, starts_at + A_NIGHT)

        return Happening(noted_at, note)

    def _contract_in(self, week: int) -> tuple[Facts, int]:
        """The contract that a week belongs to: its facts, and its number."""
        calendar, facts = self.resident.calendar, self.resident.facts
        begun = calendar.weeks_on(week).week.monday >= calendar.day(facts["contract"]["from"])
        if begun or self.resident.earlier is None:
            return facts["contract"], self.resident.contract
        return facts["before"], self.resident.earlier

    def _advisor(self, name: str) -> tuple[Scope, Account]:
        account = next(office.accounts[name] for office in self.offices.values() if name in office.advisors)
        return scope_for(account, "review_hours"), account

    async def _lines(self, week: int) -> tuple[Declared, ...]:
        days = self.resident.calendar.weeks_on(week).week
        return await self.work.declarations.between(self.resident.person, days.monday, days.sunday)

    async def _line(self, place: tuple[Any, int]) -> Declared:
        day, minutes = place
        found = await self.work.declarations.between(self.resident.person, day, day)
        return next(line for line in found if line.minutes == minutes)


def _all_done(outcomes: Any) -> None:
    """The data ask for nothing that the rules would refuse an advisor."""
    refused = [outcome for outcome in outcomes if outcome != "done"]
    if refused:
        raise ValueError(f"the invented world asks for what the rules refuse: {', '.join(refused)}")
