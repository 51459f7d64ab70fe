"""The program: its commands joined together. Each subject has its page in `bot.commands`."""

from __future__ import annotations

import logging

import typer

from bot import logs
from bot.commands import console, data, exchange, talk, understanding, upkeep

app = typer.Typer(
    name="jalon",
    help="A conversational assistant for people who have signed a contrat d'engagement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for page in (talk, console, exchange, data, understanding, upkeep):
    app.add_typer(page.app)


@app.callback()
def before() -> None:
    logs.set_up(logging.WARNING)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
