"""Talking with Jalon: on a terminal, and over Telegram."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer
from rich.console import Console

from bot import bootstrap, clock, logs, terminal
from bot.commands.shared import WRONG_USE, Fresh, Now, chosen_settings, clock_at, run_through
from bot.config import Settings
from bot.dialogue.messages import ChatKey
from content import catalogue

app = typer.Typer()
As = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who speaks: Amina, Bruno, Chloé or any name.")]
Language = Annotated[str | None, typer.Option("--language", help="The language of the answers: fr or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines in and out.")]
InWorld = Annotated[bool, typer.Option("--world", help="In the invented world of « jalon demo ».")]
WithDemo = Annotated[bool, typer.Option("--demo", help="Give each newcomer an invented contract, for trying.")]


@app.command()
def chat(
    as_: As = "Amina",
    now: Now = None,
    language: Language = None,
    as_json: AsJson = False,
    fresh: Fresh = False,
    world: InWorld = False,
) -> None:
    """Talk with Jalon on this terminal, or over a pipe, one message a line.

    Started alone it uses a demonstration database of its own, with invented people.

    Examples:

      jalon chat

      jalon chat --as Bruno --now 2026-11-18T10:00

      jalon chat --world --as Fatou

      echo '{"text": "hier 2h de CV"}' | jalon chat --json
    """
    run_through(
        _chat(chosen_settings(), as_, clock_at(now), _offered(language), as_json=as_json, fresh=fresh, world=world)
    )


@app.command()
def run(with_demo: WithDemo = False) -> None:
    """Run the Telegram bot and whatever runs beside it, in one process.

    Examples:

      JALON_TELEGRAM_TOKEN=… jalon run

      JALON_TELEGRAM_TOKEN=… jalon run --demo
    """
    logs.set_up(logging.INFO)
    run_through(_serve(chosen_settings(), with_demo=with_demo))


async def _chat(
    chosen: Settings,
    name: str,
    time: clock.Clock,
    language: str | None,
    *,
    as_json: bool,
    fresh: bool,
    world: bool,
) -> None:
    by_hand = sys.stdin.isatty() and not as_json
    alone = chosen.database_url is None
    if world:
        chosen = bootstrap.world(chosen, fresh=False)
    elif alone:
        chosen = bootstrap.demonstration(chosen, fresh=fresh)
    key = ChatKey("terminal", name.casefold())
    async with (
        bootstrap.open_store(chosen) as store,
        bootstrap.open_mind(chosen, progress=lambda _step: None) as mind,
    ):
        if world:
            await bootstrap.resident_for_chat(store, key, name, language, time())
        else:
            await bootstrap.person_for_chat(store, key, name, chosen.timezone, language, time())
        talk = bootstrap.dialogue(chosen, store, mind.understand, time)
        session = terminal.Session(talk, key, time)
        if by_hand:
            await terminal.in_person(session, Console(), _hello(chosen, name, alone=alone))
            return
        if alone:
            typer.echo(f"A demonstration, with invented people, in {chosen.data_folder}.", err=True)
        if not await terminal.over_pipe(session, sys.stdin, as_json=as_json):
            raise typer.Exit(WRONG_USE)


def _hello(chosen: Settings, name: str, *, alone: bool) -> str:
    where = f"Démonstration, avec des personnes inventées ({chosen.data_folder})." if alone else "Votre base."
    return (
        f"{where} Vous parlez en tant que [bold]{name}[/bold].\n"
        "Écrivez, ou tapez le numéro d'un choix. /aide pour l'aide, /quitter pour sortir."
    )


async def _serve(chosen: Settings, *, with_demo: bool) -> None:
    stop = bootstrap.stop_on_signal()
    async with (
        bootstrap.open_store(chosen) as store,
        bootstrap.open_mind(chosen, progress=lambda _step: None) as mind,
    ):
        talk = bootstrap.dialogue(chosen, store, mind.understand, clock.system, with_demo=with_demo)
        async with bootstrap.forgetting(chosen, store, clock.system):
            await bootstrap.telegram(chosen, talk, clock.system).run(stop)


def _offered(language: str | None) -> str | None:
    offered = catalogue.languages()
    if language is not None and language not in offered:
        raise typer.BadParameter(f"offered now: {', '.join(offered)}", param_hint="--language")
    return language
