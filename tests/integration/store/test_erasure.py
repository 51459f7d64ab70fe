"""What is a person's, wherever it stands: erased whole, in part, or when its time is over; and copied whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Table, insert, select, type_coerce

from actions import retention
from actions.export import FOR_MACHINES, SECTIONS, files
from actions.records import ChatKey, Commitment, Diagnostic, Line, Minimum, Objective, PlanAction, Terms
from actions.retention import Keeping, NobodyErased, months_before
from actions.store import tables
from actions.store.columns import Sealed
from actions.store.engine import Store
from actions.store.erasure import ADDRESSED, belongings
from actions.store.export import WITHHELD
from actions.store.inbox import Arrival
from actions.store.tables import Row
from tests.integration.store.conftest import NOW, Signed

CHAT = ChatKey("telegram", "4242")
TODAY = date(2026, 11, 18)
CUT = Keeping(months=24, messages_days=90).cut(NOW, TODAY)
LINE = Line(TODAY, 120, "job_search", "cv pour la boulangerie")
# what hangs on people without being theirs: shared by all, or of the advisors
SHARED = {
    "organisations", "advisors", "accounts", "account_codes", "sessions", "api_tokens", "api_requests", "broadcasts",
    "imports", "lessons",
}  # fmt: skip


async def fill(store: Store, who: Signed, chat: ChatKey = CHAT) -> None:
    """One row at least in every table that can hold something of a person."""
    async with store.writing() as work:
        account = await work.accounts.add(
            organisation_id=who.organisation,
            name="Sophie",
            email=f"s{who.person}@example.org",
            role="manager",
            now=NOW,
        )
        advisor = (await work.contracts.referents(who.contract))[0].advisor
        terms = Terms(
            TODAY, minimums=(Minimum(TODAY, 600, "lowered"),), objectives=(Objective("un emploi"),),
            plan=(PlanAction("cv", "job_search", None, 60, None, None),),
            commitments=(Commitment("person", "venir"),),
            diagnostic=Diagnostic(TODAY, advisor, skills="vente"), why="plus de temps",
        )  # fmt: skip
        await work.versions.add(who.contract, terms, NOW, "draft")
        await who.declares(work, "q1", LINE)
        lines = await work.declarations.between(who.person, TODAY, TODAY)
        await who.declares(work, "q2", reverses=lines)
        await who.declares(work, "q3", LINE)
        await work.conversations.begin(chat, NOW)
        await work.conversations.join(chat, who.person)
        await work.inbox.take_in([Arrival(chat, f"a{who.person}", "{}")], NOW)
        await work.outbox.put(chat, ["{}"], NOW)
        await work.links.make(who.person, NOW, NOW)
        await work.requests.add(who.person, who.organisation, "copy", NOW, TODAY)
        await work.audit.note("copy_asked", NOW, by="person", person_id=who.person, contract_id=who.contract)
        await work.audit.note("copy_asked", NOW, by="person", contract_id=who.contract)
        chat_id = (await work.conversations.find(chat)).id  # type: ignore[union-attr]
    async with store.connected() as connection:
        for row, values in (
            (tables.Reviews, {"declaration_id": lines[0].id, "kind": "question", "words": "où ?",
                              "account_id": account, "at": NOW}),
            (tables.Reviews, {"declaration_id": lines[0].id, "kind": "answer", "words": "chez moi", "at": NOW}),
            (tables.Periods, {"contract_id": who.contract, "kind": "illness", "first_day": TODAY, "last_day": TODAY,
                              "minutes": 0, "source": "arrêt", "noted_at": NOW}),
            (tables.Appointments, {"contract_id": who.contract, "kind": "workshop", "activity": "workshop",
                                   "starts_at": NOW, "minutes": 60, "title": "atelier", "state": "planned"}),
            (tables.Consents, {"person_id": who.person, "text_version": "1", "given": True, "at": NOW}),
            (tables.Attempts, {"chat_id": chat_id, "at": NOW}),
        ):  # fmt: skip
            await connection.execute(insert(row).values(**values))
        sent = insert(tables.Broadcasts).values(
            key=f"k{who.person}", organisation_id=who.organisation, account_id=account, words="fermé vendredi",
            people=1, unreachable=0, at=NOW,
        )  # fmt: skip
        broadcast = (await connection.execute(sent.returning(tables.Broadcasts.id))).scalar_one()
        to = {"broadcast_id": broadcast, "person_id": who.person, "contract_id": who.contract}
        await connection.execute(insert(tables.Recipients).values(**to))


async def counted(store: Store, *people: int) -> list[dict[str, int]]:
    async with store.reading() as work:
        return [await work.erasure.counts_of(person) for person in people]


async def everything(store: Store) -> dict[str, list[Any]]:
    async with store.connected() as connection:
        return {
            table.name: [tuple(row) for row in (await connection.execute(select(table))).all()]
            for table in Row.metadata.sorted_tables
        }


def test_every_table_is_a_persons_or_shared():
    """A new table is one or the other; one that no foreign key joins to a person must be told apart here."""
    theirs = {table.name for table, _ in belongings(1)}
    assert theirs | SHARED == set(Row.metadata.tables)
    assert theirs & SHARED == set()


def test_a_table_with_an_address_is_cleared_by_it():
    addressed = {table.name for table in Row.metadata.sorted_tables if "address" in table.c}
    assert addressed == {row.__tablename__ for row in ADDRESSED} | {"conversations"}


async def test_the_test_fills_every_table_of_a_person(store, signed):
    await fill(store, signed)
    (counts,) = await counted(store, signed.person)
    assert set(counts) == {table.name for table, _ in belongings(signed.person)}


async def test_a_person_is_erased_whole_and_nobody_else(store, signed, newcomer):
    await fill(store, signed)
    bruno = await newcomer("Bruno")
    await fill(store, bruno, ChatKey("telegram", "77"))
    before = await everything(store)
    (of_bruno,) = await counted(store, bruno.person)
    async with store.writing() as work:
        gone = await retention.erase(work, signed.person, NOW, "by_hand")
    assert await counted(store, signed.person, bruno.person) == [{}, of_bruno]
    after = await everything(store)
    for name, rows in before.items():
        assert len(after[name]) == len(rows) - gone.get(name, 0) + (name == "audit"), name
    sealed = {
        (table.name, position)
        for table in Row.metadata.sorted_tables
        for position, column in enumerate(table.c)
        if isinstance(column.type, Sealed) and table.name not in SHARED
    }
    left = {row[position] for name, position in sealed for row in after[name]}
    assert "Bruno" in left
    assert "Amina" not in left
    note = after["audit"][-1]
    columns = list(Row.metadata.tables["audit"].c.keys())
    told = dict(zip(columns, note, strict=True))
    assert (told["deed"], told["person_id"], told["contract_id"], told["organisation_id"]) == (
        "person_erased", None, None, signed.organisation,
    )  # fmt: skip


async def test_no_sealed_byte_of_the_person_stays(store, signed):
    await fill(store, signed)
    kept = await sealed_bytes(store)
    assert len(kept) > 15
    async with store.writing() as work:
        await work.erasure.erase(signed.person)
    assert kept & await sealed_bytes(store) == set()


async def sealed_bytes(store: Store) -> set[bytes]:
    """Every encrypted value that is somebody's own, as it lies there."""
    found: set[bytes] = set()
    async with store.connected() as connection:
        for column in [column for table in Row.metadata.sorted_tables for column in table.c]:
            if isinstance(column.type, Sealed) and column.table.name not in SHARED:
                bare = select(type_coerce(column, LargeBinary)).where(column.is_not(None))
                found |= {bytes(value) for value in (await connection.execute(bare)).scalars()}
    return found


async def test_ones_own_words_go_and_the_hours_stay(store, signed):
    await fill(store, signed)
    async with store.writing() as work:
        await work.erasure.forget_words(signed.person)
        (line,) = await work.declarations.between(signed.person, TODAY, TODAY, words=True)
        assert (line.minutes, line.activity, line.words) == (120, "job_search", "")
        kept = await work.export.of_person(signed.person)
    assert [review["words"] for review in kept["reviews"]] == ["où ?", "▒"]


async def test_a_chat_that_was_left_knows_nobody(store, signed):
    await fill(store, signed)
    async with store.writing() as work:
        await work.erasure.forget_chats(signed.person)
        chat = await work.conversations.find(CHAT)
        assert (chat.person, chat.state) == (None, "{}")
        assert await work.conversations.open_chats(signed.person) == []
        assert await work.outbox.due(CHAT, NOW) == []


@pytest.mark.parametrize(
    ("ends_on", "state", "goes"),
    [
        (date(2024, 11, 17), "ended", True),
        (date(2024, 11, 18), "ended", False),
        (None, "signed", False),
        (date(2024, 1, 1), "signed", True),
        (None, "ended", False),
        (None, "draft", True),
    ],
)
async def test_who_is_kept_no_longer(store, signed, rows, ends_on, state, goes):
    await rows("UPDATE people SET created_at = :at", at=long_ago(store))
    await rows("UPDATE contracts SET starts_on = :d, ends_on = :e, state = :s", d=day(store, date(2023, 1, 2)),
               e=day(store, ends_on), s=state)  # fmt: skip
    async with store.reading() as work:
        assert await work.erasure.people_over(CUT) == ((signed.person,) if goes else ())


async def test_nobody_goes_while_their_request_waits(store, signed, rows):
    await rows("UPDATE people SET created_at = :at", at=long_ago(store))
    await rows("UPDATE contracts SET starts_on = :d, ends_on = :d", d=day(store, date(2023, 1, 2)))
    async with store.writing() as work:
        await work.requests.add(signed.person, signed.organisation, "copy", NOW, TODAY)
    async with store.reading() as work:
        assert await work.erasure.people_over(CUT) == ()


async def test_a_trial_counts_and_erases_nothing_and_the_real_one_what_was_counted(store, signed, newcomer, rows):
    await fill(store, signed)
    await newcomer("Bruno")
    await rows("UPDATE people SET created_at = :at WHERE id = :id", at=long_ago(store), id=signed.person)
    await rows("UPDATE contracts SET starts_on = :d, ends_on = :d WHERE person_id = :id",
               d=day(store, date(2023, 1, 2)), id=signed.person)  # fmt: skip
    await rows("UPDATE data_requests SET settled_at = :at", at=long_ago(store))
    before = await everything(store)
    counts = await retention.what_is_old(store, CUT)
    assert await everything(store) == before
    assert counts["people"] == 1
    assert counts["declarations"] == 3
    assert await retention.expire(store, CUT) == counts
    assert len((await everything(store))["people"]) == 1
    assert await retention.what_is_old(store, CUT) == {}


async def test_what_serves_for_a_while_goes_after_it(store, signed):
    await fill(store, signed)
    async with store.writing() as work:
        await work.lessons.keep("une phrase", [("help", 0.3)], "fr", TODAY, TODAY + timedelta(days=1))
    later = replace(CUT, messages=NOW + timedelta(seconds=1), passing=NOW + timedelta(days=5),
                    now=NOW + timedelta(days=200), today=TODAY + timedelta(days=200))  # fmt: skip
    async with store.writing() as work:
        gone = await work.erasure.drop_old(later)
    assert gone == {"inbox": 1, "broadcasts": 1, "outbox": 1, "link_attempts": 1, "link_codes": 1, "lessons": 1}


async def test_a_reference_names_one_person(store, signed, newcomer, rows):
    bruno = await newcomer("Bruno")
    await rows("UPDATE contracts SET reference = 'CE-1'")
    async with store.reading() as work:
        with pytest.raises(NobodyErased, match="Several"):
            await retention.person_of(work, "CE-1", None)
        with pytest.raises(NobodyErased, match="No contract"):
            await retention.person_of(work, "CE-2", None)
    await rows("UPDATE organisations SET name = 'Cap emploi' WHERE id = :id", id=bruno.organisation)
    async with store.reading() as work:
        assert await retention.person_of(work, "CE-1", "Cap emploi") == bruno.person


@pytest.mark.parametrize(
    ("day_", "months", "before"),
    [
        (date(2026, 11, 18), 24, date(2024, 11, 18)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_before(day_, months, before):
    assert months_before(day_, months) == before


# The copy


def test_the_page_shows_every_table_that_says_something():
    assert set(SECTIONS) | FOR_MACHINES == {table.name for table, _ in belongings(1)}
    for table, columns in SECTIONS.items():
        assert set(columns) <= set(Row.metadata.tables[table].c.keys()), table


async def test_the_copy_has_every_row_and_column_and_no_key_to_anything(store, signed):
    await fill(store, signed)
    async with store.reading() as work:
        copied = await work.export.of_person(signed.person)
        counts = await work.erasure.counts_of(signed.person)
    assert {name: len(found) for name, found in copied.items() if found} == counts
    for name, found in copied.items():
        table: Table = Row.metadata.tables[name]
        assert set(found[0]) == set(table.c.keys()) - WITHHELD, name
    page, machine = files(copied, "fr", "Europe/Paris", NOW)
    read = page.content.decode()
    for words in ("Amina", "cv pour la boulangerie", "chez moi", "un emploi", "venir", "Mission locale", "vente",
                  "recherche d'emploi", "2\u202fh", "baissée pour votre situation"):  # fmt: skip
        assert words in read
    assert "boulangerie" in machine.content.decode()
    assert {page.name, machine.name} == {"mes-donnees-2026-11-18.html", "mes-donnees-2026-11-18.json"}


async def test_a_copy_holds_nothing_of_anyone_else(store, signed, newcomer):
    bruno = await newcomer("Bruno")
    await fill(store, bruno)
    async with store.reading() as work:
        copied = await work.export.of_person(signed.person)
    page, machine = files(copied, "en", "Europe/Paris", NOW)
    assert b"Bruno" not in page.content + machine.content
    assert b"boulangerie" not in page.content + machine.content


def test_what_a_person_wrote_cannot_become_markup():
    page, _ = files(
        {"objectives": [{"title": "<script>alert(1)</script>", "state": "open"}]}, "fr", "Europe/Paris", NOW
    )
    assert b"<script>" not in page.content
    assert b"&lt;script&gt;" in page.content


# Bare SQL knows neither days nor instants on SQLite.


def day(store: Store, value: date | None) -> Any:
    return value.isoformat() if store.embedded and value else value


def long_ago(store: Store) -> Any:
    at = datetime(2023, 1, 1, tzinfo=UTC)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if store.embedded else at
