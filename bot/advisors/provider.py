"""The service with which an organisation's people sign in, as it is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Provider:
    """The service. `vouches_for_email`: it has checked every address that it gives, and so says it of none.

    `transport` is for a stand-in in tests.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid email"
    vouches_for_email: bool = False
    transport: Any = field(default=None, repr=False)
