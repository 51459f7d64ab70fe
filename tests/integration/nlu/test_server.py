"""The model as a child process: it says nothing, opens no other door, and never outlives its parent."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from nlu.client import Model
from nlu.fingerprint import FIXED
from nlu.server import LocalModel, ModelNotBuilt, ModelNotStarted, clean_environment, python_of
from nlu.understanding import REQUESTS

ROOT = Path(__file__).parents[3]
SECRET = "jerome-ne-doit-pas-savoir"

PARENT = """
import asyncio, sys
from nlu.server import LocalModel
async def main():
    local = LocalModel()
    url = await local.start(lambda _: None)
    print(local._child.pid, url, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


def alive(pid):
    """Whether the process is there and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_it_answers_in_the_shapes_of_the_client(model_url):
    model = Model(model_url, timeout=10)
    assert await model.ready()
    parsed = await model.parse("jé fé 2h de cv hier")
    told = await model.parse("ma voiture est tombée en panne, je peux plus me déplacer")
    assert [(entity.kind, entity.value) for entity in told.entities] == [("difficulty", "transport")]
    await model.close()
    assert parsed.guesses[0].request == "declare_hours"
    assert all(guess.request in REQUESTS for guess in parsed.guesses)


@pytest.mark.parametrize("text", ["", " ", "🙂", "?", "\x00", "a" * 20_000, "مرحبا", "\ud83d", "[CV](x)", "/greet"])
async def test_no_text_breaks_it(model_url, text):
    model = Model(model_url, timeout=30)
    await model.parse(text)
    assert await model.ready()
    await model.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/model"), ("DELETE", "/model"), ("POST", "/model/train"), ("POST", "/model/test/intents"),
     ("GET", "/domain"), ("GET", "/conversations/x/tracker"), ("GET", "/")],
)  # fmt: skip
def test_the_other_doors_of_rasa_are_closed(model_url, method, path):
    assert httpx.request(method, model_url + path, json={}).status_code == 404


@pytest.mark.parametrize("way_to_die", [signal.SIGKILL, signal.SIGTERM])
def test_a_parent_that_dies_leaves_nothing_behind(way_to_die):
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline().split()[0])
        assert alive(child)
        parent.send_signal(way_to_die)
        parent.wait()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(child)


def test_what_a_person_writes_is_printed_nowhere():
    command = [str(python_of()), str(ROOT / "nlu/training/serve.py"), "--with-parent"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment()
    ) as served:
        url = served.stdout.readline().decode().strip()
        for body in (
            json.dumps({"text": SECRET}),
            f"{{{SECRET}",
            json.dumps({"nothing": SECRET}),
            json.dumps([SECRET]),
        ):
            httpx.post(f"{url}/model/parse", content=body)
        httpx.get(f"{url}/status", params={"q": SECRET})
        served.stdin.close()
        printed = served.stdout.read() + served.stderr.read()
    assert SECRET.encode() not in printed


async def test_stopping_ends_the_child_and_may_be_said_twice():
    local = LocalModel()
    await local.start(lambda _: None)
    child = local._child.pid
    await local.stop()
    await local.stop()
    assert not alive(child)


async def test_a_start_that_is_given_up_leaves_nothing_behind():
    local = LocalModel()
    starting = asyncio.create_task(local.start(lambda _: None))
    await asyncio.sleep(1)
    child = local._child.pid
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not alive(child)


async def test_what_is_missing_is_said_with_its_remedy(tmp_path):
    with pytest.raises(ModelNotBuilt, match="make train"):
        await LocalModel(tmp_path).start(print)


async def test_a_child_that_fails_says_why(tmp_path):
    """Another Python in the place of the model's own, and a page that fails."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / "models").mkdir()
    (tmp_path / "models/jalon-0.tar.gz").touch()
    for name in FIXED:
        (tmp_path / name).touch()
    (tmp_path / "serve.py").write_text("raise SystemExit('no more room')")
    with pytest.raises(ModelNotStarted, match="no more room"):
        await LocalModel(tmp_path).start(lambda _: None)
