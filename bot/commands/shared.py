"""What every command needs: its settings, its present, and one sentence for what its user can mend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from actions.errors import Mendable, StoreUnavailable
from bot import clock
from bot.config import Settings, WrongSetting, settings
from nlu import server

TROUBLE = 1
WRONG_USE = 2

Now = Annotated[str | None, typer.Option("--now", metavar="WHEN", help="Another present, such as 2026-11-18T10:00.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Begin the demonstration anew.")]


def chosen_settings() -> Settings:
    return guarded(settings)


def clock_at(now: str | None) -> clock.Clock:
    if now is None:
        return clock.system
    try:
        at = datetime.fromisoformat(now)
    except ValueError:
        raise typer.BadParameter("give a day and an hour such as 2026-11-18T10:00", param_hint="--now") from None
    zone = ZoneInfo(chosen_settings().timezone)
    return clock.starting_at(at if at.tzinfo else at.replace(tzinfo=zone))


def today_in(chosen: Settings) -> date:
    return clock.system().astimezone(ZoneInfo(chosen.timezone)).date()


def run_through[T](work: Coroutine[Any, Any, T]) -> T:
    return guarded(lambda: asyncio.run(work))


def guarded[T](work: Callable[[], T]) -> T:
    """Runs a command's work; what the user can mend is told in one sentence, without a traceback."""
    try:
        return work()
    except (WrongSetting, Mendable, server.ModelNotBuilt) as fault:
        sentence = str(fault)
    except StoreUnavailable:
        sentence = "The database cannot be reached: check JALON_DATABASE_URL, and that the server runs."
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    typer.echo(sentence, err=True)
    raise typer.Exit(TROUBLE)
