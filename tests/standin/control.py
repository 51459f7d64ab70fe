"""The driving side over HTTP, for a stand-in that runs in another process. JSON in, JSON out.

POST people    {"people": [{id, first_name…}]}
POST updates   {"updates": [{"person": 101, "deed": "says", "text": "…", "group": null}]}
GET  messages  ?since=0&wait=0 → {"next": n, "events": […]}   GET screen ?chat=101
GET  state     → counts, 429s, pending updates, webhook       GET file   ?id=…
POST faults    {method, status, times, when, retry_after}     POST heal
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import deeds

if TYPE_CHECKING:
    from .server import StandIn

MAX_EVENTS = 1000


async def handle(api: StandIn, request: web.BaseRequest, what: str) -> web.Response:
    do = DOORS.get(what)
    if do is None:
        return web.json_response({"error": f"no such door: {what}"}, status=404)
    asked = json.loads(await request.read() or b"{}") | dict(request.query)
    return web.json_response(await do(api, asked))


async def people(api: StandIn, asked: dict[str, Any]) -> Any:
    for person in asked["people"]:
        api.person(**person)
    return {}


async def updates(api: StandIn, asked: dict[str, Any]) -> Any:
    return {"results": [_done(api, one) for one in asked["updates"]]}


def _done(api: StandIn, one: dict[str, Any]) -> dict[str, Any]:
    """{"result": …, "at": clock} or {"impossible": why}."""
    if "content" in one:
        one["content"] = base64.b64decode(one["content"])
    at = api.cloud.clock()
    try:
        return {"result": deeds.do(api.cloud, **one), "at": at}
    except deeds.Impossible as error:
        return {"impossible": str(error)}


async def messages(api: StandIn, asked: dict[str, Any]) -> Any:
    since, feed = int(asked.get("since", 0)), api.cloud.feed
    if float(asked.get("wait", 0)):
        await feed.reaches(since + 1, float(asked["wait"]))
    found = feed.items[since : since + MAX_EVENTS]
    return {"next": since + len(found), "events": [event.as_json() for event in found]}


async def screen(api: StandIn, asked: dict[str, Any]) -> Any:
    return {"screen": [shown.as_json() for shown in api.screen_now(int(asked["chat"]))]}


async def state(api: StandIn, asked: dict[str, Any]) -> Any:
    webhook = api.cloud.webhook.url if api.cloud.webhook else ""
    return {
        "counts": api.cloud.counts(),
        "too_many": api.too_many,
        "pending": api.pending,
        "webhook": webhook,
        "clock": api.cloud.clock(),
    }


async def calls(api: StandIn, asked: dict[str, Any]) -> Any:
    """Those of one method, since a number; what is not JSON is told by its name."""
    found = api.called(asked["method"]) if "method" in asked else api.calls
    since = int(asked.get("since", 0))
    plain = [json.loads(json.dumps(vars(call), default=repr)) for call in found[since:]]
    return {"next": len(found), "calls": plain}


async def file(api: StandIn, asked: dict[str, Any]) -> Any:
    return {"content": base64.b64encode(api.file(asked["id"])).decode()}


async def faults(api: StandIn, asked: dict[str, Any]) -> Any:
    api.fail_next(**asked)
    return {}


async def heal(api: StandIn, asked: dict[str, Any]) -> Any:
    api.heal()
    return {}


DOORS: dict[str, Callable[[StandIn, dict[str, Any]], Awaitable[Any]]] = {
    "people": people,
    "updates": updates,
    "messages": messages,
    "screen": screen,
    "state": state,
    "calls": calls,
    "file": file,
    "faults": faults,
    "heal": heal,
}
