"""Our components in Rasa: `sentences.py`, trained, kept and asked as Rasa wants it."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_VALUE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sentences import Choices, SentenceModel

# How scikit-learn keeps the weights of words; skops asks for a word of trust in what is not its own.
TRUSTED = ["scipy.sparse._csr.csr_matrix"]
DIFFICULTY = "difficulty"
RANKED = 6  # requests handed over with each answer, the likeliest first


class _Learner(GraphComponent):
    """What both share: settings (the `Choices` of sentences.py), learning, keeping and loading."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return asdict(Choices())

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: Any = None
    ) -> None:
        known = {one.name for one in fields(Choices)}
        self._config = config
        self._choices = Choices(**{name: value for name, value in config.items() if name in known})
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Learner:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> _Learner:
        """As trained; a file that cannot be read raises, rather than go on untrained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            path = folder / f"{resource.name}.skops"
            kept = skops.io.load(path, trusted=TRUSTED)
        component._model = SentenceModel(component._choices, **kept)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every sentence that bears a label, and keeps what it learnt."""
        said = [(one.get(TEXT), label) for one in training_data.intent_examples if (label := self.label_of(one))]
        self._model = SentenceModel(self._choices).fit([text for text, _ in said], [label for _, label in said])
        learnt = {name: getattr(self._model, name) for name in ("features", "estimator", "steepness")}
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(learnt, folder / f"{self._resource.name}.skops")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data  # no later component asks what this one would say

    def process(self, messages: list[Message]) -> list[Message]:
        """Each message with what is likeliest for it."""
        rows = self._model.probabilities([message.get(TEXT) or "" for message in messages])
        for message, row in zip(messages, rows, strict=True):
            ranking = sorted(zip(self._model.requests, map(float, row), strict=True), key=lambda one: -one[1])
            self.note(message, ranking)
        return messages

    def label_of(self, example: Message) -> str | None:
        raise NotImplementedError

    def note(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        raise NotImplementedError


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceClassifier(_Learner, IntentClassifier):
    """Which request it is."""

    def label_of(self, example: Message) -> str | None:
        return example.get(INTENT)

    def note(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        ranked = [{"name": name, "confidence": sure} for name, sure in ranking[:RANKED]]
        message.set("intent", ranked[0], add_to_output=True)
        message.set("intent_ranking", ranked, add_to_output=True)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class DifficultyClassifier(_Learner, EntityExtractorMixin):
    """Which kind of difficulty a sentence tells of, when it tells of one: only the caller knows whether it does.

    It learns from the sentences in which a difficulty is marked, wherever in them it stands.
    """

    def label_of(self, example: Message) -> str | None:
        marked = (one for one in example.get(ENTITIES) or () if one[ENTITY_ATTRIBUTE_TYPE] == DIFFICULTY)
        return next((one[ENTITY_ATTRIBUTE_VALUE] for one in marked), None)

    def note(self, message: Message, ranking: list[tuple[str, float]]) -> None:
        kind, sure = ranking[0]
        if sure < self._config.get("at_least", 0.5):
            return
        whole = {"start": 0, "end": len(message.get(TEXT)), "confidence_entity": sure}
        found = {ENTITY_ATTRIBUTE_TYPE: DIFFICULTY, ENTITY_ATTRIBUTE_VALUE: kind, **whole}
        entities = [*message.get(ENTITIES, []), *self.add_extractor_name([found])]
        message.set(ENTITIES, entities, add_to_output=True)
