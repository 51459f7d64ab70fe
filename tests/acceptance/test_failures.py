"""When something of ours fails: nothing is half recorded, the person is told, and the log holds no words."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from datetime import date, datetime, timedelta

import pytest

from actions import registry
from actions.errors import StoreUnavailable
from actions.person import House
from bot import logs
from bot.dialogue.messages import ChatKey, Message
from bot.dialogue.turn import Dialogue
from tests.talk import PATIENCE, Talk, Town

WORDS = "hier 2h de CV chez Xanthippe"


@pytest.fixture
def log(monkeypatch):
    """The log as the program writes it."""
    root, written = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    root.handlers.clear()
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up(logging.DEBUG)
    yield written.getvalue
    root.handlers[:] = before
    root.setLevel(level)


def failing(monkeypatch, fault: Exception) -> None:
    async def fails(work, who, pending, value):
        # the effects of an action that fails in its middle must not stay
        await work.outbox.put(who.chat, ["never"], who.now)
        raise fault

    monkeypatch.setitem(registry.ANSWERS, "confirm", fails)  # type: ignore[arg-type]


async def test_a_turn_that_fails_records_nothing_and_says_so(amina: Talk, monkeypatch, log):
    await amina.says(WORDS)
    with monkeypatch.context() as patch:
        failing(patch, ValueError(f"cannot store {WORDS}"))
        heard = await amina.says("oui")
    assert "Rien n'a été noté" in heard
    assert "Vous pouvez le renvoyer" in heard
    assert "never" not in heard
    assert await amina.town.ledger("Amina") == []
    incident = heard.rsplit(" : ", 1)[1].split()[0]
    assert incident in log()
    assert "ValueError at" in log()
    for secret in ("Xanthippe", "CV", "Amina", "amina", "oui"):
        assert secret not in log()
    # the same message, sent again, is answered: what waited still waits
    assert "Reçu n° 1" in await amina.says("oui")
    assert len(await amina.town.ledger("Amina")) == 1


async def test_a_turn_whose_words_have_a_hole_records_nothing(amina: Talk, monkeypatch):
    """The answer is worded in the same transaction: a fault in a text must not leave a record without a receipt."""
    from content import catalogue

    await amina.says(WORDS)
    real = catalogue.text

    def holed(key, values, language):
        if key == "declarations.recorded":
            raise KeyError("standing")
        return real(key, values, language)

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "text", holed)
        assert "Rien n'a été noté" in await amina.says("oui")
    assert await amina.town.ledger("Amina") == []


async def test_a_database_that_is_gone_leaves_the_message_waiting(amina: Talk, monkeypatch):
    await amina.says(WORDS)
    await amina.delivers("text", "oui")
    with monkeypatch.context() as patch:
        failing(patch, StoreUnavailable("OperationalError"))
        with pytest.raises(StoreUnavailable):
            await amina.town.dialogue.next_turn(amina.chat)
    assert await amina.town.dialogue.waiting("terminal") == [amina.chat]
    assert "Reçu n° 1" in await amina.hears()
    assert await amina.town.dialogue.waiting("terminal") == []


async def test_an_answer_that_was_not_sent_is_still_there_after_a_crash(amina: Talk):
    await amina.delivers("text", WORDS)
    await amina.town.dialogue.next_turn(amina.chat)
    before = [parcel.id for parcel in await amina.town.dialogue.to_send(amina.chat)]
    # another process starts on the same store
    house = House(run_by="la mission locale", zone="Europe/Paris", days_back=28)
    again = Dialogue(amina.town.store, amina.town.model, house, lambda: amina.town.now, PATIENCE)
    assert await again.waiting("terminal") == [amina.chat]
    assert [parcel.id for parcel in await again.to_send(amina.chat)] == before != []
    await again.note_sent(before)
    assert await again.waiting("terminal") == []


async def test_two_processes_answer_a_message_once(amina: Talk):
    await amina.says(WORDS)
    await amina.delivers("text", "oui")
    await asyncio.gather(*(amina.town.dialogue.next_turn(amina.chat) for _ in range(4)))
    assert (await amina.hears()).count("C'est noté") == 1
    assert len(await amina.town.ledger("Amina")) == 1


async def test_two_taps_that_arrive_together_record_once(amina: Talk):
    await amina.says(WORDS)
    yes = next(button for button in amina.last.buttons if button.label.startswith("Oui"))
    for _ in range(2):
        await amina.delivers("press", yes.data)
    await asyncio.gather(*(amina.town.dialogue.next_turn(amina.chat) for _ in range(4)))
    heard = await amina.hears()
    assert heard.count("C'est noté") == 1
    assert heard.count("C'était déjà noté : reçu n° 1") == 1
    assert len(await amina.town.ledger("Amina")) == 1


async def test_the_same_delivery_twice_is_one_message(amina: Talk):
    message = Message(amina.chat, "update 7", "text", amina.town.now, "bonjour", "m7")
    await amina.town.dialogue.receive([message, message])
    await amina.town.dialogue.receive([message])
    assert (await amina.hears()).count("Dites-moi ce que vous avez fait") == 1


async def test_a_newcomer_is_called_once_for_a_new_chat(town: Town):
    met = []

    async def newcomer(work, key, now: datetime) -> None:
        met.append(key)

    house = House(run_by="la mission locale", zone="Europe/Paris", days_back=28)
    dialogue = Dialogue(town.store, town.model, house, lambda: town.now, timedelta(hours=12), newcomer)
    chat = ChatKey("telegram", "7")
    for number in range(2):
        await dialogue.receive([Message(chat, f"u{number}", "text", town.now, "bonjour", "m")])
        assert await dialogue.next_turn(chat)
    assert met == [chat]


async def test_nothing_that_was_written_stays_in_the_inbox_or_the_outbox(amina: Talk, store):
    from sqlalchemy import text

    await amina.says(WORDS)
    await amina.says("oui")
    async with store.connected() as connection:
        for table in ("inbox", "outbox"):
            kept = await connection.execute(text(f"SELECT count(*) FROM {table} WHERE body IS NOT NULL"))  # noqa: S608
            assert kept.scalar_one() == 0


async def test_only_the_words_of_an_entry_are_kept_with_it(amina: Talk):
    await amina.says(f"salut ! {WORDS} et sinon ma fille est malade")
    await amina.says("oui")
    (line,) = await amina.town.ledger("Amina")
    assert "2h de CV" in line.words
    assert (line.day, line.minutes) == (date(2026, 11, 17), 120)


async def test_someone_whose_contract_is_not_there_is_told_whom_to_ask(town: Town):
    async with town.store.writing() as work:
        person = await work.people.add("Dora", "Europe/Paris", "fr", town.now)
        await work.conversations.begin(ChatKey("terminal", "Dora"), town.now)
        await work.conversations.join(ChatKey("terminal", "Dora"), person)
    dora = town.talk("Dora")
    heard = await dora.says(WORDS)
    assert "Je ne trouve pas de contrat d'engagement à votre nom" in heard
    assert "la mission locale" in heard
