"""A contract that is proposed, as the person meets it in the chat: told, read, asked about, objected to, signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions import making, proposals
from actions.access import scope_for
from actions.making import Newcomer
from actions.records import ChatKey, Minimum, Objective, PlanAction
from bot.dialogue.announcing import announce
from tests.console import account
from tests.talk import Talk, Town

MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 18)


class Desk:
    """Zoé, who has no contract yet, and Sophie who prepares one with her; Amina has one already."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def open(self) -> Desk:
        town = self.town
        async with town.store.writing() as work:
            self.mission = await work.contracts.add_organisation("Mission locale de Rouen", "mission_locale", None)
            self.sophie = await work.contracts.add_advisor(
                self.mission, "Sophie Leroy", "conseillère", "06 11 22 33 44"
            )
        self.account = await account(
            town.store, town.now, organisation=self.mission, role="advisor", advisor=self.sophie
        )
        async with town.store.writing() as work:
            newcomer = Newcomer("Zoé", "Lambert", "Europe/Paris", "fr")
            self.contract, _ = await making.begin(work, self.account, newcomer, self.sophie, None, town.now)
            case = await self.case(work)
            terms = replace(
                case.versions[0].terms, from_day=MONDAY, minimums=(Minimum(MONDAY, 600, "lowered"),),
                objectives=(Objective("Trouver un stage", "Convention signée"),),
                plan=(PlanAction("Atelier CV", "workshop", "Mission locale", 120, MONDAY, None),),
            )  # fmt: skip
            await making.rewrite(work, case, case.versions[0], terms, self.account, town.now, "duration")
            await work.conversations.begin(ChatKey("terminal", "Zoé"), town.now)
            await work.conversations.join(ChatKey("terminal", "Zoé"), case.person.id)
        return self

    async def case(self, work):
        return await making.reached(work, scope_for(self.account, "see_people"), self.contract)

    async def does(self, step, tell, *args) -> None:
        async with self.town.store.writing() as work:
            case = await self.case(work)
            version = case.versions[0]
            await step(work, case, version, *args, self.account, self.town.now)
            await announce(work, case.person.id, [tell(case, version)], self.town.now)

    async def proposes(self) -> None:
        await self.does(making.propose, proposals.told_proposed)

    async def deeds(self) -> list[str]:
        async with self.town.store.reading() as work:
            return [trace.deed for trace in await work.audit.of_contract(self.contract)]

    async def waits(self) -> bool:
        async with self.town.store.reading() as work:
            return (await work.contracts.facts(self.contract))[1] is not None


@pytest.fixture
async def desk(town: Town) -> Desk:
    return await Desk(town).open()


@pytest.fixture
def zoe(town: Town) -> Talk:
    return town.talk("Zoé")


async def test_a_proposal_is_told_read_and_asked_about(desk, zoe):
    assert "Je ne trouve pas de contrat d'engagement à votre nom" in await zoe.says("/contrat")
    await desk.proposes()
    told = await zoe.hears()
    assert "Mission locale de Rouen vous propose un contrat d'engagement" in told
    assert zoe.labels == ["Lire la proposition", "J'ai une question", "Je ne suis pas d'accord"]
    read = await zoe.presses("Lire la proposition")
    for words in (
        "au moins 10 h par semaine (durée adaptée", "Trouver un stage – on le voit à : Convention signée",
        "Atelier CV", "Ce à quoi l'organisme s'engage", "Ce à quoi vous vous engagez",
        "Je ne peux pas signer pour vous",
    ):  # fmt: skip
        assert words in read
    answer = await zoe.presses("J'ai une question")
    assert "Sophie Leroy (Mission locale de Rouen), au 06 11 22 33 44" in answer
    assert "Ne pas signer tout de suite, ce n'est pas refuser" in answer
    assert (await desk.waits(), (await desk.deeds())[0]) == (True, "proposal_questioned")


async def test_the_contract_command_shows_a_proposal_when_there_is_nothing_else(desk, zoe):
    await desk.proposes()
    await zoe.hears()
    assert "Proposition de contrat d'engagement" in await zoe.says("/contrat")


async def test_saying_no_in_the_chat_refuses_nothing(desk, zoe):
    await desk.proposes()
    await zoe.hears()
    assert "vous n'êtes pas d'accord" in await zoe.presses("Je ne suis pas d'accord")
    assert (await desk.waits(), (await desk.deeds())[0]) == (True, "proposal_disagreed")
    async with desk.town.store.reading() as work:
        assert (await desk.case(work)).versions[0].state == "proposed"


async def test_once_signed_the_contract_is_there_and_time_can_be_declared(desk, zoe):
    await desk.proposes()
    await desk.does(making.sign, proposals.told_signed, TODAY, TODAY)
    assert "est signé des deux côtés" in await zoe.hears()
    assert await desk.waits() is False
    assert "Votre contrat d'engagement" in await zoe.says("/contrat")
    await zoe.presses("Lire la proposition")
    assert "Aucune proposition ne vous attend" in zoe.text


async def test_an_amendment_is_told_with_what_it_changes(desk, zoe):
    await desk.proposes()
    await desk.does(making.sign, proposals.told_signed, TODAY, TODAY)
    async with desk.town.store.writing() as work:
        await making.amend(work, await desk.case(work), "Vous gardez votre enfant", desk.account, desk.town.now)
        case = await desk.case(work)
        terms = replace(case.open.terms, minimums=(Minimum(case.open.terms.from_day, 300, "lowered"),))
        await making.rewrite(work, case, case.open, terms, desk.account, desk.town.now, "duration")
    await zoe.hears()
    await desk.proposes()
    told = await zoe.hears()
    for words in ("Vous gardez votre enfant", "au moins 5 h par semaine (avant : au moins 10 h par semaine)"):
        assert words in told
    assert "votre contrat actuel continue" in await zoe.presses("Lire la proposition")
    await desk.does(making.sign, proposals.told_signed, TODAY, TODAY)
    assert "Les semaines d'avant restent comme elles étaient" in await zoe.hears()


async def test_someone_else_s_proposal_is_never_shown(desk, town):
    await desk.proposes()
    amina = town.talk("Amina")
    for words in ("/contrat", "/semaine"):
        assert "Rouen" not in await amina.says(words)
    async with town.store.reading() as work:
        assert await proposals.pending(work, town.people["Amina"].id) is None
