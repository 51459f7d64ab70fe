"""Which of the requests a sentence is: words and letters, weighed by rarity, into a linear classifier.

Plain scikit-learn: `components.py` puts it into Rasa, `compare.py` sets it beside others.
"""

import re
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from noise import noisy
from plain import normal
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

# A story tells its request last: its last sentence counts as much as the whole, the one before it half.
LAST, LAST_BUT_ONE = 1.0, 0.5
_END_OF_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
FOLDS_HELD = 2  # of all folds: thousands of sentences, enough for one number
LEAST_LETTERS = 3  # « ! » alone is no sentence
WEIGHED = {"strip_accents": "unicode", "sublinear_tf": True}
ESTIMATORS = {
    "svm": lambda strictness: LinearSVC(C=strictness, class_weight="balanced"),
    "logistic": lambda strictness: LogisticRegression(C=60 * strictness, max_iter=300, class_weight="balanced"),
}


@dataclass
class Choices:
    """What may be chosen; `strictness` is how closely it follows the examples, `copies` how many noisy ones it adds."""

    estimator: str = "svm"
    strictness: float = 0.5
    words: tuple = (1, 2)
    letters: tuple = (2, 5)
    normalise: bool = False
    copies: int = 1
    weight_of_noise: float = 0.3
    stories: bool = True
    folds: int = 5


@dataclass
class SentenceModel:
    """Learns from sentences and their requests, then says how likely each request is."""

    choices: Choices = field(default_factory=Choices)
    features: object = None
    estimator: object = None
    steepness: float = 1.0

    @property
    def requests(self) -> list:
        return [str(name) for name in self.estimator.classes_]

    def fit(self, texts: list, requests: list) -> "SentenceModel":
        """Learns, then finds on held-out folds how far its scores are to be trusted."""
        self._learn(texts, requests)
        if self.choices.folds > 1:
            self.steepness = self._calibrated(texts, requests)
        return self

    def probabilities(self, texts: list) -> np.ndarray:
        """A row a text, a column a request; each row sums to 1."""
        return softmax(self.steepness * self.scores(texts))

    def scores(self, texts: list) -> np.ndarray:
        """The margins of each text; those of a story with its last sentences."""
        if not self.choices.stories:
            return self._margins(texts)
        ends = [sentences_of(text)[-2:] for text in texts]
        rows = self._margins([*texts, *(sentence for end in ends for sentence in end)])
        whole, rest = rows[: len(texts)], iter(rows[len(texts) :])
        for row, end in zip(whole, ends, strict=True):
            for weight, more in zip(
                (LAST_BUT_ONE, LAST)[-len(end) :] if end else (), rest if end else (), strict=False
            ):
                row += weight * more
        return whole

    def _learn(self, texts: list, requests: list) -> None:
        said, named, weights = self._with_noise(texts, requests)
        words = TfidfVectorizer(ngram_range=self.choices.words, token_pattern=r"\b\w+\b", **WEIGHED)
        letters = self.choices.letters and TfidfVectorizer(
            analyzer="char_wb", ngram_range=self.choices.letters, min_df=2, **WEIGHED
        )
        self.features = make_union(words, letters) if letters else words
        self.estimator = ESTIMATORS[self.choices.estimator](self.choices.strictness)
        rows = self.features.fit_transform([self._read(text) for text in said])
        self.estimator.fit(rows, named, sample_weight=weights)

    def _with_noise(self, texts: list, requests: list) -> tuple:
        said, named, weights = list(texts), list(requests), [1.0] * len(texts)
        for text, request in zip(texts, requests, strict=True):
            for copy in noisy(text, self.choices.copies):
                said.append(copy)
                named.append(request)
                weights.append(self.choices.weight_of_noise)
        return said, named, weights

    def _margins(self, texts: list) -> np.ndarray:
        return self.estimator.decision_function(self.features.transform([self._read(text) for text in texts]))

    def _read(self, text: str) -> str:
        return normal(text) if self.choices.normalise else text

    def _calibrated(self, texts: list, requests: list) -> float:
        """The steepness that makes « 80 % sure » right in 80 % of the sentences that it has not learnt."""
        texts, named = np.array(texts, dtype=object), np.array(requests)
        scores, rights = [], []
        folds = StratifiedKFold(self.choices.folds, shuffle=True, random_state=0)
        for learnt, held in islice(folds.split(texts, named), FOLDS_HELD):
            part = SentenceModel(self.choices)
            part._learn(list(texts[learnt]), list(named[learnt]))
            scores.append(part.scores(list(texts[held])))
            rights.append(np.searchsorted(self.estimator.classes_, named[held]))
        scores, right = np.vstack(scores), np.concatenate(rights)
        rows = np.arange(len(right))

        def surprise(steepness: float) -> float:
            return -np.mean(np.log(softmax(steepness * scores)[rows, right] + 1e-12))

        return float(minimize_scalar(surprise, bounds=(0.5, 20), method="bounded").x)


def sentences_of(text: str) -> list:
    """The sentences of a text of several; none when it is a single one."""
    parts = [part.strip() for part in _END_OF_SENTENCE.split(text)]
    found = [part for part in parts if len(part) >= LEAST_LETTERS]
    return found if len(found) > 1 else []


def softmax(rows: np.ndarray) -> np.ndarray:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
