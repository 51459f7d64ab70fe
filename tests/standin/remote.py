"""A stand-in in another thread or process, driven from here."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import aiohttp

from .chats import Event, Heard, Shown
from .cloud import Call, Settings
from .deeds import Impossible
from .people import Person
from .server import StandIn

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds: a poll for news, and the start of a process


class RemoteStandIn:
    """The surface of `StandIn` for people, screens and counts; what is a property there is awaited here."""

    def __init__(self, url: str, token: str = Settings.token) -> None:
        self.url, self.token = url, token
        self.base_url, self.base_file_url = f"{url}/bot", f"{url}/file/bot"
        self._people: dict[int, Person] = {}
        self._unknown: list[dict[str, Any]] = []  # people the other side was not told of yet
        self._heard: defaultdict[int, Heard] = defaultdict(Heard)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))
        self._listening = asyncio.get_running_loop().create_task(self._listen())
        return self

    async def __aexit__(self, *error: object) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._session.close()

    def person(self, id: int = 101, first_name: str = "Amina", **about: Any) -> Person:
        if id not in self._people:
            self._people[id] = Person(self, id, first_name)
            self._unknown.append({"id": id, "first_name": first_name, **about})
        return self._people[id]

    async def say_all(self, words: Iterable[tuple[int, str]]) -> list[int]:
        """Many people at once, in one request: (person, text)."""
        return await self._deeds([{"person": p, "deed": "says", "text": text} for p, text in words])

    async def does(self, person: int, deed: str, group: int | None, **how: Any) -> Any:
        if "content" in how:
            how["content"] = base64.b64encode(how["content"]).decode()
        return (await self._deeds([{"person": person, "deed": deed, "group": group, **how}]))[0]

    async def screen_of(self, chat_id: int) -> list[Shown]:
        found = await self._get("screen", chat=chat_id)
        return [Shown.from_json(one) for one in found["screen"]]

    def heard_in(self, chat_id: int) -> Heard:
        return self._heard[chat_id]

    async def counts(self) -> dict[str, dict[str, int]]:
        return (await self.state())["counts"]

    async def state(self) -> dict[str, Any]:
        """`counts`, `too_many`, `pending`, `webhook`, `clock`."""
        return await self._get("state")

    async def calls(self, method: str, since: int = 0) -> list[Call]:
        found = await self._get("calls", method=method, since=since)
        return [Call(**one) for one in found["calls"]]

    async def file(self, file_id: str) -> bytes:
        return base64.b64decode((await self._get("file", id=file_id))["content"])

    async def fail_next(self, method: str = "*", **how: Any) -> None:
        await self._post("faults", {"method": method, **how})

    async def heal(self) -> None:
        await self._post("heal", {})

    async def _deeds(self, wanted: list[dict[str, Any]]) -> list[Any]:
        if self._unknown:
            newcomers, self._unknown = self._unknown, []
            await self._post("people", {"people": newcomers})
        results = (await self._post("updates", {"updates": wanted}))["results"]
        for one in results:
            if "impossible" in one:
                raise Impossible(one["impossible"])
        return [one["result"] for one in results]

    async def _listen(self) -> None:
        """One poll for everybody's news."""
        since = 0
        while True:
            try:
                news = await self._get("messages", since=since, wait=PATIENCE)
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
                continue
            since = news["next"]
            for one in news["events"]:
                event = Event.from_json(one)
                self._heard[event.chat_id].add(event)

    async def _get(self, what: str, **asked: Any) -> Any:
        async with self._session.get(f"{self.url}/_control/{what}", params=asked) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def _post(self, what: str, asked: dict[str, Any]) -> Any:
        async with self._session.post(f"{self.url}/_control/{what}", json=asked) as answer:
            answer.raise_for_status()
            return await answer.json()


class Apart:
    """A stand-in that lives elsewhere. `async with` gives its `RemoteStandIn`; `with` gives one too,
    for its addresses alone."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.token = options.get("token", Settings.token)

    def start(self) -> str:
        """Its URL, once it answers."""
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> RemoteStandIn:
        return RemoteStandIn(self.start(), self.token)

    def __exit__(self, *error: object) -> None:
        self.stop()

    async def __aenter__(self) -> RemoteStandIn:
        url = await asyncio.to_thread(self.start)
        self._remote = await RemoteStandIn(url, self.token).__aenter__()
        return self._remote

    async def __aexit__(self, *error: object) -> None:
        await self._remote.__aexit__()
        await asyncio.to_thread(self.stop)


class InThread(Apart):
    def start(self) -> str:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise TimeoutError("the stand-in did not start")
        return self._url

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with StandIn(**self.options) as api:
            self._url = api.url
            self._ready.set()
            await self._end.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(PATIENCE)


class InProcess(Apart):
    def start(self) -> str:
        options = dict(self.options)
        port = options.pop("port", 0) or free_port()
        asked = {"--port": port, "--parent": os.getpid(), "--options": json.dumps(options)}
        command = [sys.executable, "-m", "tests.standin"]
        command += [str(word) for pair in asked.items() for word in pair]
        self._process = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            if time.monotonic() > until or self._process.poll() is not None:
                self.stop()
                raise TimeoutError("the stand-in did not start")
            time.sleep(0.02)
        return f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
