"""Every case of tests/peers: what other projects expect of French dates and durations."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from nlu import dates, durations

PEERS = Path(__file__).resolve().parents[2] / "peers"
KNOWN = {one["id"]: one["why"] for one in yaml.safe_load((PEERS / "known_failures.yaml").read_text("utf-8"))}
ANY_DAY = date(2020, 6, 10)


def cases(name):
    return [json.loads(line) for line in (PEERS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def params(name):
    return [pytest.param(case, id=f"{case['id']} {case['text'][:40]}", marks=marks(case)) for case in cases(name)]


def marks(case):
    if case.get("disputed"):
        return [pytest.mark.skip(reason="disputed among French speakers")]
    if case["id"] in KNOWN:
        return [pytest.mark.xfail(strict=True, reason=KNOWN[case["id"]])]
    return []


def expected_day(case):
    """The source's day; the past reading where the words alone leave the choice."""
    day = date.fromisoformat(case["date"])
    if case.get("ambiguous") and day > date.fromisoformat(case["reference"]):
        return date.fromisoformat(case["past_derived"])
    return day


@pytest.mark.parametrize("case", params("durations"))
def test_duration(case):
    assert durations.minutes_in(case["text"]) == case["minutes"]


@pytest.mark.parametrize("case", params("dates"))
def test_date(case):
    assert dates.day_in(case["text"], date.fromisoformat(case["reference"])) == expected_day(case)


@pytest.mark.parametrize("case", params("weeks"))
def test_week(case):
    today = date.fromisoformat(case["reference"])
    assert dates.week_in(case["text"], today) == date.fromisoformat(case["monday"])


@pytest.mark.parametrize("case", params("negatives"))
def test_nothing_is_read_where_there_is_nothing(case):
    if case["kind"] == "date":
        assert dates.spans(case["text"], ANY_DAY) == []
    else:
        assert durations.spans(case["text"]) == []


def test_disputed_cases_are_counted():
    disputed = {name: sum(bool(case.get("disputed")) for case in cases(name)) for name in ("dates", "weeks")}
    assert disputed == {"dates": 13, "weeks": 4}


def test_known_failures_name_cases_that_exist():
    ids = {case["id"] for name in ("durations", "dates", "weeks", "negatives") for case in cases(name)}
    assert KNOWN.keys() <= ids
