"""Column types of ours: instants in UTC, and texts that only a key can read."""

from __future__ import annotations

import hmac
import os
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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


SEAL = b"\x01"  # begins what is sealed now; earlier versions wrote Fernet tokens, which begin with « g »
_NONCE = 12
_BLOCK = 32  # texts are filled up to it: their length must not tell « rsa » from « handicap »


class Keyring:
    """The keys of the encrypted texts: the first one writes, each one reads, so that they can be turned over.

    A text is sealed with AES-256-GCM: a list of a hundred people opens in a tenth of the time that Fernet takes, in
    half of the room.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        try:
            self._older = MultiFernet([Fernet(key) for key in keys])
            self._digest_keys = [_derived(key, b"digest") for key in keys]
            self._boxes = [AESGCM(_derived(key, b"seal")) for key in keys]
        except ValueError as fault:
            raise StoreNotReady("A key is not valid: make one with « jalon keys new ».") from fault

    def close(self, text: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return SEAL + nonce + self._boxes[0].encrypt(nonce, _filled(text.encode()), SEAL)

    def open(self, sealed: bytes) -> str:
        if not sealed.startswith(SEAL):
            return self._open_older(sealed)
        start = len(SEAL) + _NONCE
        nonce, closed = sealed[len(SEAL) : start], sealed[start:]
        for box in self._boxes:
            try:
                return _unfilled(box.decrypt(nonce, closed, SEAL)).decode()
            except InvalidTag:
                continue
        raise StoreNotReady(_NO_KEY)

    def _open_older(self, sealed: bytes) -> str:
        try:
            return self._older.decrypt(sealed).decode()
        except InvalidToken:
            raise StoreNotReady(_NO_KEY) from None

    def turn(self, sealed: bytes) -> bytes:
        """The same text under the first key."""
        return self.close(self.open(sealed))

    def digests(self, text: str) -> tuple[str, ...]:
        """Keyed digests of a text that must be found and not be read, the newest key's first: that one is kept.

        Look for any of them: what is kept may be older than the newest key.
        """
        return tuple(hmac.new(key, text.encode(), sha256).hexdigest() for key in self._digest_keys)

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()


_NO_KEY = "No key at hand opens this text: give all the keys in JALON_KEYS."


def _derived(key: str, use: bytes) -> bytes:
    """One key for each use, so that none serves for two."""
    return hmac.new(key.encode(), use, sha256).digest()


def _filled(text: bytes) -> bytes:
    """The last byte tells how many are added."""
    added = _BLOCK - len(text) % _BLOCK
    return text + bytes((added,)) * added


def _unfilled(text: bytes) -> bytes:
    return text[: -text[-1]]


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
