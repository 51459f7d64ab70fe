"""The model over HTTP. « Not available » is an answer; a person's words go in a body and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from nlu.understanding import REQUESTS, Guess

REST = 2.0  # seconds without a new try after a failure: a dead model must not slow every turn
POOL = httpx.Limits(max_connections=8, max_keepalive_connections=8)


@dataclass(frozen=True)
class Entity:
    """What the model found in the text: `kind` "activity" or "difficulty", `value` its catalogue name
    where training knows one, else the person's words; `start` and `end` are offsets in the text."""

    kind: str
    value: str = field(repr=False)
    start: int
    end: int


@dataclass(frozen=True)
class Parsed:
    """An answer of the model: guesses, the surest first, never none; entities in the order of the text."""

    guesses: tuple[Guess, ...]
    entities: tuple[Entity, ...] = ()


class Model:
    """Asks the model at `url`; waits `timeout` seconds at most, of which every turn may cost one."""

    def __init__(self, url: str, timeout: float = 1.5, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=timeout, limits=POOL, trust_env=False)
        self._clock = clock
        self._resting_until = float("-inf")

    async def parse(self, text: str) -> Parsed | None:
        """What the model makes of `text`; None when it is not available or makes no sense."""
        if self._clock() < self._resting_until:
            return None
        # Half a surrogate pair is no Unicode: it must not look like a failure of the model.
        parsed = await self._asked(text.encode(errors="replace").decode())
        if parsed is None:
            self._resting_until = self._clock() + REST
        return parsed

    async def _asked(self, text: str) -> Parsed | None:
        try:
            answer = await self._http.post("/model/parse", json={"text": text})
            return read(answer.json()) if answer.is_success else None
        # ValueError: no JSON, or no Unicode; AttributeError: no such shape.
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError, AttributeError):
            return None

    async def ready(self) -> bool:
        """Whether the model answers now; asks even while resting."""
        try:
            return (await self._http.get("/status")).is_success
        except (httpx.HTTPError, httpx.InvalidURL):
            return False

    async def close(self) -> None:
        await self._http.aclose()


def read(body: Mapping[str, Any]) -> Parsed | None:
    """Rasa's answer in our shapes; None without any known request. TypeError, KeyError, ValueError."""
    ranking = body["intent_ranking"] or [body["intent"]]
    guesses = [Guess(one["name"], float(one["confidence"])) for one in ranking if one["name"] in REQUESTS]
    entities = [entity_in(found) for found in body["entities"]]
    guesses.sort(key=lambda guess: -guess.confidence)
    return Parsed(tuple(guesses), tuple(entities)) if guesses else None


def entity_in(found: Mapping[str, Any]) -> Entity:
    """One entity of Rasa's answer in our shape."""
    return Entity(str(found["entity"]), str(found["value"]), int(found["start"]), int(found["end"]))
