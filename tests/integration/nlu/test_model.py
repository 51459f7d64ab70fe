"""The trained model, with all that stands around it, on sentences that it never saw: tests/sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot import evaluation
from nlu.client import Model
from nlu.evaluate import FIGURES, fallen, figures
from nlu.understand import Understander
from nlu.understanding import ACTIVITIES, DIFFICULTIES, REQUESTS

SENTENCES = Path(__file__).parents[2] / "sentences"
TRAINING = Path(__file__).parents[3] / "nlu" / "training" / "data"
WAYS = {"plain", "sms", "formal", "dictated", "short", "story", "foreign", "angry", "mixed"}
EXAM = evaluation.examples(SENTENCES)
TOO_NEAR = 0.1  # of the letters: below, one was made from the other
LONG_ENOUGH = 20  # letters; « merci beaucoup » is nobody's


@pytest.fixture
async def understander(model_url):
    model = Model(model_url, timeout=10)
    yield Understander(model)
    await model.close()


@pytest.mark.timeout(400)  # two thousand sentences, one after the other
async def test_no_figure_falls_by_more_than_a_point(understander):
    judged = [one async for one in evaluation.judged(EXAM, understander.understand)]
    now = figures(judged)
    print(*(f"{name} {value:.3f}" for name, value in now.items()), sep="\n")
    assert fallen(now, evaluation.baseline(SENTENCES)) == {}


def test_the_baseline_has_every_figure():
    assert evaluation.baseline(SENTENCES).keys() == FIGURES.keys()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_request_has_its_sentences(language):
    counts = dict.fromkeys(REQUESTS, 0)
    for example in EXAM:
        counts[example.request] += example.language == language
    assert {request: count for request, count in counts.items() if count < 25} == {}


def test_every_sentence_is_well_labelled():
    assert {example.request for example in EXAM} == set(REQUESTS)
    assert {example.way for example in EXAM} <= WAYS
    assert {example.difficulty for example in EXAM} - {None} <= set(DIFFICULTIES)
    activities = {activity for example in EXAM for *_, activity in example.entries or ()}
    assert activities - {None} <= set(ACTIVITIES)


def plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(part for part in parts if not unicodedata.combining(part))))


def taught() -> Iterator[str]:
    for page in TRAINING.rglob("*.yml"):
        for block in yaml.safe_load(page.read_text("utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines():
                yield plain(re.sub(r"\[([^\]]+)\]\{[^}]*\}", r"\1", line.removeprefix("- ")))


def test_no_sentence_is_or_nearly_is_one_of_the_lesson():
    exam = [said for example in EXAM if len(said := plain(example.say)) >= LONG_ENOUGH]
    lesson = sorted({said for said in taught() if len(said) >= LONG_ENOUGH})
    near = process.cdist(exam, lesson, scorer=Levenshtein.normalized_distance, score_cutoff=TOO_NEAR, workers=2)
    pairs = [(exam[row], lesson[column]) for row, column in zip(*(near <= TOO_NEAR).nonzero(), strict=True)]
    assert pairs == []
