"""A sentence in each language that Jalon does not speak, for whoever writes in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def sentences() -> Mapping[str, str]:
    """Language code → its sentence."""
    found = yaml.safe_load((files("content") / "other_languages.yaml").read_text("utf-8"))
    return {code: one["sentence"] for code, one in found.items()}


def has_a_sentence(language: str) -> bool:
    return language in sentences()


def sentence(language: str) -> str:
    return sentences()[language]
