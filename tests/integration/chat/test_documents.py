"""A file in the chat: sent as it is, once, in its place, and kept no longer."""

from __future__ import annotations

import json

import pytest

from tests.integration.chat.conftest import YES


async def test_a_copy_comes_as_two_files_and_is_not_kept(line, api, amina):
    await amina.says("hier 2h de CV pour la boulangerie")
    await amina.waits_for(timeout=20)  # the first words load the grammar
    await amina.presses(YES)
    await amina.waits_for_edit()
    await amina.says("/export")
    message, page, machine = await amina.waits_for(3)
    assert "une page à lire" in message.text
    assert [page.kind, machine.kind] == ["document", "document"]
    assert page.file_name.endswith(".html")
    assert "amina" not in (page.file_name + machine.file_name).lower()
    assert "boulangerie" in api.file(page.file_id).decode()
    assert json.loads(api.file(machine.file_id))["tables"]["people"][0]["given_name"] == "Amina"
    await line.comes_true("SELECT count(*) FROM outbox WHERE body IS NOT NULL", [(0,)])


@pytest.mark.parametrize("fault", [500, "drop"])
async def test_a_file_that_did_not_get_through_is_sent_again(api, amina, fault):
    api.fail_next("sendDocument", status=fault)
    await amina.says("/export")
    message, page, machine = await amina.waits_for(3)
    assert [page.kind, machine.kind] == ["document", "document"]
    assert message.buttons
    await amina.hears_nothing()


async def test_a_file_that_telegram_refuses_is_given_up_and_its_words_go(line, api, amina):
    api.fail_next("sendDocument", status=400)
    await amina.says("/export")
    await amina.waits_for(2)
    await line.comes_true("SELECT state, body FROM outbox WHERE state = 'failed'", [("failed", None)])
