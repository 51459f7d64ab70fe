"""Scores of pairs (expected, got)."""

from nlu.evaluate import Score, accuracy, confusions, scores

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
