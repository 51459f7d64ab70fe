"""Log set-up: ids, requests, durations; never a person's words, a token or an address with one in it."""

from __future__ import annotations

import logging
import sys

# Libraries that write addresses (Telegram's hold the token) or parameters: only their warnings are of use.
TALKATIVE = ("httpx", "httpcore", "telegram", "sqlalchemy", "alembic", "uvicorn.access", "asyncio")
EXTRAS = ("incident", "letter", "chats", "seconds")


class OneLine(logging.Formatter):
    """Level, room, sentence and ids. Of an exception: its type and where, not its text."""

    def format(self, record: logging.LogRecord) -> str:
        ids = " ".join(f"{name}={getattr(record, name)}" for name in EXTRAS if hasattr(record, name))
        head = f"{self.formatTime(record)} {record.levelname} {record.name}"
        line = f"{head}: {record.getMessage()} {ids}".rstrip()
        if record.exc_info and record.exc_info[0] is not None:
            line += f" [{_where(record.exc_info)}]"
        return line


def set_up(level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _where(fault: tuple[type[BaseException], BaseException, object]) -> str:
    kind, error, _ = fault
    steps = []
    step = error.__traceback__
    while step is not None:
        steps.append(f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}")
        step = step.tb_next
    return f"{kind.__name__} at {' > '.join(steps[-6:])}"
