"""The console, who may open it, and the people who are invited."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from actions.codes import deep_link
from actions.records.codes import in_groups
from bot import bootstrap, clock, invite, logs, office, serving
from bot.commands.shared import Fresh, chosen_settings, run_through
from bot.config import Settings
from bot.demo import touring

SERVES_ONCE = "It serves once, for a week: hand it over by hand."
app = typer.Typer()
advisors = typer.Typer(help="The accounts of the console.", no_args_is_help=True)
app.add_typer(advisors, name="advisors")


@app.command("invite")
def invite_(
    given_name: Annotated[str, typer.Argument(help="The person's first name.")],
    organisation: Annotated[str, typer.Option(help="The organisation's name.")],
    kind: Annotated[str, typer.Option(help="Its kind, such as mission_locale or france_travail.")],
    referent: Annotated[str, typer.Option(help="The referent's name.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the contract begins.")],
    hours: Annotated[float, typer.Option(min=0, max=35, help="The weekly minimum of the contract; 0 is none.")],
    phone: Annotated[str | None, typer.Option(help="The referent's telephone.")] = None,
    lowered: Annotated[bool, typer.Option("--lowered", help="The minimum was lowered for this person.")] = False,
    letter: Annotated[
        Path | None, typer.Option("--letter", metavar="FILE.pdf", help="Write the letter with the code, to be sent.")
    ] = None,
) -> None:
    """Record a person with their contract, and print the link and the code that join a chat to them.

    Examples:

      jalon invite Amina --organisation "Mission locale" --kind mission_locale --referent "S. Martin"
      --since 2026-11-02 --hours 15 --letter amina.pdf
    """
    minutes = round(hours * 60)
    asked = invite.Invitation(given_name, organisation, kind, referent, phone, since.date(), minutes, lowered)
    chosen, now = chosen_settings(), clock.system()
    codes = run_through(invite.invite(chosen, asked, now, by_letter=letter is not None))
    typer.echo(deep_link(chosen.bot_name or "<bot>", codes))
    typer.echo(in_groups(codes.short))
    if letter is not None:
        letter.write_bytes(invite.letter_for(chosen, asked, codes, now))


@app.command("demo")
def demo_(
    fresh: Fresh = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The console's port on this machine.")] = 8000,
) -> None:
    """Show a small invented world: build it, say who is in it, and serve the console on it until Ctrl-C.

    It has a database of its own. « --fresh » builds it anew, with the weeks before today.

    Examples:

      jalon demo

      jalon demo --fresh --port 8080
    """
    run_through(_demo(chosen_settings(), clock.system, port, fresh=fresh))


@app.command()
def console() -> None:
    """Serve the advisors' console, on JALON_CONSOLE_HOST and JALON_CONSOLE_PORT.

    Examples:

      jalon console
    """
    logs.set_up(logging.INFO)
    asked = chosen_settings()
    typer.echo(f"{asked.console_address}/login", err=True)
    run_through(office.serve(asked, clock.system))


@advisors.command("add")
def advisors_add(
    organisation: Annotated[str, typer.Option(help="The organisation's name.")],
    name: Annotated[str, typer.Option(help="The person's name, as people will read it.")],
    email: Annotated[str, typer.Option(help="Their address, with which they sign in.")],
    role: Annotated[str, typer.Option(help="advisor, manager or administrator.")] = "administrator",
    kind: Annotated[str | None, typer.Option(help="Of a new organisation: mission_locale, departement …")] = None,
    title: Annotated[str | None, typer.Option(help="Their title, such as conseillère.")] = None,
    phone: Annotated[str | None, typer.Option(help="The telephone that is given to people.")] = None,
) -> None:
    """Make an account of the console, and print the personal link with which its password is set.

    Examples:

      jalon advisors add --organisation "Mission locale" --kind mission_locale --name "S. Martin"
      --email s.martin@example.org --role administrator
    """
    asked = office.Newcomer(organisation, name, email, role, kind, title, phone)
    chosen = chosen_settings()
    typer.echo(office.link(chosen, run_through(office.add(chosen, asked, clock.system()))))
    typer.echo(SERVES_ONCE, err=True)


@advisors.command("rescue")
def advisors_rescue(
    email: Annotated[str, typer.Option(help="The address with which they sign in.")],
) -> None:
    """Let somebody into the console again whom no administrator can help, and print their personal link.

    The account is open again, its waiting ends, and another telephone is joined at the next visit.

    Examples:

      jalon advisors rescue --email s.martin@example.org
    """
    chosen = chosen_settings()
    typer.echo(office.link(chosen, run_through(office.rescue(chosen, email, clock.system()))))
    typer.echo(SERVES_ONCE, err=True)


async def _demo(asked: Settings, time: clock.Clock, port: int, *, fresh: bool) -> None:
    chosen = bootstrap.world(asked, fresh=fresh)
    async with bootstrap.open_store(chosen) as store:
        tour = await touring.prepare(store, time())
        for line in touring.guide(tour, f"http://127.0.0.1:{port}/login"):
            typer.echo(line)
        codes = asyncio.create_task(touring.show_codes(tour, time, typer.echo))
        try:
            await serving.serve(bootstrap.console(chosen, store, time), "127.0.0.1", port, behind_proxy=False)
        finally:
            await touring.end(codes)
