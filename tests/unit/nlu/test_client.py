"""The model over HTTP, on a real server that behaves in every way a server can."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager

import pytest

from nlu.client import REST, Entity, Model, read
from nlu.understanding import Guess

SECRET = "mon mari Jérôme ne sait pas que j'écris"
GOOD = {
    "text": SECRET,
    "intent": {"name": "greet", "confidence": 0.9},
    "entities": [{"entity": "activity", "value": "job_search", "start": 3, "end": 5}],
    "intent_ranking": [{"name": "greet", "confidence": 0.9}, {"name": "thank", "confidence": 0.1}],
}


class Answers:
    """A server that answers every request with `status` and `body` after `delay` seconds, and counts."""

    def __init__(self, body=b"", status=200, delay=0.0):
        self.body, self.status, self.delay = body, status, delay
        self.asked = []
        self.connections = 0

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
                )
                self.asked.append((head.decode(), (await reader.readexactly(length)).decode()))
                await asyncio.sleep(self.delay)
                writer.write(
                    b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n" % (self.status, len(self.body)) + self.body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answers, **options):
    server = await asyncio.start_server(answers.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    model = Model(f"http://127.0.0.1:{port}", **options)
    try:
        yield model
    finally:
        await model.close()
        server.close()


async def test_a_good_answer_is_read():
    async with serving(Answers(json.dumps(GOOD).encode())) as model:
        parsed = await model.parse(SECRET)
    assert parsed.guesses == (Guess("greet", 0.9), Guess("thank", 0.1))
    assert parsed.entities == (Entity("activity", "job_search", 3, 5),)


async def test_the_text_goes_in_the_body_and_nowhere_else():
    answers = Answers(json.dumps(GOOD).encode())
    async with serving(answers) as model:
        await model.parse(SECRET)
    ((head, body),) = answers.asked
    assert head.startswith("POST /model/parse HTTP/1.1")
    assert "Jérôme" not in head
    assert json.loads(body) == {"text": SECRET}


async def test_the_connection_is_kept():
    answers = Answers(json.dumps(GOOD).encode())
    async with serving(answers) as model:
        for _ in range(5):
            await model.parse("bonjour")
    assert answers.connections == 1


@pytest.mark.parametrize("status", [400, 404, 500, 503, 302])
async def test_a_refusal_is_an_answer(status):
    async with serving(Answers(json.dumps(GOOD).encode(), status)) as model:
        assert await model.parse(SECRET) is None


GARBAGE = [b"", b"<html>", b"[]", b"null", b"3", b"{}", b'{"intent_ranking": 3, "entities": []}', b"\xff\xfe\xfa",
           b'{"intent_ranking": [{"name": "greet", "confidence": "much"}], "entities": []}',
           b'{"intent_ranking": [{"name": "nobody_knows", "confidence": 1}], "entities": []}',
           b'{"intent_ranking": [null], "entities": []}',
           b'{"intent_ranking": [], "intent": {"name": null, "confidence": 0.0}, "entities": []}',
           b'{"intent_ranking": [{"name": "greet", "confidence": 1}], "entities": [{"entity": "x"}]}']  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE)
async def test_garbage_is_an_answer(body):
    async with serving(Answers(body)) as model:
        assert await model.parse(SECRET) is None


async def test_a_slow_model_is_not_waited_for():
    async with serving(Answers(json.dumps(GOOD).encode(), delay=5), timeout=0.2) as model:
        began = asyncio.get_running_loop().time()
        assert await model.parse(SECRET) is None
        assert asyncio.get_running_loop().time() - began < 1


async def test_nobody_there():
    model = Model("http://127.0.0.1:9")
    assert await model.parse(SECRET) is None
    assert not await model.ready()
    await model.close()


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "ftp://here"])
async def test_an_address_that_is_none(url):
    model = Model(url)
    assert await model.parse(SECRET) is None
    assert not await model.ready()
    await model.close()


async def test_after_a_failure_the_model_rests_then_is_asked_again():
    now = [100.0]
    answers = Answers(b"broken", 500)
    async with serving(answers, clock=lambda: now[0]) as model:
        await model.parse("un")
        await model.parse("deux")
        assert len(answers.asked) == 1
        answers.status, answers.body = 200, json.dumps(GOOD).encode()
        now[0] += REST + 0.1
        assert await model.parse("trois") is not None


async def test_ready_asks_even_while_the_model_rests():
    answers = Answers(b"{}", 500)
    async with serving(answers) as model:
        await model.parse("un")
        assert not await model.ready()
        answers.status = 200
        assert await model.ready()


async def test_many_at_once_share_few_connections():
    answers = Answers(json.dumps(GOOD).encode(), delay=0.01)
    async with serving(answers) as model:
        parsed = await asyncio.gather(*(model.parse(f"message {n}") for n in range(40)))
    assert all(parsed)
    assert answers.connections <= 8


@pytest.mark.parametrize(
    ("body", "status"), [(b"nonsense", 200), (json.dumps(GOOD).encode(), 500), (json.dumps(GOOD).encode(), 200)]
)
async def test_what_a_person_writes_reaches_no_log(body, status, caplog):
    caplog.set_level(logging.DEBUG)
    async with serving(Answers(body, status)) as model:
        await model.parse(SECRET)
    assert "Jérôme" not in caplog.text
    assert "J\\u00e9r\\u00f4me" not in caplog.text


@pytest.mark.parametrize("text", ["\ud83d", "\x00", "a" * 100_000, "🙂" * 50])
async def test_no_text_breaks_it(text):
    async with serving(Answers(json.dumps(GOOD).encode())) as model:
        await model.parse(text)


def test_values_of_entities_hide_themselves():
    parsed = read({**GOOD, "entities": [{"entity": "difficulty", "value": "Jérôme", "start": 0, "end": 6}]})
    assert "Jérôme" not in repr(parsed)
