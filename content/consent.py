"""The version of the text that people consent to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from content import catalogue

KEY = "consent.ask"


def version() -> str:
    return _page()["version"]


def digest() -> str:
    """The digest of the text in all languages, as it stands now."""
    texts = [catalogue.pages(language)[KEY].texts["other"] for language in sorted(catalogue.languages())]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def digest_of_version() -> str:
    return _page()["digest"]


@cache
def _page() -> Mapping[str, str]:
    page: Mapping[str, str] = yaml.safe_load((files("content") / "consent.yaml").read_text("utf-8"))
    return page
