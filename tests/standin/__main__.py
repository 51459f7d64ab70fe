"""`python -m tests.standin --port 8081`: serves until it is told to stop, and prints nothing."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
from typing import Any

from .server import StandIn


async def serve(port: int, options: dict[str, Any], parent: int) -> None:
    """Until a signal; or until the process `parent` is gone, unless it is 0."""
    end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    async with StandIn(port=port, **options):
        while not end.is_set() and parent in (0, os.getppid()):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), 1)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    asked.add_argument("--port", type=int, default=8081)
    asked.add_argument("--options", type=json.loads, default={}, help='JSON, as {"per_second": null}')
    asked.add_argument("--parent", type=int, default=0, help="stop when this process is no longer ours")
    found = asked.parse_args()
    asyncio.run(serve(found.port, found.options, found.parent))


if __name__ == "__main__":
    main()
