"""What an action answers: keys and values, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.values import Value


@dataclass(frozen=True)
class Choice:
    """One answer offered to the pending question: `value` comes back when it is chosen."""

    value: str
    label: Value


@dataclass(frozen=True)
class Document:
    """A file for the person. Its `name` tells nothing of whose it is."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """One message to the person.

    Its buttons: the `choices` of a question, then what it `suggests`, then `requests` (names of requests), then
    those that its key has in the catalogue.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    requests: tuple[str, ...] = ()
    suggests: tuple[str, ...] = ()  # requests that the message may have been, then « autre chose »
    documents: tuple[Document, ...] = ()  # sent after the message, in this order
