"""Serve the newest model with Rasa's own HTTP API: `/model/parse` and `/status`, nothing else.

Run by the model's own Python: `serve.py [--host 127.0.0.1] [--port 0] [--with-parent]`. When it is ready it
prints its address, one line, and from then on it can print nothing: no message can reach a log.
With `--with-parent` it ends as soon as its standard input does, however the parent died.
"""

import argparse
import os
import socket
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hollow import hollow_out
from quiet import fingerprints, prepare

OPEN = ("/model/parse", "/status")
NO_MODEL = 3  # exit status; nlu/server.py knows it


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Serve the newest model of Jalon")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser.parse_args()


def end_with_parent() -> None:
    """The parent holds the other end of our standard input: its death, even by SIGKILL, closes it."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def bound(host: str, port: int) -> socket.socket:
    """A socket on `port`, held from now on so that nobody takes it while the model loads."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    return sock


def fall_silent() -> None:
    """Standard output and error lead nowhere from now on, for Python and for C alike."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def application(model: Path):
    """Rasa's own application around `model`, with all its other doors closed."""
    # Here, since these imports must come after hollow_out() and prepare().
    from rasa.core.agent import Agent  # noqa: PLC0415
    from rasa.server import create_app  # noqa: PLC0415
    from sanic.response import json  # noqa: PLC0415

    app = create_app(agent=Agent.load(str(model)), cors_origins=None)

    @app.middleware("request")
    async def only_what_is_open(request):
        # The API can also replace the model, train and read files: none of it is ours to offer.
        return None if request.path in OPEN else json({"reason": "NotFound"}, status=404)

    return app


def serve(model: Path, host: str, port: int) -> None:
    """Load `model`, then answer until the end of the process."""
    sock = bound(host, port)
    hollow_out()
    prepare()
    app = application(model)
    app.config.ACCESS_LOG = False

    @app.after_server_start
    async def say_so(app, loop):
        # The first sentence costs ten times the next ones: it is ours.
        await app.ctx.agent.parse_message("bonjour")
        print("http://{}:{}".format(*sock.getsockname()), flush=True)
        fall_silent()

    app.run(sock=sock, workers=1, access_log=False, motd=False, debug=False)


def main() -> None:
    asked = arguments()
    if asked.with_parent:
        end_with_parent()
    model = fingerprints().newest_model()
    if model is None:
        print("No model yet: make train", file=sys.stderr)
        raise SystemExit(NO_MODEL)
    serve(model, asked.host, asked.port)


if __name__ == "__main__":
    main()
