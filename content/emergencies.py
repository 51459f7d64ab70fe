"""The emergency numbers, each with its source and the day it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Helpline:
    number: str
    purpose: str
    source: str
    checked_on: date


@cache
def helplines() -> Mapping[str, Helpline]:
    raw = yaml.safe_load((files("content") / "emergencies.yaml").read_text("utf-8"))
    return {name: Helpline(**fields) for name, fields in raw.items()}


def numbers() -> Mapping[str, str]:
    """Name → number, as the answers name them."""
    return {name: line.number for name, line in helplines().items()}
