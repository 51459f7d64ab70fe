"""The letter: one page, readable by a machine and by a person, for every name; and its square is the link."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.letters.letter import Facts, data, pdf, picture, square
from content import catalogue

LINK = "https://t.me/jalon_demo_bot?start=" + "aB3-" * 8
AMINA = Facts(
    name="Amina Diallo",
    organisation="Mission locale du Val",
    referent="Sophie Martin",
    phone="01 23 45 67 89",
    code="K7P 4WX 9RM",
    link=LINK,
    bot_name="jalon_demo_bot",
    made_on=date(2026, 11, 18),
    good_until=date(2026, 12, 9),
    address=("12 rue des Lilas", "93200 Saint-Denis"),
)
NAMES = {
    "cyrillic": "Олександра Шевченко",
    "vietnamese": "Nguyễn Thị Hương Đặng",
    "arabic": "أمينة بن يوسف",
    "turkish": "Gülşen Çağlar İnönü",
    "long": "Marie-Antoinette-Clémentine Rakotomalala Andrianampoinimerina de La Rochefoucauld",
    "longest": "Rakotomalala " * 8,
    "markup": "#let x = [<b>*_Zoé_* $1$ `& \"co\"",
}  # fmt: skip


def read(facts: Facts, language: str = "fr") -> PdfReader:
    return PdfReader(io.BytesIO(pdf(facts, language)))


def words(facts: Facts, language: str = "fr") -> str:
    (page,) = read(facts, language).pages
    return re.sub(r"\s+", " ", page.extract_text())


def fonts(reader: PdfReader) -> list[dict[str, object]]:
    return [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]


def descriptors(reader: PdfReader) -> list[dict[str, object]]:
    return [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts(reader)]


@pytest.mark.parametrize("language", catalogue.languages())
def test_it_says_what_it_must(language):
    said = words(AMINA, language)
    for piece in ("K7P 4WX 9RM", "@jalon_demo_bot", "Amina Diallo", "12 rue des Lilas", "Sophie Martin",
                  "01 23 45 67 89", "France Travail", "Mission locale du Val", "Telegram"):  # fmt: skip
        assert piece in said
    assert {"fr": "9 décembre 2026", "en": "9 December 2026"}[language] in said


def test_in_french_it_says_that_it_is_no_person_and_that_one_is_free():
    said = words(AMINA)
    for piece in (
        "assistant automatique", "Ce n'est pas une personne", "Ce n'est pas France Travail", "Vous êtes libre",
        "Vos droits ne changent pas", "Il n'y a pas de mauvaise question", "Qui voit quoi",
    ):  # fmt: skip
        assert piece in said


def test_it_is_made_for_screen_readers():
    reader = read(AMINA)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert reader.metadata.title == "Votre code pour Jalon"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    kinds = [str(kind) for kind in tags(root["/StructTreeRoot"])]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 4
    assert kinds.count("/Figure") == 1


def tags(node) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [kind for child in node for kind in tags(child)]
    if not isinstance(node, dict):
        return []
    return [*([node["/S"]] if "/S" in node else []), *(tags(node["/K"]) if "/K" in node else [])]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("language", catalogue.languages())
def test_any_name_fits_on_the_page_with_its_glyphs(name, language):
    facts = replace(AMINA, name=name, referent=name[:60])
    reader = read(facts, language)
    assert len(reader.pages) == 1
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in descriptors(reader)), "every font is in the file"
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()  # no glyph is missing


def test_the_longest_organisation_fits():
    facts = replace(AMINA, organisation="Communauté d’agglomération " * 7, referent="Jean-Christophe Delestrée " * 4)
    assert len(read(facts).pages) == 1


def test_a_name_with_signs_that_no_font_has_still_gets_its_letter():
    said = words(replace(AMINA, name="山田 太郎"))
    assert "K7P 4WX 9RM" in said


def test_without_the_bots_name_it_says_whom_to_ask_and_has_no_square():
    facts = replace(AMINA, link=None, bot_name=None, phone=None)
    said = words(facts)
    assert "Demandez à la structure le nom de l'assistant" in said
    assert "Scannez" not in said
    assert "Parlez-en à Sophie Martin" in said
    assert "/Figure" not in map(str, tags(read(facts).trailer["/Root"]["/StructTreeRoot"]))


def test_the_same_facts_give_the_same_bytes():
    assert pdf(AMINA, "fr") == pdf(AMINA, "fr")
    assert pdf(AMINA, "fr") != pdf(replace(AMINA, made_on=date(2026, 11, 19)), "fr")


def test_the_square_is_the_link():
    """Its drawing is that of the library's matrix for exactly this link, stroke by stroke."""
    drawn = square(LINK).decode()
    assert drawn.count("<path") == 1
    cells = cells_of(re.search(r'\bd="([^"]+)"', drawn)[1])
    matrix = segno.make(LINK, error="m", micro=False).matrix
    assert cells == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert cells != cells_of(re.search(r'\bd="([^"]+)"', square(LINK + "x").decode())[1])


def cells_of(path: str) -> set[tuple[int, int]]:
    """The dark modules of a path of horizontal strokes: « M » to, « m » by, « h » along."""
    x = y = 0.0
    cells = set()
    for sign, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
        if sign == "h":
            cells |= {(int(x) + step - 2, int(y) - 2) for step in range(int(first))}
            x += float(first)
        elif sign == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    return cells


def test_the_words_are_at_least_fourteen_points():
    sizes = []

    def look(text, _matrix, _position, font, size):
        if text.strip() and font is not None:
            sizes.append(size)

    read(AMINA).pages[0].extract_text(visitor_text=look)
    assert sizes
    assert min(sizes) >= 14


def test_what_stands_in_the_window_is_the_name_and_the_address_alone():
    """However the sheet lies in a DL envelope: 100 to 190 mm across, 55 to 79 mm down, nothing else to 90 mm."""
    found = []

    def look(text, user, position, _font, _size):
        if text.strip():
            x, y = position[4] * user[0] + user[4], position[5] * user[3] + user[5]
            found.append((text.strip(), x / 72 * 25.4, 297 - y / 72 * 25.4))

    read(AMINA).pages[0].extract_text(visitor_text=look)
    seen = [text for text, x, down in found if x >= 95 and 44 <= down <= 90]
    assert " ".join(seen).split() == ["Amina", "Diallo", "12", "rue", "des", "Lilas", "93200", "Saint-Denis"]
    assert all(55 <= down <= 80 for text, x, down in found if text in seen)


def test_it_can_be_looked_at():
    assert picture(AMINA, "fr").startswith(b"\x89PNG")


def test_nothing_private_shows_itself():
    assert not {"Amina", "K7P", "start=", "Lilas"} & set(re.findall(r"\w+=?", repr(AMINA)))


@settings(max_examples=15)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=40))
def test_no_name_breaks_it(name):
    assert len(read(replace(AMINA, name=name, address=())).pages) == 1


def test_the_data_holds_no_markup():
    assert "<b>" not in str(data(replace(AMINA, referent="<b>R & D"), "fr")["parts"]).replace("<b>R", "")
