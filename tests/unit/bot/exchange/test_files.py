"""Files as people make them: separators, letters, dates, hours, several lines, and what is said of mistakes."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange import template
from bot.exchange.columns import Place, WrongCell, day_in, value_of
from bot.exchange.files import Filing, read
from bot.exchange.issues import FileRefused, Issue
from bot.exchange.sheet import MOST_HOURS, Sheet, minutes_of
from content import catalogue, exchange
from tests.exchanging import as_csv, as_json_lines, contract, flat

TODAY = date(2026, 11, 18)
LEAST = "reference;prenom;conseiller_nom;signe_le;debut;duree_heures"


def filings(content: bytes) -> list[Filing]:
    return list(read(io.BytesIO(content), TODAY))


def rows(*lines: str, headers: str = LEAST) -> bytes:
    return "\n".join((headers, *lines)).encode()


def told(content: bytes) -> list[tuple[int | None, str | None, str]]:
    return [(issue.line, issue.column, issue.code) for each in filings(content) for issue in each.issues]


def refused(content: bytes) -> list[Issue]:
    with pytest.raises(FileRefused) as caught:
        filings(content)
    return list(caught.value.issues)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_letters_are_found_out(delimiter, encoding):
    sheet = contract(1)
    sheet["person"]["given_name"] = "Zoé"
    sheet["person"]["family_name"] = "Lefèvre"
    (filing,) = filings(as_csv(sheet, delimiter=delimiter, encoding=encoding))
    assert filing.issues == ()
    assert (filing.filed.person.given_name, filing.filed.person.family_name) == ("Zoé", "Lefèvre")


def test_csv_and_json_tell_the_same():
    sheet = contract(3, diagnostic={"made_on": "2026-01-02", "adaptation": False}, review_on="2026-11-01")
    sheet |= {"starts_on": "2026-02-01", "durations": [{"hours": 7.5}]}
    (one,) = filings(as_csv(sheet))
    (other,) = filings(as_json_lines(sheet))
    assert one.filed == other.filed


def test_headers_are_read_however_they_are_typed():
    headers = "Numéro de contrat; Prénom ;Conseiller - Nom;SIGNÉ LE;Début;Durée 1"
    (filing,) = filings(rows("CE-1;Amina;S;01/11/2026;02/11/2026;15", headers=headers))
    assert (filing.reference, filing.filed.person.given_name) == ("CE-1", "Amina")
    assert filing.filed.state == "signed"
    assert filing.filed.terms.minimums[0].minutes == 900


def test_several_lines_of_one_reference_are_one_contract():
    lines = ("CE-1;Amina;S;01/11/2026;02/11/2026;15;Un;Écrire", "CE-1;;;;;;Deux;", "CE-1;Amina;;;;;;Lire")
    (filing,) = filings(rows(*lines, headers=f"{LEAST};objectif;engagement_personne"))
    assert [each.title for each in filing.filed.terms.objectives] == ["Un", "Deux"]
    assert [each.words for each in filing.filed.terms.commitments] == ["Écrire", "Lire"]


def test_lines_that_contradict_each_other_are_told():
    lines = ("CE-1;Amina;S;01/11/2026;02/11/2026;15", "CE-1;Aminata;;;;")
    assert told(rows(*lines)) == [(3, "prenom", "lines_differ")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("32/01/2026", "not_a_day"), ("demain", "not_a_day"), ("01/02/26", "not_a_day"), ("", "missing")],
)
def test_a_wrong_day_is_told_by_line_and_column(cell, code):
    assert told(rows(f"CE-1;Amina;S;01/11/2026;{cell};15")) == [(2, "debut", code)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("beaucoup", "not_hours"), ("40", "above_working_time"), ("-3", "not_hours"), ("0", "zero_without_request"),
     ("", "missing")],
)  # fmt: skip
def test_wrong_hours_are_told(cell, code):
    ((_line, column, found),) = told(rows(f"CE-1;Amina;S;01/11/2026;02/11/2026;{cell}"))
    assert (column, found) in {("duree_heures", code), ("duree_1_heures", code)}


def test_a_line_without_a_reference_is_told_and_the_next_is_read():
    lines = (";Amina;S;01/11/2026;02/11/2026;15", "CE-2;Bruno;S;01/11/2026;02/11/2026;15")
    first, second = filings(rows(*lines))
    assert [issue.column for issue in first.issues] == ["reference"]
    assert second.filed is not None


@pytest.mark.parametrize("reference", ["185057800608436", "a b", "Zoé Dupont", "x" * 101])
def test_a_reference_that_could_be_a_person_s_number_or_name_is_not_repeated(reference):
    (filing,) = filings(rows(f"{reference};Amina;S;01/11/2026;02/11/2026;15"))
    assert filing.filed is None
    assert reference not in "".join(f"{issue.reason}{issue.as_json()}" for issue in filing.issues)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzé ", min_size=4), st.sampled_from(exchange.columns()))
def test_no_issue_repeats_a_word(word, column):
    """Whatever column a private word falls into."""
    place = Place.of(column, 1, "c")
    try:
        value_of(place, f"Zq{word}qZ")
    except WrongCell as fault:
        reason = Issue(fault.code, 1, "c", facts=fault.facts).reason
        assert "Zq" not in reason
        assert "qZ" not in reason


def test_a_private_word_in_json_is_not_repeated_either():
    sheet = contract(1, degree="Zoé est malade", starts_on="Zoé")
    sheet["person"]["Zoé Dupont"] = "Zoé"
    (filing,) = filings(as_json_lines(sheet))
    assert filing.reference == "CE-000001"
    assert "Zoé" not in "".join(str(issue.as_json()) for issue in filing.issues)
    assert {issue.code for issue in filing.issues} == {"unknown_value", "not_an_iso_day", "unknown_field"}


def test_an_unknown_column_is_told_with_the_one_that_looks_alike():
    first, second = refused(rows(headers=f"{LEAST};objectf_1;couleur"))
    assert "« objectif_1 » ?" in first.reason
    assert "?" not in second.reason


def test_a_column_can_be_left_aside():
    (filing,) = filings(rows("CE-1;Amina;S;01/11/2026;02/11/2026;15;rouge", headers=f"{LEAST};x_couleur"))
    assert filing.filed is not None


def test_a_file_without_headers_shows_nobody_s_name():
    issues = refused("Zoé;Dupont;12 rue des Lilas\n".encode())
    assert [issue.code for issue in issues] == ["file_empty"]
    assert "Zoé" not in "".join(str(issue.as_json()) for issue in issues)


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a workbook", b"PK"])
def test_a_broken_workbook_is_told(content):
    assert [issue.code for issue in refused(content)] == ["file_unreadable"]


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"\xff\xfe\xff", b"", b"\n\n", b'"'])
def test_what_is_no_file_of_contracts_is_told(content):
    assert refused(content)


def test_a_line_of_json_that_cannot_be_read_stops_no_other():
    content = b"{nothing\n" + as_json_lines(contract(1)) + b"[1]\n{}\n" + b'{"a": "' + b"x" * 300_000 + b'"}\n'
    found = filings(content + as_json_lines(contract(2)))
    assert [each.filed is not None for each in found] == [False, True, False, False, False, True]
    assert [each.line for each in found] == [1, 2, 3, 4, 5, 6]
    assert found[4].issues[0].code == "line_too_long"


def test_spreadsheets_hold_days_hours_and_numbers_of_their_own():
    book = openpyxl.Workbook()
    book.active.append(LEAST.split(";"))
    book.active.append([12, "Amina", "S", date(2026, 11, 1), datetime(2026, 11, 2, 0, 0), time(7, 30)])
    book.active.append([13.0, "Bruno", "S", "01/11/2026", "2026-11-02", timedelta(hours=15)])
    book.active.append([14, "Chloé", "S", "01/11/2026", date(2026, 11, 2), 7.5])
    out = io.BytesIO()
    book.save(out)
    found = filings(out.getvalue())
    assert [each.issues for each in found] == [(), (), ()]
    assert [each.reference for each in found] == ["12", "13", "14"]
    assert [each.filed.terms.minimums[0].minutes for each in found] == [450, 900, 450]
    assert {each.filed.terms.from_day for each in found} == {date(2026, 11, 2)}


@pytest.mark.parametrize(
    ("written", "minutes"),
    [(15, 900), (7.5, 450), ("7,5", 450), ("7.5", 450), ("7h30", 450), ("7 h 30", 450), ("7:30", 450), ("15h", 900),
     ("15 H", 900), ("0", 0), (0, 0), (MOST_HOURS, MOST_HOURS * 60)],
)  # fmt: skip
def test_hours_as_people_write_them(written, minutes):
    assert minutes_of(written) == minutes


@given(st.integers(0, MOST_HOURS * 60))
def test_any_whole_minute_can_be_written(minutes):
    assert minutes_of(f"{minutes // 60}h{minutes % 60:02}") == minutes
    assert minutes_of(minutes / 60) == minutes


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_days_in_french_and_in_iso_are_the_same(day):
    assert day_in(day.strftime("%d/%m/%Y")) == day_in(day.isoformat()) == day_in(day) == day


@pytest.mark.parametrize("made", [template.as_csv, template.as_xlsx])
def test_the_model_left_as_it_is_files_nothing(made):
    assert filings(made()) == []


def test_the_example_of_the_model_can_be_taken_in_as_it_is():
    headers, said, example = template.rows()
    assert all(said)
    example[0] = example[0].removeprefix("#")
    (filing,) = filings("\n".join(("\t".join(headers), "\t".join(example))).encode())
    assert filing.issues == ()
    assert filing.filed.state == "signed"


def test_every_field_of_the_shape_has_a_column_and_every_column_a_field():
    """What the file tells and what the interface takes stay one shape."""
    sheet = Sheet.model_validate_json(as_json_lines(contract(1)))
    assert sheet.reference in flat(contract(1)).values()
    shape = Sheet.model_json_schema()

    def fields(of: dict, above: str = "") -> set[str]:
        found = set()
        for name, part in of["properties"].items():
            inner = str(part)
            reference = next((key for key in shape["$defs"] if key.endswith("Sheet") and f"/{key}'" in inner), None)
            if reference is None:
                found.add(f"{above}{name}")
            else:
                many = ".#" if "'items'" in inner else ""
                found |= fields(shape["$defs"][reference], f"{above}{name}{many}.")
        return found

    columns = {column.path for column in exchange.columns()}
    sides = {f"{name}.#.{field}" for name in ("organisation", "commits", "breach") for field in ("words", "by_day")}
    assert fields(shape) - {f"commitments.#.{name}" for name in ("side", "words", "by_day")} == columns - sides


def test_every_reason_is_worded():
    for code in exchange.codes():
        facts = {"most": 3, "allowed": "a", "value": "", "day": TODAY, "close": "", "reference": "x"}
        assert Issue(code, facts=facts).reason.endswith((".", "?", ")."))


def test_every_rule_about_terms_has_its_words_here_too():
    rules = {key.removeprefix("terms.") for key in catalogue.pages("fr") if key.startswith("terms.")}
    advice = {"no_diagnostic", "no_review", "no_action", "no_indicator", "no_day", "objective_after_end",
              "changes_in_mid_week"}  # fmt: skip
    of_forms = {"no_day_given", "not_a_choice"}
    of_an_amendment = {"before_the_contract"}  # worded as « amended_before_start »
    assert rules - advice - of_forms - of_an_amendment <= exchange.codes()


def test_a_rule_that_is_broken_is_told_at_the_field_of_the_file():
    wrong = contract(
        1, starts_on="2026-10-05", review_on="2026-10-01", actions=[{"title": "Atelier", "hours_a_week": 0}],
        durations=[{"hours": 10, "from_day": "2026-11-02"}, {"hours": 0, "from_day": "2026-10-05"},
                   {"hours": 0, "reason": "none_on_request", "from_day": "2026-10-19"}],
    )  # fmt: skip
    assert told(as_json_lines(wrong)) == [
        (1, "review_on", "review_before_start"),
        (1, "durations.1.hours", "zero_without_request"),
        (1, "durations.2.requested_on", "request_without_date"),
        (1, "actions.0.hours_a_week", "action_of_no_time"),
    ]
