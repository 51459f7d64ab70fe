"""The trained model on sentences that it never saw: tests/sentences/fr, one page per request."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from nlu.client import Model
from nlu.evaluate import accuracy, confusions, scores
from nlu.understand import Understander
from nlu.understanding import REQUESTS

SENTENCES = Path(__file__).parents[2] / "sentences" / "fr"
TRAINING = Path(__file__).parents[3] / "nlu" / "training" / "data"
KNOWN = SENTENCES / "known_failures.yaml"
TODAY = date(2026, 3, 4)

# A little below what nlu/README.md measures, so that one sentence more or less is no alarm.
FLOOR = 0.88
FLOOR_PER_REQUEST = 0.60
FLOOR_OF = {"distress": 0.95, "declare_hours": 0.90, "affirm": 0.90, "deny": 0.90}


def sentences():
    """(request, sentence) of every page."""
    for request in REQUESTS:
        for row in yaml.safe_load((SENTENCES / f"{request}.yaml").read_text(encoding="utf-8")):
            yield request, row["say"]


def known():
    """sentence → why it is not understood yet."""
    rows = yaml.safe_load(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else []
    return {row["say"]: row["why"] for row in rows}


def cases():
    for request, say in sentences():
        marks = [pytest.mark.xfail(strict=True, reason=known()[say])] if say in known() else []
        yield pytest.param(request, say, marks=marks, id=f"{request}-{say[:40]}")


@pytest.fixture
async def understander(model_url):
    model = Model(model_url, timeout=10)
    yield Understander(model)
    await model.close()


@pytest.mark.parametrize(("request_", "say"), cases())
async def test_a_sentence_is_understood(understander, request_, say):
    assert (await understander.understand(say, TODAY)).request == request_


async def test_all_together(understander):
    pairs = [(request, (await understander.understand(say, TODAY)).request) for request, say in sentences()]
    low = {
        request: round(score.recall, 2)
        for request, score in scores(pairs).items()
        if score.recall < FLOOR_OF.get(request, FLOOR_PER_REQUEST)
    }
    print(f"accuracy {accuracy(pairs):.3f}", *confusions(pairs)[:10], sep="\n")
    assert accuracy(pairs) >= FLOOR
    assert not low


def test_no_sentence_is_both_taught_and_tested():
    taught = {
        line[6:].casefold()
        for page in TRAINING.rglob("*.yml")
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("    - ")
    }
    # « oui », « merci » and other words of one's own are nobody's.
    both = [say for _, say in sentences() if say.casefold() in taught and len(say.split()) > 3]
    assert not both


def test_a_known_failure_is_a_sentence_of_the_pages():
    assert set(known()) <= {say for _, say in sentences()}
