"""Settings from the environment, typed, read once. Each is explained in docker/env.example."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "JALON_"


class WrongSetting(Exception):
    """A setting is missing or wrong. The text is one sentence that says what to set."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("an IANA name such as Europe/Paris or Indian/Reunion") from None
    return name


def _known_database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("sqlite:///path/to/file or postgresql://user:password@host/name")
    return url


def _no_slash(url: HttpUrl | None) -> str | None:
    return None if url is None else str(url).rstrip("/")


type Address = Annotated[HttpUrl, AfterValidator(_no_slash)]


class Settings(BaseSettings):
    """What the place that runs Jalon sets."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, hide_input_in_errors=True)

    data_folder: Path = Field(default_factory=lambda: user_data_path("jalon"))
    database_url: Annotated[str, AfterValidator(_known_database)] | None = Field(default=None, repr=False)
    keys: SecretStr | None = None
    nlu_url: Annotated[str, AfterValidator(lambda url: _no_slash(HttpUrl(url)))] | None = None
    nlu_timeout: float = Field(default=1.5, gt=0, le=30)
    telegram_token: SecretStr | None = None
    telegram_api_url: Annotated[str, AfterValidator(lambda url: _no_slash(HttpUrl(url)))] = "https://api.telegram.org"
    webhook_url: Annotated[str, AfterValidator(lambda url: _no_slash(HttpUrl(url)))] | None = None
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=0, le=65535)
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Paris"
    run_by: str | None = None
    privacy_url: Annotated[str, AfterValidator(lambda url: _no_slash(HttpUrl(url)))] | None = None
    days_back: int = Field(default=28, ge=0, le=366)
    patience_hours: float = Field(default=12, gt=0, le=24 * 14)
    link_hours: int = Field(default=72, gt=0, le=24 * 60)
    console_host: str = "127.0.0.1"
    console_port: int = Field(default=8000, ge=0, le=65535)
    console_behind_proxy: bool = False
    oidc_issuer: Annotated[str, AfterValidator(lambda url: _no_slash(HttpUrl(url)))] | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_scopes: str = "openid email"
    oidc_vouches_for_email: bool = False
    learning_days: int = Field(default=0, ge=0, le=365)
    api_rate: str = Field(default="120/minute", pattern=r"^[1-9]\d{0,5}/(second|minute|hour|day)$")
    request_days: int = Field(default=30, ge=1, le=30)
    keep_months: int = Field(default=24, ge=1, le=120)
    keep_messages_days: int = Field(default=90, ge=1, le=365)

    @property
    def database(self) -> str:
        """The database in use: the one that is set, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_folder / 'jalon.db'}"

    @property
    def key_file(self) -> Path:
        return self.data_folder / "keys"


SETTINGS = tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)


def settings(**given: Any) -> Settings:
    """The settings in force; `given` ones come before the environment. Raises WrongSetting."""
    try:
        return Settings(**given)
    except ValidationError as fault:
        raise WrongSetting(_sentence(fault)) from None


def _sentence(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_input=False)[0]
    name = f"{PREFIX}{str(first['loc'][0]).upper()}"
    wanted = first["msg"].removeprefix("Value error, ")
    return f"{name} is not right: {wanted[:1].lower()}{wanted[1:]} (see docker/env.example)."
