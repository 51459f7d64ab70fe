"""What other software hands over and takes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from bot import bootstrap, clock
from bot.commands.shared import TROUBLE, chosen_settings, guarded, run_through
from bot.config import Settings, WrongSetting

app = typer.Typer()
imports = typer.Typer(help="What other software hands over.", no_args_is_help=True)
tokens = typer.Typer(help="The tokens of the API.", no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(tokens, name="tokens")


@imports.command("contracts")
def import_contracts(
    file: Annotated[Path, typer.Argument(help="A CSV, .xlsx, .ods or JSON Lines file.")],
    organisation: Annotated[str, typer.Option(help="The organisation's name, or its number.")],
    kind: Annotated[str | None, typer.Option(help="Of a new organisation: mission_locale, departement …")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and keep nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write what was refused: .json, or text.")
    ] = None,
) -> None:
    """Take contracts in from a file. The same file again changes nothing.

    Each contract is taken whole or not at all; those that are refused are told, line by line, and stop no other.
    Ends with 1 when any was refused.

    Examples:

      jalon import contracts contrats.csv --organisation "Mission locale" --dry-run

      jalon import contracts contrats.xlsx --organisation "Mission locale" --kind mission_locale --report refus.json
    """
    if not run_through(_import(chosen_settings(), organisation, kind, file, report, dry_run=dry_run)):
        raise typer.Exit(TROUBLE)


@imports.command("template")
def import_template(
    file: Annotated[Path | None, typer.Argument(help="A .csv or .xlsx file to write; else it is printed.")] = None,
) -> None:
    """Print or write the model of a file of contracts: its columns, what each one is, and an example.

    Examples:

      jalon import template contrats.xlsx

      jalon import template > contrats.csv
    """
    from bot.exchange import template  # noqa: PLC0415  # a web framework that the chat need not wait for

    if file is None:
        typer.echo(template.as_csv(), nl=False)
        return
    guarded(lambda: _write(file, template.in_file(file)))


@tokens.command("add")
def tokens_add(
    name: Annotated[str, typer.Argument(help="What the token is for, such as the other software's name.")],
    organisation: Annotated[str, typer.Option(help="The organisation's name, or its number.")],
    scope: Annotated[list[str], typer.Option(help="contracts:write, contracts:read, declarations:read; repeat it.")],
    expires: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it ends.")] = None,
) -> None:
    """Make a token of the API, and print it. It is shown once: only its digest is kept.

    Examples:

      jalon tokens add "i-milo" --organisation "Mission locale" --scope contracts:write --scope declarations:read
    """
    typer.echo(run_through(_add_token(chosen_settings(), organisation, name, scope, expires)))


@tokens.command("list")
def tokens_list() -> None:
    """Show the tokens: whose, for what, and when each was last used.

    Examples:

      jalon tokens list
    """
    run_through(_list_tokens(chosen_settings()))


@tokens.command("revoke")
def tokens_revoke(number: Annotated[int, typer.Argument(help="Its number in « jalon tokens list ».")]) -> None:
    """End a token: from now on it opens nothing.

    Examples:

      jalon tokens revoke 3
    """
    run_through(_revoke_token(chosen_settings(), number))
    typer.echo(f"Token {number} is revoked.")


async def _import(
    chosen: Settings, organisation: str, kind: str | None, file: Path, report: Path | None, *, dry_run: bool
) -> bool:
    from bot.exchange import command  # noqa: PLC0415  # as above

    async with bootstrap.open_store(chosen) as store:
        desk = bootstrap.desk(chosen, store, clock.system)
        return await command.import_file(desk, organisation, kind, file, report, Console(), dry_run=dry_run)


async def _add_token(
    chosen: Settings, organisation: str, name: str, scopes: list[str], expires: datetime | None
) -> str:
    from bot.exchange import command  # noqa: PLC0415  # as above

    until = expires and expires.replace(tzinfo=ZoneInfo(chosen.timezone))
    async with bootstrap.open_store(chosen) as store:
        desk = bootstrap.desk(chosen, store, clock.system)
        return await command.add_token(desk, organisation, name, scopes, until)


async def _list_tokens(chosen: Settings) -> None:
    from bot.exchange import command  # noqa: PLC0415  # as above

    async with bootstrap.open_store(chosen) as store:
        await command.list_tokens(bootstrap.desk(chosen, store, clock.system), Console())


async def _revoke_token(chosen: Settings, number: int) -> None:
    from bot.exchange import command  # noqa: PLC0415  # as above

    async with bootstrap.open_store(chosen) as store:
        await command.revoke_token(bootstrap.desk(chosen, store, clock.system), number)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise WrongSetting(f"{file} cannot be written: {fault.strerror}.") from None
