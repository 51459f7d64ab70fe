"""A contract's life on both databases: every step, every step that is refused, and what the audit keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from actions import making
from actions.access import scope_for
from actions.making import (
    AlreadyOpen,
    ChangedMeanwhile,
    DayAhead,
    DayTooEarly,
    MoreOfThePast,
    Newcomer,
    NobodyThere,
    NoReason,
    NotNow,
    NotReady,
    ReferenceTaken,
)
from actions.records import Commitment, Minimum, Objective
from tests.console import account

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 18), date(2026, 11, 17), date(2026, 11, 19)
MONDAY = date(2026, 11, 16)
AMINA = Newcomer("Amina", "Diallo", "Europe/Paris", "fr", date(1990, 5, 4))
SECRET = "Garde alternée, vit chez sa sœur"


class Office:
    """One organisation with its advisor Sophie and their manager Nadia; and another organisation."""

    def __init__(self, store):
        self.store = store

    async def open(self):
        async with self.store.writing() as work:
            self.mission = await work.contracts.add_organisation("Mission locale", "mission_locale", None)
            self.other = await work.contracts.add_organisation("Cap emploi", "cap_emploi", "05 06")
            self.sophie_id = await work.contracts.add_advisor(self.mission, "Sophie Martin", "conseillère", None)
            self.karim_id = await work.contracts.add_advisor(self.mission, "Karim Petit", "conseiller", None)
            self.lea_id = await work.contracts.add_advisor(self.other, "Léa Roux", "conseillère", None)
        self.sophie = await account(
            self.store, NOW, organisation=self.mission, role="advisor", advisor=self.sophie_id
        )
        self.nadia = await account(self.store, NOW, organisation=self.mission, role="manager", name="Nadia Cohen")
        return self

    async def case(self, contract_id):
        async with self.store.reading() as work:
            return await making.reached(work, scope_for(self.nadia, "see_people"), contract_id)

    async def do(self, step, contract_id, *args, version=None):
        """One step of the life, in a transaction of its own, on the contract as it stands."""
        async with self.store.writing() as work:
            case = await making.reached(work, scope_for(self.nadia, "see_people"), contract_id)
            on = [version or case.versions[0]] if step in VERSION_STEPS else []
            return await step(work, case, *on, *args, self.sophie, NOW)

    async def draft(self, **terms):
        async with self.store.writing() as work:
            contract, _version = await making.begin(work, self.sophie, AMINA, self.sophie_id, None, NOW)
        case = await self.case(contract)
        said = replace(
            case.versions[0].terms, from_day=MONDAY, minimums=(Minimum(MONDAY, 900, "general"),),
            objectives=(Objective("Passer le permis"),),
        )  # fmt: skip
        async with self.store.writing() as work:
            terms = replace(said, **terms)
            await making.rewrite(work, case, case.versions[0], terms, self.sophie, NOW, "identity")
        return contract

    async def at(self, state):
        """A contract whose newest version is in that state: the shortest way there."""
        contract = await self.draft()
        if state == "withdrawn":
            await self.do(making.withdraw, contract)
        if state in ("proposed", "signed", "refused"):
            await self.do(making.propose, contract)
        if state == "refused":
            await self.do(making.refuse, contract, "person", TODAY)
        if state == "signed":
            await self.do(making.sign, contract, YESTERDAY, TODAY)
        return contract

    async def traces(self, contract):
        async with self.store.reading() as work:
            return await work.audit.of_contract(contract, 500)


VERSION_STEPS = (making.propose, making.sign, making.refuse, making.withdraw)


@pytest.fixture
async def office(store):
    return await Office(store).open()


PLAIN = {
    "propose": (making.propose, ()),
    "sign": (making.sign, (YESTERDAY, TODAY)),
    "refuse": (making.refuse, ("organisation", TODAY)),
    "withdraw": (making.withdraw, ()),
}
ALLOWED = {
    ("draft", "propose"): ("proposed", "proposed"),
    ("draft", "withdraw"): ("withdrawn", "draft"),
    ("proposed", "sign"): ("signed", "signed"),
    ("proposed", "refuse"): ("refused", "draft"),
    ("proposed", "withdraw"): ("withdrawn", "draft"),
}
STATES = ("draft", "proposed", "signed", "refused", "withdrawn")


@pytest.mark.parametrize("deed", PLAIN)
@pytest.mark.parametrize("state", STATES)
async def test_each_step_from_each_state(office, state, deed):
    """What may be done leads on, and the contract's own row with it; all else is refused and changes nothing."""
    contract = await office.at(state)
    before = (await office.case(contract)).versions[0]
    step, args = PLAIN[deed]
    if (state, deed) in ALLOWED:
        await office.do(step, contract, *args)
        case = await office.case(contract)
        assert (case.versions[0].state, case.contract.state) == ALLOWED[state, deed]
        assert case.versions[0].revision == before.revision + 1
    else:
        with pytest.raises(NotNow):
            await office.do(step, contract, *args)
        assert (await office.case(contract)).versions[0] == before


@pytest.mark.parametrize("deed", [*PLAIN, "rewrite"])
async def test_a_step_from_a_page_that_is_older_than_a_change_is_refused(office, deed):
    contract = await office.at("draft" if deed in ("propose", "rewrite") else "proposed")
    case = await office.case(contract)
    old = replace(case.versions[0], revision=case.versions[0].revision - 1)
    if deed == "rewrite":
        with pytest.raises(ChangedMeanwhile):
            async with office.store.writing() as work:
                await making.rewrite(work, case, old, old.terms, office.sophie, NOW, "plan")
    else:
        with pytest.raises(ChangedMeanwhile):
            await office.do(PLAIN[deed][0], contract, *PLAIN[deed][1], version=old)
    assert (await office.case(contract)).versions == case.versions


async def test_of_two_who_sign_at_once_one_is_told(office):
    """Both read the same page; the second writes on what the first has changed."""
    contract = await office.at("proposed")
    stale = await office.case(contract)
    await office.do(making.sign, contract, YESTERDAY, TODAY)
    with pytest.raises(ChangedMeanwhile):
        async with office.store.writing() as work:
            await making.withdraw(work, stale, stale.versions[0], office.nadia, NOW)
    assert (await office.case(contract)).versions[0].state == "signed"


async def test_the_contract_is_kept_in_step_with_what_is_signed(office):
    contract = await office.draft(ends_on=date(2027, 5, 30), review_on=date(2027, 2, 1))
    await office.do(making.propose, contract)
    await office.do(making.sign, contract, YESTERDAY, TODAY)
    found = (await office.case(contract)).contract
    assert (found.state, found.signed_on, found.starts_on) == ("signed", TODAY, MONDAY)
    assert (found.ends_on, found.review_on) == (date(2027, 5, 30), date(2027, 2, 1))


async def test_an_amendment_rules_from_its_first_day_and_the_old_one_before(office):
    contract = await office.at("signed")
    await office.do(making.amend, contract, "Un enfant à garder")
    case = await office.case(contract)
    draft = case.open
    assert (draft.number, draft.terms.why, draft.terms.from_day) == (2, "Un enfant à garder", date(2026, 11, 23))
    lower = replace(draft.terms, minimums=(Minimum(date(2026, 11, 23), 420, "lowered"),), ends_on=date(2027, 1, 31))
    async with office.store.writing() as work:
        await making.rewrite(work, case, draft, lower, office.sophie, NOW, "duration")
    assert (await office.case(contract)).contract.ends_on is None  # a draft changes nothing of what is signed
    await office.do(making.propose, contract)
    await office.do(making.sign, contract, TODAY, TODAY)
    case = await office.case(contract)
    assert [(m.from_day, m.minutes) for m in case.contract.minimums] == [(MONDAY, 900), (date(2026, 11, 23), 420)]
    assert (case.contract.ends_on, case.contract.starts_on, case.contract.signed_on) == (
        date(2027, 1, 31), MONDAY, TODAY,
    )  # fmt: skip
    assert [version.state for version in case.versions] == ["signed", "signed"]
    assert case.versions[1].terms.minimums == (Minimum(MONDAY, 900, "general"),)
    assert case.in_force(TODAY).number == 1
    assert case.in_force(date(2026, 11, 23)).number == 2


async def test_a_refused_amendment_leaves_the_contract_as_it_was(office):
    contract = await office.at("signed")
    before = (await office.case(contract)).contract
    await office.do(making.amend, contract, "Plus d'heures")
    await office.do(making.propose, contract)
    await office.do(making.refuse, contract, "person", TODAY)
    assert (await office.case(contract)).contract == before


async def refused(office, kind, step, contract, *args, **other):
    before = await office.case(contract)
    with pytest.raises(kind):
        await office.do(step, contract, *args, **other)
    assert await office.case(contract) == before


async def test_what_cannot_be_signed(office):
    contract = await office.at("proposed")
    await refused(office, DayAhead, making.sign, contract, TODAY, TOMORROW)
    await refused(office, DayAhead, making.sign, contract, TOMORROW, TODAY)
    await refused(office, NotNow, making.refuse, contract, "neighbour", TODAY)
    await refused(office, DayAhead, making.refuse, contract, "person", TOMORROW)


async def test_a_week_that_was_over_is_not_asked_for_by_a_signature(office):
    contract = await office.draft(from_day=date(2026, 11, 2), minimums=(Minimum(date(2026, 11, 2), 900, "general"),))
    await office.do(making.propose, contract)
    await refused(office, MoreOfThePast, making.sign, contract, TODAY, TODAY)


async def test_what_is_not_ready_is_neither_kept_nor_proposed(office):
    contract = await office.draft(objectives=())
    await refused(office, NotReady, making.propose, contract)
    case = await office.case(contract)
    wrong = replace(case.versions[0].terms, minimums=(Minimum(MONDAY, 0, "general"),))
    with pytest.raises(NotReady):
        async with office.store.writing() as work:
            await making.rewrite(work, case, case.versions[0], wrong, office.sophie, NOW, "duration")


async def test_one_version_at_a_time_and_never_without_a_reason(office):
    contract = await office.at("signed")
    await refused(office, NoReason, making.amend, contract, "  ")
    await office.do(making.amend, contract, "Un enfant à garder")
    await refused(office, AlreadyOpen, making.amend, contract, "Encore")


async def test_one_contract_under_way_for_a_person_and_one_reference(office):
    async with office.store.writing() as work:
        contract, _ = await making.begin(work, office.sophie, AMINA, office.sophie_id, "M-1", NOW)
    person = (await office.case(contract)).person.id
    with pytest.raises(AlreadyOpen):
        async with office.store.writing() as work:
            await making.begin_for(work, office.sophie, person, office.sophie_id, None, NOW)
    for kind, referent, reference in ((NobodyThere, office.lea_id, None), (ReferenceTaken, office.sophie_id, "M-1")):
        with pytest.raises(kind):
            async with office.store.writing() as work:
                await making.begin(work, office.sophie, replace(AMINA, given_name="Zoé"), referent, reference, NOW)
    async with office.store.reading() as work:
        assert await work.people.named_within(office.mission, "Zoé") == ()


ALIKE = {
    "the same": ({}, True),
    "in other letters": ({"given_name": "AMINA", "family_name": "diallo"}, True),
    "without a birth date": ({"born_on": None}, True),
    "born on another day": ({"born_on": date(1991, 1, 1)}, False),
    "another name": ({"family_name": "Diop"}, False),
}


@pytest.mark.parametrize(("facts", "warned"), ALIKE.values(), ids=ALIKE)
async def test_someone_alike_is_found_in_the_organisation_only(office, facts, warned):
    await office.draft()
    async with office.store.reading() as work:
        here = await making.alike(work, office.mission, replace(AMINA, **facts))
        assert bool(here) is warned
        assert await making.alike(work, office.other, replace(AMINA, **facts)) == ()


async def test_an_end_withdraws_what_was_open_and_stops_the_rest(office):
    contract = await office.at("signed")
    await office.do(making.amend, contract, "Un enfant à garder")
    await office.do(making.propose, contract)
    await refused(office, DayAhead, making.end, contract, "moved", TOMORROW)
    await refused(office, DayTooEarly, making.end, contract, "moved", date(2026, 11, 15))
    await refused(office, NotNow, making.end, contract, "transferred", TODAY)
    await office.do(making.end, contract, "moved", TODAY)
    case = await office.case(contract)
    assert (case.contract.state, case.contract.ends_on, case.open) == ("ended", TODAY, None)
    async with office.store.reading() as work:
        assert (await work.contracts.facts(contract))[0] == "moved"
    await refused(office, NotNow, making.amend, contract, "Encore")
    await refused(office, NotNow, making.end, contract, "moved", TODAY)
    await refused(office, NotNow, making.transfer, contract, office.other, TOMORROW)
    await refused(office, NotNow, making.name_referent, contract, office.karim_id, office.sophie_id, TODAY)


async def test_a_referent_is_named_once_with_its_day(office):
    contract = await office.at("signed")
    await refused(office, NobodyThere, making.name_referent, contract, office.lea_id, office.sophie_id, TODAY)
    await refused(office, NotNow, making.name_referent, contract, office.sophie_id, office.sophie_id, TODAY)
    await refused(office, DayAhead, making.name_referent, contract, office.karim_id, office.sophie_id, TOMORROW)
    await office.do(making.name_referent, contract, office.karim_id, office.sophie_id, TODAY)
    await refused(office, ChangedMeanwhile, making.name_referent, contract, office.karim_id, office.sophie_id, TODAY)
    async with office.store.reading() as work:
        history = await work.contracts.referents(contract)
        assert await making.reached(work, scope_for(office.sophie, "see_people"), contract) is None
    assert [each.advisor.name for each in history] == ["Karim Petit", "Sophie Martin"]
    assert history[0].from_day == TODAY


async def test_a_transfer_leaves_the_diagnostic_and_asks_for_no_hours(office):
    contract = await office.at("signed")
    await refused(office, NobodyThere, making.transfer, contract, office.mission, TOMORROW)
    await refused(office, NobodyThere, making.transfer, contract, 404, TOMORROW)
    await refused(office, DayTooEarly, making.transfer, contract, office.other, MONDAY)
    new = await office.do(making.transfer, contract, office.other, date(2026, 11, 23))
    old = await office.case(contract)
    assert (old.contract.state, old.contract.ends_on) == ("transferred", date(2026, 11, 22))
    assert await office.case(new) is None  # another organisation's
    async with office.store.reading() as work:
        there = await work.contracts.find(new)
        version = (await work.versions.of_contract(new))[0]
        assert (await work.contracts.came_from(new)).name == "Mission locale"
        assert (await work.contracts.went_to(contract)).name == "Cap emploi"
        assert (await work.contracts.in_force(old.person.id, date(2026, 11, 23))).id == contract
        assert (await work.contracts.facts(new))[1] == NOW  # it waits for their manager
        assert [a.name for a in await work.contracts.advisors_of(office.other)] == ["Léa Roux"]
    assert (there.state, there.minimums, version.state) == ("draft", (), "draft")
    assert version.terms.minimums == (Minimum(date(2026, 11, 23), 900, "general"),)
    assert version.terms.diagnostic is None


async def test_how_promises_and_objectives_go(office):
    contract = await office.at("signed")
    terms = (await office.case(contract)).versions[0].terms
    promise = next(c for c in terms.commitments if c.side == "organisation")
    theirs = next(c for c in terms.commitments if c.side == "person")
    await office.do(making.follow_commitment, contract, promise.id, None, "under_way", TODAY)
    await refused(office, ChangedMeanwhile, making.follow_commitment, contract, promise.id, None, "kept", TODAY)
    await refused(office, NotNow, making.follow_commitment, contract, theirs.id, None, "not_kept", TODAY)
    await refused(office, NotNow, making.follow_commitment, contract, promise.id, "under_way", "lost", TODAY)
    await refused(office, DayAhead, making.follow_commitment, contract, promise.id, "under_way", "kept", TOMORROW)
    objective = terms.objectives[0].id
    await office.do(making.follow_objective, contract, objective, "open", "reached", TODAY)
    await refused(office, ChangedMeanwhile, making.follow_objective, contract, objective, "open", "dropped", TODAY)
    await refused(office, NotNow, making.follow_objective, contract, objective + 99, "open", "dropped", TODAY)
    found = (await office.case(contract)).versions[0].terms
    assert (found.objectives[0].state, found.objectives[0].state_on) == ("reached", TODAY)
    assert next(c for c in found.commitments if c.id == promise.id).state == "under_way"


async def test_the_audit_tells_each_step_and_no_word_of_anybody(office):
    contract = await office.draft(commitments=(Commitment("organisation", SECRET), Commitment("person", SECRET)))
    await office.do(making.propose, contract)
    await office.do(making.refuse, contract, "person", TODAY)
    await office.do(making.amend, contract, SECRET)
    await office.do(making.propose, contract)
    await office.do(making.sign, contract, TODAY, TODAY)
    await office.do(making.name_referent, contract, office.karim_id, office.sophie_id, TODAY)
    await office.do(making.end, contract, "reached", TODAY)
    traces = await office.traces(contract)
    assert [trace.deed for trace in reversed(traces)] == [
        "contract_begun", "version_saved", "version_proposed", "version_refused", "version_begun",
        "version_proposed", "version_signed", "referent_named", "contract_ended",
    ]  # fmt: skip
    assert {trace.name for trace in traces} == {"Sophie Martin"}
    assert all(SECRET not in str(trace) and "Amina" not in str(trace) for trace in traces)


async def test_nothing_of_a_refused_step_is_kept(office):
    contract = await office.at("proposed")
    before = await office.traces(contract)
    await refused(office, DayAhead, making.sign, contract, TOMORROW, TODAY)
    assert await office.traces(contract) == before


async def test_private_words_stay_out_of_what_a_traceback_shows(office):
    contract = await office.draft(commitments=(Commitment("organisation", SECRET), Commitment("person", SECRET)))
    case = await office.case(contract)
    assert SECRET not in repr(case)
    assert "Diallo" not in repr(case)
    assert "Diallo" not in repr(AMINA)
