"""Linking over Telegram: the deep link, its question, a shared contact."""

from __future__ import annotations

from tests.integration.chat.conftest import ME


async def test_a_deep_link_asks_before_it_shows_anything(line, api):
    amina = api.person(id=101, first_name="Quelqu'un")
    await amina.starts(await line.link_for("Amina"))
    who_i_am, question = await amina.waits_for(2)
    assert "pas une personne" in who_i_am.text
    assert question.buttons == [ME, "Ce n'est pas moi"]
    await amina.presses("Ce n'est pas moi")
    (thanks,) = await amina.waits_for_edit()
    assert "Merci" in thanks.text
    await amina.says("ma semaine")
    (told,) = await amina.waits_for(timeout=20)  # the first words to be read load what tells languages apart
    assert "le code de votre lettre" in told.text


async def test_the_old_phone_is_told_and_the_new_one_goes_on(line, api, amina):
    new = api.person(id=202, first_name="Amina")
    await new.starts(await line.link_for("Amina"))
    await new.waits_for(2)
    await new.presses(ME)
    (welcome,) = await new.waits_for_edit()
    assert "Bonjour Amina" in welcome.text
    (told,) = await amina.waits_for()
    assert "relié à un autre téléphone" in told.text
    await line.comes_true("SELECT count(*) FROM conversations WHERE person_id IS NOT NULL", [(1,)])


async def test_a_contact_is_never_an_identity(line, api):
    amina = api.person(id=101, first_name="Amina")
    await amina.starts()
    await amina.waits_for(2)
    for of in (None, 999):
        await amina.sends_contact(phone="+33612345678", of=of)
        (told,) = await amina.waits_for()
        assert "pas besoin de ce contact" in told.text
    await line.comes_true("SELECT count(*) FROM conversations WHERE person_id IS NOT NULL", [(0,)])
    kept = await line.rows("SELECT body, outcome FROM inbox")
    assert all("612345678" not in str(row) for row in kept)
