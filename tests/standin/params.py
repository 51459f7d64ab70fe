"""What a request carries, whichever way it is written: query, form, multipart or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from .refusals import bad

INTEGERS = {"chat_id", "message_id", "offset", "limit", "timeout", "max_connections", "user_id"}
FLAGS = {"show_alert", "drop_pending_updates", "disable_notification", "protect_content", "is_big"}
OBJECTS = {
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
    "menu_button": "menu button",
    "scope": "BotCommandScope",
    "entities": "entities",
    "caption_entities": "entities",
    "allowed_updates": "allowed updates",
    "commands": "commands",
    "reaction": "reaction types",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with the request."""

    name: str
    type: str
    content: bytes = field(repr=False)


Params = dict[str, Any]


async def read(request: web.BaseRequest) -> Params:
    """Name → value, each of its own type: number, flag, list, words or `Upload`."""
    found: dict[str, Any] = dict(request.rel_url.query)
    kind = request.content_type if request.body_exists else ""
    if kind == "application/json":
        found |= json.loads(await request.read() or b"{}")
    elif kind == "multipart/form-data":
        found |= {name: _part(value) for name, value in (await request.post()).items()}
    elif kind:
        found |= dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    return {name: _typed(name, value) for name, value in found.items() if value is not None}


def _part(value: Any) -> Any:
    if isinstance(value, web.FileField):
        return Upload(value.filename, value.content_type, value.file.read())
    return value.decode() if isinstance(value, bytes | bytearray) else value


def _typed(name: str, value: Any) -> Any:
    if name in FLAGS:
        return value is True or str(value).lower() in ("true", "yes", "1")
    if not isinstance(value, str):
        return value
    if name in INTEGERS:
        return int(value) if value.strip().removeprefix("-").isdecimal() else value
    if name in OBJECTS:
        return _decoded(name, value)
    return value


def _decoded(name: str, value: str) -> Any:
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad(f"can't parse {OBJECTS[name]} JSON object") from None
