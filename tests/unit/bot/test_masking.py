"""Numbers that must never be kept are hidden; all that is said beside them stays readable."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from actions.records import ChatKey
from bot.dialogue.masking import HIDDEN, masked
from bot.dialogue.messages import LONGEST_TEXT, Message

NIR_13, NIR_15 = "1850578006084", "185057800608436"
CARD = "4970100000000006"  # a number of the tests of banks


def luhn(digits: str) -> str:
    """The digits with their control digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)


@pytest.mark.parametrize(
    "number",
    [
        NIR_13,
        NIR_15,
        "1 85 05 78 006 084 36",
        "1 85 05 78 006 084",
        "2 95 10 2A 123 456 78",
        "2 95 10 2b 123 456 78",
        "295102A12345678",
        "295102B123456",
        "1.85.05.78.006.084.36",
        "1-85-05-78-006-084-36",
        "1\u00a085\u00a005\u202f78 006 084 36",
        CARD,
        "4970 1000 0000 0006",
        "4970-1000-0000-0006",
        luhn("37828224631000"),
        luhn("601100099013942400"),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "mon numéro est {}.", "({})", "voici {}, merci", "numéro:{}\nmerci", "n°{}"]
)
def test_a_secret_number_is_hidden_wherever_it_stands(number, around):
    hidden, found = masked(around.format(number))
    assert found
    assert hidden == around.format(HIDDEN)


# A message goes on after the number: what follows must not save it from being hidden.
@pytest.mark.parametrize(
    "text",
    [
        f"mon numéro {NIR_15} a changé",
        f"mon numéro {NIR_13} a changé",
        f"{NIR_15} 2 heures de CV",
        f"{NIR_15} 12 mars",
        f"{CARD} a été volée",
        f"{CARD} 3 fois",
        f"{NIR_15} {CARD}",
        f"{NIR_15} {NIR_15}",
        f"le 12 {NIR_15}",
        f"j'ai 2 {NIR_13}",
    ],
)
def test_what_stands_beside_a_number_does_not_save_it(text):
    hidden, found = masked(text)
    assert found
    assert NIR_13 not in hidden
    assert CARD not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78",
        "0612345678",
        "+33 6 12 34 56 78",
        "0033 6 12 34 56 78",
        "0033612345678",
        "06 12 34 56 78 ou 01 23 45 67 89",
        "le 16/11/2026 et le 17/11/2026",
        "16.11.2026",
        "2026-11-16",
        "2026-11-16T10:00:00",
        "de 9h à 12h30 puis de 14h à 17h",
        "lundi 2h de CV et mardi 1h30",
        "rue du 8 mai 1945, 13001 Marseille",
        "9 12 14 18",
        "SIRET 732 829 320",
        "1 2 3 4 5 6 7 8 9",
        "1234567890123456",  # sixteen digits that are no card
        "",
        "bonjour",
    ],
)
def test_telephones_dates_and_hours_are_left_as_they_are(text):
    assert masked(text) == (text, False)


digits = st.text("0123456789", min_size=0, max_size=12)
separators = st.sampled_from(["", " ", ".", "-", "\u00a0"])
words = st.text(st.characters(whitelist_categories=["Ll", "Lu"]), max_size=12)


def spread(number: str, separator: str, every: int) -> str:
    return separator.join(number[at : at + every] for at in range(0, len(number), every))


@given(
    st.sampled_from("12"),
    st.integers(0, 10**12 - 1),
    st.booleans(),
    separators,
    st.integers(1, 5),
    words,
    words,
)
def test_any_social_security_number_is_hidden(sex, rest, with_key, separator, every, before, after):
    number = f"{sex}{rest:012}" + (f"{97 - int(f'{sex}{rest:012}') % 97:02}" if with_key else "")
    hidden, found = masked(f"{before} : {spread(number, separator, every)}, {after}")
    assert found
    assert hidden == f"{before} : {HIDDEN}, {after}"


@given(st.integers(10**12, 10**17), separators, st.integers(2, 6))
def test_any_card_number_is_hidden(bare, separator, every):
    number = luhn(str(bare))
    assume(len(number) >= 14)
    assert masked(f"carte {spread(number, separator, every)}.") == (f"carte {HIDDEN}.", True)


@given(digits)
def test_up_to_twelve_digits_are_no_secret(number):
    assert masked(f"le {number}") == (f"le {number}", False)


@given(st.text())
@example("1" * 5000)
@example("1 " * 2000)
@example("1a" * 2000)
def test_nothing_but_numbers_is_ever_touched(text):
    hidden, found = masked(text)
    assert found is (hidden != text)
    letters = re.compile(r"[\d\s.\-\u00a0\u202fAaBb▒]")
    assert letters.sub("", hidden) == letters.sub("", text)
    assert masked(hidden)[0] == hidden


@given(st.integers(1, 28), st.integers(1, 12), st.integers(2000, 2099), st.sampled_from("/.- "))
def test_a_date_is_never_hidden(day, month, year, mark):
    text = f"le {day:02}{mark}{month:02}{mark}{year} j'ai fait 2h"
    assert masked(text) == (text, False)


@given(st.integers(10**8, 10**9 - 1), st.sampled_from(["0{}", "+33{}", "0 {}", "+33 {}"]))
def test_a_telephone_number_is_never_hidden(number, form):
    text = f"mon numéro : {form.format(number)}."
    assert masked(text) == (text, False)


def message(kind: str, text: str) -> Message:
    return Message(ChatKey("telegram", "7"), "a1", kind, datetime(2026, 11, 18, tzinfo=UTC), text, "m1")


@pytest.mark.parametrize("kind", ["text", "edited", "command", "photo"])
def test_a_message_is_kept_without_its_secret_numbers(kind):
    kept = message(kind, f"voici {NIR_15}").safe()
    assert (kept.text, kept.masked) == (f"voici {HIDDEN}", True)
    assert NIR_15 not in kept.body()
    assert message(kind, "voici").safe().masked is False


def test_the_data_of_a_button_are_ours_and_stay_whole():
    pressed = message("press", "a:1850578006084:yes")
    assert pressed.safe() == pressed


def test_a_message_beyond_all_measure_is_cut_before_it_is_kept():
    kept = message("text", "a" * 100_000).safe()
    assert len(kept.text) == LONGEST_TEXT + 1  # one more than may be read, so that it is told to be too long
