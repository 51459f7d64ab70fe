"""What is recognised stands beside what is declared: sums, states, and the words that tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import progress, reviews
from actions.records import Account, Declared, Judged, Receipt, Review
from actions.reply import Reply
from content import catalogue
from content.values import Said

from .test_progress import AMINA, TODAY, WEEK, line
from .test_records import CONTRACT

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
SOPHIE = Account(1, 1, 1, "Sophie Martin", "s@example.org", "advisor")
LANGUAGES = tuple(catalogue.languages())


def said(
    kind: str, minutes: int | None = None, activity: str | None = None, words: str = "", number: int = 1
) -> Review:
    return Review(number, 1, kind, AT, minutes, activity, words, None if kind == "answer" else "Sophie Martin")


def recognises(one: Declared) -> st.SearchStrategy[Review]:
    whole = st.just(said("validated", one.minutes, one.activity))
    return whole | st.builds(said, st.just("requalified"), st.integers(0, 1500), st.just(one.activity), st.just("x"))


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    one = line(draw(st.integers(1, 1500)), undone=draw(st.booleans()))
    other = st.sampled_from([said("question", words="?"), said("answer", words="!")])
    return Judged(one, tuple(draw(st.lists(recognises(one) | other, max_size=4))))


@given(st.lists(judged(), max_size=10))
def test_what_waits_and_what_was_recognised_make_up_what_is_declared(some):
    found = progress.sums(some)
    standing = [one for one in some if not one.line.undone]
    assert found.declared == sum(one.line.minutes for one in standing)
    assert found.waiting + sum(one.line.minutes for one in standing if one.recognition) == found.declared
    assert found.waiting <= found.declared


@given(st.lists(judged(), max_size=10))
def test_no_more_is_recognised_than_declared_unless_somebody_recognised_more(some):
    found = progress.sums(some)
    more = [one for one in some if (one.recognised or 0) > one.line.minutes]
    assert more or found.recognised <= found.declared


@given(st.lists(judged(), max_size=10))
def test_what_is_recognised_never_changes_what_is_left_to_declare(some):
    lines = tuple(one.line for one in some if not one.line.undone)
    before = progress.of_week(WEEK, CONTRACT, lines, TODAY)
    after = progress.of_week(WEEK, CONTRACT, lines, TODAY, {1: some[0].reviews} if some else {})
    assert before.values["standing"] == after.values["standing"]


@given(judged())
def test_the_newest_recognition_counts_whatever_is_asked_or_answered_after_it(one):
    recognitions = [review for review in one.reviews if review.kind in {"validated", "requalified"}]
    assert one.recognised == (recognitions[-1].minutes if recognitions else None)
    asked = replace(one, reviews=(*one.reviews, said("question", words="?")))
    assert asked.recognised == one.recognised
    withdrawn = replace(one, reviews=(*one.reviews, said("validated", one.line.minutes, one.line.activity)))
    assert withdrawn.whole
    assert withdrawn.recognised == one.line.minutes


@given(judged())
def test_a_line_waits_for_its_advisor_when_the_last_word_is_the_persons(one):
    last = one.reviews[-1].kind if one.reviews else None
    assert one.waits_for_advisor == (last in {None, "answer"} and not one.line.undone)


@given(judged(), st.sampled_from(LANGUAGES))
def test_every_state_can_be_worded_and_none_says_refused(one, language):
    here = replace(one, line=replace(one.line, undone=False))
    week = progress.of_week(WEEK, CONTRACT, (here.line,), TODAY, {1: here.reviews})
    receipt = progress.receipts([Receipt(1, AT, (one.line,))], AMINA, {1: one.reviews})
    for reply in (week, receipt):
        text = catalogue.plain(catalogue.text(reply.key, reply.values, language)).lower()
        assert "{" not in text
        assert not any(word in text for word in ("refus", "reject", "faute", "fault"))


@pytest.mark.parametrize(
    ("reviews_", "told"),
    [
        ((), "– pas encore relu"),
        ((said("validated", 120, "training"),), "– reconnu\n"),
        ((said("requalified", 60, "training", "x"),), "– reconnu 1 h sur 2 h\n"),
        ((said("requalified", 120, "workshop", "x"),), "– reconnu 2 h sur 2 h, comme atelier"),
        ((said("question", words="où ?"),), "on vous pose une question"),
        ((said("requalified", 60, "training", "x"), said("answer", words="non")), "– reconnu 1 h sur 2 h\n"),
        ((said("question", words="où ?"), said("answer", words="là")), "votre réponse est à lire"),
    ],
)
def test_the_receipt_says_what_was_said_of_each_line(reviews_, told):
    reply = progress.receipts([Receipt(1, AT, (line(120),))], AMINA, {1: reviews_})
    assert told in catalogue.plain(catalogue.text(reply.key, reply.values, "fr")) + "\n"


@pytest.mark.parametrize(
    ("reviews_", "told"),
    [
        ({}, "Pas encore relu par votre organisation : 3 h."),
        ({1: (said("validated", 120, "training"),)}, "Reconnu par votre organisation : 2 h. Pas encore relu : 1 h."),
        (
            {1: (said("validated", 120, "training"),), 2: (said("requalified", 30, "training", "x"),)},
            "Reconnu par votre organisation : 2 h 30.",
        ),
    ],
)
def test_the_week_tells_declared_recognised_and_waiting(reviews_, told):
    reply = progress.of_week(WEEK, CONTRACT, (line(120), line(60, id=2)), TODAY, reviews_)
    text = catalogue.plain(catalogue.text(reply.key, reply.values, "fr"))
    assert told in text
    assert "3 h sur 15 h" in text
    assert "seule votre organisation les reconnaît" in text


@pytest.mark.parametrize(
    ("minutes", "activity", "words", "fault"),
    [
        (60, "training", "une heure sur la feuille", None),
        (180, "training", "c'était plus long", None),
        (0, "training", "c'était annulé", None),
        (1500, "training", "x", None),
        (1501, "training", "x", "bad_minutes"),
        (-1, "training", "x", "bad_minutes"),
        (120, "workshop", "x", None),
        (120, "gardening", "x", "bad_activity"),
        (120, "training", "x", "nothing_changes"),
        (60, "training", "  ", "no_words"),
        (60, "training", "x" * 2001, "long_words"),
    ],
)
def test_a_line_is_recognised_otherwise_only_with_a_reason(minutes, activity, words, fault):
    assert reviews.fault_of(120, "training", minutes, activity, words) == fault


def worded(reply: Reply, language: str) -> str:
    return catalogue.plain(catalogue.text(reply.key, reply.values, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remark_is_told_word_for_word_with_the_line_and_who_says_it(language):
    one = Judged(line(120), (said("requalified", 60, "workshop", "<b>une</b> heure"), said("answer", words="non")))
    values = reviews._values(one, "Sophie Martin", "<b>une</b> heure")
    result = reviews._result(120, "training", 60, "workshop")
    texts = [
        worded(Reply("reviews.asked", values), language),
        worded(Reply("reviews.requalified", values | {"result": result}), language),
        worded(Reply("reviews.list", {"remarks": reviews._conversation(one)}), language),
    ]
    for text in texts:
        assert "<b>une</b> heure" in text
        assert "Sophie Martin" in text
        assert "2 h" in text
    assert all("1 h" in text for text in texts[1:])


@pytest.mark.parametrize("kind", ["validated", "requalified", "question", "answer"])
def test_all_that_may_be_said_has_its_sentence(kind):
    minutes = 60 if kind in {"validated", "requalified"} else None
    phrase = reviews._said(Judged(line(120)), said(kind, minutes, "training" if minutes else None, "mes mots"))
    text = catalogue.plain(catalogue.written(phrase, "fr"))
    assert ("mes mots" in text) == (kind != "validated")
    assert ("Vous" in text) == (kind == "answer")


def test_nothing_private_shows_itself():
    told = reviews.Told(1, "done", replies=(Reply("reviews.asked", {}),))
    assert "mes mots" not in repr(said("question", words="mes mots"))
    assert "reviews.asked" not in repr(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_recognised_after_all_and_what_was_answered_are_told(language):
    one = Judged(line(120), (said("requalified", 60, "training", "x"),))
    (good,) = reviews._good_news(one, SOPHIE)
    assert "Sophie Martin" in worded(good, language)
    values = {"line": progress.line_of(one.line), "words": Said("mes mots"), "human": "Sophie"}
    assert "mes mots" in worded(Reply("reviews.answered", values), language)
    assert "1 h" in worded(Reply("reviews.write", {"remark": reviews._conversation(one)}), language)


def test_a_plain_validation_is_told_by_the_week_alone():
    assert reviews._good_news(Judged(line(120)), SOPHIE) == ()
    seen_before = (said("requalified", 60, "training", "x"), said("validated", 120, "training"))
    assert reviews._good_news(Judged(line(120), seen_before), SOPHIE) == ()
