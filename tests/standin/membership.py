"""The update that tells a bot its place in a chat has changed."""

from __future__ import annotations

from .chats import Chat, Json
from .cloud import Cloud


def changed(cloud: Cloud, chat: Chat, by: Json, old: str, new: str) -> None:
    """`old` and `new` are « member », « left » or « kicked »."""
    content = {
        "chat": chat.as_json(),
        "from": by,
        "date": cloud.date(),
        "old_chat_member": _status(cloud, old),
        "new_chat_member": _status(cloud, new),
    }
    cloud.updates.add("my_chat_member", content, chat.id)


def _status(cloud: Cloud, status: str) -> Json:
    return {"user": cloud.bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}
