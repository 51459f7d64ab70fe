"""How long people's data is kept, and its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import typer

from bot import bootstrap, clock
from bot.commands.shared import TROUBLE, chosen_settings, run_through
from bot.config import Settings

app = typer.Typer()
data = typer.Typer(help="How long people's data is kept.", no_args_is_help=True)
app.add_typer(data, name="data")


@data.command("expire")
def data_expire(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would go, and erase nothing.")] = False,
) -> None:
    """Erase the people whose contract ended JALON_KEEP_MONTHS ago, and what else has been kept long enough.

    « jalon run » does so by itself, every day.

    Examples:

      jalon data expire --dry-run

      jalon data expire
    """
    counts = run_through(_expire(chosen_settings(), dry_run=dry_run))
    show_counts(counts, "would be erased" if dry_run else "erased")


@data.command("erase")
def data_erase(
    reference: Annotated[str, typer.Option(help="The organisation's own reference of the person's contract.")],
    organisation: Annotated[str | None, typer.Option(help="Its name, where several share that reference.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase one person wholly: contracts, hours, receipts, messages, and the trace of who looked.

    Examples:

      jalon data erase --reference CE-2026-0042
    """
    chosen = chosen_settings()
    counts = run_through(with_store(chosen, lambda store: bootstrap.count_person(store, reference, organisation)))
    show_counts(counts, "would be erased")
    if not yes and not typer.confirm("Erase all of it, for good?", err=True):
        raise typer.Exit(TROUBLE)
    now = clock.system()
    gone = run_through(with_store(chosen, lambda store: bootstrap.erase_person(store, reference, organisation, now)))
    show_counts(gone, "erased")


async def _expire(chosen: Settings, *, dry_run: bool) -> Mapping[str, int]:
    work = bootstrap.count_expired if dry_run else bootstrap.forget_expired
    return await with_store(chosen, lambda store: work(chosen, store, clock.system()))


async def with_store[T](chosen: Settings, work: Callable[[Any], Awaitable[T]]) -> T:
    async with bootstrap.open_store(chosen) as store:
        return await work(store)


def show_counts(counts: Mapping[str, int], what: str) -> None:
    for table, count in sorted(counts.items()):
        typer.echo(f"{count:>9}  {table}")
    typer.echo(f"{sum(counts.values()):>9}  rows {what}")
