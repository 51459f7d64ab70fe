"""The table of methods. Names are read without regard to case, as Telegram does."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from . import account, sending
from .cloud import Cloud
from .params import Params
from .refusals import Refused, bad

METHODS: dict[str, Callable[[Cloud, Params], Any]] = {
    "answercallbackquery": sending.answer_press,
    "close": account.close,
    "deletemessage": sending.delete,
    "deletemycommands": account.delete_commands,
    "deletewebhook": account.delete_webhook,
    "editmessagereplymarkup": sending.edit_markup,
    "editmessagetext": sending.edit_text,
    "getchatmenubutton": account.get_menu_button,
    "getfile": account.get_file,
    "getme": account.get_me,
    "getmycommands": account.get_commands,
    "getmydescription": account.getter("description"),
    "getmyname": account.getter("name"),
    "getmyshortdescription": account.getter("short_description"),
    "getupdates": account.get_updates,
    "getwebhookinfo": account.get_webhook_info,
    "leavechat": account.leave_chat,
    "logout": account.log_out,
    "sendchataction": sending.chat_action,
    "senddocument": sending.send_document,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "setchatmenubutton": account.set_menu_button,
    "setmessagereaction": sending.react,
    "setmycommands": account.set_commands,
    "setmydescription": account.setter("description", 512),
    "setmyname": account.setter("name", 64),
    "setmyshortdescription": account.setter("short_description", 120),
    "setwebhook": account.set_webhook,
}


async def run(cloud: Cloud, method: str, params: Params) -> Any:
    """The method's result; raises `Refused`."""
    if cloud.logged_out:
        raise bad("logged out")
    do = METHODS.get(method.lower())
    if do is None:
        raise Refused(404, "method not found")
    result = do(cloud, params)
    return await result if inspect.isawaitable(result) else result
