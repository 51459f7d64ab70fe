"""Passwords and one-time codes, by the libraries of the field."""

from __future__ import annotations

from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from actions.accounts import Check

ISSUER = "Jalon"
STEP = 30  # seconds that a one-time code lasts
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("nobody has this one")


def kept(password: str) -> str:
    return _HASHER.hash(password)


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """What an authenticator application reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def code_step(secret: str, code: str, now: datetime) -> int | None:
    """The moment that a code is of, a little early or late allowed; None when it is not good."""
    codes = pyotp.TOTP(secret)
    here = int(now.timestamp()) // STEP
    for step in (here, here - 1, here + 1):
        if pyotp.utils.strings_equal(codes.at(step * STEP), code):
            return step
    return None


def is_right(known: str | None, password: str) -> bool:
    """Takes as long for an account that does not exist."""
    try:
        return _HASHER.verify(known or _NOBODYS, password) and known is not None
    except (Argon2Error, InvalidHashError):
        return False


CHECK = Check(is_right, code_step)
