"""A sentence for each language that people arrive with and Jalon does not speak."""

from __future__ import annotations

import pytest
import yaml

from content import catalogue, other_languages
from nlu.languages import language_of


@pytest.mark.parametrize("code", ["ar", "uk", "es", "pt", "fa", "ps"])
def test_there_is_a_sentence_in_that_very_language(code):
    assert other_languages.has_a_sentence(code)
    assert language_of(other_languages.sentence(code)) == code


def test_no_language_that_is_offered_has_one():
    assert not set(other_languages.sentences()) & set(catalogue.languages())


def test_what_no_native_reader_has_read_is_marked():
    from importlib.resources import files

    page = yaml.safe_load((files("content") / "other_languages.yaml").read_text("utf-8"))
    assert all(set(one) == {"sentence", "read_by"} for one in page.values())
