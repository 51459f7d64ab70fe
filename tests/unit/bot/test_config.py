"""Settings: each wrong one gives one sentence that names it; no secret shows itself."""

from __future__ import annotations

import traceback

import pytest

from bot.config import PREFIX, SETTINGS, Settings, WrongSetting, settings

WRONG = {
    "JALON_DATABASE_URL": ["mysql://u:sesame@h/d", "jalon.db", "sqlite:jalon.db"],
    "JALON_NLU_URL": ["sesame", "ftp://h", "localhost:5005", "http://"],
    "JALON_NLU_TIMEOUT": ["0", "-1", "31", "vite", "nan"],
    "JALON_TELEGRAM_API_URL": ["api.telegram.org", "x"],
    "JALON_WEBHOOK_URL": ["jalon.example.org", "x"],
    "JALON_WEBHOOK_PORT": ["-1", "65536", "huit"],
    "JALON_TIMEZONE": ["Paris", "Europe/Lutece", "../etc/passwd", "/etc/passwd", "Europe"],
    "JALON_PRIVACY_URL": ["pas une adresse"],
    "JALON_DAYS_BACK": ["-1", "367", "2.5", "mois"],
    "JALON_PATIENCE_HOURS": ["0", "-2", "337", "longtemps"],
    "JALON_LINK_HOURS": ["0", "1441", "1.5"],
    "JALON_LETTER_DAYS": ["0", "91", "trois semaines"],
    "JALON_BOT_NAME": ["@", "le bot", "t.me/jalon", "jalon-bot", "abcd", "é" * 6],
    "JALON_LEARNING_DAYS": ["-1", "366", "oui"],
}


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JALON_DATA_FOLDER", str(tmp_path))


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_is_told_in_one_sentence_that_names_it(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting) as caught:
        settings()
    sentence = str(caught.value)
    assert sentence.startswith(f"{name} is not right: ")
    assert "docker/env.example" in sentence
    assert "\n" not in sentence
    assert "sesame" not in "".join(traceback.format_exception(caught.value))


def test_without_any_setting_the_defaults_are_good(tmp_path):
    found = settings()
    assert found.database == f"sqlite:///{tmp_path / 'jalon.db'}"
    assert found.key_file == tmp_path / "keys"
    assert (found.timezone, found.days_back, found.patience_hours) == ("Europe/Paris", 28, 12)
    assert (found.telegram_token, found.keys, found.nlu_url, found.webhook_url) == (None, None, None, None)


def test_a_setting_that_is_empty_is_not_set(monkeypatch):
    for name in SETTINGS:
        monkeypatch.setenv(name, "")
    assert settings(data_folder="x").timezone == "Europe/Paris"


@pytest.mark.parametrize(
    "url", ["sqlite:///a.db", "postgresql://u:p@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"]
)
def test_the_databases_that_are_known(monkeypatch, url):
    monkeypatch.setenv("JALON_DATABASE_URL", url)
    assert settings().database == url


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "Pacific/Tahiti", "America/Cayenne"])
def test_the_time_zones_of_france(monkeypatch, zone):
    monkeypatch.setenv("JALON_TIMEZONE", zone)
    assert settings().timezone == zone


def test_addresses_lose_their_last_slash(monkeypatch):
    monkeypatch.setenv("JALON_NLU_URL", "http://127.0.0.1:5005/")
    monkeypatch.setenv("JALON_TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    found = settings()
    assert (found.nlu_url, found.telegram_api_url) == ("http://127.0.0.1:5005", "http://127.0.0.1:8081")


def test_what_is_given_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("JALON_DAYS_BACK", "7")
    assert settings().days_back == 7
    assert settings(days_back=3).days_back == 3


def test_no_secret_shows_itself(monkeypatch):
    monkeypatch.setenv("JALON_KEYS", "sesame-1")
    monkeypatch.setenv("JALON_TELEGRAM_TOKEN", "sesame-2")
    monkeypatch.setenv("JALON_WEBHOOK_SECRET", "sesame-3")
    found = settings()
    assert "sesame" not in repr(found)
    assert "sesame" not in str(found)
    assert found.telegram_token.get_secret_value() == "sesame-2"


def test_nor_does_the_password_of_the_database(monkeypatch):
    monkeypatch.setenv("JALON_DATABASE_URL", "postgresql://jalon:sesame@h/d")
    found = settings()
    assert "sesame" not in repr(found)
    assert "sesame" not in str(found)


def test_every_setting_has_our_name():
    assert len(SETTINGS) == len(Settings.model_fields) == len(set(SETTINGS))
    assert all(name.startswith(PREFIX) and name.isupper() for name in SETTINGS)
