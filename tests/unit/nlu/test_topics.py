"""The part of the contract that is asked about, in the words that people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from nlu.topics import topic_in, topics
from nlu.understand import understood_as

ASKED = yaml.safe_load(Path(__file__).with_name("topics.yaml").read_text("utf-8"))
RIGHT_OF_THE_UNSEEN = 0.9


def sentences(part: str) -> Iterator[tuple[str, str]]:
    for topic, listed in ASKED[part].items():
        for sentence in listed:
            yield topic, sentence


@pytest.mark.parametrize(("topic", "sentence"), list(sentences("known")))
def test_a_known_way_of_asking(topic, sentence):
    assert (topic_in(sentence) or "whole") == topic


def test_nine_of_ten_unseen_ways_of_asking():
    unseen = list(sentences("held_out"))
    wrong = [
        (topic, sentence, topic_in(sentence))
        for topic, sentence in unseen
        if (topic_in(sentence) or "whole") != topic
    ]
    assert len(unseen) >= 40
    assert len(wrong) <= (1 - RIGHT_OF_THE_UNSEEN) * len(unseen), wrong


def test_the_sentences_ask_for_every_topic():
    assert {*ASKED["known"], *ASKED["held_out"]} == {*topics(), "whole"}


@pytest.mark.parametrize("text", ["", "?", "😀", "h" * 4000, "engagement " * 300])
def test_any_text_is_read(text):
    assert topic_in(text) in {*topics(), None}


def test_only_a_request_that_has_parts_has_a_topic():
    today = date(2026, 11, 18)
    assert understood_as("mon référent", "ask_contract", today).topic == "referent"
    assert understood_as("mon référent", "talk_to_advisor", today).topic is None
