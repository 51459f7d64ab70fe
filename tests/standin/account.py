"""Methods about the bot itself: who it is, how it gets updates, what its profile says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import membership, rules, webhook
from .chats import Json
from .cloud import Cloud
from .params import Params
from .refusals import Refused, bad

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True)
class Written:
    """A result that is JSON already."""

    body: str


@dataclass(frozen=True)
class Said:
    """True, with a description beside it."""

    description: str


def get_me(cloud: Cloud, params: Params) -> Json:
    no = ("can_connect_to_business", "supports_inline_queries", "has_main_web_app", "has_topics_enabled")
    reads_all = not cloud.settings.privacy
    extra = {"can_join_groups": True, "can_read_all_group_messages": reads_all, **dict.fromkeys(no, False)}
    return {**cloud.bot, **extra}


async def get_updates(cloud: Cloud, params: Params) -> Written:
    if cloud.webhook:
        raise Refused(409, WEBHOOK_ACTIVE)
    cloud.updates.allow(params.get("allowed_updates"))
    asked = (_number(params, "offset", 0), _number(params, "limit", 100), _number(params, "timeout", 0))
    found = await cloud.updates.get(*asked)
    return Written(f"[{','.join(update.body for update in found)}]")


def _number(params: Params, name: str, default: int) -> int:
    """Telegram takes what it cannot read for the default."""
    value = params.get(name, default)
    return int(value) if isinstance(value, int | float) else default


async def set_webhook(cloud: Cloud, params: Params) -> Said:
    url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
    if not url:
        return await delete_webhook(cloud, params)
    webhook.check(url, secret)
    await stop_webhook(cloud)
    cloud.updates.end_poll("terminated by setWebhook request")
    cloud.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        cloud.updates.clear()
    connections = min(max(_number(params, "max_connections", 40), 1), 100)
    cloud.webhook = webhook.Webhook(cloud.updates, url, secret, connections, cloud.settings.webhook_wait)
    cloud.webhook.start()
    return Said("Webhook was set")


async def delete_webhook(cloud: Cloud, params: Params) -> Said:
    was_set = cloud.webhook is not None
    await stop_webhook(cloud)
    if params.get("drop_pending_updates"):
        cloud.updates.clear()
    return Said("Webhook was deleted" if was_set else "Webhook is already deleted")


async def stop_webhook(cloud: Cloud) -> None:
    hook, cloud.webhook = cloud.webhook, None
    if hook:
        await hook.stop()


def get_webhook_info(cloud: Cloud, params: Params) -> Json:
    hook = cloud.webhook
    found: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(cloud.updates.pending),
    }
    if hook:
        found |= {"max_connections": hook.connections, "ip_address": "127.0.0.1"}
    if hook and hook.error:
        age = cloud.clock() - hook.error_at
        found |= {"last_error_date": int(cloud.date() - age), "last_error_message": hook.error}
    if cloud.updates.allowed:
        found["allowed_updates"] = sorted(cloud.updates.allowed)
    return found


def _scope(params: Params) -> tuple[str, ...]:
    scope = params.get("scope") or {"type": "default"}
    named = [str(scope[k]) for k in ("chat_id", "user_id") if k in scope]
    return ("commands", scope["type"], *named, str(params.get("language_code", "")))


def set_commands(cloud: Cloud, params: Params) -> bool:
    cloud.profile[_scope(params)] = rules.commands(params.get("commands") or [])
    return True


def get_commands(cloud: Cloud, params: Params) -> list[Json]:
    return cloud.profile.get(_scope(params), [])


def delete_commands(cloud: Cloud, params: Params) -> bool:
    cloud.profile.pop(_scope(params), None)
    return True


def setter(name: str, limit: int) -> Callable[[Cloud, Params], bool]:
    """setMyName and its like: one text per language."""

    def do(cloud: Cloud, params: Params) -> bool:
        value = str(params.get(name, ""))
        if len(value) > limit:
            raise bad(f"{name.replace('_', ' ')} is too long")
        cloud.profile[(name, str(params.get("language_code", "")))] = value
        return True

    return do


def getter(name: str) -> Callable[[Cloud, Params], Json]:
    def do(cloud: Cloud, params: Params) -> Json:
        return {name: cloud.profile.get((name, str(params.get("language_code", ""))), "")}

    return do


def set_menu_button(cloud: Cloud, params: Params) -> bool:
    cloud.profile[("menu_button", str(params.get("chat_id", "")))] = params.get("menu_button")
    return True


def get_menu_button(cloud: Cloud, params: Params) -> Any:
    asked = ("menu_button", str(params.get("chat_id", "")))
    return cloud.profile.get(asked) or cloud.profile.get(("menu_button", "")) or {"type": "commands"}


def leave_chat(cloud: Cloud, params: Params) -> bool:
    chat = cloud.chat_of(params)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.member = False
    membership.changed(cloud, chat, cloud.bot, "member", "left")
    return True


def get_file(cloud: Cloud, params: Params) -> Json:
    file = cloud.files.get(str(params.get("file_id", "")))
    if file is None:
        raise bad("invalid file_id" if params.get("file_id") else "file_id not specified")
    if file.size > rules.MAX_DOWNLOAD:
        raise bad("file is too big")
    return {**file.as_json(), "file_path": file.path}


def log_out(cloud: Cloud, params: Params) -> bool:
    cloud.logged_out = True
    cloud.updates.clear()
    return True


def close(cloud: Cloud, params: Params) -> bool:
    return True
