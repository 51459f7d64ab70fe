"""Linking where a conversation alone cannot show it: races, limits, consent, minors, and chats that are nobody's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import linking
from actions.people import initials, is_minor
from actions.records import Codes, Minimum, Person
from actions.records.codes import LETTERS, SIGNS, code_in, in_groups, new_short, short_code_in
from actions.registry import FOR_ALL, WITH_CONTRACT
from actions.store.people import People
from bot.dialogue.turn import Dialogue
from bot.evaluation import SENTENCES, examples
from content import consent as consent_text
from tests.talk import HOUSE, PATIENCE, Talk, Town

START = date(2025, 3, 3)
YES, NOT_ME = "Oui, c'est moi", "Ce n'est pas moi"
ACCEPT, DECLINE = "J'accepte", "Je refuse"


async def letter_for(town: Town, name: str, days: int = 21) -> Codes:
    async with town.store.writing() as work:
        return await work.links.make(town.people[name].id, town.now, town.now + timedelta(days=days))


async def someone(town: Town, given: str, family: str, *, ground: str = "public_interest", born: date | None = None):
    """A new person, whose organisation rests on `ground`."""
    async with town.store.writing() as work:
        person = await work.people.add(given, "Europe/Paris", "fr", town.now, family_name=family, born_on=born)
        organisation = await work.contracts.add_organisation(
            f"Mission locale de {family}", "mission_locale", "01 02 03 04 05", legal_ground=ground
        )
        referent = await work.contracts.add_advisor(organisation, "Karim Benali", "conseiller", None)
        await work.contracts.add(
            person_id=person, organisation_id=organisation, referent_id=referent, signed_on=START, starts_on=START,
            ends_on=None, minimums=[Minimum(START, 900, "general")], now=town.now,
        )  # fmt: skip
        found = await work.people.find(person)
    assert found is not None
    town.people[given] = found


async def deeds(town: Town, name: str) -> list[tuple[str, str, str | None]]:
    async with town.store.reading() as work:
        return [(t.deed, t.by, t.detail) for t in reversed(await work.audit.of_person(town.people[name].id))]


async def owner(town: Town, talk: Talk) -> int | None:
    async with town.store.reading() as work:
        chat = await work.conversations.find(talk.chat)
    return chat.person.id if chat and chat.person else None


@pytest.fixture
def linked(town: Town) -> Callable[[str, str], Awaitable[Talk]]:
    async def link(name: str, chat: str) -> Talk:
        talk = town.talk(chat)
        await talk.says((await letter_for(town, name)).short)
        await talk.presses(YES)
        return talk

    return link


# Who wins, and what is left behind


async def test_two_chats_that_say_yes_at_once_and_one_wins(town):
    codes = await letter_for(town, "Chloé")
    one, other = town.talk("one"), town.talk("other")
    for talk in (one, other):
        await talk.says(f"/start {codes.token}")
    told = await asyncio.gather(one.presses(YES), other.presses(YES))
    assert sorted("reliée à votre contrat" in text for text in told) == [False, True]
    assert sorted("Ce code ne marche pas" in text for text in told) == [False, True]
    assert sorted([await owner(town, one), await owner(town, other)], key=bool) == [None, town.people["Chloé"].id]


async def test_linking_is_noted_with_its_hour_and_so_is_leaving(town):
    talk = town.talk("new")
    await talk.says((await letter_for(town, "Bruno")).short)
    await talk.presses(YES)
    async with town.store.reading() as work:
        (chat,) = await work.conversations.linked(town.people["Bruno"].id)
    assert (chat.channel, chat.since, chat.blocked) == ("terminal", town.now, False)
    await talk.says("/delier")
    await talk.presses("Oui, délier")
    assert await deeds(town, "Bruno") == [("linked", "person", None), ("unlinked", "person", "by_person")]


async def test_who_says_not_me_ends_the_code_and_the_advisor_will_see_it(town):
    talk = town.talk("stranger")
    codes = await letter_for(town, "Chloé")
    await talk.says(codes.short)
    told = await talk.presses(NOT_ME)
    assert "Merci" in told
    assert await deeds(town, "Chloé") == [("link_not_me", "program", None)]
    async with town.store.reading() as work:
        assert (await work.links.last_of(town.people["Chloé"].id)).ended_why == "not_me"
    assert await owner(town, talk) is None


async def test_what_was_planned_for_the_first_person_never_reaches_the_second(town, linked):
    talk = await linked("Amina", "shared")
    async with town.store.writing() as work:
        await work.outbox.put(talk.chat, ["{}"], town.now, not_before=town.now + timedelta(hours=2))
    town.now += timedelta(minutes=1)
    await talk.delivers("text", (await letter_for(town, "Bruno")).short)
    await talk.delivers("text", "oui")
    town.now += timedelta(hours=3)
    heard = await talk.hears()
    assert "Bonjour Bruno" in heard
    assert "Amina" not in heard
    async with town.store.reading() as work:
        assert await work.outbox.due(talk.chat, town.now) == []


async def test_silence_that_the_first_asked_for_does_not_bind_the_second(town, linked):
    talk = await linked("Amina", "shared")
    await talk.says("/stop")
    await talk.says((await letter_for(town, "Bruno")).short)
    await talk.says("oui")
    async with town.store.connected() as connection:
        from sqlalchemy import text

        rows = await connection.execute(text("SELECT reminders_stopped_at FROM conversations WHERE address='shared'"))
        assert rows.all() == [(None,)]


async def test_a_question_is_still_there_after_a_restart(town):
    """Everything is in the store: another process goes on where this one stopped."""
    talk = town.talk("new")
    await talk.says((await letter_for(town, "Amina")).short)
    town.dialogue = Dialogue(town.store, town.model, HOUSE, lambda: town.now, PATIENCE)
    assert "Bonjour Amina" in await talk.presses(YES)


async def test_a_question_that_waited_too_long_links_nobody(town):
    talk = town.talk("new")
    await talk.says((await letter_for(town, "Amina")).short)
    town.now += PATIENCE + timedelta(minutes=1)
    assert "plus actif" in await talk.presses(YES)
    assert await owner(town, talk) is None


# Guessing


async def test_after_five_wrong_codes_even_the_good_one_has_the_same_answer_for_an_hour(town):
    talk = town.talk("guesser")
    codes = await letter_for(town, "Amina")
    answers = {re.sub(r"^Bonjour !.*\n\n", "", await talk.says(new_short()), flags=re.S) for _ in range(5)}
    assert await talk.says(codes.short) in answers
    assert await talk.says(f"/start {codes.token}") in answers
    assert len(answers) == 1
    town.now += timedelta(minutes=61)
    assert "C'est bien vous" in await talk.says(codes.short)


async def test_guessers_do_not_shut_the_others_links_out(town, monkeypatch):
    monkeypatch.setattr(linking, "ALL_ATTEMPTS", 6)
    for name in ("g1", "g2", "g3"):
        for _ in range(2):
            await town.talk(name).says(new_short())
    codes = await letter_for(town, "Amina")
    amina = town.talk("new")
    assert "Ce code ne marche pas" in await amina.says(codes.short)
    assert "C'est bien vous" in await amina.says(f"/start {codes.token}")


async def test_a_link_pasted_as_text_or_a_code_put_right_by_an_edit_is_a_code(town):
    talk = town.talk("new")
    codes = await letter_for(town, "Amina")
    assert "C'est bien vous" in await talk.says(f"https://t.me/jalon_bot?start={codes.token}")
    await talk.says("annule")
    assert "C'est bien vous" in await talk.edits("m1", in_groups(codes.short))


# Consent


async def test_where_data_rest_on_consent_it_is_asked_before_anything_personal(town):
    await someone(town, "Dora", "Diallo", ground="consent")
    talk = town.talk("dora")
    assert "Ce code est pour D. D." in await talk.says((await letter_for(town, "Dora")).short)
    asked = await talk.presses(YES)
    assert "votre accord" in asked
    assert "Dora" not in asked
    for words in ("hier 2h de CV", "ma semaine", "/start", "merci"):
        assert "votre accord" in (heard := await talk.says(words))
        assert "Dora" not in heard
    assert "Karim Benali" in await talk.says("/conseiller")
    assert "Bonjour Dora" in await talk.presses(ACCEPT)
    assert "J'ai compris" in await talk.says("hier 2h de CV")


async def test_a_no_keeps_only_the_no(town):
    await someone(town, "Dora", "Diallo", ground="consent")
    talk = town.talk("dora")
    await talk.says((await letter_for(town, "Dora")).short)
    await talk.presses(YES)
    told = await talk.presses(DECLINE)
    assert "droits et vos obligations ne changent pas" in told
    assert "Karim Benali" in told
    assert await owner(town, talk) is None
    async with town.store.reading() as work:
        assert await work.consents.last(town.people["Dora"].id) == (consent_text.version(), False)
    assert await deeds(town, "Dora") == [("linked", "person", None), ("unlinked", "person", "no_consent")]
    await talk.says((await letter_for(town, "Dora")).short)
    assert "votre accord" in await talk.presses(YES)


async def test_a_new_version_of_the_text_is_asked_again_at_the_next_message(town, monkeypatch):
    await someone(town, "Dora", "Diallo", ground="consent")
    talk = town.talk("dora")
    await talk.says((await letter_for(town, "Dora")).short)
    await talk.presses(YES)
    await talk.presses(ACCEPT)
    monkeypatch.setattr("actions.consent.version", lambda: "next")
    asked = await talk.says("ma semaine")
    assert "votre accord" in asked
    assert "Cette semaine" not in asked
    assert "votre accord est noté" in await talk.presses(ACCEPT)
    assert "Cette semaine" in await talk.says("ma semaine")


async def test_distress_is_answered_before_consent(town):
    await someone(town, "Dora", "Diallo", ground="consent")
    talk = town.talk("dora")
    await talk.says((await letter_for(town, "Dora")).short)
    await talk.presses(YES)
    assert "votre accord" not in await talk.says("je veux mourir")


async def test_leaving_takes_consent_back(town):
    await someone(town, "Dora", "Diallo", ground="consent")
    talk = town.talk("dora")
    await talk.says((await letter_for(town, "Dora")).short)
    await talk.presses(YES)
    await talk.presses(ACCEPT)
    await talk.says("/delier")
    await talk.says("oui")
    async with town.store.reading() as work:
        assert await work.consents.last(town.people["Dora"].id) == (consent_text.version(), False)


async def test_for_a_public_task_nobody_is_asked(town, linked):
    talk = await linked("Amina", "new")
    assert all("votre accord" not in shown.text for shown in talk.seen)


def test_a_change_of_the_text_is_a_new_version():
    assert consent_text.digest() == consent_text.digest_of_version(), (
        "consent.ask changed: give it a new version in content/consent.yaml, with this digest"
    )


# People


async def test_a_minor_is_told_that_they_may_talk_of_it_with_a_parent(town):
    await someone(town, "Enzo", "Petit", born=date(2009, 6, 1))
    talk = town.talk("enzo")
    await talk.says((await letter_for(town, "Enzo")).short)
    assert "avec un parent" in await talk.presses(YES)


@pytest.mark.parametrize(("born", "minor"), [(date(2008, 11, 19), True), (date(2008, 11, 18), False), (None, False)])
def test_of_age_on_the_birthday(born, minor):
    assert is_minor(Person(1, "Enzo", "Europe/Paris", "fr", born_on=born), date(2026, 11, 18)) is minor


@pytest.mark.parametrize(
    ("given", "family", "shown"),
    [("Amina", "Diallo", "A. D."), ("élise", None, "É."), ("Олександра", "Шевченко", "О. Ш."), ("أمينة", " ", "أ.")],
)
def test_initials(given, family, shown):
    assert initials(Person(1, given, "Europe/Paris", "fr", family)) == shown


# A chat that is nobody's


async def test_nothing_of_anybody_is_read_or_said_in_a_chat_that_is_nobodys(town, monkeypatch):
    """Every request of the registry, as a button, where no code was given."""
    read = []
    for name in [name for name, value in vars(People).items() if callable(value) and not name.startswith("__")]:
        monkeypatch.setattr(People, name, lambda *given, name=name, **more: read.append(name))
    talk = town.talk("passer-by")
    for request in (*FOR_ALL, *WITH_CONTRACT):
        heard = await talk.does("press", f"r:{request}")
        assert heard, request
        assert "quelque chose n'a pas marché" not in heard, request
        for private in ("Amina", "Bruno", "Chloé", "Sophie Martin", "de démonstration"):
            assert private not in heard, request
    assert read == []


# What is a code, and what is none


def test_no_sentence_of_the_exam_is_taken_for_a_code():
    said = [example.say for example in examples(SENTENCES)]
    assert len(said) > 1000
    assert [text for text in said if code_in(text)] == []


codes = st.builds(new_short)


@given(
    codes,
    st.lists(st.sampled_from([" ", "-", "", "  ", "\u00a0", " - ", "."]), min_size=9, max_size=9),
    st.booleans(),
)
def test_however_a_code_is_spaced_and_cased_it_is_the_same(code, gaps, low):
    written = "".join(sign + gap for sign, gap in zip(code, gaps, strict=True))
    assert short_code_in(written.lower() if low else written) == code
    for before in ("mon code est ", "Code : ", "le code c'est ", "My code is "):
        assert short_code_in(before + written) == code


@given(st.text(max_size=40))
def test_what_is_taken_for_a_code_has_the_shape_of_one(text):
    found = short_code_in(text)
    if found is not None:
        assert len(found) == 9
        assert set(found) <= set(SIGNS)
        assert found[0] in LETTERS


@given(st.integers(1, 12), st.integers(0, 59), st.integers(1, 12), st.sampled_from(["h", " h ", "H"]))
def test_hours_are_no_code(hours, minutes, others, sign):
    for text in (
        f"{hours}{sign}{minutes} {others}{sign}{minutes}",
        f"lundi {hours}{sign}",
        f"{hours}h{minutes}m{others}s",
    ):
        assert code_in(text) is None


def test_no_sign_looks_or_sounds_like_another():
    assert not set(SIGNS) & set("0O1ISZ6GBUVCDETNAI")
    assert len(set(SIGNS)) == len(SIGNS) == 18
