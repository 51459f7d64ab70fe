"""Settings, database and keys in good order."""

from __future__ import annotations

import typer

from bot import bootstrap, doctor
from bot.commands.shared import TROUBLE, chosen_settings, run_through

app = typer.Typer()
db = typer.Typer(help="The database.", no_args_is_help=True)
keys = typer.Typer(help="The keys of the encrypted texts.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(keys, name="keys")


@app.command("doctor")
def doctor_() -> None:
    """Check settings, database, model and Telegram; each line says what to do.

    Examples:

      jalon doctor
    """
    checks = run_through(doctor.examine(chosen_settings()))
    for check in checks:
        typer.echo(f"{'ok  ' if check.well else 'TO DO'} {check.name}: {check.sentence}")
    raise typer.Exit(0 if all(check.well for check in checks) else TROUBLE)


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the shape that this version needs.

    Examples:

      JALON_DATABASE_URL=postgresql://… jalon db upgrade
    """
    run_through(bootstrap.upgrade_store(chosen_settings()))
    typer.echo("The database is up to date.")


@keys.command("new")
def keys_new() -> None:
    """Print a new key, for JALON_KEYS. Put it first and keep the older ones after it.

    Examples:

      jalon keys new
    """
    typer.echo(bootstrap.new_key())


@keys.command("turn")
def keys_turn() -> None:
    """Close every kept text under the first key, so that older keys may go afterwards.

    Codes of letters that wait are kept as digests, which cannot be turned: they end with the key they were made with.

    Examples:

      JALON_KEYS=new,old jalon keys turn
    """
    turned = run_through(bootstrap.turn_keys(chosen_settings()))
    typer.echo(f"{turned} texts are now under the first key.")
