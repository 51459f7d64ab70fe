"""Learning from what was not understood, as people meet it: off by default, asked once, changed at any time."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions import learning, registry
from actions.person import House, Speaker
from actions.records import ChatKey, Lesson
from actions.reply import Reply
from actions.store.engine import Store
from content import catalogue
from nlu.understanding import Guess, Understanding
from tests.conftest import WEDNESDAY
from tests.talk import HOUSE, Talk, Town

WITHOUT_LEARNING = ["Voir ou effacer mes données", "Qui a vu mon dossier ?", "Mes reçus", "Parler à quelqu'un"]
LEARNS = replace(HOUSE, learning_days=30)
TODAY = date(2026, 11, 18)
STRANGE = "Sophie Martin m'a dit d'aller voir Zorglub à Roubaix, je comprends pas"
SHOWN = "▒ ▒ m'a dit d'aller voir ▒ à ▒, je comprends pas"
GUESSES = (Guess("talk_to_advisor", 0.234), Guess("help", 0.2), Guess("ask_bot", 0.1), Guess("thank", 0.05))


@pytest.fixture
async def town(store: Store) -> Town:
    return await Town.built(store, WEDNESDAY, house=LEARNS)


async def offered(
    town: Town, text: str = STRANGE, who: str = "Amina", house: House = LEARNS, today: date = TODAY, **other
) -> Reply | None:
    """What the person gets beside « je n'ai pas compris »."""
    key = ChatKey("terminal", who)
    async with town.store.writing() as work:
        chat = await work.conversations.find(key)
        person = chat.person if chat else None
        contract = await work.contracts.in_force(person.id, today) if person else None
        speaker = Speaker(key, person, contract, today, town.now, house)
        return await learning.offer(work, speaker, text, other.get("guesses", GUESSES))


async def kept(town: Town) -> list[Lesson]:
    async with town.store.reading() as work:
        return await work.lessons.unlabelled()


async def says_yes(talk: Talk) -> str:
    await talk.says("/confidentialite")
    return await talk.presses("Garder mes phrases")


async def test_nothing_is_asked_and_nothing_kept_by_default(town):
    assert HOUSE.learning_days == 0
    assert await offered(town, house=HOUSE) is None
    assert await kept(town) == []
    async with town.store.reading() as work:
        assert (await work.people.learning(town.people["Amina"].id)).asked_at is None


async def test_it_is_asked_once_and_no_answer_is_no_consent(town):
    reply = await offered(town)
    assert reply is not None
    assert catalogue.buttons(reply.key, "fr") == ("learning_yes", "learning_no")
    assert "30 jours au plus" in catalogue.plain(catalogue.text(reply.key, reply.values, "fr"))
    assert await offered(town) is None
    assert await offered(town) is None
    assert await kept(town) == []
    async with town.store.reading() as work:
        assert (await work.people.learning(town.people["Amina"].id)).asked_at == WEDNESDAY


async def test_after_a_yes_the_sentence_is_kept_without_names(town, amina):
    told = await says_yes(amina)
    for piece in ("30 jours au plus", "sans votre nom", "pour m'apprendre", "/confidentialite"):
        assert piece in told
    assert await offered(town) is None
    (lesson,) = await kept(town)
    assert (lesson.text, lesson.language) == (SHOWN, "fr")
    assert lesson.guesses == (("talk_to_advisor", 0.23), ("help", 0.2), ("ask_bot", 0.1))
    async with town.store.reading() as work:
        consent = await work.people.learning(town.people["Amina"].id)
    assert (consent.given, consent.asked_at, consent.answered_at) == (True, None, WEDNESDAY)


async def test_a_yes_is_one_person_s_own(town, amina):
    await says_yes(amina)
    assert await offered(town, who="Bruno") is not None
    assert await offered(town, who="passer-by") is None
    assert await kept(town) == []


async def test_a_yes_is_taken_back_with_one_button(town, amina):
    await says_yes(amina)
    told = await amina.presses("Ne pas garder mes phrases")
    assert "aucune de vos phrases n'est gardée" in told
    assert await offered(town) is None
    assert await kept(town) == []
    assert "elles ne sont pas gardées" in await amina.says("/confidentialite")
    assert "Garder mes phrases" in amina.labels


async def test_nothing_is_kept_of_distress_nor_asked_about_it(town, amina):
    assert await offered(town, "je veux mourir") is None
    assert await offered(town, "une phrase", guesses=(Guess("distress", 0.29),)) is None
    await says_yes(amina)
    assert await offered(town, "je veux mourir et je comprends pas") is None
    assert await kept(town) == []


async def test_nothing_is_kept_of_a_sentence_that_shows_nothing(town, amina):
    await says_yes(amina)
    await offered(town, "Zorglub 0612345678 !")
    assert await kept(town) == []


async def test_the_names_around_the_person_are_hidden_however_common_they_are(town, amina):
    await says_yes(amina)
    await offered(town, "la démonstration de la mission locale avec martin et amina")
    assert [lesson.text for lesson in await kept(town)] == ["la ▒ de la mission locale avec ▒ et ▒"]


async def test_the_language_of_the_sentence_is_told(town, amina):
    await says_yes(amina)
    await offered(town, "I want to know what you are doing with this")
    assert [lesson.language for lesson in await kept(town)] == ["en"]


async def test_what_is_expired_goes_when_something_is_kept(town, amina):
    await says_yes(amina)
    await offered(town, "je comprends pas")
    await offered(town, "je comprends toujours pas", today=TODAY + timedelta(days=29))
    assert len(await kept(town)) == 2
    await offered(town, "vraiment pas", today=TODAY + timedelta(days=30))
    assert [lesson.text for lesson in await kept(town)] == ["je comprends toujours pas", "vraiment pas"]


async def test_the_buttons_leave_what_is_under_way(town, amina):
    await amina.says("/confidentialite")
    await amina.says("hier 2h de CV")
    told = await amina.presses("Garder mes phrases")
    assert "C'est bien ça ?" in told
    assert "Reçu n° 1" in await amina.says("oui")


async def test_privacy_says_what_is_kept_and_offers_to_change_it(town, amina):
    before = await amina.says("/confidentialite")
    assert "elles ne sont pas gardées, et personne ne s'en sert pour entraîner une machine" in before
    assert amina.labels[0] == "Garder mes phrases"
    await amina.presses("Garder mes phrases")
    after = await amina.says("/confidentialite")
    assert "vous avez accepté qu'elles soient gardées 30 jours au plus, sans votre nom" in after
    assert "Personne ne s'en sert" not in after
    assert amina.labels[0] == "Ne pas garder mes phrases"
    assert "Personne ne s'en sert pour entraîner une machine" in await town.talk("passer-by").says("/confidentialite")


async def test_privacy_is_as_before_where_nothing_is_kept(store):
    amina = (await Town.built(store, WEDNESDAY)).talk("Amina")
    assert "Personne ne s'en sert pour entraîner une machine" in await amina.says("/confidentialite")
    assert amina.labels == WITHOUT_LEARNING


@pytest.mark.parametrize("name", ["learning_yes", "learning_no"])
async def test_an_old_button_where_nothing_is_kept_any_more(store, name):
    town = await Town.built(store, WEDNESDAY)
    key = ChatKey("terminal", "Amina")
    for person in (town.people["Amina"], None):
        async with store.writing() as work:
            speaker = Speaker(key, person, None, TODAY, WEDNESDAY, HOUSE)
            outcome = await registry.act(name, work, speaker, Understanding("", name))
        assert [reply.key for reply in outcome.replies] == ["learning.nothing_kept"]
    async with store.reading() as work:
        assert (await work.people.learning(town.people["Amina"].id)).given is (
            None if name == "learning_yes" else False
        )


async def test_whoever_said_yes_is_told_that_it_stopped(town, amina):
    await says_yes(amina)
    town.dialogue._house = HOUSE  # the setting was taken away since
    assert "elles ne sont pas gardées" in await amina.says("/confidentialite")
    assert amina.labels == WITHOUT_LEARNING


async def test_nothing_of_it_reaches_a_log(town, amina, caplog):
    caplog.set_level(logging.DEBUG)
    await says_yes(amina)
    await offered(town)
    assert "Zorglub" not in caplog.text
    assert "comprends pas" not in caplog.text


async def test_in_a_conversation_it_is_asked_beside_the_answer_and_does_not_wait(town, amina):
    town.model.requests = {"bla bla bidule": ("ask_payment", 0.1), "et bidule encore": ("ask_payment", 0.1)}
    heard = await amina.says("bla bla bidule")
    assert "je n'ai pas compris" in heard
    assert "voulez-vous m'aider à mieux comprendre" in heard
    await amina.presses("Garder mes phrases")
    assert await kept(town) == []  # what made us ask is not kept
    assert "voulez-vous" not in await amina.says("et bidule encore")
    assert [lesson.text for lesson in await kept(town)] == ["et ▒ encore"]


async def test_what_was_not_it_is_kept_and_what_was_chosen_is_not(town, amina):
    await says_yes(amina)
    town.model.requests = {"mon bidule à moi": ("ask_payment", 0.5)}
    town.model.others = {"mon bidule à moi": (Guess("ask_sanctions", 0.3),)}
    await amina.says("mon bidule à moi")
    assert await kept(town) == []
    await amina.presses("Ce que je risque")
    assert await kept(town) == []
    await amina.says("mon bidule à moi")
    await amina.presses("Autre chose")
    (lesson,) = await kept(town)
    assert lesson.text == "mon ▒ à moi"
