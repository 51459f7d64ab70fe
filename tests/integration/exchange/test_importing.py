"""Files of contracts into a real store: once, twice, changed, at once, and cut in the middle."""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from actions.records import ChatKey
from actions.records.exchange import Actor
from actions.store.columns import SEAL, Keyring
from actions.store.engine import Store
from bot.exchange.importing import Source, import_contracts
from content import catalogue
from content.values import FullDay
from tests.conftest import KEYS
from tests.console import desk_at
from tests.exchanging import as_csv, as_json_lines, as_xlsx, contract
from tests.integration.exchange.conftest import NOW

TABLES = (
    "people", "name_words", "contracts", "referents", "contract_versions", "weekly_minimums", "objectives",
    "plan_actions", "commitments", "advisors",
)  # fmt: skip
ALIKE = {"jsonl": as_json_lines, "csv": as_csv, "xlsx": as_xlsx}


async def counted(rows) -> dict[str, int]:
    return {table: (await rows(f"SELECT count(*) FROM {table}"))[0][0] for table in TABLES}  # noqa: S608


def outcome(report) -> tuple[int, int, int, int]:
    return tuple(report.by_outcome().values())


def amended(sheet: dict, **other) -> dict:
    return sheet | {"person_signed_on": "2026-11-10", "organisation_signed_on": "2026-11-12"} | other


@pytest.mark.parametrize("kind", ALIKE)
async def test_every_kind_of_file_says_the_same_and_twice_changes_nothing(import_, rows, kind):
    sheets = [contract(number) for number in range(1, 31)]
    assert outcome(await import_(ALIKE[kind](*sheets))) == (30, 0, 0, 0)
    before = await counted(rows)
    for told in ALIKE.values():  # the same contracts, told in another way, are the same contracts
        assert outcome(await import_(told(*sheets))) == (0, 0, 30, 0)
    assert await counted(rows) == before


async def test_what_is_imported_is_what_a_person_and_an_advisor_will_read(desk, organisation, import_):
    sheet = contract(1, diagnostic={"made_on": "2026-01-02", "training": "CAP", "adaptation": True})
    await import_(as_csv(sheet))
    async with desk.reading() as work:
        contract_id, person_id = await work.exchange.contract_id(organisation, "CE-000001")
        person = await work.people.find(person_id)
        kept = await work.contracts.find(contract_id)
        (version,) = await work.versions.of_contract(contract_id)
        named = (await work.people._connection.execute(work.people.named(sheet["person"]["family_name"]))).scalars()
        assert list(named) == [person_id]
    assert (person.given_name, person.family_name) == (sheet["person"]["given_name"], sheet["person"]["family_name"])
    assert person.born_on == date.fromisoformat(sheet["person"]["born_on"])
    assert (kept.state, kept.reference, kept.referent.name) == ("signed", "CE-000001", sheet["advisor"]["name"])
    assert kept.covers(date.fromisoformat(sheet["starts_on"]))
    assert [each.title for each in version.terms.objectives] == [each["title"] for each in sheet["objectives"]]
    assert [each.title for each in version.terms.plan] == [each["title"] for each in sheet["actions"]]
    assert [(each.side, each.words) for each in version.terms.commitments] == [
        (each["side"], each["words"]) for each in sheet["commitments"]
    ]
    assert version.terms.diagnostic.training == "CAP"
    assert version.terms.diagnostic.made_by.name == sheet["advisor"]["name"]


async def test_a_change_that_both_signed_is_an_amendment_and_leaves_what_was_signed(desk, organisation, import_):
    sheet = contract(1)
    await import_(as_json_lines(sheet))
    more = sheet["durations"] + [{"hours": "5h30", "from_day": "2026-11-16", "reason": "lowered"}]
    assert outcome(await import_(as_json_lines(amended(sheet, durations=more)))) == (0, 1, 0, 0)
    assert outcome(await import_(as_json_lines(amended(sheet, durations=more)))) == (0, 0, 1, 0)
    async with desk.reading() as work:
        contract_id, _person = await work.exchange.contract_id(organisation, "CE-000001")
        newest, first = await work.versions.of_contract(contract_id)
    assert (first.number, first.state, first.terms.from_day) == (1, "signed", date.fromisoformat(sheet["starts_on"]))
    assert (newest.number, newest.state, newest.terms.from_day) == (2, "signed", date(2026, 11, 12))
    assert newest.terms.minimums[-1].minutes == 330
    assert len(first.terms.minimums) == len(sheet["durations"])


async def test_what_was_amended_here_since_is_not_undone_by_last_month_s_file(import_):
    sheet = contract(1)
    await import_(as_json_lines(sheet))
    await import_(as_json_lines(amended(sheet, degree="light")))
    assert outcome(await import_(as_json_lines(sheet))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"degree": "light"}, "signed_already"),
        ({"degree": "light", "person_signed_on": None}, "amendment_unsigned"),
        ({"starts_on": "2026-11-01"}, "start_moved"),
        (amended({"degree": "light", "ends_on": "2026-10-30"}), "amended_after_end"),
        ({"person_signed_on": "2026-12-24", "organisation_signed_on": "2026-12-24"}, "signed_in_the_future"),
    ],
)
async def test_a_signed_contract_is_not_rewritten(import_, rows, changes, reason):
    sheet = contract(1)
    await import_(as_json_lines(sheet))
    before = await counted(rows)
    report = await import_(as_json_lines(sheet | changes))
    assert [issue.code for issue in report.issues] == [reason]
    assert await counted(rows) == before


async def test_nobody_is_asked_today_for_more_hours_yesterday(import_):
    sheet = contract(1, durations=[{"hours": 10}])
    await import_(as_json_lines(sheet))
    more = {"durations": [{"hours": 12}], "amended_from": "2026-10-01"}
    assert [i.code for i in (await import_(as_json_lines(amended(sheet, **more)))).issues] == [
        "more_hours_in_the_past"
    ]
    # The week in which both signed is not over: more may be asked from its Monday on, as in the console.
    this_week = {"durations": [{"hours": 12}], "amended_from": "2026-11-09"}
    assert outcome(await import_(as_json_lines(amended(sheet, **this_week)), dry_run=True)) == (0, 1, 0, 0)
    fewer = {"durations": [{"hours": 8}], "amended_from": "2026-10-01"}
    assert outcome(await import_(as_json_lines(amended(sheet, **fewer)))) == (0, 1, 0, 0)


async def test_a_draft_is_filed_proposed_then_signed(import_, rows):
    unsigned = {"person_signed_on": None, "organisation_signed_on": None}
    states = []
    for changes in (unsigned, unsigned | {"state": "proposed"}, {}):
        assert outcome(await import_(as_json_lines(contract(1, **changes))))[3] == 0
        states.append((await rows("SELECT state FROM contracts"))[0][0])
    assert states == ["draft", "proposed", "signed"]
    assert await rows("SELECT number, state FROM contract_versions") == [(1, "signed")]


UNSIGNED = {"person_signed_on": None, "organisation_signed_on": None}
CHAT = ChatKey("telegram", "4242")


async def heard(desk, chat: ChatKey = CHAT) -> list[str]:
    """What came to a chat since it was last asked, as plain text."""
    async with desk.writing() as work:
        parcels = await work.outbox.due(chat, NOW)
        await work.outbox.note_sent([parcel.id for parcel in parcels], NOW)
    return [catalogue.plain(json.loads(parcel.body)["text"]) for parcel in parcels]


def says(key: str, **values) -> str:
    return catalogue.plain(catalogue.text(f"proposals.{key}", values, "fr"))


async def chats(desk, person: int = 1, chat: ChatKey = CHAT) -> None:
    async with desk.writing() as work:
        await work.conversations.begin(chat, NOW)
        await work.conversations.join(chat, person, NOW)


async def test_a_person_is_told_in_their_chat_what_becomes_of_their_contract(desk, import_):
    """Amina has a chat; Bruno, in the same files, has none."""
    amina, bruno = contract(1), contract(2)

    async def become(**changes) -> list[str]:
        report = await import_(as_json_lines(amina | changes, bruno | changes))
        assert report.well, report.issues
        return await heard(desk)

    await become(**UNSIGNED)
    await chats(desk)
    assert await become(**UNSIGNED | {"state": "proposed"}) == [
        says("told_contract_proposed", organisation="Mission locale")
    ]
    assert await become(**UNSIGNED | {"state": "proposed"}) == []
    assert await become(**UNSIGNED | {"degree": "light"}) == [says("told_withdrawn")]
    start = FullDay(date.fromisoformat(amina["starts_on"]))
    assert await become(degree="light") == [says("told_contract_signed", day=start)]
    (told,) = await become(**UNSIGNED | {"state": "proposed", "amendment_reason": "Votre permis est en bonne voie"})
    assert "Votre permis est en bonne voie" in told
    signed_on = FullDay(date(2026, 11, 12))
    assert await become(**amended({"path": "social"})) == [says("told_amendment_signed", day=signed_on)]
    other = {"advisor": {"name": "Paul Petit", "reference": "P1"}}
    today = FullDay(NOW.date())
    assert await become(**amended({"path": "social"}), **other) == [
        says("told_referent", name="Paul Petit", day=today)
    ]
    assert (
        await become(**amended({"path": "social"}), **other, person=amina["person"] | {"zone": "Indian/Reunion"})
        == []
    )


async def test_a_person_who_is_known_is_told_of_a_second_contract(desk, import_):
    first = contract(1)
    await import_(as_json_lines(first))
    await chats(desk)
    second = first | {"reference": "CE-2", "follows": first["reference"], "state": "proposed"} | UNSIGNED
    await import_(as_json_lines(second), dry_run=True)
    assert await heard(desk) == []
    await import_(as_json_lines(second))
    assert await heard(desk) == [says("told_contract_proposed", organisation="Mission locale")]


async def test_what_a_batch_tells_is_kept_with_it_or_not_at_all(desk, import_, monkeypatch):
    amina = contract(1)
    await import_(as_json_lines(amina | UNSIGNED))
    await chats(desk)

    async def fails(*_given) -> None:
        raise RuntimeError("no more room")

    with monkeypatch.context() as broken:
        broken.setattr("bot.exchange.importing.announce", fails)
        report = await import_(as_json_lines(amina))
    assert [issue.code for issue in report.issues] == ["not_kept"]
    assert await heard(desk) == []
    assert outcome(await import_(as_json_lines(amina))) == (0, 1, 0, 0)
    assert len(await heard(desk)) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"objectives": []}, "no_objective"),
        ({"commitments": [{"side": "person", "words": "Venir"}]}, "nothing_from_the_organisation"),
        ({"commitments": [{"side": "organisation", "words": "Aider"}]}, "nothing_from_the_person"),
        ({"durations": [{"hours": 15, "from_day": "2026-12-01"}]}, "duration_begins_late"),
    ],
)
async def test_what_is_not_whole_cannot_be_proposed_and_may_be_a_draft(import_, changes, reason):
    sheet = contract(1, **UNSIGNED, **changes)
    report = await import_(as_json_lines(sheet | {"state": "proposed"}))
    assert [issue.code for issue in report.issues] == [reason]
    assert outcome(await import_(as_json_lines(sheet))) == (1, 0, 0, 0)


async def test_an_amendment_is_proposed_with_its_reason(import_):
    await import_(as_json_lines(contract(1)))
    proposed = contract(1, **UNSIGNED, state="proposed", degree="light")
    assert [issue.code for issue in (await import_(as_json_lines(proposed))).issues] == ["no_reason"]
    why = {"amendment_reason": "Vous avez trouvé un travail"}
    assert outcome(await import_(as_json_lines(proposed | why))) == (0, 1, 0, 0)
    # What both have signed is told again as proposed by who does not know yet: nothing is proposed anew.
    again = contract(1, **UNSIGNED, state="proposed")
    await import_(as_json_lines(amended(contract(1, degree="light"), **why)))
    assert outcome(await import_(as_json_lines(again | {"degree": "light"}))) == (0, 0, 1, 0)


async def test_a_draft_that_changed_gives_way_to_a_new_one(import_, rows):
    unsigned = {"person_signed_on": None, "organisation_signed_on": None}
    await import_(as_json_lines(contract(1, **unsigned)))
    await import_(as_json_lines(contract(1, **unsigned, degree="light", starts_on="2026-10-05", ends_on=None)))
    assert await rows("SELECT number, state FROM contract_versions ORDER BY 1") == [(1, "withdrawn"), (2, "draft")]
    assert str((await rows("SELECT starts_on FROM contracts"))[0][0]) == "2026-10-05"


async def test_a_person_is_as_the_file_tells_and_found_by_the_new_name(desk, import_, rows):
    sheet = contract(1)
    await import_(as_json_lines(sheet))
    renamed = sheet | {"person": sheet["person"] | {"family_name": "Nouvelle"}}
    assert outcome(await import_(as_json_lines(renamed))) == (0, 1, 0, 0)
    untold = sheet | {"person": {"given_name": sheet["person"]["given_name"], "language": "en"}}
    assert outcome(await import_(as_json_lines(untold))) == (0, 0, 1, 0)  # what is not told stays
    async with desk.reading() as work:
        found = await work.people._connection.execute(work.people.named("nouvelle"))
        assert len(found.all()) == 1
    assert await rows("SELECT language FROM people") == [("fr",)]  # people choose theirs themselves
    assert len(await rows("SELECT id FROM contract_versions")) == 1


async def test_another_referent_is_named_and_known_by_reference_or_else_by_name(desk, organisation, import_, rows):
    async with desk.writing() as work:
        by_hand = await work.contracts.add_advisor(organisation, "Sophie Martin", "conseillère", None)
    await import_(as_json_lines(contract(1, advisor={"reference": "S1", "name": "Sophie Martin"})))
    assert await rows("SELECT id, reference FROM advisors") == [(by_hand, "S1")]
    await import_(as_json_lines(contract(1, advisor={"name": "Bilal Petit"})))
    await import_(as_json_lines(contract(2, advisor={"name": "Bilal Petit"})))
    assert len(await rows("SELECT id FROM advisors")) == 2
    named = await rows("SELECT advisor_id FROM referents WHERE contract_id = 1 ORDER BY id")
    assert [advisor == by_hand for (advisor,) in named] == [True, False]
    async with desk.writing() as work:
        await work.contracts.add_advisor(organisation, "Bilal Petit", "conseiller", None)
    report = await import_(as_json_lines(contract(3, advisor={"name": "Bilal Petit"})))
    assert [issue.code for issue in report.issues] == ["two_advisors"]


async def test_a_second_contract_of_the_same_person_makes_no_second_person(import_, rows):
    await import_(as_json_lines(contract(1)))
    assert outcome(await import_(as_json_lines(contract(2, follows="CE-000001")))) == (1, 0, 0, 0)
    assert len(await rows("SELECT id FROM people")) == 1
    report = await import_(as_json_lines(contract(3, follows="CE-999")))
    assert [issue.code for issue in report.issues] == ["unknown_earlier"]


async def test_a_line_that_is_refused_stops_no_other(import_, rows):
    wrong = contract(2, durations=[{"hours": 0}])
    report = await import_(as_csv(contract(1), wrong, contract(3), contract(1)))
    assert outcome(report) == (2, 0, 0, 2)
    assert [(i.line, i.column, i.code) for i in report.issues] == [
        (3, "duree_1_heures", "zero_without_request"), (5, "reference", "repeated"),
    ]  # fmt: skip
    assert [row[0] for row in await rows("SELECT reference FROM contracts ORDER BY 1")] == ["CE-000001", "CE-000003"]


async def test_a_batch_that_the_database_refuses_is_taken_in_one_by_one(import_, rows, store):
    """Whatever was not foreseen takes one contract with it, not five hundred."""
    await rows("INSERT INTO advisors (id, organisation_id, reference, name, role) VALUES (77, 1, NULL, 'X', 'x')")
    await import_(as_json_lines(contract(5)))
    await rows("UPDATE contracts SET state = 'transferred'")
    await rows("UPDATE contract_versions SET number = 40")
    report = await import_(as_json_lines(contract(4), contract(5, degree="light"), contract(6)))
    assert outcome(report) == (2, 0, 0, 1)
    assert [issue.code for issue in report.issues] == ["over"]


async def test_a_dry_run_says_it_all_and_keeps_nothing_but_its_report(import_, rows):
    report = await import_(as_csv(contract(1), contract(2, durations=[{"hours": 0}])), dry_run=True)
    assert outcome(report) == (1, 0, 0, 1)
    assert set((await counted(rows)).values()) == {0}
    assert await rows("SELECT added, refused, dry_run FROM imports") in ([(1, 1, True)], [(1, 1, 1)])


async def test_every_contract_is_told_in_the_audit_with_codes_alone(import_, rows):
    await import_(as_json_lines(contract(1)))
    await import_(as_json_lines(amended(contract(1), degree="light")))
    told = await rows("SELECT deed, detail, person_id, contract_id FROM audit ORDER BY id")
    assert told == [
        ("contract_imported", "added signed", 1, 1),
        ("contract_imported", "changed signed", 1, 1),
    ]


async def test_no_name_and_no_word_stands_open_in_the_database(import_, rows):
    sheet = contract(1)
    await import_(as_json_lines(sheet))
    for table, column in (
        ("people", "given_name"), ("people", "family_name"), ("people", "born_on"), ("objectives", "title"),
        ("plan_actions", "title"), ("commitments", "words"),
    ):  # fmt: skip
        for (kept,) in await rows(f"SELECT {column} FROM {table}"):  # noqa: S608
            assert bytes(kept).startswith(SEAL)


async def test_the_same_reference_in_two_organisations_is_two_contracts(desk, import_, rows):
    async with desk.writing() as work:
        other = await work.contracts.add_organisation("Cap emploi", "cap_emploi", None)
    await import_(as_json_lines(contract(1)))
    assert outcome(await import_(as_json_lines(contract(1)), into=other)) == (1, 0, 0, 0)
    assert len(await rows("SELECT id FROM contracts")) == 2


async def test_two_imports_at_once_do_no_harm(store, database_url, organisation, rows):
    """Two programs, each with its own connection, on the same file in another order."""
    sheets = [contract(number) for number in range(1, 81)]
    other = Store(database_url, Keyring(KEYS))
    shuffled = random.Random(1).sample(sheets, len(sheets))

    async def taken_in(which: Store, given: list) -> object:
        source = Source(io.BytesIO(as_json_lines(*given)), "f")
        return await import_contracts(desk_at(which, NOW), organisation, source, Actor(), batch=7)

    one, two = await asyncio.gather(taken_in(store, sheets), taken_in(other, shuffled))
    await other.close()
    assert one.counts["added"] + two.counts["added"] == 80
    assert one.counts["unchanged"] + two.counts["unchanged"] == 80
    assert (await counted(rows))["contracts"] == (await counted(rows))["people"] == 80
    assert len(await rows("SELECT DISTINCT name FROM advisors")) == len(await rows("SELECT name FROM advisors"))


async def test_killed_in_the_middle_and_run_again_all_is_whole(tmp_path, sqlite_store):
    file = tmp_path / "contrats.jsonl"
    file.write_bytes(as_json_lines(*(contract(number) for number in range(1, 4001))))
    database = tmp_path / "jalon.db"
    environment = os.environ | {"JALON_DATABASE_URL": f"sqlite:///{database}", "JALON_KEYS": ",".join(KEYS)}
    asked = [sys.executable, "-m", "bot", "import", "contracts", str(file), "--organisation", "ML"]
    asked += ["--kind", "mission_locale"]
    running = subprocess.Popen(  # noqa: ASYNC220
        asked, env=environment, cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL
    )

    async def kept() -> int:
        async with sqlite_store.reading() as work:
            return await work.people.count()

    until = time.monotonic() + 60
    while await kept() == 0 and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    cut = await kept()
    assert 0 < cut < 4000
    desk = desk_at(sqlite_store, NOW)
    with file.open("rb") as opened:
        report = await import_contracts(desk, 1, Source(opened, file.name), Actor())
    assert outcome(report) == (4000 - cut, 0, cut, 0)
    assert await kept() == 4000
