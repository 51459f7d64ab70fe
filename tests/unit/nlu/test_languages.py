"""French, unless it is clearly another language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.languages import language_of

FRENCH = [
    "2h cv hier",
    "slt jé fé 2h de cv ier",
    "ok",
    "no",
    "stop",
    "rdv conseiller",
    "atelier",
    "merci",
    "",
    "👍",
    "2h",
    "jsuis en formation",
    "a+",
    "mon cv",
    "c bon",
    "on me coupe",
    "help",
    "cv 2h",
    "mi temps",
    "as tu",
    "je parle anglais",
    "tu parles arabe ?",
    "moi pas bien parler",
    "bjr",
    "me voila",
    "de 9h a midi",
    "hier rien",
    "job dating le 12",
    "workshop",
    "business plan 3h",
    "test",
    "no problem",
    "je suis au top du top",
]
OTHERS = {
    "en": [
        "I did two hours yesterday",
        "can you speak English",
        "what are my obligations",
        "I want to talk to my advisor",
    ],
    "es": ["hola, no hablo francés", "ayer hice dos horas y hoy una", "cuando es mi cita por favor"],
    "pt": ["não falo francês obrigado", "ontem eu fiz duas horas"],
    "it": ["ciao, non parlo il francese", "ho fatto due ore di lavoro ieri"],
    "de": ["ich spreche kein Französisch", "was ist mein Vertrag"],
    "tr": ["merhaba, ben türkçe konuşuyorum", "dün iki saat iş var"],
    "ro": ["buna ziua, nu vorbesc franceza"],
    "ar": ["مرحبا، هل تتكلم العربية"],
    "fa": ["سلام، من فارسی حرف می‌زنم چطور"],
    "ru": ["здравствуйте, я не говорю по-французски"],
    "uk": ["добрий день, я не розмовляю французькою, українська є?"],
    "zh": ["你好，我不会说法语"],
    "ta": ["வணக்கம்"],
}


@pytest.mark.parametrize("text", FRENCH)
def test_short_french_is_never_taken_for_another(text):
    assert language_of(text) == "fr"


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in OTHERS.items() for text in texts])
def test_another_language_is_seen(code, text):
    assert language_of(text) == code


@given(st.text())
def test_no_text_breaks_it(text):
    assert len(language_of(text)) == 2
