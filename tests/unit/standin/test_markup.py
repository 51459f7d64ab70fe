"""Telegram's HTML."""

import pytest

from tests.standin import markup
from tests.standin.refusals import Refused


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("simple", "simple", []),
        ("<b>a</b> <i>b</i>", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("🙂<u>é</u>", "🙂é", [("underline", 2, 1)]),
        ("1 &lt; 2 &amp; &quot;3&quot; &#233; &#xE9;", '1 < 2 & "3" é é', []),
        ("a & b > c &eacute;", "a & b > c &eacute;", []),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("  <b> x </b> ", "x", [("bold", 0, 1)]),
    ],
)
def test_it_is_read(html, text, entities):
    plain, found = markup.trimmed(*markup.parse_html(html))
    assert plain == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_a_link_keeps_its_address():
    _, (entity,) = markup.parse_html('<a href="https://a.fr/?x=1&amp;y=2">lien</a>')
    assert entity["url"] == "https://a.fr/?x=1&y=2"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("il reste < 3 h", 'Unsupported start tag ""'),
        ("il reste <3 h", 'Unsupported start tag "3" at byte offset 9'),
        ("je <3", "Unclosed start tag at byte offset 3"),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a<br/>b", 'Unsupported start tag "br/"'),
        ("<b>x", "Can't find end tag corresponding to start tag b"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("x <b", "Unclosed start tag"),
    ],
)
def test_it_is_refused(html, words):
    with pytest.raises(Refused, match="can't parse entities") as caught:
        markup.parse_html(html)
    assert words in caught.value.description
    assert caught.value.code == 400


async def test_a_message_carries_entities_and_what_was_sent(amina, bot):
    sent = await bot.says("<b>4 h</b>", parse_mode="HTML")
    assert sent["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert (amina.screen[-1].text, amina.screen[-1].html) == ("4 h", "<b>4 h</b>")


async def test_a_message_that_cannot_be_parsed_is_not_sent(amina, bot):
    before = amina.screen
    answer = await bot.says("a < b", parse_mode="HTML")
    assert (answer["status"], amina.screen) == (400, before)
    assert (await bot.says("*a*", parse_mode="MarkdownV2"))["status"] == 400
