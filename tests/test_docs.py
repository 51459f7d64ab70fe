"""What the papers promise, held against the program: settings, commands, targets, images."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import config

ROOT = Path(__file__).resolve().parents[1]
DOCKER = ROOT / "docker"
DOCKERFILES = sorted(DOCKER.glob("*.Dockerfile"))
PAPERS = ("README.md", "CHANGELOG.md", "docker/env.example", "docker/compose.yaml", *(
    f"docker/{file.name}" for file in DOCKERFILES
))  # fmt: skip
SETTING = re.compile(r"\bJALON_[A-Z_]*[A-Z]\b")
VARIABLE = re.compile(r"\$\{(\w+)")
# one entry of env.example: its comment, then its line, which is itself a comment while the default holds
ENTRY = re.compile(r"((?:^# .+\n)+?)^(# )?([A-Z_]+)=(.*)$", re.MULTILINE)
SHOWN_DEFAULTS = {
    f"{config.PREFIX}{name.upper()}": field.default
    for name, field in config.Settings.model_fields.items()
    if field.default_factory is None and field.default is not None
}


def text_of(paper: str) -> str:
    return (ROOT / paper).read_text(encoding="utf-8")


def env_example() -> dict[str, re.Match[str]]:
    return {entry[3]: entry for entry in ENTRY.finditer(text_of("docker/env.example"))}


def table(heading: str) -> dict[str, str]:
    """The rows of the README's table below a heading: what the first cell names → the rest."""
    section = text_of("README.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))


def compose() -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load(text_of("docker/compose.yaml"))
    return whole


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def dockerfile_of(service: dict[str, Any]) -> Path | None:
    build = service.get("build")
    return None if build is None else (DOCKER / build["context"] / build["dockerfile"]).resolve()


def commands() -> Iterator[tuple[str, Any]]:
    """Each command of the program with its words: « db upgrade »."""
    # Imported here: the papers on settings and images can be read even when the program cannot start.
    import typer

    from bot.__main__ import app

    yield from leaves(typer.main.get_command(app), [])


def leaves(command: Any, words: list[str]) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield " ".join(words), command
        return
    for name, below in command.commands.items():
        yield from leaves(below, [*words, name])


# Settings


@pytest.mark.parametrize("setting", config.SETTINGS)
def test_every_setting_is_shown_and_explained(setting):
    assert len(env_example()[setting][1].split()) > 5, "docker/env.example explains it in a sentence"
    assert table("Settings")[setting]


@pytest.mark.parametrize("paper", PAPERS)
def test_only_real_settings_are_named(paper):
    assert set(SETTING.findall(text_of(paper))) <= set(config.SETTINGS)


@pytest.mark.parametrize("setting", config.SETTINGS)
def test_the_default_shown_is_the_default(setting):
    shown = env_example()[setting][4].strip('"')
    if setting not in SHOWN_DEFAULTS:
        assert shown == ""
        return
    field = setting.removeprefix(config.PREFIX).lower()
    assert getattr(config.settings(**{field: shown}), field) == SHOWN_DEFAULTS[setting]
    assert f"`{shown}`" in table("Settings")[setting]


def test_what_is_to_be_filled_in_says_so():
    to_fill_in = {name for name, entry in env_example().items() if not entry[2]}
    assert to_fill_in == {"POSTGRES_PASSWORD", "JALON_TELEGRAM_TOKEN", "JALON_KEYS"}
    assert all(env_example()[name][1].startswith("# Required") for name in to_fill_in)


# Commands


def test_every_command_stands_in_the_readme():
    assert set(table("Commands")) == {f"jalon {words}" for words, _ in commands()}


def test_every_command_shows_examples():
    assert [words for words, command in commands() if "Examples:" not in (command.help or "")] == []


def test_every_make_target_named_in_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", text_of("README.md"))) <= targets


def test_every_file_that_the_readme_links_to_exists():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text_of("README.md"))
    assert [link for link in links if not (ROOT / link).exists()] == []


# Images


def test_the_images_are_well_written():
    hadolint = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([hadolint, *DOCKERFILES], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_is_built_as_the_makefile_builds(dockerfile):
    image = dockerfile.read_text(encoding="utf-8")
    version = re.search(r"^UV_VERSION := (.+)$", text_of("Makefile"), re.MULTILINE)
    assert version is not None
    assert f"ARG UV_VERSION={version[1]}\n" in image
    assert "uv sync --locked --no-dev" in image
    python = (ROOT / ("nlu/training" if "nlu" in dockerfile.name else ".") / ".python-version").read_text().strip()
    assert set(re.findall(r"^FROM (\S+)", image, re.MULTILINE)) == {f"python:{python}-slim"}


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_does_not_run_as_root(dockerfile):
    users = re.findall(r"^USER (\S+)", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}


def test_the_images_get_the_whole_program_and_no_secret():
    let_in = {line[1:].rstrip("/") for line in text_of(".dockerignore").splitlines() if line.startswith("!")}
    project = tomllib.loads(text_of("pyproject.toml"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert let_in >= {*packages, project["project"]["readme"], *project["project"]["license-files"]}
    assert "docker" not in let_in


# Compose


def test_compose_names_only_settings_that_exist():
    given = {name for service in services().values() for name in service.get("environment", {})}
    assert given <= {*config.SETTINGS, "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def test_compose_takes_its_secrets_from_what_env_example_shows():
    assert set(VARIABLE.findall(text_of("docker/compose.yaml"))) == {"POSTGRES_PASSWORD"}
    assert "POSTGRES_PASSWORD" in env_example()
    assert services()["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert [name for name, service in services().items() if "env_file" in service] == ["migrate", "bot", "console"]


def test_compose_opens_the_console_to_its_own_machine_alone_and_keeps_the_rest_inside():
    assert compose()["networks"]["inside"]["internal"] is True
    assert {name: service["ports"] for name, service in services().items() if "ports" in service} == {
        "console": ["127.0.0.1:8000:8000"]
    }
    assert [name for name, service in services().items() if service["networks"] != ["inside"]] == ["bot", "console"]


def test_compose_waits_only_for_what_can_come():
    for service in services().values():
        for name, wait in service.get("depends_on", {}).items():
            awaited = services()[name]
            if wait["condition"] == "service_healthy":
                file = dockerfile_of(awaited)
                assert "healthcheck" in awaited or (file and "\nHEALTHCHECK " in file.read_text(encoding="utf-8"))
            else:
                assert wait["condition"] == "service_completed_successfully"
                assert awaited["restart"] == "no"


def test_compose_joins_what_exists():
    for service in services().values():
        assert ("image" in service) != (dockerfile_of(service) in DOCKERFILES)
        assert set(service["networks"]) <= set(compose()["networks"])
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(compose()["volumes"])


def test_compose_runs_commands_that_exist():
    known = {words for words, _ in commands()}
    assert {" ".join(services()[name]["command"]) for name in ("migrate", "bot", "console")} <= known


def test_compose_calls_the_model_where_it_serves():
    nlu = (DOCKER / "nlu.Dockerfile").read_text(encoding="utf-8")
    address = services()["bot"]["environment"]["JALON_NLU_URL"]
    port = address.removeprefix("http://nlu:")
    assert f'"--port", "{port}"' in nlu
    assert f"http://127.0.0.1:{port}/status" in nlu
