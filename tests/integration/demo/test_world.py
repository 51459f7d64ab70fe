"""The invented world: it loads on both databases, and each situation that it promises is there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from actions.duration import required_minutes
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from actions.weeks import Week
from bot import demo
from bot.demo import data
from bot.demo.building import WEEKS_SHOWN, NotForTheWorld, World, build, organisation_names, posts
from bot.demo.calendar import Calendar

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday
# What the plan of French numbers keeps for films and books (Arcep, decision 2018-0881)
FICTION = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")
EVERYONE = {
    "amina", "bruno", "chloe", "enzo", "fatou", "gheorghe", "ilona", "jean_luc", "mai", "sofiane", "yanis", "zoe",
}  # fmt: skip


@pytest.fixture
def store(sqlite_store) -> Store:
    """The kind of database changes nothing but whether it loads: that is tried on both, once."""
    return sqlite_store


@pytest.fixture
async def world(store) -> World:
    async with store.writing() as work:
        return await build(work, NOW)


@pytest.fixture
def lines(store, world):
    """What stands for someone in the week that lies so many weeks back; without one, in all."""

    async def read(name: str, week: int | None = None):
        asked = Week.of(NOW.date()).back(week or 0)
        days = (asked.monday, asked.sunday) if week is not None else (date(2000, 1, 1), date(2100, 1, 1))
        async with store.reading() as work:
            return await work.declarations.between(world.residents[name].person, *days, words=True)

    return read


@pytest.fixture
def contract(store, world):
    async def read(name: str):
        async with store.reading() as work:
            return await work.contracts.in_force(world.residents[name].person, NOW.date())

    return read


async def test_it_loads_on_both_databases(database_url):
    opened = Store(database_url, Keyring((Keyring.new_key(),)))
    await upgrade(opened)
    async with opened.writing() as work:
        built = await build(work, NOW)
        assert await work.people.count() == len(built.residents) == 12
        assert (await work.contracts.in_force(built.residents["zoe"].person, NOW.date())).periods == ()
    with pytest.raises(NotForTheWorld, match="--fresh"):
        async with opened.writing() as work:
            await build(work, NOW)
    await opened.close()


async def test_twelve_people_of_three_organisations_are_there(store, world):
    async with store.reading() as work:
        people = await work.people.all()
        assert len(people) == 12
        assert set(await work.contracts.organisation_names()) == organisation_names()
        held = [await work.contracts.in_force(person.id, NOW.date()) for person in people]
    assert set(world.residents) == EVERYONE
    assert {one.organisation.kind for one in held} == {"mission_locale", "departement", "cap_emploi"}
    assert len({one.referent.id for one in held}) == 5


async def test_each_organisation_has_advisors_a_manager_and_an_administrator(store, world):
    for office in world.offices.values():
        async with store.reading() as work:
            accounts = [await work.accounts.find(account.id) for account in office.accounts.values()]
        assert accounts == list(office.accounts.values())
        assert {one.role for one in accounts} == {"advisor", "manager", "administrator"}
        assert {one.organisation_id for one in accounts} == {office.id}
        assert {one.advisor_id for one in accounts if one.role == "advisor"} == {
            advisor.id for advisor in office.advisors.values()
        }


async def test_every_contract_is_whole(store, world):
    for resident in world.residents.values():
        async with store.reading() as work:
            version = await work.versions.in_force(resident.contract, NOW.date())
        said = version.terms
        assert said.minimums, resident.name
        assert said.plan, resident.name
        assert said.diagnostic.made_on <= said.from_day, resident.name
        assert said.path, resident.name
        assert said.degree, resident.name
        assert all(objective.indicator for objective in said.objectives), resident.name
        assert {each.side for each in said.commitments} == {"organisation", "person", "breach"}, resident.name
        assert any(each.state for each in said.commitments if each.side == "organisation"), resident.name


async def test_whoever_declared_did_so_in_their_own_words_over_weeks(lines, world):
    declared = {name: await lines(name) for name in world.residents}
    assert {name for name, found in declared.items() if not found} == {"mai"}
    first = Week.of(NOW.date()).back(WEEKS_SHOWN).monday
    for name, found in declared.items():
        assert all(line.words for line in found), name
        assert all(first <= line.day <= NOW.date() for line in found), name
        words = [line.words for line in found]
        assert len(set(words)) >= len(words) / 2, name


async def test_the_young_person_does_the_usual_hours(lines, contract):
    amina = await contract("amina")
    assert required_minutes(amina, Week.of(NOW.date())) == 15 * 60
    assert sum(line.minutes for line in await lines("amina", 2)) >= 15 * 60


async def test_a_minor_is_seventeen(store, world):
    async with store.reading() as work:
        enzo = await work.people.find(world.residents["enzo"].person)
    assert (NOW.date() - enzo.born_on).days // 365.25 == 17


async def test_who_declared_late_did(lines):
    assert [line.late for line in await lines("enzo", 2)] == [True] * 3
    assert [line.late for line in await lines("amina", 2)] == [False] * 3


async def test_lowered_hours_and_none_on_request(contract):
    bruno, fatou = await contract("bruno"), await contract("fatou")
    assert (bruno.minimums[-1].minutes, bruno.minimums[-1].reason) == (7 * 60, "lowered")
    assert (fatou.minimums[-1].minutes, fatou.minimums[-1].reason) == (0, "none_on_request")
    assert fatou.minimums[-1].requested_on < fatou.signed_on


async def test_a_jobseeker_has_a_job_beside(lines):
    assert "paid_work" in {line.activity for line in await lines("chloe", 1)}


async def test_one_has_been_silent_for_three_weeks(lines):
    assert [await lines("yanis", week) for week in range(4)] == [()] * 4
    assert await lines("yanis", 4)


async def judged(store, lines, name: str, week: int | None = None):
    found = await lines(name, week)
    async with store.reading() as work:
        return await work.reviews.judged(found, words=True)


async def test_one_has_everything_validated(store, world, lines):
    assert {each.state for each in await judged(store, lines, "bruno")} == {"validated"}
    assert "waiting" in {each.state for each in await judged(store, lines, "amina")}


async def test_hours_were_requalified_and_the_person_answered(store, world, lines):
    kinds = {each.line.day.weekday(): each.reviews for each in await judged(store, lines, "chloe", 3)}
    requalified, answer = kinds[3]
    assert (requalified.kind, requalified.minutes, requalified.by) == ("requalified", 300, "Karim Haddad")
    assert requalified.words
    assert (answer.kind, answer.by) == ("answer", None)
    assert answer.words
    assert [[review.kind for review in kinds[day]] for day in (1, 5)] == [["validated"]] * 2


async def test_a_line_was_asked_about(store, world, lines):
    (_monday, _wednesday, saturday) = await judged(store, lines, "ilona", 2)
    assert [review.kind for review in saturday.reviews] == ["question"]


async def test_an_illness_lowers_what_its_weeks_ask(contract):
    gheorghe = await contract("gheorghe")
    this = Week.of(NOW.date())
    # 11 November lies in the third of these weeks, and his contract takes two hours away for it
    assert [required_minutes(gheorghe, this.back(weeks)) for weeks in (0, 1, 2, 3, 4)] == [600, 600, 480, 0, 0]
    assert required_minutes(gheorghe, this.back(9)) == 480
    assert [period.kind for period in gheorghe.periods] == ["illness"]


async def test_appointments_are_behind_and_ahead(store, world):
    async with store.reading() as work:
        begun = Week.of(NOW.date()).back(WEEKS_SHOWN).monday
        since = datetime.combine(begun, datetime.min.time(), UTC)
        found = [
            one
            for resident in world.residents.values()
            for one in await work.appointments.of_contract(resident.contract, since)
        ]
    assert {one.state for one in found} == {"planned", "held", "missed"}
    assert {one.kind for one in found} == {"appointment", "workshop"}
    assert all((one.starts_at > NOW) == (one.state == "planned") for one in found)
    assert any(one.settled for one in found)


async def test_what_was_done_stands_in_the_audit_in_its_order(store, world):
    async with store.reading() as work:
        traces = await work.audit.of_organisation(world.offices["mission_locale"].id, about_people=True, limit=500)
    assert {trace.deed for trace in traces} >= {"line_validated", "line_requalified"}
    assert [trace.at for trace in traces] == sorted((trace.at for trace in traces), reverse=True)
    assert {trace.name for trace in traces} == {"Sophie Marchand", "Karim Haddad"}


async def test_an_amendment_waits_for_its_signature(store, world, contract):
    async with store.reading() as work:
        newest, before = await work.versions.of_contract(world.residents["zoe"].contract)
    assert (newest.state, before.state) == ("proposed", "signed")
    assert newest.terms.why
    assert newest.terms.diagnostic.adaptation
    assert newest.terms.minimums[0].minutes < before.terms.minimums[0].minutes
    assert (await contract("zoe")).organisation.kind == "cap_emploi"


async def test_another_amendment_is_signed_and_in_force(store, world):
    async with store.reading() as work:
        versions = await work.versions.of_contract(world.residents["ilona"].contract)
        counts = await work.versions.in_force(world.residents["ilona"].contract, NOW.date())
    assert [version.state for version in versions] == ["signed", "signed"]
    assert counts.number == 2


async def test_one_came_from_another_organisation(store, world):
    async with store.reading() as work:
        now, before = await work.contracts.of_person(world.residents["sofiane"].person)
    assert (before.state, now.state) == ("transferred", "signed")
    assert before.ends_on < now.starts_on
    assert before.organisation.id != now.organisation.id


async def test_one_is_not_linked_yet(store, world):
    async with store.reading() as work:
        chats = {name: await work.conversations.open_chats(each.person) for name, each in world.residents.items()}
    assert [name for name, found in chats.items() if not found] == ["mai"]
    assert world.residents["mai"].chat is None


async def test_two_live_overseas(store, world, contract):
    async with store.reading() as work:
        zones = {name: (await work.people.find(each.person)).zone for name, each in world.residents.items()}
    assert [name for name, zone in zones.items() if zone == "Indian/Reunion"] == ["jean_luc", "zoe"]
    assert (await contract("zoe")).organisation.territory == "RE"


async def test_a_contract_ends_soon(contract):
    left = (await contract("jean_luc")).ends_on - NOW.date()
    assert timedelta(0) < left < timedelta(days=14)


@pytest.mark.parametrize("day", range(7))
async def test_it_is_of_the_present_on_every_day_of_the_week(sqlite_store, day):
    now = NOW - timedelta(days=2) + timedelta(days=day, hours=-9)  # from the first half hour of a Monday, in Paris
    async with sqlite_store.writing() as work:
        world = await build(work, now)
        for name, resident in world.residents.items():
            receipts = await work.declarations.receipts(resident.person, 100)
            assert all(receipt.at <= now for receipt in receipts), name
            zone = (await work.people.find(resident.person)).zone
            today = Calendar.at(now, zone).week.sunday
            assert all(line.day <= today for receipt in receipts for line in receipt.lines), name


async def test_it_never_comes_beside_others(sqlite_store):
    async with sqlite_store.writing() as work:
        await demo.add_person(work, "Amina", "Europe/Paris", NOW)
    with pytest.raises(NotForTheWorld):
        async with sqlite_store.writing() as work:
            await build(work, NOW)


def test_nothing_in_it_is_real():
    for facts in data.page("organisations").values():
        phones = [facts["phone"], *(told["phone"] for told in facts["advisors"].values())]
        assert [phone for phone in phones if not FICTION.fullmatch(phone)] == []
        assert all(post.email.endswith(".example") for post in posts(facts))


def test_nobody_declares_a_day_before_it_comes():
    for name, facts in data.people().items():
        calendar = Calendar.at(NOW, "Europe/Paris")
        for messages in facts.get("weeks", {}).values():
            for message in messages:
                at = calendar.moment(message["at"])
                assert all(calendar.day(line[0]) <= at.date() for line in message["lines"]), (name, message["at"])
