"""Column types of ours: instants in UTC, and texts that only a key can read."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, TypeDecorator

from actions.errors import StoreNotReady

BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite would forget the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


class Keyring:
    """The keys of the encrypted texts: the first one writes, each one reads, so that they can be turned over."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        try:
            self._box = MultiFernet([Fernet(key) for key in keys])
            self._digest_keys = [hmac.new(key.encode(), b"digest", sha256).digest() for key in keys]
        except ValueError as fault:
            raise StoreNotReady("A key is not valid: make one with « jalon keys new ».") from fault

    def close(self, text: str) -> bytes:
        return self._box.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        try:
            return self._box.decrypt(sealed).decode()
        except InvalidToken:
            raise StoreNotReady("No key at hand opens this text: give all the keys in JALON_KEYS.") from None

    def turn(self, sealed: bytes) -> bytes:
        """The same text under the first key."""
        return self._box.rotate(sealed)

    def digests(self, text: str) -> tuple[str, ...]:
        """Keyed digests of a text that must be found and not be read, the newest key's first: that one is kept.

        Look for any of them: what is kept may be older than the newest key.
        """
        return tuple(hmac.new(key, text.encode(), sha256).hexdigest() for key in self._digest_keys)

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()


class Sealed(TypeDecorator[str]):
    """Text encrypted at rest. The keyring hangs on the engine's dialect: two engines may have two."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).close(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).open(value)


def keyring_of(dialect: Dialect) -> Keyring:
    keyring: Keyring = dialect.keyring  # type: ignore[attr-defined]  # given when the engine was made
    return keyring


def give_keyring(dialect: Dialect, keyring: Keyring) -> None:
    dialect.keyring = keyring  # type: ignore[attr-defined]  # the one thing of ours that every column type can reach
