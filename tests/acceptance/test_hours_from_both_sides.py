"""An advisor speaks of a line, the person hears it word for word and answers; what is over is offered as time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions import periods, reviews
from actions.access import Scope
from actions.records import Account, Appointment, Period
from actions.reviews import Seen, Told
from bot.dialogue.announcing import announce
from bot.dialogue.conversation import load
from tests.console import account
from tests.talk import Talk, Town

ANSWER = "J’étais là, j’ai le papier de la Maison de l’emploi"


class Sophie:
    """Amina's referent, who acts as the console does: writes, and tells."""

    def __init__(self, town: Town, who: Account, scope: Scope, contract: int) -> None:
        self.town, self.who, self.scope, self.contract = town, who, scope, contract

    @classmethod
    async def of(cls, town: Town, name: str = "Amina") -> Sophie:
        async with town.store.reading() as work:
            contract = await work.contracts.in_force(town.people[name].id, town.now.date())
        assert contract is not None
        here = contract.organisation.id
        who = await account(town.store, town.now, organisation=here, role="advisor", advisor=contract.referent.id)
        return cls(town, who, Scope(here, contract.referent.id), contract.id)

    async def seen(self, line: int) -> Seen:
        async with self.town.store.reading() as work:
            said = (await work.reviews.of_lines([line])).get(line, ())
        return Seen(line, said[-1].id if said else 0)

    async def asks(self, line: int, words: str) -> Told:
        seen = await self.seen(line)
        async with self.town.store.writing() as work:
            return await self._tells(work, await reviews.ask(work, self.scope, self.who, seen, words, self.town.now))

    async def requalifies(self, line: int, minutes: int, words: str, activity: str | None = None) -> Told:
        seen = await self.seen(line)
        async with self.town.store.writing() as work:
            told = await reviews.requalify(
                work, self.scope, self.who, seen, minutes=minutes, activity=activity, words=words, now=self.town.now
            )
            return await self._tells(work, told)

    async def validates(self, *lines: int) -> tuple[Told, ...]:
        seen = [await self.seen(line) for line in lines]
        async with self.town.store.writing() as work:
            told = await reviews.validate(work, self.scope, self.who, seen, self.town.now)
            return tuple([await self._tells(work, one) for one in told])

    async def notes(self, one: Appointment) -> int:
        async with self.town.store.writing() as work:
            return await work.appointments.add(one, self.who.id)

    def workshop(self, starts_at: datetime, minutes: int = 180, **other: str) -> Appointment:
        return Appointment(0, self.contract, "workshop", "workshop", starts_at, minutes, "Atelier CV", **other)  # type: ignore[arg-type]

    async def _tells(self, work, told: Told) -> Told:
        assert told.person_id is not None
        if told.replies:
            await announce(work, told.person_id, told.replies, self.town.now)
        return told


@pytest.fixture
async def sophie(town: Town) -> Sophie:
    return await Sophie.of(town)


async def declares(amina: Talk, words: str = "hier 2h de formation") -> int:
    await amina.says(words)
    await amina.presses("Oui")
    return max(line.id for line in await amina.town.ledger("Amina"))


async def said_of(town: Town, line: int) -> list[tuple[str, str]]:
    async with town.store.reading() as work:
        return [(each.kind, each.words) for each in (await work.reviews.of_lines([line], words=True)).get(line, ())]


async def test_a_question_is_heard_word_for_word_and_answered_word_for_word(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "C’était avec quel <organisme> ?")
    heard = await amina.hears()
    assert "Sophie Martin a une question" in heard
    assert "• mardi 17 novembre : 2 h, formation" in heard
    assert "« C’était avec quel <organisme> ? »" in heard
    assert "Rien n'est enlevé" in heard
    assert "Écrivez votre réponse" in await amina.presses("Répondre")
    told = await amina.says(ANSWER)
    assert f"« {ANSWER} »" in told
    assert await said_of(town, line) == [("question", "C’était avec quel <organisme> ?"), ("answer", ANSWER)]
    assert len(await town.ledger("Amina")) == 1


async def test_less_is_recognised_and_what_was_declared_stays(town, amina, sophie):
    line = await declares(amina)
    await sophie.requalifies(line, 60, "La feuille de présence dit une heure.")
    heard = await amina.hears()
    assert "Reconnu : 1 h sur 2 h." in heard
    assert "« La feuille de présence dit une heure. »" in heard
    assert "refus" not in heard.lower()
    week = await amina.says("/semaine")
    assert "2 h sur 15 h" in week
    assert "Il reste 13 h à déclarer" in week
    assert "reconnu 1 h sur 2 h" in week
    assert "Reconnu par votre organisation : 1 h." in week
    assert "reconnu 1 h sur 2 h" in await amina.says("mes reçus")
    # taken back by another review, which is told
    await sophie.validates(line)
    assert "reconnue comme vous l'avez déclarée" in await amina.hears()
    assert "Reconnu par votre organisation : 2 h." in await amina.says("/semaine")


async def test_what_is_validated_is_told_by_the_week_alone(town, amina, sophie):
    line = await declares(amina)
    assert "Pas encore relu par votre organisation : 2 h." in await amina.says("/semaine")
    await sophie.validates(line)
    assert await amina.hears() == ""
    assert "– reconnu\n" in await amina.says("/semaine")


@pytest.mark.parametrize(
    "words", ["pourquoi on m’a enlevé 1 h ?", "Pourquoi mes heures sont pas validées", "mes remarques"]
)
async def test_why_is_asked_in_words(town, amina, sophie, words):
    line = await declares(amina)
    assert "aucune remarque" in await amina.says(words)
    await sophie.requalifies(line, 60, "La feuille dit une heure.")
    await amina.hears()
    heard = await amina.says(words)
    assert "« La feuille dit une heure. »" in heard
    assert "Répondre" in amina.labels
    assert town.model.asked == ["hier 2h de formation"]


@pytest.mark.parametrize("words", ["pourquoi on m'a enlevé 200 euros", "j'ai validé mon inscription", "pourquoi ?"])
async def test_what_is_asked_of_money_is_not_taken_for_it(town, amina, words):
    await amina.says(words)
    assert words in town.model.asked


async def test_with_several_remarks_the_person_says_which(town, amina, sophie):
    first = await declares(amina)
    second = await declares(amina, "lundi 1h d'atelier")
    await sophie.asks(first, "où ?")
    await sophie.requalifies(second, 60, "c’était un entretien", "interview")
    assert "comme entretien d'embauche" in await amina.hears()
    assert "À quelle remarque" in await amina.presses("Répondre")
    assert "où ?" in await amina.presses("mardi 17")
    await amina.says(ANSWER)
    assert await said_of(town, first) == [("question", "où ?"), ("answer", ANSWER)]
    assert len(await said_of(town, second)) == 1


async def test_cancel_leaves_the_answer(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "où ?")
    await amina.hears()
    await amina.presses("Répondre")
    await amina.says("annule")
    await amina.says("à la mairie, hier 3h de formation")
    assert await said_of(town, line) == [("question", "où ?")]
    assert amina.labels[0] == "Oui, c'est ça"  # a declaration again, read back


async def test_a_button_leaves_the_answer_and_no_later_word_is_taken_for_it(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "où ?")
    await amina.hears()
    await amina.presses("Répondre")
    week = await amina.presses("Ma semaine")
    assert "Écrivez votre réponse" not in week
    await amina.says("merci")
    assert await said_of(town, line) == [("question", "où ?")]


async def test_distress_goes_to_no_advisor(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "où ?")
    await amina.hears()
    await amina.presses("Répondre")
    assert "3114" in await amina.says("j'ai envie de mourir")
    town.model.requests["à quoi bon continuer"] = ("distress", 0.9)
    await amina.says("à quoi bon continuer")
    await amina.says("bon")
    assert await said_of(town, line) == [("question", "où ?")]
    await amina.says("répondre")
    assert "3114" in await amina.says("à quoi bon continuer")  # seen by the model alone, in the middle of an answer
    assert await said_of(town, line) == [("question", "où ?")]


async def test_a_photo_is_no_answer_and_the_question_waits_on(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "où ?")
    await amina.hears()
    await amina.presses("Répondre")
    assert "Écrivez votre réponse" in await amina.does("photo")
    await amina.says(ANSWER)
    assert (await said_of(town, line))[-1] == ("answer", ANSWER)


async def test_the_answer_survives_a_restart(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "où ?")
    await amina.hears()
    await amina.presses("Répondre")
    async with town.store.reading() as work:
        kept = await work.conversations.find(amina.chat)
    assert kept is not None
    pending = load(kept.state).pending
    assert pending is not None
    assert (pending.kind, pending.draft.about) == ("remark_words", line)
    other = Talk(await _again(town), amina.chat)
    await other.says(ANSWER)
    assert (await said_of(town, line))[-1] == ("answer", ANSWER)


async def _again(town: Town) -> Town:
    from bot.dialogue.turn import Dialogue
    from tests.talk import HOUSE, PATIENCE

    town.dialogue = Dialogue(town.store, town.model, HOUSE, lambda: town.now, PATIENCE)
    return town


async def test_a_line_changed_meanwhile_needs_no_answer(town, amina, sophie):
    line = await declares(amina)
    await sophie.asks(line, "où ?")
    await amina.hears()
    await amina.presses("Répondre")
    async with town.store.writing() as work:
        old = await work.declarations.by_id(town.people["Amina"].id, [line])
        await work.declarations.add(
            person_id=town.people["Amina"].id, contract_id=sophie.contract, question="elsewhere", origin=None,
            lines=(), reverses=old, nothing_on=None, late=(), now=town.now,
        )  # fmt: skip
    assert "plus rien à répondre" in await amina.says(ANSWER)
    assert await said_of(town, line) == [("question", "où ?")]


async def test_a_corrected_line_loses_what_was_recognised(town, amina, sophie):
    line = await declares(amina)
    await sophie.validates(line)
    await amina.says("c'était 3h, pas 2h")
    await amina.presses("Oui")
    assert "Pas encore relu par votre organisation : 3 h." in await amina.says("/semaine")


async def test_it_is_told_in_the_persons_language(town, amina, sophie):
    line = await declares(amina)
    async with town.store.writing() as work:
        await work.people.set_language(town.people["Amina"].id, "en")
    await sophie.requalifies(line, 60, "The sheet says one hour.")
    assert "Recognised: 1 h out of 2 h." in await amina.hears()


async def test_a_period_is_told_without_its_reason(town, amina, sophie):
    async with town.store.writing() as work:
        contract = await work.contracts.find(sophie.contract)
        assert contract is not None
        period = Period(
            0, "illness", datetime(2026, 11, 16).date(), datetime(2026, 12, 3).date(), 600, "arrêt de travail reçu"
        )
        reply = await periods.note(work, sophie.scope, sophie.who, contract, period, town.now)
        assert not isinstance(reply, str)
        await announce(work, town.people["Amina"].id, [reply], town.now)
    heard = await amina.hears()
    assert "Du 16 novembre 2026 au 3 décembre 2026, votre durée est de 10 h par semaine" in heard
    assert "malad" not in heard
    assert "arrêt" not in heard
    week = await amina.says("/semaine")
    assert "0 h sur 10 h" in week
    assert "(source : arrêt de travail reçu)" in week
    async with town.store.writing() as work:
        contract = await work.contracts.find(sophie.contract)
        assert contract is not None
        number, today = contract.periods[0].id, town.now.date()
        reply = await periods.cancel(work, sophie.scope, sophie.who, contract, number, today, town.now)
        assert not isinstance(reply, str)
        assert (
            await periods.cancel(work, sophie.scope, sophie.who, contract, number, today, town.now)
            == "cancelled_already"
        )
    assert "0 h sur 15 h" in await amina.says("/semaine")


TUESDAY = datetime(2026, 11, 17, 13, tzinfo=UTC)  # 14:00 in Paris


async def test_a_workshop_that_is_over_is_offered_recorded_on_yes_and_never_twice(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    assert "« Atelier CV », mardi 17 novembre, 3 h : je le note" in await amina.says("/semaine")
    assert await town.ledger("Amina") == []
    assert "Reçu n° 1" in await amina.presses("Oui")
    (line,) = await town.ledger("Amina")
    assert (line.minutes, line.activity, line.words) == (180, "workshop", "Atelier CV")
    assert "Atelier CV" not in await amina.says("/start")
    assert "déjà noté : reçu n° 1" in await amina.presses("Oui", oldest=True)
    assert len(await town.ledger("Amina")) == 1


async def test_it_is_not_offered_before_its_end_nor_when_cancelled_or_missed(town, amina, sophie):
    await sophie.notes(sophie.workshop(town.now - timedelta(hours=2, minutes=59)))
    for state in ("cancelled", "missed"):
        await sophie.notes(sophie.workshop(TUESDAY, state=state))
    assert "je le note" not in await amina.says("/semaine")
    town.now += timedelta(minutes=1)
    assert "je le note" in await amina.says("/semaine")


async def test_it_is_offered_at_a_greeting_and_before_an_empty_declaration(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    town.model.requests["coucou"] = ("greet", 0.99)
    assert "je le note" in await amina.says("coucou")
    assert "je le note" in await amina.says("/declarer")
    assert "J'ai compris" in await amina.says("hier 2h de CV")  # said with its day: a declaration of its own
    await amina.presses("Oui")
    assert [line.activity for line in await town.ledger("Amina")] == ["job_search"]


async def test_i_was_not_there_is_settled_without_a_line_or_a_word_of_blame(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    await amina.says("/semaine")
    heard = await amina.presses("Non, je n'y étais pas")
    assert "Cela arrive" in heard
    assert "Prévenir d'une absence" in amina.labels
    assert "je le note" not in await amina.says("/semaine")
    assert await town.ledger("Amina") == []


async def test_later_is_not_asked_again_that_day(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    await amina.says("/semaine")
    await amina.says("plus tard")
    assert "je le note" not in await amina.says("/semaine")
    town.now += timedelta(days=1)
    assert "je le note" in await amina.says("/semaine")


async def test_yes_with_another_duration_is_read_back(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    await amina.says("/semaine")
    assert "2 h, atelier" in await amina.says("oui mais 2h")
    await amina.presses("Oui")
    assert [line.minutes for line in await town.ledger("Amina")] == [120]
    assert "je le note" not in await amina.says("/semaine")


@pytest.mark.parametrize(("same", "minutes"), [("Oui, c'est le même", [120]), ("Non, c'est en plus", [120, 180])])
async def test_what_stands_already_for_that_day_is_asked_about(town, amina, sophie, same, minutes):
    await declares(amina, "hier 2h d'atelier")
    await sophie.notes(sophie.workshop(TUESDAY))
    await amina.says("/semaine")
    assert "C'est le même moment ?" in await amina.presses("Oui, le noter")
    await amina.presses(same)
    assert sorted(line.minutes for line in await town.ledger("Amina")) == minutes
    assert "je le note" not in await amina.says("/semaine")


async def test_two_that_are_over_are_offered_one_after_the_other(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    await sophie.notes(sophie.workshop(TUESDAY - timedelta(days=1), 60))
    assert "lundi 16 novembre, 1 h : je le note" in await amina.says("/semaine")
    assert "mardi 17 novembre, 3 h : je le note" in await amina.presses("Oui, le noter")
    await amina.presses("Oui, le noter")
    assert sorted(line.minutes for line in await town.ledger("Amina")) == [60, 180]


async def test_an_offer_never_pushes_aside_a_question_under_way(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    await amina.says("lundi 2h de formation")
    assert "je le note" not in await amina.says("/semaine")
    assert "je le note" in await amina.presses("Oui, c'est ça")


async def test_two_chats_of_one_person_record_it_once(town, amina, sophie):
    await sophie.notes(sophie.workshop(TUESDAY))
    async with town.store.writing() as work:
        from bot.dialogue.messages import ChatKey

        await work.conversations.begin(ChatKey("terminal", "other"), town.now)
        await work.conversations.join(ChatKey("terminal", "other"), town.people["Amina"].id)
    other = town.talk("other")
    await amina.says("/semaine")
    await other.says("/semaine")
    await amina.presses("Oui")
    heard = await other.presses("Oui")
    assert "déjà" in heard
    assert len(await town.ledger("Amina")) == 1


async def test_the_next_appointments_are_told_with_hour_place_and_whom(town, amina, sophie):
    town.model.requests["c'est quand mon rendez-vous"] = ("ask_appointment", 0.95)
    assert "Je ne connais aucun rendez-vous" in await amina.says("c'est quand mon rendez-vous")
    await sophie.notes(sophie.workshop(TUESDAY + timedelta(days=7), place="salle 3", with_whom="Marie Diallo"))
    await sophie.notes(sophie.workshop(TUESDAY + timedelta(days=8)))
    heard = await amina.says("c'est quand mon rendez-vous")
    assert "Atelier CV, 3 h\nmardi 24 novembre à 14:00\nOù : salle 3\nAvec : Marie Diallo" in heard
    assert "mercredi 25 novembre à 14:00" in heard


async def test_bruno_who_owes_nothing_hears_of_no_missing_hours(town):
    sophie = await Sophie.of(town, "Bruno")
    bruno = town.talk("Bruno")
    await bruno.says("hier 2h de bénévolat")
    await bruno.presses("Oui")
    (line,) = await town.ledger("Bruno")
    await sophie.requalifies(line.id, 60, "une heure sur la feuille")
    await bruno.hears()
    week = await bruno.says("/semaine")
    assert "Reconnu par votre organisation : 1 h." in week
    assert " reste " not in week
    assert "au lieu de" not in week
