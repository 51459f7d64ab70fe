"""The caseload: whom a scope reaches, in which order, page after page; and sums that a recount gives too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from actions import caseload
from actions.access import Scope
from actions.caseload import full_name
from actions.records import ChatKey, Declared, Line, Minimum, Terms, Wanted
from actions.store.engine import Store
from actions.store.tables import Periods, Reviews
from actions.store.work import Work

from .conftest import NOW, START

TODAY = NOW.date()
ALL = Wanted(TODAY)


@dataclass(frozen=True)
class Office:
    """An organisation with two advisors; people are signed by `signs`."""

    organisation: int
    sophie: int
    karim: int

    @property
    def whole(self) -> Scope:
        return Scope(self.organisation, None)

    @property
    def sophies(self) -> Scope:
        return Scope(self.organisation, self.sophie)

    async def signs(
        self, work: Work, name: str, referent: int | None = None, minutes: int = 900, starts_on: date = START
    ) -> Case:
        given_name, _, family_name = name.partition(" ")
        person = await work.people.add(given_name, "Europe/Paris", "fr", NOW, family_name=family_name or None)
        asked = Minimum(starts_on, minutes, "general" if minutes else "none_on_request")
        contract = await work.contracts.add(
            person_id=person, organisation_id=self.organisation, referent_id=referent or self.sophie,
            signed_on=starts_on, starts_on=starts_on, ends_on=None, minimums=[asked], now=NOW,
        )  # fmt: skip
        return Case(person, contract)


@dataclass(frozen=True)
class Case:
    person: int
    contract: int

    async def declares(self, work: Work, *lines: Line, at: datetime = NOW, reverses: Sequence[Declared] = ()) -> None:
        await work.declarations.add(
            person_id=self.person, contract_id=self.contract, question=uuid4().hex, origin=None, lines=lines,
            reverses=reverses, nothing_on=None, late=(), now=at,
        )  # fmt: skip


async def an_office(store: Store, name: str = "Mission locale") -> Office:
    async with store.writing() as work:
        organisation = await work.contracts.add_organisation(name, "mission_locale", None)
        sophie = await work.contracts.add_advisor(organisation, "Sophie Martin", "conseillère", None)
        karim = await work.contracts.add_advisor(organisation, "Karim Benali", "conseiller", None)
    return Office(organisation, sophie, karim)


@pytest.fixture
async def office(store: Store) -> Office:
    return await an_office(store)


async def names(store: Store, scope: Scope, wanted: Wanted = ALL, order: str = "waiting") -> list[str]:
    async with store.reading() as work:
        listing = await caseload.look(work, scope, wanted, order, NOW)
    return [full_name(seen.case) for seen in listing.seen]


def hours(day: date, minutes: int = 60) -> Line:
    return Line(day, minutes, "job_search")


async def test_an_advisor_sees_their_own_a_manager_all_and_another_organisation_nothing(store, office):
    other = await an_office(store, "Département")
    async with store.writing() as work:
        await office.signs(work, "Amina")
        await office.signs(work, "Bruno", office.karim)
        await other.signs(work, "Chloé")
    assert await names(store, office.sophies) == ["Amina"]
    assert await names(store, office.whole) == ["Amina", "Bruno"]
    assert await names(store, other.whole) == ["Chloé"]
    assert await names(store, Scope(other.organisation, office.sophie)) == []
    assert await names(store, other.whole, replace(ALL, words="Amina")) == []
    assert await names(store, office.sophies, replace(ALL, words="Bruno")) == []


async def test_what_is_over_is_shown_only_when_asked_for(store, office, rows):
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        bruno = await office.signs(work, "Bruno")
        person = await work.people.add("Chloé", "Europe/Paris", "fr", NOW)
        await work.contracts.begin(
            person_id=person, organisation_id=office.organisation, referent_id=office.sophie, terms=Terms(START),
            now=NOW,
        )  # fmt: skip
    await rows("UPDATE contracts SET state = 'ended' WHERE id = :id", id=amina.contract)
    await rows("UPDATE contracts SET state = 'transferred' WHERE id = :id", id=bruno.contract)
    assert await names(store, office.whole) == ["Chloé"]
    assert await names(store, office.whole, replace(ALL, state="ended")) == ["Amina", "Bruno"]
    assert await names(store, office.whole, replace(ALL, state="draft")) == ["Chloé"]
    assert await names(store, office.whole, replace(ALL, state="signed")) == []


async def test_declaring_is_heard_and_what_waits_keeps_its_first_hour(store, office):
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        await amina.declares(work, hours(TODAY), at=NOW - timedelta(hours=2))
        await amina.declares(work, hours(TODAY), at=NOW)
    async with store.reading() as work:
        (case,) = await work.caseload.page(office.organisation, None, ALL, "waiting")
    assert (case.heard_at, case.waiting_since) == (NOW, NOW - timedelta(hours=2))


async def test_a_declared_zero_is_heard_and_leaves_nothing_to_validate(store, office):
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        await work.declarations.add(
            person_id=amina.person, contract_id=amina.contract, question="q", origin=None, lines=(), reverses=(),
            nothing_on=TODAY, late=(), now=NOW,
        )  # fmt: skip
        (case,) = await work.caseload.page(office.organisation, None, ALL, "waiting")
    assert (case.heard_at, case.waiting_since) == (NOW, None)


async def test_lists_are_in_the_order_of_a_fact(store, office, rows):
    async with store.writing() as work:
        people = {name: await office.signs(work, name) for name in ("Amina", "Bruno", "Chloé", "David")}
        await people["Amina"].declares(work, hours(TODAY), at=NOW - timedelta(days=1))
        await people["Bruno"].declares(work, hours(TODAY), at=NOW - timedelta(days=9))
    for name, day in (("Chloé", date(2026, 12, 1)), ("Amina", date(2026, 12, 9))):
        await rows("UPDATE contracts SET review_on = :day WHERE id = :id", day=day, id=people[name].contract)
    assert await names(store, office.whole, order="waiting") == ["Bruno", "Amina", "Chloé", "David"]
    assert await names(store, office.whole, order="silent") == ["Chloé", "David", "Bruno", "Amina"]
    assert await names(store, office.whole, order="review") == ["Chloé", "Amina", "Bruno", "David"]


async def test_a_portfolio_is_sorted_by_family_name_and_searched_by_a_part_of_it(store, office):
    async with store.writing() as work:
        for name in ("Zoé Abel", "Amina Çelik", "Éric Bernard-Lopez"):
            await office.signs(work, name)
    by_name = await names(store, office.sophies, order="name")
    assert by_name == ["Zoé Abel", "Éric Bernard-Lopez", "Amina Çelik"]
    assert await names(store, office.sophies, replace(ALL, words="lop")) == ["Éric Bernard-Lopez"]
    assert await names(store, office.sophies, replace(ALL, words="CELI ami")) == ["Amina Çelik"]
    assert await names(store, office.whole, replace(ALL, words="lopez eric")) == ["Éric Bernard-Lopez"]
    assert await names(store, office.whole, replace(ALL, words="lop")) == [], "a whole word, where names stay sealed"


async def test_a_reference_of_the_organisation_finds_its_person(store, office, rows):
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        await office.signs(work, "Bruno")
    await rows("UPDATE contracts SET reference = 'ML-0042' WHERE id = :id", id=amina.contract)
    for scope in (office.whole, office.sophies):
        assert await names(store, scope, replace(ALL, words=" ML-0042 ")) == ["Amina"]


async def test_silence_is_of_those_who_owe_hours_and_whose_contract_has_run_long_enough(store, office):
    three_weeks = NOW - timedelta(weeks=3)
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        await amina.declares(work, hours(TODAY), at=NOW - timedelta(weeks=3, days=1))
        bruno = await office.signs(work, "Bruno")
        await bruno.declares(work, hours(TODAY), at=NOW - timedelta(weeks=2))
        await office.signs(work, "Chloé", minutes=0)
        await office.signs(work, "David")
        await office.signs(work, "Emma", starts_on=TODAY - timedelta(days=3))
    for order in ("silent", "waiting"):
        found = await names(store, office.whole, replace(ALL, silent_since=three_weeks), order)
        assert sorted(found) == ["Amina", "David"]


async def test_a_period_that_takes_all_hours_away_is_no_silence(store, office, rows):
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
    async with store.connected() as connection:
        away = {"kind": "illness", "source": "arrêt", "first_day": TODAY, "last_day": TODAY, "minutes": 0}
        await connection.execute(insert(Periods).values(contract_id=amina.contract, noted_at=NOW, **away))
    assert await names(store, office.whole, replace(ALL, silent_since=NOW)) == []
    assert await names(store, office.whole, replace(ALL, hours=False)) == ["Amina"]
    await rows("UPDATE periods SET cancelled_at = CURRENT_TIMESTAMP")
    assert await names(store, office.whole, replace(ALL, hours=True)) == ["Amina"]


async def test_the_hours_asked_for_are_those_of_the_newest_signed_version(store, office):
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        await office.signs(work, "Bruno", minutes=0)
        day = TODAY - timedelta(days=7)
        terms = Terms(
            day, minimums=(Minimum(day, 0, "none_on_request"), Minimum(TODAY + timedelta(7), 900, "general"))
        )
        signed = {"person_signed_on": day, "organisation_signed_on": day}
        await work.versions.add(amina.contract, terms, NOW, "signed", **signed)
    assert await names(store, office.whole, replace(ALL, hours=True)) == []
    assert await names(store, office.whole, replace(ALL, hours=False)) == ["Amina", "Bruno"]
    next_week = replace(ALL, hours=True, today=TODAY + timedelta(days=7))
    assert await names(store, office.whole, next_week) == ["Amina"]


async def test_filters_on_links_reviews_and_referents(store, office, rows):
    chats = [ChatKey("terminal", name) for name in ("Amina", "Bruno")]
    async with store.writing() as work:
        amina = await office.signs(work, "Amina")
        bruno = await office.signs(work, "Bruno", office.karim)
        await office.signs(work, "Chloé", office.karim)
        for chat, person in zip(chats, (amina.person, bruno.person), strict=True):
            await work.conversations.begin(chat, NOW)
            await work.conversations.join(chat, person)
        await work.conversations.note_blocked(chats[1], NOW)
    await rows("UPDATE contracts SET review_on = :d, ends_on = :d WHERE id = :id", d=TODAY, id=amina.contract)
    assert await names(store, office.whole, replace(ALL, unlinked=True)) == ["Bruno", "Chloé"]
    assert await names(store, office.whole, replace(ALL, referent=office.karim)) == ["Bruno", "Chloé"]
    for due in ("review", "end"):
        assert await names(store, office.whole, replace(ALL, due=due, due_by=TODAY)) == ["Amina"]
        assert await names(store, office.whole, replace(ALL, due=due, due_by=TODAY - timedelta(days=1))) == []
    async with store.reading() as work:
        listing = await caseload.look(work, office.whole, ALL, "waiting", NOW)
    assert [seen.chat for seen in listing.seen] == ["open", "blocked", "none"]


@pytest.mark.parametrize("order", ["waiting", "silent", "review"])
@pytest.mark.parametrize("words", ["", "Personne"])
@pytest.mark.parametrize("whole", [True, False])
async def test_page_after_page_everyone_is_seen_once(store, office, rows, order, words, whole, monkeypatch):
    monkeypatch.setattr(caseload, "PAGE", 5)
    async with store.writing() as work:
        for number in range(17):
            case = await office.signs(work, f"Personne {number}")
            if number % 3:
                same_hour = NOW - timedelta(hours=number % 2)
                await case.declares(work, hours(TODAY), at=same_hour)
    await rows("UPDATE contracts SET review_on = '2026-12-01' WHERE id % 3 = 0")
    scope = office.whole if whole else office.sophies
    seen, after, pages = [], "", 0
    async with store.reading() as work:
        while pages == 0 or after:
            listing = await caseload.look(work, scope, replace(ALL, words=words), order, NOW, after)
            seen += [one.case.contract for one in listing.seen]
            uncounted = whole and words
            assert (listing.count, listing.more_than) == ((5, True) if uncounted else (17, False))
            after, pages = listing.after, pages + 1
    assert pages == 4
    assert len(seen) == len(set(seen)) == 17


async def test_a_count_has_a_bound(store, office, monkeypatch):
    monkeypatch.setattr(caseload, "PAGE", 2)
    monkeypatch.setattr(caseload, "MOST_COUNTED", 4)
    async with store.writing() as work:
        for number in range(6):
            await office.signs(work, f"Personne {number}")
    async with store.reading() as work:
        listing = await caseload.look(work, office.whole, ALL, "waiting", NOW)
    assert (listing.count, listing.more_than) == (4, True)


@pytest.mark.parametrize("mark", ["", "~", "x~1", "2026-12-01~x", "2026-12-01T10:00:00~3", "~99999999999999999999"])
def test_a_mark_that_is_none_begins_the_list(mark):
    assert caseload.read_mark(mark, "waiting") is None


async def test_todays_page_gathers_what_needs_the_advisor(store, office, rows):
    async with store.writing() as work:
        account = await work.accounts.add(
            organisation_id=office.organisation, name="Sophie", email="s@example.org", role="advisor", now=NOW,
            advisor_id=office.sophie,
        )  # fmt: skip
        amina, bruno, chloe, david = [await office.signs(work, n) for n in ("Amina", "Bruno", "Chloé", "David")]
        await amina.declares(work, hours(TODAY, 90), hours(TODAY, 30), at=NOW - timedelta(days=2))
        await bruno.declares(work, hours(TODAY), at=NOW - timedelta(days=1))
        await work.versions.add(chloe.contract, Terms(START), NOW, "proposed", proposed_at=NOW)
        await work.people.new_link(david.person, NOW)
    (line,) = await rows("SELECT id FROM declarations WHERE person_id = :p", p=bruno.person)
    async with store.connected() as connection:
        for kind, words, by in (("question", "Où ?", account), ("answer", "À la médiathèque", None)):
            said = {"declaration_id": line.id, "kind": kind, "words": words, "account_id": by, "at": NOW}
            await connection.execute(insert(Reviews).values(**said))
    await rows("UPDATE link_codes SET ended_why = 'not_me', made_at = :at", at=NOW.replace(tzinfo=None))
    await rows(
        "UPDATE contracts SET review_on = '2026-11-30', ends_on = '2026-12-10' WHERE id = :id", id=david.contract
    )
    async with store.reading() as work:
        found = await caseload.today(work, office.sophies, NOW, TODAY, requests=False)
        others = await caseload.today(work, Scope(office.organisation, office.karim), NOW, TODAY, requests=True)
    assert [(one.case.contract, one.lines, one.minutes) for one in found.lines] == [(amina.contract, 2, 120)]
    assert [(one.case.contract, one.words) for one in found.answers] == [(bruno.contract, "À la médiathèque")]
    assert [one.case.contract for one in found.proposals] == [chloe.contract]
    assert [one.case.contract for one in found.not_me] == [david.contract]
    assert [case.contract for case in found.reviews] == [david.contract]
    assert [case.contract for case in found.ends] == [david.contract]
    assert [case.contract for case in found.silent] == [chloe.contract, david.contract]
    assert found
    assert not others


async def test_many_contracts_are_read_as_each_one_is(store, office):
    async with store.writing() as work:
        ids = [(await office.signs(work, f"Personne {n}", minutes=60 * n + 60)).contract for n in range(3)]
        many = await work.contracts.find_many(ids)
        assert many == {number: await work.contracts.find(number) for number in ids}
        assert [many[number].minimums[0].minutes for number in ids] == [60, 120, 180]


days = st.integers(0, 30).map(lambda n: TODAY - timedelta(days=n))
deeds = st.lists(
    st.tuples(st.integers(0, 2), days, st.integers(1, 300), st.sampled_from(["", "validated", "halved", "undone"])),
    max_size=12,
)


@given(deeds=deeds)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_weeks_at_a_glance_are_what_a_recount_gives(sqlite_store, deeds):
    """Declared and recognised minutes of each week, whatever was declared, reversed, validated and re-qualified."""

    store = sqlite_store
    office = await an_office(store)
    async with store.writing() as work:
        account = await work.accounts.add(
            organisation_id=office.organisation, name="S", email=f"{office.sophie}@x", role="manager", now=NOW
        )
        cases = [await office.signs(work, name) for name in ("Amina", "Bruno", "Chloé")]
        expected: dict[tuple[int, date], list[int]] = {}
        for who, day, minutes, fate in deeds:
            await cases[who].declares(work, hours(day, minutes))
            (line, *_) = await work.declarations.last_lines(cases[who].person, START, 1)
            told = expected.setdefault((cases[who].contract, day - timedelta(days=day.weekday())), [0, 0])
            recognised = {"validated": minutes, "halved": minutes // 2}.get(fate, 0)
            told[0] += minutes if fate != "undone" else 0
            told[1] += recognised
            said = [("validated", minutes)] if fate else []
            said += [("requalified", minutes // 2)] if fate == "halved" else []
            for kind, amount in said:
                values = {"declaration_id": line.id, "kind": kind, "minutes": amount, "words": "parce que"}
                await work.declarations._connection.execute(
                    insert(Reviews).values(account_id=account, at=NOW, **values)
                )
            if fate == "undone":
                await cases[who].declares(work, reverses=(line,))
        listing = await caseload.look(work, office.whole, ALL, "waiting", NOW)
    found = {
        (seen.case.contract, week.monday): [week.declared, week.recognised]
        for seen in listing.seen
        for week in seen.weeks
        if week.declared or week.recognised
    }
    assert found == {key: told for key, told in expected.items() if any(told)}
    assert {len(seen.weeks) for seen in listing.seen} == {caseload.WEEKS}
    assert {week.required for seen in listing.seen for week in seen.weeks} == {900}
