"""Distress waits for no database."""


async def test_the_numbers_come_while_the_database_is_gone_and_nothing_is_lost(line, api, amina, monkeypatch):
    line.fails(monkeypatch, "receive", times=2)
    await amina.says("je veux mourir")
    first = await amina.waits_for()
    assert "3114" in first[0].text
    again = await amina.waits_for()  # once stored, it is answered like any other message
    assert "3114" in again[0].text
    assert api.pending == 0


async def test_other_messages_wait_for_the_database(line, amina, monkeypatch):
    failures = line.fails(monkeypatch, "receive", times=1)
    await amina.says("hier 2h de cv")
    (answer,) = await amina.waits_for()
    assert len(failures) == 1
    assert "2 h" in answer.text.replace("\u202f", " ")
