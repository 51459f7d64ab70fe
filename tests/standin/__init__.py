"""A stand-in for Telegram's Bot API that keeps its rules: `async with StandIn() as api`."""

from .chats import Event, Shown
from .cloud import Call, Settings
from .deeds import Impossible
from .people import NothingCame, Person
from .remote import RemoteStandIn
from .server import StandIn

__all__ = [
    "Call",
    "Event",
    "Impossible",
    "NothingCame",
    "Person",
    "RemoteStandIn",
    "Settings",
    "Shown",
    "StandIn",
]
