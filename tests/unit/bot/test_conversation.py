"""What is pending: kept as JSON and read back the same; gone once it waited too long."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from actions.questions import Draft, Pending
from actions.registry import ANSWERS
from bot.dialogue.conversation import Conversation, dump, load
from nlu.understanding import ACTIVITIES, Entry

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
entries = st.lists(
    st.builds(
        Entry,
        st.none() | st.integers(0, 1500),
        st.none() | days,
        st.none() | st.sampled_from(ACTIVITIES),
        st.text(max_size=40),
    ),
    max_size=4,
).map(tuple)
drafts = st.builds(
    Draft,
    entries=entries,
    replaces=st.lists(st.integers(1, 10**9), max_size=3).map(tuple),
    nothing_on=st.none() | days,
    accepted=st.frozensets(st.sampled_from(["long", "again"])),
    pieces=entries,
    taken_back=st.booleans(),
    origin=st.none() | st.text(max_size=20),
    about=st.none() | st.integers(1, 10**9),
    appointment=st.none() | st.integers(1, 10**9),
)
pendings = st.builds(
    Pending, st.sampled_from(sorted(ANSWERS)), drafts, st.text("0123456789abcdef"), st.integers(0, 5)
)
conversations = st.builds(
    Conversation,
    pending=st.none() | pendings,
    until=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    shown=st.text(max_size=50),
    introduced=st.booleans(),
    lost=st.integers(0, 9),
    spared=st.none() | days,
)


@given(conversations)
def test_what_is_kept_is_read_back_the_same(conversation):
    assert load(dump(conversation)) == conversation


def test_every_field_is_kept():
    """A field added to the draft and forgotten here would be lost between two messages."""
    entry = Entry(60, date(2026, 11, 16), "training", "mots")
    whole = Draft((entry,), (3,), entry.day, frozenset({"long"}), (Entry(),), True, "m1", 7, 8)
    assert all(getattr(whole, name) != field.default for name, field in Draft.__dataclass_fields__.items())
    conversation = Conversation(Pending("confirm", whole, "1f", 2), NOW, "{}", True, 2, spared=entry.day)
    assert load(dump(conversation)) == conversation


def test_a_conversation_that_never_spoke():
    assert load("{}") == Conversation()


def test_accents_are_kept_as_they_are():
    assert "é" in dump(Conversation(shown="é"))
    assert json.loads(dump(Conversation(shown="é")))["shown"] == "é"


def test_a_question_waits_until_its_hour_and_is_gone_after_it():
    asked = Conversation(Pending("confirm", Draft(), "1f"), NOW, "{}", introduced=True, lost=1)
    assert asked.at(NOW) is asked
    assert asked.at(NOW + timedelta(seconds=1)) == Conversation(introduced=True)
    forever = Conversation(introduced=True)
    assert forever.at(NOW + timedelta(days=999)) is forever


def test_what_was_written_does_not_show_itself():
    pending = Pending("confirm", Draft((Entry(60, None, "other", "secret"),), pieces=(Entry(words="secret"),)), "1f")
    assert "secret" not in repr(Conversation(pending))


def test_nor_does_the_question_as_it_was_put():
    """It reads back the person's own words."""
    assert "secret" not in repr(Conversation(shown='{"text": "secret"}'))
