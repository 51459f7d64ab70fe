"""Scores of pairs (expected, got)."""

from nlu.evaluate import (
    Example,
    Judged,
    Score,
    accuracy,
    confusions,
    fallen,
    figures,
    reliability,
    scores,
    worst,
)

PAIRS = [("greet", "greet"), ("greet", "thank"), ("thank", "thank"), ("thank", None), ("greet", "thank")]


def test_accuracy():
    assert accuracy(PAIRS) == 0.4
    assert accuracy([]) == 1.0


def test_a_score_per_request():
    assert scores(PAIRS) == {"greet": Score(3, 1, 0), "thank": Score(2, 1, 2)}
    assert scores(PAIRS)["thank"].recall == 0.5
    assert scores(PAIRS)["thank"].precision == 1 / 3
    assert scores(PAIRS)["thank"].f1 == 0.4


def test_nothing_said_is_nothing_missed():
    assert (Score().recall, Score().precision) == (1.0, 1.0)
    assert Score(said=2).f1 == 0.0


def test_confusions_the_most_frequent_first():
    assert confusions(PAIRS) == [(("greet", "thank"), 2), (("thank", None), 1)]


def judged(request="greet", got="greet", **other) -> Judged:
    given = {"say": "…", "way": "plain", "language": "fr"} | {
        name: other.pop(name) for name in ("way", "language", "entries", "difficulty") if name in other
    }
    kept = {"confidence": 0.9, "entries": (), "difficulty": None, "acts": True, "refused": False} | {
        name.removeprefix("got_"): value for name, value in other.items()
    }
    return Judged(Example(request=request, **given), got, **kept)


def test_the_figures_tell_languages_ways_and_entries_apart():
    one = ((60, None, "training"),)
    found = figures(
        [
            judged(),
            judged(got="thank"),
            judged(language="en"),
            judged(way="sms"),
            judged("declare_hours", "declare_hours", entries=one, got_entries=one),
            judged("declare_hours", "declare_hours", entries=one),
            judged("distress", "greet", acts=False),
            judged(got="distress"),
            judged("out_of_scope", "greet", refused=True),
            judged(refused=True, acts=False),
        ]
    )
    assert found["request_right_en"] == 1
    assert found["request_right_noisy_fr"] == 1
    assert found["entries_exact_fr"] == 0.5
    assert found["distress_recall"] == 0
    assert found["distress_false_alarms"] == round(1 / 9, 4)
    assert found["out_of_scope_recall"] == 1
    assert found["in_scope_refused"] == round(1 / 9, 4)
    assert found["acts_without_asking"] == 0.8
    assert found["right_when_it_acts"] == round(5 / 8, 4)


def test_a_figure_has_fallen_when_it_lost_more_than_a_point_in_its_own_sense():
    before = {"request_right_fr": 0.95, "distress_false_alarms": 0.01, "macro_f1": 0.9}
    now = {"request_right_fr": 0.94, "distress_false_alarms": 0.03, "macro_f1": 0.99}
    assert fallen(now, before) == {"distress_false_alarms": (0.01, 0.03)}


def test_reliability_and_the_worst_mistakes():
    sure, wrong = judged(confidence=0.95), judged(got="thank", confidence=0.97)
    assert reliability([sure, wrong]) == [(0.96, 0.5, 2)]
    assert worst([sure, wrong, judged(got=None, confidence=0.1)])[0] is wrong
