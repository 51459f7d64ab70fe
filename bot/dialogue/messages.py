"""A message as the dialogue sees it, whatever the channel; and what goes back."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from actions.records import ChatKey, Letter, Parcel
from bot.dialogue.masking import masked

__all__ = [
    "Attachment",
    "Button",
    "ChatKey",
    "Message",
    "Outgoing",
    "Parcel",
    "read",
]  # the channels take their names here

# What a message can be. « press » is a button, « edited » a text that replaces an earlier one.
KINDS = (
    "text", "press", "command", "edited", "photo", "voice", "document", "other_kind",
    "group", "blocked", "unblocked", "unreadable",
)  # fmt: skip
LONGEST_TEXT = 4096


@dataclass(frozen=True)
class Message:
    """Something that a person did in a chat.

    `arrival` is its unique name on the channel, so that it counts once. `text` is what was written, the data
    of a button, or a command with its argument. `about` names the chat's own message: the one written,
    or the one whose button was pressed.
    """

    chat: ChatKey
    arrival: str
    kind: str
    sent_at: datetime
    text: str = field(default="", repr=False)
    about: str | None = None
    masked: bool = False
    speaks: str = ""  # the language that the channel says the person uses: a proposal, never a rule

    def safe(self) -> Message:
        """The same with secret numbers hidden: the only form that may be kept."""
        if self.kind == "press":
            return self
        # Half a character, as a broken keyboard or pipe may send it, can be neither kept nor sent back.
        text, found = masked(self.text.encode("utf-8", "replace").decode())
        return replace(self, text=text[: LONGEST_TEXT + 1], masked=found)

    def body(self) -> str:
        kept = asdict(self) | {"sent_at": self.sent_at.isoformat()}
        del kept["chat"], kept["arrival"]
        return json.dumps(kept, ensure_ascii=False)


def read(letter: Letter) -> Message:
    """The message that was put in the inbox."""
    kept = json.loads(letter.body)
    kept["sent_at"] = datetime.fromisoformat(kept["sent_at"])
    return Message(chat=letter.chat, arrival=letter.arrival, **kept)


@dataclass(frozen=True)
class Button:
    label: str
    data: str


@dataclass(frozen=True)
class Attachment:
    """A file to send. `content` is in base64, since it waits in a row of text, sealed, until it is sent."""

    name: str
    content: str = field(repr=False)

    @classmethod
    def of(cls, name: str, content: bytes) -> Attachment:
        return cls(name, base64.b64encode(content).decode("ascii"))

    @property
    def bytes(self) -> bytes:
        return base64.b64decode(self.content)


@dataclass(frozen=True)
class Outgoing:
    """A worded message: marked text (`<b>`, `<i>`, escaped), its buttons, and the message that it replaces.

    With a `document` it is that file, and has neither text nor buttons.
    """

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()
    replaces: str | None = None
    leave_chat: bool = False
    document: Attachment | None = None

    def body(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_body(cls, body: str) -> Outgoing:
        kept = json.loads(body)
        kept["buttons"] = tuple(Button(**button) for button in kept["buttons"])
        if kept.get("document") is not None:
            kept["document"] = Attachment(**kept["document"])
        return cls(**kept)
