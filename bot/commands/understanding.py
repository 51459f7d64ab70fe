"""How messages are understood: said, measured, learnt from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from actions.errors import Mendable
from bot import bootstrap, clock, evaluation, review
from bot.commands.shared import (
    TROUBLE,
    WRONG_USE,
    Now,
    chosen_settings,
    clock_at,
    guarded,
    run_through,
    today_in,
)
from bot.config import Settings
from nlu import server
from nlu.evaluate import fallen, figures
from nlu.understanding import Understanding

NO_MODEL = "The language model does not answer: run « make train », or check JALON_NLU_URL."

app = typer.Typer()


@app.command()
def understand(
    text: Annotated[list[str] | None, typer.Argument(help="A message; without it, one a line is read.")] = None,
    now: Now = None,
) -> None:
    """Say how messages are understood, one JSON line each, in the order of the input.

    Examples:

      jalon understand "lundi 2h de CV et hier 1h30 d'entretien"

      jalon understand --now 2026-11-18T10:00 < messages.txt
    """
    lines = [" ".join(text)] if text else (line.rstrip("\n") for line in sys.stdin)
    run_through(_understand(chosen_settings(), lines, clock_at(now)))


@app.command("evaluate")
def evaluate_(
    sentences: Annotated[Path, typer.Option(help="The sentences of the exam.")] = evaluation.SENTENCES,
    page: Annotated[Path | None, typer.Option(help="A folder for the report as a page, and its picture.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep these figures as the baseline.")] = False,
) -> None:
    """Measure how well messages are understood, against the committed figures.

    Ends with 1 when a figure fell by more than a point.

    Examples:

      jalon evaluate

      jalon evaluate --page report/

      jalon evaluate --keep
    """
    fallen = run_through(_evaluate(chosen_settings(), sentences, page, keep=keep))
    raise typer.Exit(TROUBLE if fallen else 0)


@app.command("review")
def review_(
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FOLDER", help="Move the labelled ones to files under a folder."),
    ] = None,
) -> None:
    """Label the sentences that were not understood, of the people who let them be kept; or take them out.

    Each is shown without names, with the model's guesses. Answer with a guess's number or a request's name, then
    t (training) or e (test); d drops it, s skips it, q ends. Answers may come from a pipe, one a line.

    Examples:

      jalon review

      jalon review --export lessons
    """
    chosen = chosen_settings()
    if export is not None:
        moved = run_through(review.export(chosen, today_in(chosen), export))
        typer.echo(f"{moved} sentences went to {export}, and are no longer in the database.")
        return
    by_hand = sys.stdin.isatty()
    desk = review.Desk(review.from_keyboard if by_hand else review.from_pipe, typer.echo)
    run_through(review.review(chosen, today_in(chosen), desk))
    if desk.misread and not by_hand:
        raise typer.Exit(WRONG_USE)


@app.command()
def nlu(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 5005,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the language model alone, for JALON_NLU_URL of other processes.

    Examples:

      jalon nlu --port 5005
    """
    guarded(server.check_built)
    python = str(server.python_of())
    asked = [python, str(server.SERVE), "--host", host, "--port", str(port)]
    os.execve(python, asked, server.clean_environment())  # noqa: S606  # our own script, in the model's own Python


async def _understand(chosen: Settings, lines: Iterable[str], time: clock.Clock) -> None:
    async with bootstrap.open_mind(chosen, progress=lambda _step: None) as mind:
        for line in lines:
            today = time().astimezone(ZoneInfo(chosen.timezone)).date()
            typer.echo(json.dumps(_as_json(await mind.understand(line, today)), ensure_ascii=False))
        if mind.trouble:
            typer.echo(mind.trouble, err=True)


def _as_json(found: Understanding) -> dict[str, Any]:
    return {
        "text": found.text,
        "request": found.request,
        "confidence": round(found.confidence, 4),
        "alternatives": [
            {"request": guess.request, "confidence": round(guess.confidence, 4)} for guess in found.alternatives
        ],
        "entries": [
            {
                "minutes": entry.minutes,
                "date": entry.day and entry.day.isoformat(),
                "activity": entry.activity,
            }
            for entry in found.entries
        ],
        "difficulty": found.difficulty,
        "topic": found.topic,
        "language": found.language,
    }


async def _evaluate(chosen: Settings, folder: Path, page: Path | None, *, keep: bool) -> bool:
    before = evaluation.baseline(folder)
    asked = evaluation.examples(folder)
    async with bootstrap.open_mind(chosen, progress=lambda _step: None) as mind:
        if not await mind.answers():
            raise Mendable(mind.trouble or NO_MODEL)
        found = [one async for one in evaluation.judged(asked, mind.understand)]
    evaluation.report(found, before, Console())
    if page is not None:
        typer.echo("  ".join(map(str, evaluation.page(found, before, page))))
    now = figures(found)
    if keep:
        evaluation.keep_baseline(folder, now)
    fell = fallen(now, before)
    for name, (was, value) in fell.items():
        typer.echo(f"{name} fell from {was:.1%} to {value:.1%}.", err=True)
    return bool(fell) and not keep
