"""Starts, awaits, stops the local model: a child process that never outlives this one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path

from nlu.fingerprint import TRAINING, model_is_current, newest_model

PATIENCE = 120.0  # seconds to load: about ten, more on a small machine that wakes up
SERVE = TRAINING / "serve.py"
GRACE = 5.0  # seconds to end by itself


class ModelNotBuilt(Exception):
    """The model, or the Python that runs it, is not on this machine. `missing` is a path."""

    remedy = "make train"

    def __init__(self, missing: Path) -> None:
        super().__init__(f"{missing} is missing: {self.remedy}")
        self.missing = missing


class ModelNotStarted(Exception):
    """The child ended, or went on loading for PATIENCE seconds. `said` is its own last line, for a log."""

    def __init__(self, said: str) -> None:
        super().__init__(f"the model did not start: {said}")
        self.said = said


def python_of(training: Path = TRAINING) -> Path:
    """The model's own Python 3.10."""
    inside = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return training.joinpath(".venv", *inside)


def check_built(training: Path = TRAINING) -> None:
    """ModelNotBuilt when there is nothing to start."""
    if not python_of(training).exists():
        raise ModelNotBuilt(python_of(training))
    if newest_model(training) is None:
        raise ModelNotBuilt(training / "models")


def clean_environment() -> dict[str, str]:
    """Ours without what would lead the other Python to our libraries."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}


async def address_of(child: Process) -> str:
    """What the child prints when it is ready; ModelNotStarted when it ends or says nothing."""
    if child.stdout is None or child.stderr is None:
        raise ModelNotStarted("no pipe to it")
    try:
        line = await asyncio.wait_for(child.stdout.readline(), PATIENCE)
    except TimeoutError:
        raise ModelNotStarted(f"nothing after {PATIENCE:.0f} s") from None
    if not line.startswith(b"http://"):
        errors = (await child.stderr.read()).decode(errors="replace").strip().splitlines()
        raise ModelNotStarted(errors[-1] if errors else "it ended without a word")
    return line.decode().strip()


class LocalModel:
    """The model as a child of this process, on a free port of this machine alone."""

    def __init__(self, training: Path = TRAINING) -> None:
        self._training = training
        self._child: Process | None = None

    async def start(self, progress: Callable[[str], None]) -> str:
        """The address to give to Model, once it answers. ModelNotBuilt, ModelNotStarted."""
        check_built(self._training)
        if not model_is_current(self._training):
            progress("The model is older than its data: make train")
        progress("Starting the model (about 10 s)")
        self._child = await self._spawn()
        try:
            url = await address_of(self._child)
        except BaseException:  # also a cancelled start: no child is left alone
            await self.stop()
            raise
        progress("The model answers")
        return url

    async def _spawn(self) -> Process:
        # Its standard input is a pipe that we hold: the system closes it whichever way we die.
        # A session of its own: Ctrl-C is for us, and we tell it.
        return await asyncio.create_subprocess_exec(
            str(python_of(self._training)), str(self._training / "serve.py"), "--with-parent",
            stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True, env=clean_environment(),
        )  # fmt: skip

    async def stop(self) -> None:
        """Ends the child, gently first; nothing to do when there is none."""
        child, self._child = self._child, None
        if child is None or child.stdin is None:
            return
        child.stdin.close()
        try:
            await asyncio.wait_for(child.wait(), GRACE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
