"""Which model belongs to which data."""

import pytest

from nlu.fingerprint import FIXED, fingerprint, model_is_current, model_path, newest_model


@pytest.fixture
def training(tmp_path):
    for name in FIXED:
        (tmp_path / name).write_text(name)
    (tmp_path / "data/fr").mkdir(parents=True)
    (tmp_path / "data/fr/greet.yml").write_text("- bonjour\n")
    (tmp_path / "models").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", [*FIXED, "data/fr/greet.yml"])
def test_any_change_calls_for_a_new_model(training, name):
    before = fingerprint(training)
    (training / name).write_text("another")
    assert fingerprint(training) != before


def test_so_does_a_page_that_moves(training):
    before = fingerprint(training)
    (training / "data/fr/greet.yml").rename(training / "data/fr/thank.yml")
    assert fingerprint(training) != before


def test_line_endings_do_not(training):
    before = fingerprint(training)
    (training / "data/fr/greet.yml").write_bytes(b"- bonjour\r\n")
    assert fingerprint(training) == before


def test_the_model_of_these_data_is_current(training):
    assert newest_model(training) is None
    assert not model_is_current(training)
    model_path(training).touch()
    assert model_is_current(training)


def test_the_newest_model_may_be_older_than_its_data(training):
    model_path(training).touch()
    (training / "data/fr/greet.yml").write_text("- salut\n")
    assert newest_model(training) is not None
    assert not model_is_current(training)


def test_a_missing_page_is_told(training):
    (training / "config.yml").unlink()
    with pytest.raises(FileNotFoundError):
        fingerprint(training)
