"""How a message is laid out for Telegram: its parts, its buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import profile
from bot.chat.outgoing import keyboard, parts
from bot.dialogue.choose import COMMANDS
from bot.dialogue.messages import Button
from content import catalogue

LONGEST = 4096
BIGGEST_ID = 2**63 - 1


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def labels(*names: str) -> list[list[str]]:
    layout = keyboard([Button(name, "r:help") for name in names])
    return [[button.text for button in row] for row in layout.inline_keyboard]


def test_short_buttons_share_a_row_and_long_ones_do_not():
    assert labels("Oui", "Non", "Hier", "Quelque chose me bloque", "Aujourd'hui") == [
        ["Oui", "Non"],
        ["Hier"],
        ["Quelque chose me bloque"],
        ["Aujourd'hui"],
    ]


def test_no_button_no_keyboard():
    assert keyboard(()) is None


def test_never_more_buttons_than_telegram_takes():
    assert sum(map(len, labels(*(f"bouton {n}" for n in range(150))))) == 100


def test_a_text_that_fits_is_sent_as_it_is():
    assert parts("<b>Bonjour</b>\nAmina") == ["<b>Bonjour</b>\nAmina"]


def test_a_long_text_is_cut_between_lines():
    lines = [f"<b>{n}</b> {'x' * 90}" for n in range(100)]
    cut = parts("\n".join(lines))
    assert len(cut) > 1
    assert "\n".join(cut).split("\n") == lines


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=3000), st.integers(1, 6))
def test_every_part_fits_and_nothing_said_is_lost(said, times):
    marked = f"<b>{catalogue.written(said * times, 'fr')}</b>"
    cut = parts(marked)
    assert all(units(catalogue.plain(part)) <= LONGEST for part in cut)
    assert "".join(map(catalogue.plain, cut)).replace("\n", "") == catalogue.plain(marked).replace("\n", "")


@pytest.mark.parametrize("value", ["cancel", "2026-11-18", str(BIGGEST_ID), "business_creation", "lifting_barriers"])
def test_a_button_never_carries_too_much(value):
    assert len(f"a:{BIGGEST_ID:x}:{value}".encode()) <= 64


def test_no_name_of_a_request_is_too_long_for_a_button():
    names = [key.removeprefix("buttons.") for key in catalogue.pages("fr") if key.startswith("buttons.")]
    assert names
    assert max(len(f"r:{name}".encode()) for name in names) <= 64


@pytest.mark.parametrize("language", catalogue.languages())
def test_every_command_of_the_menu_is_one_that_the_dialogue_knows(language):
    menu = profile.commands(language)
    assert {command.command for command in menu} <= set(COMMANDS)
    assert menu[0].command == "start"
