"""A database as it was before versions, with people, contracts and their time in it, comes through whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import Date, DateTime, LargeBinary

from actions.duration import required_minutes
from actions.records import Advisor, Line, Minimum, PlanAction
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import config, is_current, upgrade
from actions.weeks import Week
from tests.talk import new_database

from .conftest import NOW

KEYRING = Keyring((Keyring.new_key(),))
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MARCH, JUNE, SEPTEMBER = date(2026, 3, 2), date(2026, 6, 1), date(2026, 9, 7)
TYPES = {date: Date(), datetime: DateTime(timezone=True), bytes: LargeBinary()}

ROWS = (
    ("organisations", {"id": 1, "name": "Mission locale", "kind": "mission_locale", "phone": "01 02 03 04 05"}),
    ("advisors", {"id": 1, "organisation_id": 1, "name": "Sophie Martin", "role": "conseillère", "phone": None}),
    ("people", {"id": 1, "given_name": "Amina", "zone": "Indian/Reunion", "language": "fr", "created_at": AT}),
    ("people", {"id": 2, "given_name": "Bruno", "zone": "Europe/Paris", "language": "fr", "created_at": AT}),
    ("conversations", {
        "id": 1, "channel": "telegram", "address": "4242", "person_id": 1, "state": "{}", "version": 3,
        "updated_at": AT,
    }),
    ("link_codes", {"digest": "d" * 64, "person_id": 2, "expires_at": NOW}),
    ("contracts", {
        "id": 1, "person_id": 1, "organisation_id": 1, "referent_id": 1, "signed_on": date(2026, 2, 27),
        "starts_on": MARCH, "ends_on": date(2026, 12, 31),
    }),
    ("contracts", {  # signed on a day that nobody wrote down
        "id": 2, "person_id": 2, "organisation_id": 1, "referent_id": 1, "signed_on": None, "starts_on": JUNE,
        "ends_on": None,
    }),
    ("weekly_minimums", {"id": 1, "contract_id": 1, "from_day": MARCH, "minutes": 900, "reason": "general"}),
    ("weekly_minimums", {"id": 2, "contract_id": 1, "from_day": JUNE, "minutes": 420, "reason": "lowered"}),
    ("weekly_minimums", {
        "id": 3, "contract_id": 1, "from_day": SEPTEMBER, "minutes": 0, "reason": "none_on_request",
    }),
    ("weekly_minimums", {"id": 4, "contract_id": 2, "from_day": JUNE, "minutes": 600, "reason": "lowered"}),
    ("plan_actions", {
        "id": 1, "contract_id": 1, "title": "Passer le permis", "activity": "training", "provider": "Auto-école",
        "minutes_a_week": 120, "starts_on": MARCH, "ends_on": None,
    }),
    ("plan_actions", {
        "id": 2, "contract_id": 1, "title": "Refaire le CV", "activity": "job_search", "provider": None,
        "minutes_a_week": None, "starts_on": None, "ends_on": None,
    }),
    ("receipts", {"id": 1, "person_id": 1, "number": 1, "question": "q1", "origin": None, "at": AT}),
    ("receipts", {"id": 2, "person_id": 1, "number": 2, "question": "q2", "origin": "m2", "at": AT}),
    ("declarations", {
        "id": 1, "person_id": 1, "contract_id": 1, "receipt_id": 1, "kind": "hours", "day": date(2026, 3, 3),
        "minutes": 120, "activity": "job_search", "late": False, "words": "2h de CV", "reverses_id": None,
        "recorded_at": AT, "recorded_by": "person",
    }),
    ("declarations", {
        "id": 2, "person_id": 1, "contract_id": 1, "receipt_id": 1, "kind": "hours", "day": date(2026, 3, 4),
        "minutes": 60, "activity": "training", "late": True, "words": None, "reverses_id": None, "recorded_at": AT,
        "recorded_by": "person",
    }),
    ("declarations", {
        "id": 3, "person_id": 1, "contract_id": 1, "receipt_id": 2, "kind": "reversal", "day": date(2026, 3, 4),
        "minutes": -60, "activity": "training", "late": True, "words": None, "reverses_id": 2, "recorded_at": AT,
        "recorded_by": "person",
    }),
)  # fmt: skip
SEALED = {("people", "given_name"), ("conversations", "state"), ("plan_actions", "title"), ("declarations", "words")}


@pytest.fixture(params=["sqlite", "postgresql"])
async def before(request, tmp_path):
    """A database of the second shape with all these rows in it, put there past every type of ours."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgres_url"))
    store = Store(url, KEYRING)
    async with store.connected() as connection:
        await connection.run_sync(lambda sync: command.upgrade(config(sync), "0002"))
        for table, row in ROWS:
            await connection.execute(*_inserted(table, row))
        if not store.embedded:  # ids were given by hand: the next ones come after
            for table in {table for table, row in ROWS if "id" in row}:
                after = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                await connection.execute(text(after))
    yield store
    await store.close()


def _inserted(table, row):
    values = {
        name: KEYRING.close(value) if (table, name) in SEALED and value is not None else value
        for name, value in row.items()
    }
    holes = ", ".join(f":{name}" for name in values)
    typed = [bindparam(n, type_=TYPES[type(v)]) for n, v in values.items() if type(v) in TYPES]
    row = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({holes})"  # noqa: S608
    return text(row).bindparams(*typed), values


async def test_a_contract_has_one_version_that_both_signed_with_all_that_it_said(before):
    assert await is_current(before) is False
    await upgrade(before)
    async with before.reading() as work:
        amina = await work.contracts.in_force(1, NOW.date())
        (version,) = await work.versions.of_contract(1)
        referents = await work.contracts.referents(1)
    assert (amina.id, amina.state, amina.signed_on) == (1, "signed", date(2026, 2, 27))
    assert (amina.starts_on, amina.ends_on) == (MARCH, date(2026, 12, 31))
    assert amina.referent == Advisor(1, "Sophie Martin", "conseillère", None)
    assert (amina.organisation.name, amina.organisation.phone) == ("Mission locale", "01 02 03 04 05")
    assert amina.minimums == (
        Minimum(MARCH, 900, "general"), Minimum(JUNE, 420, "lowered"), Minimum(SEPTEMBER, 0, "none_on_request"),
    )  # fmt: skip
    assert (version.number, version.state) == (1, "signed")
    assert (version.person_signed_on, version.organisation_signed_on) == (date(2026, 2, 27),) * 2
    assert (version.terms.from_day, version.terms.ends_on) == (MARCH, date(2026, 12, 31))
    assert version.terms.minimums == amina.minimums
    assert version.terms.plan == (
        PlanAction("Passer le permis", "training", "Auto-école", 120, MARCH, None),
        PlanAction("Refaire le CV", "job_search", None, None, None, None),
    )
    assert [(each.advisor.name, each.from_day) for each in referents] == [("Sophie Martin", MARCH)]


WEEKS = {date(2026, 3, 2): 900, date(2026, 5, 25): 900, JUNE: 420, date(2026, 8, 31): 420, SEPTEMBER: 0}


async def test_every_week_asks_for_what_it_asked_for(before):
    await upgrade(before)
    async with before.reading() as work:
        amina = await work.contracts.in_force(1, NOW.date())
    assert {monday: required_minutes(amina, Week(monday)) for monday in WEEKS} == WEEKS


async def test_a_contract_without_a_day_of_signature_gets_the_day_it_starts(before):
    await upgrade(before)
    async with before.reading() as work:
        bruno = await work.contracts.in_force(2, NOW.date())
        (version,) = await work.versions.of_contract(2)
    assert (bruno.signed_on, version.person_signed_on, version.terms.ends_on) == (JUNE, JUNE, None)
    assert bruno.minimums == (Minimum(JUNE, 600, "lowered"),)


async def test_declared_time_and_its_receipts_are_untouched(before):
    await upgrade(before)
    async with before.reading() as work:
        lines = await work.declarations.between(1, MARCH, date(2026, 12, 31), words=True)
        receipts = await work.declarations.receipts(1, 10)
    (line,) = lines
    assert (line.id, line.day, line.minutes) == (1, date(2026, 3, 3), 120)
    assert (line.activity, line.words) == ("job_search", "2h de CV")
    assert [receipt.number for receipt in receipts] == [2, 1]
    assert receipts[1].at == AT
    async with before.connected() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM declarations"))).scalar_one() == 3


async def test_the_ledger_is_still_append_only(before):
    await upgrade(before)
    with pytest.raises(DBAPIError, match="append-only"):
        async with before.connected() as connection:
            await connection.execute(text("UPDATE declarations SET minutes = 999 WHERE id = 1"))


async def test_the_number_of_an_erased_line_is_given_to_no_other(before):
    await upgrade(before)
    async with before.connected() as connection:
        await connection.execute(text("DELETE FROM declarations WHERE id = 3"))
        again = "SELECT 1, 1, 2, 'reversal', day, -60, activity, late, 2, recorded_at, 'person' FROM declarations"
        row = "person_id, contract_id, receipt_id, kind, day, minutes, activity, late, reverses_id, recorded_at"
        await connection.execute(text(f"INSERT INTO declarations ({row}, recorded_by) {again} WHERE id = 2"))
        newest = (await connection.execute(text("SELECT max(id) FROM declarations"))).scalar_one()
    assert newest == 4


async def test_people_and_their_chats_are_the_same(before):
    await upgrade(before)
    async with before.reading() as work:
        people = await work.people.all()
        chats = await work.conversations.open_chats(1)
    assert [(one.given_name, one.zone, one.family_name) for one in people] == [
        ("Amina", "Indian/Reunion", None), ("Bruno", "Europe/Paris", None),
    ]  # fmt: skip
    assert [chat.address for chat in chats] == ["4242"]


async def test_life_goes_on_afterwards(before):
    """New rows find their places: a declaration, and a version after the one that was made."""
    await upgrade(before)
    async with before.writing() as work:
        number = await work.declarations.add(
            person_id=1, contract_id=1, question="q3", lines=(Line(date(2026, 3, 5), 30, "job_search"),), reverses=(),
            nothing_on=None, late=(), now=NOW, origin=None,
        )  # fmt: skip
        (version,) = await work.versions.of_contract(1)
        await work.versions.add(1, version.terms, NOW)
        newest, first = await work.versions.of_contract(1)
    assert number == 3
    assert (newest.number, newest.state, first.number) == (2, "draft", 1)
    assert newest.terms.plan == first.terms.plan
