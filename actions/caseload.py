"""The caseload: whom a scope reaches, what waits, and each person's last weeks. Facts, never a judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from actions.access import Scope
from actions.duration import required_minutes
from actions.records import Case, Contract, Mark, Waiting, Wanted
from actions.store.people import name_words
from actions.store.work import Work
from actions.weeks import Week

WEEKS = 8
PAGE = 50
MOST_COUNTED = 500
PORTFOLIO = 500  # the largest one whose names are opened to be sorted, or searched by a part
SILENT_WEEKS = (2, 3, 4)
REVIEW_NEAR = timedelta(days=14)
END_NEAR = timedelta(days=30)
NEAR = {"review": REVIEW_NEAR, "end": END_NEAR}
SHOWN_TODAY = 8
ANSWERS_AMONG = 200


@dataclass(frozen=True)
class WeekSeen:
    """One week at a glance, in minutes."""

    monday: date
    declared: int
    recognised: int
    required: int


@dataclass(frozen=True)
class Seen:
    """A case as a list shows it. `chat`: « open », « blocked » or « none ». `weeks`: the oldest first."""

    case: Case
    chat: str
    weeks: tuple[WeekSeen, ...]


@dataclass(frozen=True)
class Listing:
    """A page of the caseload. `count` is how many there are in all; with `more_than`, there are more than that.

    `after` is the mark of the next page, if there is one.
    """

    seen: tuple[Seen, ...]
    count: int
    more_than: bool
    after: str | None


@dataclass(frozen=True)
class Today:
    """What needs the advisor, each list with the most pressing first and no longer than SHOWN_TODAY."""

    lines: tuple[Waiting, ...] = ()
    answers: tuple[Waiting, ...] = ()
    proposals: tuple[Waiting, ...] = ()
    not_me: tuple[Waiting, ...] = ()
    reviews: tuple[Case, ...] = ()
    ends: tuple[Case, ...] = ()
    silent: tuple[Case, ...] = ()
    requests: tuple[tuple[int, str, str, date], ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return any(
            (
                self.lines,
                self.answers,
                self.proposals,
                self.not_me,
                self.reviews,
                self.ends,
                self.silent,
                self.requests,
            )
        )


def silent_since(now: datetime, weeks: int) -> datetime:
    return now - timedelta(weeks=weeks)


async def look(work: Work, scope: Scope, wanted: Wanted, order: str, now: datetime, after: str = "") -> Listing:
    """A page of those wanted, in that order (one of SORTS). `after` is the mark that the page before gave."""
    wanted = await _or_reference(work, scope, wanted)
    by_name = scope.advisor_id is not None and (order == "name" or wanted.words)
    cases, count = await (_by_name if by_name else _by_fact)(work, scope, wanted, order, after)
    page = cases[:PAGE]
    last = _mark(page[-1], order) if len(cases) > PAGE else None
    seen = await weeks_of(work, page, now)
    if count is None:
        return Listing(seen, PAGE, more_than=True, after=last)
    return Listing(seen, min(count, MOST_COUNTED), more_than=count > MOST_COUNTED, after=last)


async def today(work: Work, scope: Scope, now: datetime, day: date, *, requests: bool) -> Today:
    """What needs the advisor. `requests`: also those about data, where the account answers them."""
    where, most = (scope.organisation_id, scope.advisor_id), SHOWN_TODAY
    quiet = Wanted(day, silent_since=silent_since(now, SILENT_WEEKS[0]))
    return Today(
        lines=await work.caseload.lines_waiting(*where, Wanted(day, waiting=True), most),
        answers=await work.caseload.answers(*where, ANSWERS_AMONG, most),
        proposals=await work.caseload.proposals(*where, most),
        not_me=await work.caseload.not_me(*where, most),
        reviews=await work.caseload.near(*where, "review", day + REVIEW_NEAR, most),
        ends=await work.caseload.near(*where, "end", day + END_NEAR, most),
        silent=await work.caseload.page(*where, quiet, "silent", limit=most),
        requests=await work.caseload.data_requests(scope.organisation_id, most) if requests else (),
    )


async def weeks_of(work: Work, cases: Sequence[Case], now: datetime) -> tuple[Seen, ...]:
    """The cases with their last weeks: as many statements for fifty people as for one."""
    if not cases:
        return ()
    people = [case.person.id for case in cases]
    days = {case.contract: case.person.local(now).date() for case in cases}
    first, last = Week.of(min(days.values())).back(WEEKS - 1).monday, Week.of(max(days.values())).sunday
    contracts = await work.contracts.find_many([case.contract for case in cases])
    declared = await work.caseload.declared(people, first, last)
    recognised = await work.caseload.recognised(people, first, last)
    links = await work.caseload.links(people)
    weeks = {day: last_weeks(day) for day in set(days.values())}
    chats = {None: "none", True: "open", False: "blocked"}
    return tuple(
        Seen(
            case,
            chats[links.get(case.person.id)],
            weeks_seen(
                contracts[case.contract],
                weeks[days[case.contract]],
                declared.get(case.person.id, {}),
                recognised.get(case.person.id, {}),
            ),
        )
        for case in cases
    )


def last_weeks(day: date) -> tuple[Week, ...]:
    """The last weeks up to that of `day`, the oldest first."""
    return tuple(Week.of(day).back(n) for n in reversed(range(WEEKS)))


def weeks_seen(
    contract: Contract, weeks: Sequence[Week], declared: Mapping[date, int], recognised: Mapping[date, int]
) -> tuple[WeekSeen, ...]:
    """Each of these weeks at a glance. What lies outside the contract is not counted."""
    done, taken = _by_week(contract, declared), _by_week(contract, recognised)
    return tuple(
        WeekSeen(week.monday, done.get(week.monday, 0), taken.get(week.monday, 0), required_minutes(contract, week))
        for week in weeks
    )


def _by_week(contract: Contract, minutes: Mapping[date, int]) -> dict[date, int]:
    found: dict[date, int] = {}
    for day, done in minutes.items():
        if contract.covers(day):
            monday = Week.of(day).monday
            found[monday] = found.get(monday, 0) + done
    return found


async def _by_fact(
    work: Work, scope: Scope, wanted: Wanted, order: str, after: str
) -> tuple[Sequence[Case], int | None]:
    where = (scope.organisation_id, scope.advisor_id)
    fact = "waiting" if order == "name" else order
    mark = read_mark(after, fact)
    cases = await work.caseload.page(*where, wanted, fact, mark, PAGE + 1)
    if mark is None and len(cases) <= PAGE:
        return cases, len(cases)
    if scope.advisor_id is None and costs_much(wanted):
        return cases, None
    return cases, await work.caseload.count(*where, wanted, MOST_COUNTED + 1)


def costs_much(wanted: Wanted) -> bool:
    """Whether each person of a whole organisation would have to be looked at to count those wanted."""
    return bool(wanted.words or wanted.silent_since or wanted.unlinked or wanted.hours is not None)


async def _by_name(
    work: Work, scope: Scope, wanted: Wanted, order: str, after: str
) -> tuple[Sequence[Case], int | None]:
    """A portfolio's names are opened: they cannot be compared while they are sealed."""
    where = (scope.organisation_id, scope.advisor_id)
    fact = "waiting" if order == "name" else order
    whole = await work.caseload.page(*where, replace(wanted, words=""), fact, limit=PORTFOLIO + 1)
    if len(whole) > PORTFOLIO:
        return await _by_fact(work, scope, wanted, fact, after)
    cases = [case for case in whole if _has_words(case, wanted.words)]
    if order == "name":
        cases.sort(key=lambda case: (_folded_name(case), case.contract))
    seen = next((n for n, case in enumerate(cases, 1) if _mark(case, order) == after), 0)
    return cases[seen:], len(cases)


async def everyone(work: Work, scope: Scope, wanted: Wanted, most: int) -> tuple[Case, ...]:
    """All those wanted, at most that many, for something that is done for each of them."""
    where = (scope.organisation_id, scope.advisor_id)
    wanted = await _or_reference(work, scope, wanted)
    if scope.advisor_id is None or not wanted.words:
        return await work.caseload.page(*where, wanted, "waiting", limit=most)
    cases, _count = await _by_name(work, scope, wanted, "waiting", "")
    return tuple(cases[:most])


async def _or_reference(work: Work, scope: Scope, wanted: Wanted) -> Wanted:
    """What was typed is a reference where the organisation has that one, and a name otherwise."""
    typed = wanted.words.strip()
    if typed and await work.caseload.has_reference(scope.organisation_id, typed):
        return replace(wanted, words="", reference=typed)
    return wanted


def _has_words(case: Case, words: str) -> bool:
    name = " ".join(name_words(full_name(case)))
    return all(word in name for word in name_words(words))


def full_name(case: Case) -> str:
    return " ".join(name for name in (case.person.given_name, case.person.family_name) if name)


def _folded_name(case: Case) -> tuple[str, ...]:
    """By the family name, and then the given name."""
    return (*name_words(case.person.family_name or ""), "", *name_words(case.person.given_name))


def _mark(case: Case, order: str) -> str:
    """The place of a case in a list, for an address: a fact and an id, never a name."""
    facts = {"waiting": case.waiting_since, "silent": case.heard_at, "review": case.review_on}
    fact = facts.get(order)
    return f"{fact.isoformat() if fact else ''}~{case.contract}"


def read_mark(text: str, order: str) -> Mark | None:
    """None for what is no mark of that order: the list then begins at its beginning."""
    fact, _, contract = text.partition("~")
    if not (contract.isascii() and contract.isdecimal() and len(contract) < 19):
        return None
    if not fact:
        return Mark(None, int(contract))
    try:
        value = date.fromisoformat(fact) if order == "review" else datetime.fromisoformat(fact)
    except ValueError:
        return None
    if isinstance(value, datetime) and value.tzinfo is None:
        return None
    return Mark(value, int(contract))
