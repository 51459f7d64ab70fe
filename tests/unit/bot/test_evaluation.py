"""The exam: what the dialogue would make of each sentence, and the page that shows it."""

from __future__ import annotations

from datetime import date

import pytest

from bot import evaluation
from nlu.evaluate import Example
from nlu.understanding import Entry, Guess, Understanding

TUESDAY = date(2026, 11, 17)
TOLD = (Entry(120, TUESDAY, "training"),)


def example(request: str, **other) -> Example:
    return Example("…", request, "plain", "fr", **other)


@pytest.mark.parametrize(
    ("found", "acts", "refused"),
    [
        (Understanding("x", "ask_progress", 0.95), True, False),
        (Understanding("x", "ask_progress", 0.6), False, False),
        (Understanding("x", "ask_progress", 0.1, (Guess("help", 0.1),)), False, True),
        (Understanding("x", "out_of_scope", 0.95), True, True),
        (Understanding("x", "distress", 0.2), True, False),
        (Understanding("x", "declare_hours", 0.95, entries=TOLD), False, False),  # it is read back
        (Understanding("x", None), True, False),
    ],
)
def test_what_the_dialogue_would_do(found, acts, refused):
    judged = evaluation.judge(example("ask_progress"), found)
    assert (judged.acts, judged.refused) == (acts, refused)


def test_entries_are_compared_whole():
    asked = example("declare_hours", entries=((120, TUESDAY, "training"),))
    judged = evaluation.judge(asked, Understanding("x", "declare_hours", 0.9, entries=TOLD))
    assert judged.entries == asked.entries


def test_the_report_is_a_page_with_a_picture(tmp_path):
    found = [
        evaluation.judge(example("greet"), Understanding("x", "greet", 0.9)),
        evaluation.judge(example("thank"), Understanding("x", "greet", 0.6)),
        evaluation.judge(example("distress"), Understanding("x", "distress", 0.9)),
    ]
    page, picture = evaluation.page(found, {"macro_f1": 0.5}, tmp_path)
    shown = page.read_text("utf-8")
    assert "request_right_fr" in shown
    assert "66.7%" in shown
    assert "50.0%" in shown
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_baseline_is_kept_and_read_again(tmp_path):
    assert evaluation.baseline(tmp_path) == {}
    evaluation.keep_baseline(tmp_path, {"macro_f1": 0.9})
    assert evaluation.baseline(tmp_path) == {"macro_f1": 0.9}
