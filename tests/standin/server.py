"""The stand-in for Telegram's Bot API, over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from . import account, control, deeds, methods, params, rules
from .chats import Event, Heard, Shown
from .cloud import Call, Cloud, Settings
from .faults import Fault, Faults, Status, When
from .people import PersonHere
from .refusals import Refused, too_many

if TYPE_CHECKING:
    from .remote import Apart

BODY = rules.MAX_UPLOAD + 2**20
TITLES: dict[int | str, str] = {500: "Internal Server Error", 502: "Bad Gateway"}


class StandIn:
    """`async with StandIn(...) as api:`; the options are those of `cloud.Settings`."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, **options: Any) -> None:
        self.host, self.port = host, port
        self.cloud = Cloud(Settings(**options))
        self.token = self.cloud.settings.token
        self.faults = Faults()
        self._people: dict[int, PersonHere] = {}
        self._closing = asyncio.Event()

    @staticmethod
    def in_thread(**options: Any) -> Apart:
        """In a thread of its own: `async with StandIn.in_thread() as api` gives a `RemoteStandIn`."""
        from .remote import InThread

        return InThread(options)

    @staticmethod
    def in_process(**options: Any) -> Apart:
        """In a process of its own; options must be JSON. Same use as `in_thread`."""
        from .remote import InProcess

        return InProcess(options)

    async def __aenter__(self) -> Self:
        server = web.Server(self._handle, request_factory=_request, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, backlog=1024, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *error: object) -> None:
        self._closing.set()
        self.cloud.updates.end_poll()
        await account.stop_webhook(self.cloud)
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """For python-telegram-bot's `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    # what tests ask

    @property
    def calls(self) -> list[Call]:
        return self.cloud.calls

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def counts(self) -> dict[str, dict[str, int]]:
        return self.cloud.counts()

    @property
    def too_many(self) -> int:
        """How often the stand-in said 429 for a limit."""
        return self.cloud.limits.refused

    @property
    def pending(self) -> int:
        """Updates not yet acknowledged."""
        return len(self.cloud.updates.pending)

    @property
    def events(self) -> list[Event]:
        """All the bot did that somebody can see, in order."""
        return self.cloud.feed.items

    def file(self, file_id: str) -> bytes:
        return self.cloud.files[file_id].content

    # what tests do

    def person(self, id: int = 101, first_name: str = "Amina", **about: Any) -> PersonHere:
        """`last_name`, `username`, `language_code` besides. The same id gives the same person."""
        if id not in self._people:
            known = {k: v for k, v in about.items() if v is not None}
            self.cloud.users[id] = {"id": id, "is_bot": False, "first_name": first_name, **known}
            self._people[id] = PersonHere(self, id, first_name)
        return self._people[id]

    async def say_all(self, words: Iterable[tuple[int, str]]) -> list[int]:
        """Many people at once: (person, text)."""
        return [deeds.do(self.cloud, person, "says", text=text) for person, text in words]

    def fail_next(
        self,
        method: str = "*",
        status: Status = 500,
        times: float = 1,
        when: When = "before",
        retry_after: int = 0,
    ) -> None:
        """`when="after"`: the work is done and the answer is lost. `times=math.inf` until `heal`."""
        self.faults.plan(Fault(method, status, when, times, retry_after))

    def heal(self) -> None:
        self.faults.heal()

    # what a Person asks

    async def does(self, person: int, deed: str, group: int | None, **how: Any) -> Any:
        return deeds.do(self.cloud, person, deed, group, **how)

    def screen_now(self, chat_id: int) -> list[Shown]:
        chat = self.cloud.chats.get(chat_id)
        return chat.screen if chat else []

    async def screen_of(self, chat_id: int) -> list[Shown]:
        return self.screen_now(chat_id)

    def heard_in(self, chat_id: int) -> Heard:
        if chat_id < 0:
            return self.cloud.group(chat_id).heard
        return self.cloud.private_chat(self.cloud.users[chat_id]).heard

    # HTTP

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/_control/"):
            return await control.handle(self, request, path.removeprefix("/_control/"))
        _, prefix, *rest = path.split("/", 3)
        try:
            if prefix == "file" and len(rest) == 2:
                self._check_token(rest[0])
                return self._download(rest[1])
            if len(rest) != 1:
                raise Refused(404)
            self._check_token(prefix)
            return await self._call(request, rest[0])
        except Refused as refused:
            return refusal(refused)

    def _check_token(self, named: str) -> None:
        if not named.startswith("bot"):
            raise Refused(404)
        if named.removeprefix("bot") != self.token:
            raise Refused(401)

    def _download(self, path: str) -> web.Response:
        for file in self.cloud.files.values():
            if file.path == path:
                return web.Response(body=file.content, content_type="application/octet-stream")
        raise Refused(404)

    async def _call(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        call = Call(method, {}, self.cloud.clock())
        self.calls.append(call)
        fault = self.faults.take(method)
        try:
            call.params = await params.read(request)
            if fault and fault.when == "before":
                return await self._fail(request, call, fault)
            answer = _success(await methods.run(self.cloud, method, call.params))
        except Refused as refused:
            answer = refusal(refused)
        if fault:
            return await self._fail(request, call, fault)
        if self.cloud.settings.latency:
            await asyncio.sleep(self.cloud.settings.latency)
        call.outcome = answer.status
        return answer

    async def _fail(self, request: web.BaseRequest, call: Call, fault: Fault) -> web.StreamResponse:
        call.outcome = fault.status
        if fault.status == 429:
            return refusal(too_many(fault.retry_after or 1))
        if isinstance(fault.status, int) and fault.status < 500:
            return refusal(Refused(fault.status, "a fault asked for by the test"))
        if isinstance(fault.status, int):
            why = TITLES.get(fault.status, "Error")
            return web.Response(status=fault.status, text=_page(fault.status, why), content_type="text/html")
        if fault.status == "timeout":
            await self._closing.wait()
        if request.transport:
            request.transport.abort()
        return web.Response(status=500)


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY)


def _success(result: Any) -> web.Response:
    if isinstance(result, account.Written):
        body = f'{{"ok":true,"result":{result.body}}}'
    elif isinstance(result, account.Said):
        body = json.dumps({"ok": True, "result": True, "description": result.description})
    else:
        body = json.dumps({"ok": True, "result": result})
    return web.Response(body=body.encode(), content_type="application/json")


def refusal(refused: Refused) -> web.Response:
    wait = refused.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else None
    return web.json_response(refused.as_json(), status=refused.code, headers=headers)


def _page(status: int, why: str) -> str:
    """What stands before Telegram's servers answers in HTML."""
    return f"<html><head><title>{status} {why}</title></head><body><h1>{status} {why}</h1></body></html>"
