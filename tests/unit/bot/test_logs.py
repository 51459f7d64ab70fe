"""The log holds ids, requests and durations; never what a person wrote, nor a token."""

from __future__ import annotations

import io
import logging
import sys
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from actions.questions import Ask, Draft, Given, Outcome
from actions.records import ChatKey
from actions.reply import Reply
from bot import logs
from bot.dialogue.choose import Step
from bot.dialogue.messages import Message, Outgoing
from content.values import Said
from nlu.understanding import Entry, Understanding

SECRET = "je suis malade et mon mari boit"
NOW = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.fixture
def log(monkeypatch):
    """A log set up as the program's own; gives back what it wrote."""
    root, written = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    root.handlers.clear()  # set_up closes those that it finds
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up(logging.INFO)
    yield written.getvalue
    root.handlers[:] = before
    root.setLevel(level)


def fails(text: str) -> None:
    raise ValueError(f"cannot read {text}")


def test_an_exception_shows_its_kind_and_its_place_but_not_its_text(log):
    try:
        fails(SECRET)
    except ValueError:
        logging.getLogger("bot.dialogue.turn").exception("a turn failed", extra={"incident": "a1b2c3", "letter": 7})
    told = log()
    assert SECRET not in told
    assert "malade" not in told
    assert "a turn failed incident=a1b2c3 letter=7 [ValueError at " in told
    assert told.count("\n") == 1


def test_nor_does_the_exception_behind_it(log):
    try:
        try:
            fails(SECRET)
        except ValueError as fault:
            raise RuntimeError("the next one") from fault
    except RuntimeError:
        logging.getLogger("bot").exception("trouble")
    told = log()
    assert SECRET not in told
    assert "RuntimeError at" in told


def test_the_libraries_that_write_addresses_are_silent(log):
    for name in ("httpx", "telegram.ext", "sqlalchemy.engine", "asyncio", "httpcore.http11", "uvicorn.access"):
        logging.getLogger(name).info("GET https://api.telegram.org/bot123:SESAME/getUpdates %s", SECRET)
    assert log() == ""


def test_our_own_lines_are_written(log):
    logging.getLogger("bot.chat").info("ready", extra={"chats": 3, "seconds": 0.2, "text": SECRET})
    told = log()
    assert "INFO bot.chat: ready chats=3 seconds=0.2" in told
    assert SECRET not in told


def test_a_stack_is_not_written_either(log):
    logging.getLogger("bot").warning("where", stack_info=True)
    assert log().count("\n") == 1


@pytest.mark.parametrize(
    "private",
    [
        Message(ChatKey("telegram", "7"), "a1", "text", NOW, SECRET),
        Outgoing(SECRET),
        Entry(60, None, "other", SECRET),
        Understanding(SECRET, "declare_hours", entries=(Entry(words=SECRET),)),
        Said(SECRET),
        Draft((Entry(words=SECRET),), pieces=(Entry(words=SECRET),)),
        Given(None, Understanding(SECRET, None)),
        Step("answer", Understanding(SECRET, None), Given(None, Understanding(SECRET, None))),
        Outcome((Reply("people.welcome", {"name": Said(SECRET)}),)),
        Ask("confirm", Draft((Entry(words=SECRET),)), Reply("x", {"words": Said(SECRET)})),
    ],
    ids=lambda private: type(private).__name__,
)
def test_what_a_person_wrote_does_not_show_itself(private):
    assert SECRET not in repr(private)
    assert SECRET not in str(private)


def test_an_activity_in_free_words_does_not_show_itself():
    """« other:j'ai gardé ma mère malade » is what a person wrote, too."""
    assert SECRET not in repr(Given(f"other:{SECRET}"))


def test_the_address_of_a_chat_does_not_show_itself():
    assert "123456" not in repr(Message(ChatKey("telegram", "123456"), "a1", "text", NOW))
    assert "address" in {field.name for field in fields(ChatKey)}
