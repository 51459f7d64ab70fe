"""Pipelines set side by side, by hand: `nlu/training/.venv/bin/python nlu/training/compare.py [--diet EPOCHS]`.

Each learns the whole lesson, then reads the exam (tests/sentences); « 5-fold » holds out each fifth of the lesson in turn.
The lines are those of nlu/README.md.
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

from quiet import HERE, prepare
from sentences import Choices, SentenceModel
from train import train_into

TOO_LONG = 60  # seconds for one training: five more are for another day
EXAM = HERE.parents[1] / "tests" / "sentences"
BARE = {"copies": 0, "stories": False, "folds": 0}
ROWS = {
    "logistic, words": {**BARE, "estimator": "logistic", "letters": None},
    "logistic, words and letters": {**BARE, "estimator": "logistic"},
    "logistic, words and letters, normalised": {**BARE, "estimator": "logistic", "normalise": True},
    "svm, words": {**BARE, "letters": None},
    "svm, words and letters": BARE,
    "svm, words and letters, normalised": {**BARE, "normalise": True},
    "the same, stories by their end": {**BARE, "stories": True},
    "the same, with noise (the default)": {"folds": 0},
}
DIET = """
recipe: default.v1
assistant_id: jalon
language: fr
pipeline:
  - name: WhitespaceTokenizer
  - {name: CountVectorsFeaturizer, strip_accents: unicode, max_ngram: 2}
  - {name: CountVectorsFeaturizer, analyzer: char_wb, strip_accents: unicode, min_ngram: 2, max_ngram: 4}
  - {name: DIETClassifier, epochs: %d, entity_recognition: false, random_seed: 1, constrain_similarities: true}
policies: []
"""


def exam(language):
    """The sentences of one language and their requests."""
    rows = [
        (row["say"], row.get("request", page.stem))
        for page in sorted((EXAM / language).glob("*.yaml"))
        for row in yaml.safe_load(page.read_text("utf-8"))
    ]
    return [say for say, _ in rows], [request for _, request in rows]


def lesson():
    from rasa.shared.nlu.training_data.loading import load_data  # noqa: PLC0415 - after prepare()

    said = load_data(str(HERE / "data")).intent_examples
    return [one.get("text") for one in said], [one.get("intent") for one in said]


def right(got, wanted):
    return sum(one == other for one, other in zip(got, wanted, strict=True)) / len(wanted)


def guesses(model, texts):
    return [model.requests[place] for place in model.scores(texts).argmax(axis=1)]


def five_fold(choices, texts, requests):
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415

    found = []
    for learnt, held in StratifiedKFold(5, shuffle=True, random_state=1).split(texts, requests):
        model = SentenceModel(choices).fit([texts[i] for i in learnt], [requests[i] for i in learnt])
        found.append(right(guesses(model, [texts[i] for i in held]), [requests[i] for i in held]))
    return sum(found) / len(found)


def row(name, choices):
    texts, requests = lesson()
    began = time.monotonic()
    model = SentenceModel(choices).fit(texts, requests)
    trained = time.monotonic() - began
    exams = {language: exam(language) for language in ("fr", "en")}
    rates = {language: right(guesses(model, said), wanted) for language, (said, wanted) in exams.items()}
    said = exams["fr"][0]
    began = time.monotonic()
    for one in said[:300]:
        model.scores([one])
    parse = (time.monotonic() - began) / 300 * 1000
    told = f"| {name} | {trained:.0f} s | {parse:.1f} ms | {rates['fr']:.1%} | {rates['en']:.1%} |"
    fold = f"{five_fold(choices, texts, requests):.1%}" if trained < TOO_LONG else "–"
    print(f"{told} {fold} |", flush=True)


async def diet(epochs):
    from rasa.core.agent import Agent  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = folder
        config = Path(folder) / "config.yml"
        config.write_text(DIET % epochs)
        began = time.monotonic()
        made = train_into(Path(folder), config)
        trained, began = time.monotonic() - began, time.monotonic()
        agent = Agent.load(str(made))
        loaded = time.monotonic() - began
        rates, took = {}, []
        for language in ("fr", "en"):
            said, wanted = exam(language)
            got = []
            for one in said:
                began = time.monotonic()
                got.append((await agent.parse_message(one))["intent"]["name"])
                took.append(time.monotonic() - began)
            rates[language] = right(got, wanted)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parse = sorted(took)[len(took) // 2] * 1000
    print(
        f"| DIET, words and letters, {epochs} epochs | {trained:.0f} s | {parse:.1f} ms | {rates['fr']:.1%} |"
        f" {rates['en']:.1%} | (loads in {loaded:.0f} s, {memory:.0f} MB with its training) |",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--diet", type=int, default=0, metavar="EPOCHS", help="DIET alone: some three minutes an epoch"
    )
    asked = parser.parse_args()
    prepare()
    if asked.diet:
        asyncio.run(diet(asked.diet))
        return
    print("| pipeline | training | a parse | fr | en | 5-fold |\n|---|---|---|---|---|---|", flush=True)
    for name, chosen in ROWS.items():
        row(name, Choices(**chosen))


if __name__ == "__main__":
    main()
