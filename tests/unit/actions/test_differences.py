"""What an amendment changes, said in plain words; nothing is said of what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.differences import differences
from actions.records import Advisor, Commitment, Diagnostic, Minimum, Objective, PlanAction, Terms
from content import catalogue

FIRST, MONDAY, SPRING = date(2026, 3, 2), date(2026, 11, 23), date(2027, 3, 1)
SOPHIE = Advisor(1, "Sophie Martin", "conseillère", None)
OLD = Terms(
    FIRST, ends_on=date(2027, 5, 30), path="social", degree="light", minimums=(Minimum(FIRST, 900, "general"),),
    objectives=(Objective("Passer le permis", "Permis obtenu", "un", SPRING, id=1),),
    plan=(PlanAction("Code", "training", "Auto-école", 240, FIRST, None, "Rouen"),),
    commitments=(
        Commitment("organisation", "Vous accompagner", id=1), Commitment("person", "Venir", id=2),
        Commitment("breach", "On en parle", id=3),
    ),
    diagnostic=Diagnostic(FIRST, SOPHIE),
)  # fmt: skip


def lower(*minimums: Minimum) -> Terms:
    return replace(OLD, from_day=MONDAY, minimums=minimums)


CHANGES = {
    "a lower duration": (
        lower(Minimum(MONDAY, 420, "lowered")),
        ["À partir du 23 novembre 2026 : au moins 7 h par semaine (avant : au moins 15 h par semaine)"],
    ),
    "none, then some": (
        lower(Minimum(MONDAY, 0, "none_on_request", MONDAY), Minimum(SPRING, 600, "lowered")),
        ["23 novembre 2026 : pas de nombre d'heures", "1er mars 2027 : au moins 10 h"],
    ),
    "holidays": (replace(OLD, minutes_less_per_holiday=180), ["Chaque jour férié de la semaine enlèvera 3 h"]),
    "no end": (replace(OLD, ends_on=None), ["Fin du contrat : pas de date (avant : 30 mai 2027)"]),
    "a point": (replace(OLD, review_on=SPRING), ["Prochain point : 1er mars 2027 (avant : pas de date)"]),
    "another path": (replace(OLD, path="professional"), ["parcours professionnel (avant : parcours social)"]),
    "another degree": (replace(OLD, degree=None), ["accompagnement non précisé (avant : accompagnement léger)"]),
    "a new objective": (
        replace(OLD, objectives=(*OLD.objectives, Objective("Trouver un stage"))),
        ["Nouvel objectif : Trouver un stage"],
    ),
    "an objective gone": (replace(OLD, objectives=()), ["Objectif retiré : Passer le permis – on le voit à"]),
    "an objective later": (
        replace(OLD, objectives=(replace(OLD.objectives[0], by_day=MONDAY),)), ["Objectif changé : Passer le permis"],
    ),
    "an action gone": (
        replace(OLD, plan=()), ["Action retirée : Code – avec Auto-école – lieu : Rouen – 4 h par semaine"],
    ),
    "an action quicker": (
        replace(OLD, plan=(replace(OLD.plan[0], ends_on=SPRING),)), ["du 2 mars 2026 au 1er mars 2027 (avant : Code"],
    ),
    "a promise of the organisation's": (
        replace(OLD, commitments=(*OLD.commitments, Commitment("organisation", "Payer le code", SPRING))),
        ["L'organisme s'engage en plus à : Payer le code – avant le 1er mars 2027"],
    ),
    "a promise of the person's gone": (
        replace(OLD, commitments=(OLD.commitments[0], OLD.commitments[2])), ["Vous ne vous engagez plus à : Venir"],
    ),
    "what follows": (
        replace(OLD, commitments=OLD.commitments[:2]), ["Si un engagement n'est pas tenu, retiré : On en parle"],
    ),
    "a new diagnostic": (
        replace(OLD, diagnostic=Diagnostic(MONDAY, SOPHIE, adaptation=True)),
        ["le diagnostic fait le 23 novembre 2026", "Une adaptation à votre situation s'applique"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("new", "extracts"), CHANGES.values(), ids=CHANGES)
def test_each_change_is_said_and_nothing_else(new, extracts):
    said = [catalogue.plain(catalogue.written(change.words, "fr")) for change in differences(OLD, new)]
    assert len(said) == len(extracts), said
    for line, extract in zip(said, extracts, strict=True):
        assert extract in line
    for change in differences(OLD, new):
        assert "{" not in catalogue.written(change.words, "en")
        assert catalogue.written(change.words, "en")


@pytest.mark.parametrize("new", [terms for terms, _ in CHANGES.values()], ids=CHANGES)
def test_taking_a_change_back_is_a_change_too(new):
    """The other way round something is said as well, in the parts that changed."""
    assert {c.part for c in differences(replace(new, from_day=FIRST), OLD)} >= {
        c.part for c in differences(OLD, new) if c.part not in ("duration", "diagnostic")
    }


def test_how_far_something_has_come_is_no_change_of_what_it_says():
    followed = replace(
        OLD,
        objectives=(replace(OLD.objectives[0], id=9, state="reached", state_on=MONDAY),),
        commitments=tuple(replace(c, id=c.id + 9, state="kept") for c in OLD.commitments),
    )
    assert differences(OLD, followed) == ()


@given(st.permutations(OLD.commitments))
def test_the_order_of_the_sentences_changes_nothing(commitments):
    assert differences(OLD, replace(OLD, commitments=tuple(commitments))) == ()
