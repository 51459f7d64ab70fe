"""The commands: each reads the settings and calls bootstrap."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from actions.errors import Mendable, StoreUnavailable
from bot import bootstrap, clock, doctor, evaluation, invite, logs, office, review, serving, terminal
from bot.config import Settings, WrongSetting, settings
from bot.demo import touring
from bot.dialogue.messages import ChatKey
from content import catalogue
from nlu import server
from nlu.evaluate import fallen, figures
from nlu.understanding import Understanding

TROUBLE = 1
WRONG_USE = 2
NO_MODEL = "The language model does not answer: run « make train », or check JALON_NLU_URL."
app = typer.Typer(
    name="jalon",
    help="A conversational assistant for people who have signed a contrat d'engagement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
advisors = typer.Typer(help="The accounts of the console.", no_args_is_help=True)
keys = typer.Typer(help="The keys of the encrypted texts.", no_args_is_help=True)
data = typer.Typer(help="How long people's data is kept.", no_args_is_help=True)
imports = typer.Typer(help="What other software hands over.", no_args_is_help=True)
tokens = typer.Typer(help="The tokens of the API.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(keys, name="keys")
app.add_typer(data, name="data")
app.add_typer(advisors, name="advisors")
app.add_typer(imports, name="import")
app.add_typer(tokens, name="tokens")

Now = Annotated[str | None, typer.Option("--now", metavar="WHEN", help="Another present, such as 2026-11-18T10:00.")]
As = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who speaks: Amina, Bruno, Chloé or any name.")]
Language = Annotated[str | None, typer.Option("--language", help="The language of the answers: fr or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines in and out.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Begin the demonstration anew.")]
InWorld = Annotated[bool, typer.Option("--world", help="In the invented world of « jalon demo ».")]
WithDemo = Annotated[bool, typer.Option("--demo", help="Give each newcomer an invented contract, for trying.")]


@app.callback()
def before() -> None:
    logs.set_up(logging.WARNING)


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
    _run(_chat(_settings(), as_, _clock(now), _offered(language), as_json=as_json, fresh=fresh, world=world))


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
    _run(_understand(_settings(), lines, _clock(now)))


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
    fallen = _run(_evaluate(_settings(), sentences, page, keep=keep))
    raise typer.Exit(TROUBLE if fallen else 0)


@app.command()
def run(with_demo: WithDemo = False) -> None:
    """Run the Telegram bot and whatever runs beside it, in one process.

    Examples:

      JALON_TELEGRAM_TOKEN=… jalon run

      JALON_TELEGRAM_TOKEN=… jalon run --demo
    """
    logs.set_up(logging.INFO)
    _run(_serve(_settings(), with_demo=with_demo))


@app.command()
def nlu(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 5005,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the language model alone, for JALON_NLU_URL of other processes.

    Examples:

      jalon nlu --port 5005
    """
    _guarded(server.check_built)
    python = str(server.python_of())
    asked = [python, str(server.SERVE), "--host", host, "--port", str(port)]
    os.execve(python, asked, server.clean_environment())  # noqa: S606  # our own script, in the model's own Python


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
) -> None:
    """Record a person with their contract, and print the code of their personal link.

    Examples:

      jalon invite Amina --organisation "Mission locale" --kind mission_locale --referent "S. Martin"
      --since 2026-11-02 --hours 15
    """
    minutes = round(hours * 60)
    asked = invite.Invitation(given_name, organisation, kind, referent, phone, since.date(), minutes, lowered)
    code = _run(invite.invite(_settings(), asked, clock.system()))
    typer.echo(f"/start {code}")
    typer.echo(f"https://t.me/<bot>?start={code}", err=True)


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
    _run(_demo(_settings(), clock.system, port, fresh=fresh))


@app.command()
def console() -> None:
    """Serve the advisors' console, on JALON_CONSOLE_HOST and JALON_CONSOLE_PORT.

    Examples:

      jalon console
    """
    logs.set_up(logging.INFO)
    asked = _settings()
    typer.echo(f"http://{asked.console_host}:{asked.console_port}/login", err=True)
    _run(office.serve(asked, clock.system))


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
    code = _run(office.add(_settings(), asked, clock.system()))
    typer.echo(f"/welcome/{code}")
    typer.echo("Open it on the console's address; it serves once, for a week.", err=True)


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
    chosen = _settings()
    if export is not None:
        moved = _run(review.export(chosen, _today(chosen), export))
        typer.echo(f"{moved} sentences went to {export}, and are no longer in the database.")
        return
    by_hand = sys.stdin.isatty()
    desk = review.Desk(review.from_keyboard if by_hand else review.from_pipe, typer.echo)
    _run(review.review(chosen, _today(chosen), desk))
    if desk.misread and not by_hand:
        raise typer.Exit(WRONG_USE)


@app.command("doctor")
def doctor_() -> None:
    """Check settings, database, model and Telegram; each line says what to do.

    Examples:

      jalon doctor
    """
    checks = _run(doctor.examine(_settings()))
    for check in checks:
        typer.echo(f"{'ok  ' if check.well else 'TO DO'} {check.name}: {check.sentence}")
    raise typer.Exit(0 if all(check.well for check in checks) else TROUBLE)


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the shape that this version needs.

    Examples:

      JALON_DATABASE_URL=postgresql://… jalon db upgrade
    """
    _run(bootstrap.upgrade_store(_settings()))
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

    Examples:

      JALON_KEYS=new,old jalon keys turn
    """
    turned = _run(bootstrap.turn_keys(_settings()))
    typer.echo(f"{turned} texts are now under the first key.")


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
    if not _run(_import(_settings(), organisation, kind, file, report, dry_run=dry_run)):
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
    _guarded(lambda: _write(file, template.in_file(file)))


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
    typer.echo(_run(_add_token(_settings(), organisation, name, scope, expires)))


@tokens.command("list")
def tokens_list() -> None:
    """Show the tokens: whose, for what, and when each was last used.

    Examples:

      jalon tokens list
    """
    _run(_list_tokens(_settings()))


@tokens.command("revoke")
def tokens_revoke(number: Annotated[int, typer.Argument(help="Its number in « jalon tokens list ».")]) -> None:
    """End a token: from now on it opens nothing.

    Examples:

      jalon tokens revoke 3
    """
    _run(_revoke_token(_settings(), number))
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
    counts = _run(_expire(_settings(), dry_run=dry_run))
    _show_counts(counts, "would be erased" if dry_run else "erased")


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
    chosen = _settings()
    counts = _run(_with_store(chosen, lambda store: bootstrap.count_person(store, reference, organisation)))
    _show_counts(counts, "would be erased")
    if not yes and not typer.confirm("Erase all of it, for good?", err=True):
        raise typer.Exit(TROUBLE)
    now = clock.system()
    gone = _run(_with_store(chosen, lambda store: bootstrap.erase_person(store, reference, organisation, now)))
    _show_counts(gone, "erased")


async def _expire(chosen: Settings, *, dry_run: bool) -> Mapping[str, int]:
    work = bootstrap.count_expired if dry_run else bootstrap.forget_expired
    return await _with_store(chosen, lambda store: work(chosen, store, clock.system()))


async def _with_store[T](chosen: Settings, work: Callable[[Any], Awaitable[T]]) -> T:
    async with bootstrap.open_store(chosen) as store:
        return await work(store)


def _show_counts(counts: Mapping[str, int], what: str) -> None:
    for table, count in sorted(counts.items()):
        typer.echo(f"{count:>9}  {table}")
    typer.echo(f"{sum(counts.values()):>9}  rows {what}")


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


def _hello(chosen: Settings, name: str, *, alone: bool) -> str:
    where = f"Démonstration, avec des personnes inventées ({chosen.data_folder})." if alone else "Votre base."
    return (
        f"{where} Vous parlez en tant que [bold]{name}[/bold].\n"
        "Écrivez, ou tapez le numéro d'un choix. /aide pour l'aide, /quitter pour sortir."
    )


async def _understand(chosen: Settings, lines: Iterable[str], time: clock.Clock) -> None:
    async with bootstrap.open_mind(chosen, progress=lambda _step: None) as mind:
        for line in lines:
            today = time().astimezone(ZoneInfo(chosen.timezone)).date()
            typer.echo(json.dumps(_as_json(await mind.understand(line, today)), ensure_ascii=False))
        if mind.trouble:
            typer.echo(mind.trouble, err=True)


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


async def _serve(chosen: Settings, *, with_demo: bool) -> None:
    stop = bootstrap.stop_on_signal()
    async with (
        bootstrap.open_store(chosen) as store,
        bootstrap.open_mind(chosen, progress=lambda _step: None) as mind,
    ):
        talk = bootstrap.dialogue(chosen, store, mind.understand, clock.system, with_demo=with_demo)
        async with bootstrap.forgetting(chosen, store, clock.system):
            await bootstrap.telegram(chosen, talk, clock.system).run(stop)


def _clock(now: str | None) -> clock.Clock:
    if now is None:
        return clock.system
    try:
        at = datetime.fromisoformat(now)
    except ValueError:
        raise typer.BadParameter("give a day and an hour such as 2026-11-18T10:00", param_hint="--now") from None
    zone = ZoneInfo(_settings().timezone)
    return clock.starting_at(at if at.tzinfo else at.replace(tzinfo=zone))


def _today(chosen: Settings) -> date:
    return clock.system().astimezone(ZoneInfo(chosen.timezone)).date()


def _offered(language: str | None) -> str | None:
    offered = catalogue.languages()
    if language is not None and language not in offered:
        raise typer.BadParameter(f"offered now: {', '.join(offered)}", param_hint="--language")
    return language


def _settings() -> Settings:
    return _guarded(settings)


def _run[T](work: Coroutine[Any, Any, T]) -> T:
    return _guarded(lambda: asyncio.run(work))


def _guarded[T](work: Callable[[], T]) -> T:
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


def main() -> None:
    app()


if __name__ == "__main__":
    main()
