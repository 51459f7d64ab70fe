"""The invented data, as it lies in world/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

type Facts = Mapping[str, Any]


@cache
def page(name: str) -> Facts:
    """One file of world/, by its name without its ending."""
    facts: Facts = yaml.safe_load((files("bot.demo") / "world" / f"{name}.yaml").read_text("utf-8"))
    return facts


@cache
def people() -> Mapping[str, Facts]:
    """Everyone of the world, by the name of their file, in alphabetical order."""
    names = sorted(file.name.removesuffix(".yaml") for file in (files("bot.demo") / "world" / "people").iterdir())
    return {name: page(f"people/{name}") for name in names}
