"""The commands as real processes, over pipes, with a folder of their own and no language model."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from actions.records.codes import short_code_in
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot import logs
from bot.__main__ import app
from bot.config import SETTINGS
from tests.exchanging import as_csv, as_json_lines, contract
from tests.talk import new_database

NOW = "2026-11-18T10:00"
CLOSED = "http://127.0.0.1:9"  # nothing listens there: the grammar goes on alone
COMMANDS = (
    ["chat"],
    ["understand"],
    ["evaluate"],
    ["run"],
    ["nlu"],
    ["invite"],
    ["demo"],
    ["review"],
    ["console"],
    ["advisors", "add"],
    ["advisors", "rescue"],
    ["doctor"],
    ["import", "contracts"],
    ["import", "template"],
    ["tokens", "add"],
    ["tokens", "list"],
    ["tokens", "revoke"],
    ["db", "upgrade"],
    ["keys", "new"],
    ["keys", "turn"],
    ["data", "expire"],
    ["data", "erase"],
)


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


type Jalon = Callable[..., Done]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the processes keep their compiled code, so that only the first is slow to start."""
    return str(tmp_path_factory.mktemp("compiled"))


def environment(folder: Path, given: dict[str, str]) -> dict[str, str | None]:
    """The settings of one run by name, such as DAYS_BACK=7; those that are not given are not set."""
    ours = {"DATA_FOLDER": str(folder / "data"), "NLU_URL": CLOSED, **given}
    return {**dict.fromkeys(SETTINGS), **{f"JALON_{name}": value for name, value in ours.items()}}


@pytest.fixture
def jalon(tmp_path: Path, compiled: str) -> Jalon:
    """Runs `jalon …` as a process and gives back what it wrote."""

    def run(*words: str, said: str | bytes = "", **given: str) -> Done:
        chosen = {**os.environ, **environment(tmp_path, given), "PYTHONPYCACHEPREFIX": compiled}
        chosen.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=said.encode() if isinstance(said, str) else said,
            capture_output=True,
            env={name: value for name, value in chosen.items() if value is not None},
            cwd=Path(__file__).parents[2],
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jalon:
    """The same in this process: quicker, for what a process of its own would not show any better."""
    monkeypatch.setattr(logs, "set_up", lambda level: None)  # it would close the log of pytest

    def run(*words: str, said: str = "", **given: str) -> Done:
        done = CliRunner().invoke(app, words, input=said, env=environment(tmp_path, given))
        fault = done.exception
        told = "" if fault is None or isinstance(fault, SystemExit) else "".join(traceback.format_exception(fault))
        return Done(done.exit_code, done.stdout, done.stderr + told)

    return run


def lines(*asked: object) -> str:
    return "".join(f"{each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)}\n" for each in asked)


def answers(done: Done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def text_of(answer: dict) -> str:
    return "\n\n".join(reply["text"] for reply in answer["replies"])


def told_in_one_sentence(done: Done, *pieces: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().count("\n") == 0, done.stderr
    for piece in pieces:
        assert piece in done.stderr
    assert done.stdout == ""


def test_a_conversation_over_a_pipe(jalon):
    asked = lines(
        {"text": "hier 2h de CV"}, {"press": "Oui, c'est ça"}, {"photo": True}, {"voice": True}, {"text": "/semaine"}
    )
    done = jalon("chat", "--json", "--now", NOW, said=asked)
    assert done.returncode == 0, done.stderr
    confirm, receipt, photo, voice, week = answers(done)
    assert "Je suis Jalon" in confirm["replies"][0]["text"]
    assert confirm["replies"][-1]["buttons"] == ["Oui, c'est ça", "Non, corriger", "Ne rien noter"]
    assert "mardi 17 novembre : 2 h, recherche d'emploi" in text_of(confirm)
    assert "Reçu n° 1" in text_of(receipt)
    assert "photo" in text_of(photo)
    assert "messages vocaux" in text_of(voice)
    assert "2 h sur 15 h" in text_of(week)
    assert "<b>" not in done.stdout
    assert "invented people" in done.stderr


def test_a_line_that_cannot_be_read_is_told_and_the_others_are_answered(jalon):
    wrong = ["pas du json", {"foo": 1}, [], "3", {"text": 3}, {"press": "Nulle part"}, "[" * 5000]
    done = jalon("chat", "--json", "--now", NOW, said=lines({"text": "bonjour"}, *wrong, "", {"text": "merci"}))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    first, *middle, last = answers(done)
    assert "Bonjour Amina" in text_of(first)
    assert text_of(last) == "Avec plaisir."
    assert len(middle) == len(wrong)
    assert all(answer["replies"] == [] and answer["error"] for answer in middle)
    assert "Déclarer du temps" in middle[5]["error"]  # the buttons that there are


def test_bytes_that_are_no_text_do_not_end_the_conversation(jalon):
    said = b'{"text": "bonjour"}\n{"text": "\xff\xfe"}\n{"text": "merci"}\n'
    done = jalon("chat", "--json", "--now", NOW, said=said)
    assert "Traceback" not in done.stderr
    assert text_of(answers(done)[-1]) == "Avec plaisir."


def test_a_conversation_in_plain_lines(inside):
    done = inside("chat", "--as", "Bruno", "--now", NOW, said="lundi 2h de CV\noui\n")
    assert done.returncode == 0, done.stderr
    assert "[Oui, c'est ça] [Non, corriger] [Ne rien noter]" in done.stdout
    assert "Rien ne vous est demandé" in done.stdout


def test_what_was_said_is_kept_over_a_restart(jalon, inside, tmp_path):
    jalon("chat", "--json", "--now", NOW, said=lines({"text": "hier 2h de CV"}))
    done = jalon(
        "chat", "--json", "--now", "2026-11-18T12:00", said=lines({"press": "Oui, c'est ça"}, {"text": "mes reçus"})
    )
    receipt, receipts = answers(done)
    assert "Reçu n° 1" in text_of(receipt)
    assert "2 h, recherche d'emploi" in text_of(receipts)
    fresh = inside("chat", "--json", "--fresh", "--now", NOW, said=lines({"text": "mes reçus"}))
    assert "pas encore de reçu" in text_of(answers(fresh)[0])
    folder = tmp_path / "data" / "demonstration"
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "jalon.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_that_was_said_lies_readable_in_the_folder(inside, tmp_path):
    asked = lines(
        {"text": "hier 2h d'atelier chez Xanthippe"}, {"press": "Oui, c'est ça"}, {"text": "je veux mourir"}
    )
    done = inside("chat", "--json", "--as", "Zénobie", "--now", NOW, said=asked)
    assert "Reçu n° 1" in text_of(answers(done)[1])
    assert "3114" in text_of(answers(done)[2])
    bare = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert b"workshop" in bare
    for secret in ("Xanthippe", "Zénobie", "mourir"):
        assert secret.encode() not in bare
        assert secret not in done.stderr


def test_understanding_keeps_the_order_and_the_shape(jalon):
    messages = ["lundi 2h de CV et hier 1h30 d'entretien", "bonjour", "", "je veux mourir", "n'importe quoi d'autre"]
    done = jalon("understand", "--now", NOW, said="\n".join(messages) + "\n")
    assert done.returncode == 0, done.stderr
    found = answers(done)
    assert [each["text"] for each in found] == messages
    assert all(
        list(each) == ["text", "request", "confidence", "alternatives", "entries", "difficulty", "topic", "language"]
        for each in found
    )
    assert found[0]["entries"] == [
        {"minutes": 120, "date": "2026-11-16", "activity": "job_search"},
        {"minutes": 90, "date": "2026-11-17", "activity": "interview"},
    ]
    assert [each["request"] for each in found] == ["declare_hours", "greet", None, "distress", None]
    assert found[0]["language"] == "fr"


def test_understanding_one_message_given_as_words(inside):
    done = inside("understand", "--now", NOW, "hier", "2h", "de", "CV")
    (found,) = answers(done)
    assert found["text"] == "hier 2h de CV"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_of_each_command_shows_examples(inside, words):
    shown = inside(*words, "--help")
    assert shown.returncode == 0
    assert "Examples:" in shown.stdout
    assert f"jalon {' '.join(words)}" in shown.stdout


def words_of(command: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        yield above
        return
    for name, below in command.commands.items():
        yield from words_of(below, (*above, name))


def test_every_command_is_among_these():
    assert set(words_of(typer.main.get_command(app))) == set(map(tuple, COMMANDS))


def test_without_a_command_the_help_is_shown(inside):
    done = inside()
    assert done.returncode == 2
    assert "chat" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "given", "pieces"),
    [
        (["chat", "--json"], {"TIMEZONE": "Paris"}, ["JALON_TIMEZONE", "Europe/Paris"]),
        (["chat", "--now", NOW], {"DAYS_BACK": "mille"}, ["JALON_DAYS_BACK"]),
        (["understand", "x"], {"NLU_TIMEOUT": "0"}, ["JALON_NLU_TIMEOUT"]),
        (["run"], {}, ["JALON_TELEGRAM_TOKEN"]),
        (["doctor"], {"DATABASE_URL": "mysql://jalon:sesame@h/d"}, ["JALON_DATABASE_URL"]),
        (["db", "upgrade"], {"DATABASE_URL": "postgresql://u@127.0.0.1:1/d"}, ["JALON_KEYS", "jalon keys new"]),
        (
            ["db", "upgrade"],
            {"DATABASE_URL": "postgresql://u:sesame@127.0.0.1:1/d", "KEYS": "not a key"},
            ["key", "jalon keys new"],
        ),
        (
            ["db", "upgrade"],
            {"DATABASE_URL": "postgresql://u:sesame@127.0.0.1:1/d", "KEYS": "A" * 43 + "="},
            ["cannot be reached", "JALON_DATABASE_URL"],
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_set_wrong_is_told_in_one_sentence(inside, words, given, pieces):
    done = inside(*words, **given)
    told_in_one_sentence(done, *pieces)
    assert "sesame" not in done.stderr


def test_a_process_says_no_more_than_that_sentence(jalon):
    told_in_one_sentence(jalon("chat", "--json", TIMEZONE="Paris"), "JALON_TIMEZONE")


@pytest.mark.parametrize(
    "words", [["chat", "--now", "demain"], ["chat", "--language", "de"], ["nosuch"], ["invite"]], ids=" ".join
)
def test_what_is_asked_wrong_is_told_with_exit_code_2(inside, words):
    done = inside(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_database_is_told_in_one_sentence(inside, tmp_path):
    file = tmp_path / "jalon.db"
    file.write_text("not a database, and long enough to be looked at" * 100)
    told_in_one_sentence(inside("chat", "--json", DATABASE_URL=f"sqlite:///{file}", KEYS=Keyring.new_key()))


def test_keys_are_made_and_turned_over(jalon, tmp_path):
    old, new = Keyring.new_key(), jalon("keys", "new").stdout.strip()
    assert len(new) == len(old) == 44
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}"}
    said = lines({"text": "hier 2h de CV"}, {"press": "Oui, c'est ça"})
    first = jalon("chat", "--json", "--now", NOW, said=said, KEYS=old, **ours)
    assert first.returncode == 0, first.stderr
    turned = jalon("keys", "turn", KEYS=f"{new},{old}", **ours)
    assert turned.returncode == 0, turned.stderr
    assert turned.stdout.split()[0].isdecimal()
    assert int(turned.stdout.split()[0]) >= 3
    after = jalon("chat", "--json", "--now", NOW, said=lines({"text": "mes reçus"}), KEYS=new, **ours)
    assert "Reçu n° 1" in text_of(answers(after)[0])
    lost = jalon("chat", "--json", "--now", NOW, said=lines({"text": "mes reçus"}), KEYS=old, **ours)
    told_in_one_sentence(lost, "JALON_KEYS")


def test_a_lost_key_file_is_told_and_no_new_key_takes_its_place(inside, tmp_path):
    inside("chat", "--json", "--now", NOW, said=lines({"text": "bonjour"}))
    keys = tmp_path / "data" / "demonstration" / "keys"
    keys.unlink()
    told_in_one_sentence(inside("chat", "--json", "--now", NOW, said=lines({"text": "bonjour"})), "put the file back")
    assert not keys.exists()


def test_a_person_is_invited_and_no_invented_one_comes_beside_them(inside, tmp_path):
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}", "KEYS": Keyring.new_key()}
    asked = [
        "--organisation",
        "Mission locale",
        "--kind",
        "mission_locale",
        "--referent",
        "S. Martin",
        "--since",
        "2026-11-02",
    ]
    done = inside("invite", "Dora", *asked, "--hours", "15", **ours)
    assert done.returncode == 0, done.stderr
    link, code = done.stdout.splitlines()
    assert link.startswith("https://t.me/<bot>?start=")
    assert len(link.partition("start=")[2]) == 32
    assert short_code_in(code)
    assert "Dora" not in done.stdout + done.stderr
    hers = inside("chat", "--json", "--as", "Dora", "--now", NOW, said=lines({"text": "mon contrat"}), **ours)
    assert "S. Martin" in text_of(answers(hers)[0])
    told_in_one_sentence(inside("chat", "--json", "--as", "Amina", "--now", NOW, **ours), "jalon invite")


def test_a_letter_is_written_with_the_code_that_is_printed(inside, tmp_path):
    from pypdf import PdfReader

    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}", "KEYS": Keyring.new_key(), "BOT_NAME": "@jalon_bot"}
    asked = ["--organisation", "O", "--kind", "mission_locale", "--referent", "R", "--since", "2026-11-02"]
    file = tmp_path / "dora.pdf"
    done = inside("invite", "Dora", *asked, "--hours", "15", "--letter", str(file), **ours)
    assert done.returncode == 0, done.stderr
    link, code = done.stdout.splitlines()
    assert link.startswith("https://t.me/jalon_bot?start=")
    (page,) = PdfReader(file).pages
    assert code in page.extract_text()
    assert "@jalon_bot" in page.extract_text()


def test_an_invitation_that_cannot_be_is_told_in_one_sentence(inside, tmp_path):
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}", "KEYS": Keyring.new_key()}
    asked = ["--organisation", "O", "--kind", "bakery", "--referent", "R", "--since", "2026-11-02", "--hours", "15"]
    done = inside("invite", "Dora", *asked, **ours)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert "Dora" not in done.stderr


def test_a_database_on_postgresql_from_empty_to_a_receipt(jalon, inside, postgres_url):
    ours = {"DATABASE_URL": new_database(postgres_url), "KEYS": Keyring.new_key()}
    told_in_one_sentence(inside("chat", "--json", **ours), "jalon db upgrade")
    for run in (jalon, inside):
        done = run("db", "upgrade", **ours)
        assert (done.returncode, done.stdout) == (0, "The database is up to date.\n"), done.stderr
    said = lines({"text": "hier 2h de CV"}, {"press": "Oui, c'est ça"})
    talk = jalon("chat", "--json", "--now", NOW, said=said, **ours)
    assert talk.returncode == 0, talk.stderr
    assert "Reçu n° 1" in text_of(answers(talk)[1])


def check_lines(done: Done) -> dict[str, tuple[bool, str]]:
    found = {}
    for line in done.stdout.splitlines():
        mark, _, rest = line.partition(": ")
        *well, name = mark.split()
        assert well in (["ok"], ["TO", "DO"]), line
        found[name] = (well == ["ok"], rest)
    return found


def test_the_doctor_looks_at_everything_and_says_what_to_do(jalon):
    done = jalon("doctor")
    found = check_lines(done)
    assert done.returncode == 1
    assert list(found) == ["settings", "database", "model", "nlu", "telegram"]
    assert found["settings"][0]
    assert found["database"][0]
    assert not found["nlu"][0]
    assert "JALON_NLU_URL" in found["nlu"][1]
    assert not found["telegram"][0]
    assert "JALON_TELEGRAM_TOKEN" in found["telegram"][1]
    assert all(sentence.endswith(".") for _, sentence in found.values())


def test_the_doctor_tells_of_a_database_that_is_not_there_or_not_up_to_date(inside, postgres_url):
    key = Keyring.new_key()
    gone = check_lines(inside("doctor", DATABASE_URL="postgresql://u:sesame@127.0.0.1:1/d", KEYS=key))
    assert not gone["database"][0]
    assert "sesame" not in gone["database"][1]
    empty = check_lines(inside("doctor", DATABASE_URL=new_database(postgres_url), KEYS=key))
    assert not empty["database"][0]
    assert "jalon db upgrade" in empty["database"][1]


def test_the_doctor_sees_that_the_key_is_another_one(inside, tmp_path):
    """« its keys are at hand » must be true: someone is about to rely on it."""
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}"}
    inside("chat", "--json", "--now", NOW, said=lines({"text": "bonjour"}), KEYS=Keyring.new_key(), **ours)
    assert not check_lines(inside("doctor", KEYS=Keyring.new_key(), **ours))["database"][0]


def keep_a_lesson(url: str, key: str, days: int) -> None:
    async def keep() -> None:
        store = Store(url, Keyring((key,)))
        await upgrade(store)
        today = datetime.now(UTC).date()
        async with store.writing() as work:
            await work.lessons.keep("j'ai ▒ hier", [("help", 0.2)], "fr", today, today + timedelta(days=days))
        await store.close()

    asyncio.run(keep())


def test_a_review_over_a_pipe_and_its_export(jalon, inside, tmp_path):
    key = Keyring.new_key()
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}", "KEYS": key}
    keep_a_lesson(ours["DATABASE_URL"], key, days=30)
    done = jalon("review", said="1\nt\n", **ours)
    assert done.returncode == 0, done.stderr
    assert "j'ai ▒ hier" in done.stdout
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    told_in_one_sentence(inside("review", "--export", str(taken), **ours), "nothing was taken out")
    done = inside("review", "--export", str(tmp_path / "out"), **ours)
    assert done.stdout.startswith("1 sentences went to")
    assert (tmp_path / "out" / "training" / "fr" / "help.txt").read_text("utf-8") == "j'ai ▒ hier\n"
    assert inside("review", **ours).stdout == "Nothing to label.\n"


def test_an_answer_that_means_nothing_to_a_review_is_told_with_exit_code_2(inside, tmp_path):
    key = Keyring.new_key()
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}", "KEYS": key}
    keep_a_lesson(ours["DATABASE_URL"], key, days=30)
    done = inside("review", said="42\nd\n", **ours)
    assert done.returncode == 2
    assert "none of the answers" in done.stdout
    assert inside("review", **ours).stdout == "Nothing to label.\n"


def test_what_is_expired_goes_when_the_bot_starts(inside, tmp_path):
    key = Keyring.new_key()
    ours = {"DATABASE_URL": f"sqlite:///{tmp_path / 'ours.db'}", "KEYS": key}
    for days in (-1, 30):
        keep_a_lesson(ours["DATABASE_URL"], key, days)
    told_in_one_sentence(inside("run", **ours), "JALON_TELEGRAM_TOKEN")
    with sqlite3.connect(tmp_path / "ours.db") as connection:
        assert connection.execute("SELECT count(*) FROM lessons").fetchone() == (1,)


def invited(tmp_path: Path) -> dict[str, str]:
    """A database with Dora in it, whose contract is CE-1 and ended long ago."""
    url, key = f"sqlite:///{tmp_path / 'ours.db'}", Keyring.new_key()
    long_ago = datetime(2020, 1, 6, tzinfo=UTC)

    async def add() -> None:
        store = Store(url, Keyring((key,)))
        await upgrade(store)
        async with store.writing() as work:
            person = await work.people.add("Dora", "Europe/Paris", "fr", long_ago)
            organisation = await work.contracts.add_organisation("Mission locale", "mission_locale", None)
            referent = await work.contracts.add_advisor(organisation, "S. Martin", "conseillère", None)
            await work.contracts.add(
                person_id=person, organisation_id=organisation, referent_id=referent, signed_on=None,
                starts_on=long_ago.date(), ends_on=long_ago.date(), minimums=[], now=long_ago, reference="CE-1",
            )  # fmt: skip
        await store.close()

    asyncio.run(add())
    return {"DATABASE_URL": url, "KEYS": key}


def people_in(tmp_path: Path) -> int:
    with sqlite3.connect(tmp_path / "ours.db") as connection:
        return int(connection.execute("SELECT count(*) FROM people").fetchone()[0])


def test_an_expiry_counts_first_and_erases_then(inside, tmp_path):
    ours = invited(tmp_path)
    counted = inside("data", "expire", "--dry-run", **ours)
    assert counted.returncode == 0, counted.stderr
    assert "1  people\n" in counted.stdout
    assert "rows would be erased" in counted.stdout
    assert people_in(tmp_path) == 1
    kept = inside("data", "expire", "--dry-run", **ours, KEEP_MONTHS="120")
    assert "0  rows would be erased" in kept.stdout
    done = inside("data", "expire", **ours)
    assert done.stdout == counted.stdout.replace("would be erased", "erased")
    assert people_in(tmp_path) == 0


def test_one_person_is_erased_after_a_yes(inside, tmp_path):
    ours = invited(tmp_path)
    told_in_one_sentence(inside("data", "erase", "--reference", "CE-2", **ours), "No contract", "nothing was erased")
    refused = inside("data", "erase", "--reference", "CE-1", said="n\n", **ours)
    assert refused.returncode == 1
    assert people_in(tmp_path) == 1
    done = inside("data", "erase", "--reference", "CE-1", said="y\n", **ours)
    assert done.returncode == 0, done.stderr
    assert "1  people" in done.stdout
    assert "Dora" not in done.stdout + done.stderr
    assert people_in(tmp_path) == 0


def test_a_copy_of_ones_data_is_put_beside_and_replaces_nothing(inside, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = inside("chat", "--json", "--now", NOW, said=lines({"text": "/export"}, {"text": "/export"}))
    assert done.returncode == 0, done.stderr
    files = [Path(reply["file"]) for answer in answers(done) for reply in answer["replies"] if "file" in reply]
    assert [file.name for file in files] == [
        "mes-donnees-2026-11-18.html", "mes-donnees-2026-11-18.json",
        "mes-donnees-2026-11-18-2.html", "mes-donnees-2026-11-18-2.json",
    ]  # fmt: skip
    assert "Amina" in files[0].read_text("utf-8")
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    plain = inside("chat", "--now", NOW, said="/export\n")
    assert f"→ {tmp_path / 'mes-donnees-2026-11-18-3.html'}" in plain.stdout


def test_an_exam_without_sentences_is_told_in_one_sentence(inside, tmp_path):
    told_in_one_sentence(
        inside("evaluate", "--sentences", str(tmp_path)), "No sentences in", "root of the repository"
    )


def test_an_exam_without_a_model_is_no_measure(inside, tmp_path):
    """The grammar alone must not be taken for the whole."""
    folder = tmp_path / "fr"
    folder.mkdir()
    (folder / "greet.yaml").write_text('- {say: "bonjour", way: short}\n')
    told_in_one_sentence(inside("evaluate", "--sentences", str(tmp_path)), "model", "make train")


def test_contracts_are_tried_imported_and_the_same_again_changes_nothing(inside, tmp_path):
    file, refused = tmp_path / "contrats.csv", tmp_path / "refus.json"
    file.write_bytes(as_csv(contract(1), contract(2, durations=[{"hours": 0}])))
    asked = ("import", "contracts", str(file), "--organisation", "Mission locale")
    told_in_one_sentence(inside(*asked), "--kind")
    kind = ("--kind", "mission_locale")
    tried = inside(*asked, *kind, "--dry-run")
    assert (tried.returncode, "1 ajoutés" in tried.stdout, "essai" in tried.stdout) == (1, True, True)
    told_in_one_sentence(inside(*asked), "--kind")  # a trial makes no organisation
    assert "1 ajoutés" in inside(*asked, *kind, "--report", str(refused)).stdout
    (issue,) = json.loads(refused.read_text("utf-8"))["issues"]
    assert (issue["line"], issue["column"]) == (3, "duree_1_heures")
    assert "1 inchangés" in inside(*asked).stdout


def test_a_file_that_is_not_there_is_told_in_one_sentence(inside, tmp_path):
    asked = ("import", "contracts", str(tmp_path / "rien"), "--organisation", "ML", "--kind", "mission_locale")
    told_in_one_sentence(inside(*asked), "cannot be read")


def test_the_model_of_a_file_is_printed_or_written(inside, tmp_path):
    assert "reference;prenom" in inside("import", "template").stdout
    assert inside("import", "template", str(tmp_path / "m.xlsx")).returncode == 0
    assert (tmp_path / "m.xlsx").read_bytes().startswith(b"PK")
    told_in_one_sentence(inside("import", "template", str(tmp_path / "no" / "m.csv")), "cannot be written")


def test_a_token_is_made_shown_once_and_ended(inside, tmp_path):
    file = tmp_path / "contrats.jsonl"
    file.write_bytes(as_json_lines(contract(1)))
    inside("import", "contracts", str(file), "--organisation", "ML", "--kind", "mission_locale")
    told_in_one_sentence(inside("tokens", "add", "x", "--organisation", "ML", "--scope", "all"), "contracts:read")
    token = inside("tokens", "add", "x", "--organisation", "ML", "--scope", "contracts:read").stdout.strip()
    assert token.startswith("jalon_")
    listed = inside("tokens", "list").stdout
    assert token not in listed
    assert "good" in listed
    assert inside("tokens", "revoke", "1").returncode == 0
    told_in_one_sentence(inside("tokens", "revoke", "1"), "revoked before")


def test_an_account_is_made_and_rescued_from_the_command_line(inside):
    told = ("--organisation", "Mission locale", "--name", "S. Martin", "--email", "S.Martin@example.org")
    unknown = inside("advisors", "add", *told)
    told_in_one_sentence(unknown, "--kind")
    made = inside("advisors", "add", *told, "--kind", "mission_locale")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/welcome/[\w-]{32}\n", made.stdout)
    told_in_one_sentence(inside("advisors", "add", *told), "already")
    outside = inside(
        "advisors", "rescue", "--email", "s.martin@example.org", CONSOLE_URL="https://jalon.example.org/"
    )
    assert outside.stdout.startswith("https://jalon.example.org/welcome/")
    told_in_one_sentence(inside("advisors", "rescue", "--email", "personne@example.org"), "Nobody")


@pytest.mark.parametrize(
    "url", ["http://jalon.example.org", "https://jalon.example.org/console", "jalon.example.org"]
)
def test_an_address_that_would_not_protect_the_console_is_refused(inside, url):
    told_in_one_sentence(inside("advisors", "rescue", "--email", "x@example.org", CONSOLE_URL=url), "https")
