"""The sentences that a new contract starts from: each may be changed, and none holds a figure."""

from __future__ import annotations

from actions.records import Commitment
from content import catalogue
from content.values import Phrase

LANGUAGE = "fr"  # the contract's own, whatever the console's
STARTING = {
    "organisation": (
        Phrase("commitments.one_referent"),
        Phrase("commitments.obstacles"),
        Phrase("commitments.actions_offered"),
        Phrase("commitments.review_together"),
    ),
    "person": (
        Phrase("commitments.take_part"),
        Phrase("commitments.steps"),
        Phrase("commitments.tell_changes"),
    ),
    "breach": (
        Phrase("commitments.nothing_automatic"),
        Phrase("commitments.who_decides"),
        Phrase("commitments.ours_too"),
    ),
}


def starting() -> tuple[Commitment, ...]:
    return tuple(
        Commitment(side, catalogue.plain(catalogue.text(phrase.key, phrase.values, LANGUAGE)))
        for side, phrases in STARTING.items()
        for phrase in phrases
    )
