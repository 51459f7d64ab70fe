"""Replies become one message; a message that is too long is cut between its lines."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.reply import Choice, Reply
from bot.dialogue import wording
from bot.dialogue.messages import Button, Outgoing
from bot.dialogue.wording import joined, split, worded
from content.values import Duration, Phrase, Said

LINES = st.lists(st.text(st.characters(blacklist_characters="\n"), max_size=30), max_size=12)


@given(LINES, st.integers(30, 100))
@example(["a" * 30, "b" * 30], 30)
def test_parts_are_never_too_long_and_hold_all_that_was_said(lines, longest):
    before = wording.LONGEST_MESSAGE
    wording.LONGEST_MESSAGE = longest
    try:
        parts = split("\n".join(lines))
    finally:
        wording.LONGEST_MESSAGE = before
    assert all(len(part) <= longest for part in parts)
    assert [line for part in parts for line in part.split("\n") if line] == [line for line in lines if line]


def test_a_short_text_stays_whole():
    assert split("un\n\ndeux") == ["un\n\ndeux"]
    assert split("") == [""]


def test_a_text_is_cut_between_lines():
    line = "a" * 1500
    assert split(f"{line}\n{line}\n{line}") == [f"{line}\n{line}", line]


def test_a_line_that_is_too_long_by_itself_is_cut_all_the_same():
    parts = split("a" * (wording.LONGEST_MESSAGE + 500))
    assert all(len(part) <= wording.LONGEST_MESSAGE for part in parts)
    assert "".join(parts) == "a" * (wording.LONGEST_MESSAGE + 500)


def test_several_replies_make_one_message_with_the_buttons_of_the_last():
    replies = [Reply("declarations.left"), Reply("people.welcome", {"name": Said("Amina")})]
    found = worded(replies, "1f", "fr")
    assert found.text.startswith("D'accord, je n'ai rien noté.\n\nBonjour Amina.")
    assert [button.data for button in found.buttons] == ["r:declare_hours", "r:ask_progress", "r:help"]


def test_choices_come_first_then_what_the_reply_asks_for_then_what_the_page_has():
    reply = Reply(
        "declarations.left",
        choices=(Choice("yes", Phrase("declarations.yes")), Choice("90", Duration(90))),
        requests=("receipts", "ask_progress"),
    )
    assert [(button.label, button.data) for button in worded([reply], "1f", "fr").buttons] == [
        ("Oui, c'est ça", "a:1f:yes"),
        ("1 h 30", "a:1f:90"),
        ("Mes reçus", "r:receipts"),
        ("Ma semaine", "r:ask_progress"),
        ("Déclarer du temps", "r:declare_hours"),
    ]


def test_a_label_has_neither_bullet_nor_mark():
    line = Phrase("progress.line", {"day": "lundi", "time": Duration(60), "activity": Said("<b>x</b> & y")})
    (button,) = worded([Reply("corrections.which_line", {}, (Choice("7", line),))], "1f", "fr").buttons
    assert button.label == "lundi : 1 h, <b>x</b> & y"


def test_an_answer_and_the_question_put_again():
    question = Outgoing("Combien ?", (Button("1 h", "a:1f:60"),))
    found = joined(Outgoing("Voilà.", (Button("Aide", "r:help"),)), question)
    assert (found.text, found.buttons) == ("Voilà.\n\nCombien ?", question.buttons)


@pytest.mark.parametrize("text", ["é", "<b>x</b>", ""])
def test_a_message_is_kept_and_read_back_the_same(text):
    whole = Outgoing(text, (Button("Oui", "a:1f:yes"),), "m1", leave_chat=True)
    assert Outgoing.from_body(whole.body()) == whole
