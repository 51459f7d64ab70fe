"""Telegram's HTML → plain text and entities, or its complaint. Offsets are in UTF-16 units.

The rules and the wording are those of tdlib, `td/telegram/MessageEntity.cpp` (`parse_html`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .refusals import Refused, bad

KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
PIECE = re.compile(r"<|&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>\d{1,7})|(?P<name>[A-Za-z]+));?|[^<&]+|&")
ATTRIBUTE = r"""\s+(?P<key>[^\s=>"']+)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[\w.-]+)))?"""
OPENING = re.compile(rf"<[^\s>]*(?:{re.sub(r'[?]P<[a-z]+>', '?:', ATTRIBUTE)})*\s*>")
CLOSING = re.compile(r"</[^\s>]*\s*>")
ATTRIBUTES = re.compile(ATTRIBUTE)

Entity = dict[str, object]


@dataclass
class Open:
    """A tag that waits for its end."""

    name: str
    attributes: dict[str, str]
    offset: int


@dataclass
class Reading:
    """How far the reader is: the text so far, its length in units, the tags still open."""

    text: list[str] = field(default_factory=list)
    units: int = 0
    open: list[Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.text.append(text)
        self.units += units(text)


def units(text: str) -> int:
    """UTF-16 code units of `text`."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Plain text and entities. Refuses an unknown tag, one that is not closed, a bare `<`."""
    reading, at = Reading(), 0
    while at < len(html):
        piece = PIECE.match(html, at)
        assert piece is not None
        if piece[0] == "<":
            at = _close(html, at, reading) if html.startswith("</", at) else _start(html, at, reading)
            continue
        reading.write(_character(piece) if piece[0].startswith("&") else piece[0])
        at = piece.end()
    if reading.open:
        raise _bad(f"Can't find end tag corresponding to start tag {reading.open[-1].name}")
    return "".join(reading.text), sorted(reading.entities, key=lambda e: (e["offset"], -int(str(e["length"]))))


def _character(piece: re.Match[str]) -> str:
    """What `&lt;` or `&#233;` stands for; the piece itself when Telegram does not know it."""
    if piece["name"]:
        return CHARACTERS.get(piece["name"], piece[0])
    code = int(piece["hex"] or "0", 16) or int(piece["dec"] or "0")
    return chr(code) if 0 < code < 0x10FFFF else piece[0]


def _start(html: str, at: int, reading: Reading) -> int:
    name = re.compile(r"[^\s>]*").match(html, at + 1)[0].lower()  # type: ignore[index]
    if at + 1 + len(name) >= len(html):
        raise _bad("Unclosed start tag", html, at)
    if name not in KINDS:
        raise _bad(f'Unsupported start tag "{name}"', html, at)
    tag = OPENING.match(html, at)
    if tag is None:
        raise _bad("Unclosed start tag", html, at)
    found = ATTRIBUTES.finditer(html, at + 1 + len(name), tag.end())
    attributes = {a["key"].lower(): _decoded(a["a"] or a["b"] or a["c"] or "") for a in found}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _bad('Tag "span" must have class "tg-spoiler"', html, at)
    reading.open.append(Open(name, attributes, reading.units))
    return tag.end()


def _decoded(value: str) -> str:
    return PIECE.sub(lambda piece: _character(piece) if piece[0].startswith("&") else piece[0], value)


def _close(html: str, at: int, reading: Reading) -> int:
    if not reading.open:
        raise _bad("Unexpected end tag", html, at)
    tag = CLOSING.match(html, at)
    if tag is None:
        raise _bad("Unclosed end tag", html, at)
    expected, name = reading.open[-1].name, tag[0][2:-1].strip().lower()
    if name and name != expected:
        raise _bad("Unmatched end tag", html, at, f', expected "</{expected}>", found "</{name}>"')
    _note(reading.open.pop(), reading)
    return tag.end()


def _note(tag: Open, reading: Reading) -> None:
    length = reading.units - tag.offset
    if not length:
        return
    entity: Entity = {"type": KINDS[tag.name], "offset": tag.offset, "length": length}
    if tag.name == "a":
        entity["url"] = tag.attributes.get("href") or _tail(reading, length)
    elif tag.name == "tg-emoji":
        entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
    elif tag.name == "blockquote" and "expandable" in tag.attributes:
        entity["type"] = "expandable_blockquote"
    reading.entities.append(entity)


def _tail(reading: Reading, length: int) -> str:
    """The last `length` units of the text: the address of a link that shows itself."""
    return "".join(reading.text).encode("utf-16-le")[-2 * length :].decode("utf-16-le")


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the spaces around, which Telegram takes away; entities follow."""
    kept = text.strip()
    if kept == text:
        return text, entities
    before, end = units(text[: len(text) - len(text.lstrip())]), units(kept)
    moved = []
    for entity in entities:
        start = max(0, int(str(entity["offset"])) - before)
        stop = min(end, int(str(entity["offset"])) + int(str(entity["length"])) - before)
        if start < stop:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


def _bad(why: str, html: str = "", at: int | None = None, more: str = "") -> Refused:
    where = "" if at is None else f" at byte offset {len(html[:at].encode())}"
    return bad(f"can't parse entities: {why}{where}{more}")
