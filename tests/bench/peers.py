"""Run by hand: `.venv/bin/python tests/bench/peers.py`: right answers and µs a case, ours and dateparser's.

dateparser has no durations: its answer is the distance of the one time it finds from the reference, or the distance
between two times.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from dateparser.search import search_dates

from nlu import dates, durations

PEERS = Path(__file__).resolve().parents[1] / "peers"
NOON = time(12)


def cases(name):
    read = [json.loads(line) for line in (PEERS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [case for case in read if not case.get("disputed")]


def reference(case):
    return date.fromisoformat(case.get("reference", "2020-06-10"))


def expected(name, case):
    if name == "durations":
        return case["minutes"]
    if name == "weeks":
        return date.fromisoformat(case["monday"])
    if name == "negatives":
        return None
    day = date.fromisoformat(case["date"])
    past = case.get("ambiguous") and day > reference(case)
    return date.fromisoformat(case["past_derived"]) if past else day


def ours(name, case):
    if name == "durations" or case.get("kind") == "duration":
        return durations.minutes_in(case["text"])
    return (dates.week_in if name == "weeks" else dates.day_in)(case["text"], reference(case))


def theirs(name, case):
    base = datetime.combine(reference(case), NOON)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY"}
    found = [when for _, when in search_dates(case["text"], languages=["fr"], settings=settings) or ()]
    if not found:
        return None
    if name == "durations":
        far = found[1] - found[0] if len(found) > 1 else found[0] - base
        return abs(far) // timedelta(minutes=1)
    day = found[0].date()
    return day - timedelta(days=day.weekday()) if name == "weeks" else day


def measure(reader, name):
    run = cases(name)
    for case in run:
        reader(name, case)
    start = perf_counter()
    right = sum(reader(name, case) == expected(name, case) for case in run)
    return right, len(run), (perf_counter() - start) / len(run) * 1e6


def main():
    print(f"{'file':<11}{'cases':>6}{'ours':>7}{'µs':>7}{'dateparser':>13}{'µs':>8}")
    for name in ("durations", "dates", "weeks", "negatives"):
        right, count, took = measure(ours, name)
        their_right, _, their_time = measure(theirs, name)
        print(f"{name:<11}{count:>6}{right:>7}{took:>7.0f}{their_right:>13}{their_time:>8.0f}")


if __name__ == "__main__":
    main()
