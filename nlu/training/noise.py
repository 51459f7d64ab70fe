"""Noise as people make it: the sentences of the lesson again, as typed in a hurry, in SMS or by voice.

Deterministic: what becomes of a sentence depends on that sentence alone, so that a new one changes no other. Standard
library only, since the model's own Python runs it. The libraries of the field (textnoisr, nlpaug, typo) change letters
at random; what French people do to French is not random: hence these tables.
"""

import hashlib
import random
import re
import unicodedata
from collections.abc import Callable

# Words as SMS writes them; the longest first, since « est-ce que » holds « que ».
SMS = (
    ("est-ce que", ("esk", "es ce que", "esque")), ("qu'est-ce que", ("kesk", "qu'es ce que")),
    ("s'il vous plaît", ("svp", "sil vous plait")), ("quelque chose", ("qqch", "quelq chose")),
    ("quelqu'un", ("qqn", "kelk1")), ("rendez-vous", ("rdv", "rendez vous", "rendé vous")),
    ("aujourd'hui", ("auj", "ajd", "aujourdhui")), ("bonjour", ("bjr", "bonj", "bonjours")), ("bonsoir", ("bsr",)),
    ("salut", ("slt",)), ("beaucoup", ("bcp", "bcoup")), ("toujours", ("tjrs", "tjs", "toujour")),
    ("maintenant", ("mtn", "mnt", "maintenan")), ("pourquoi", ("pk", "pq", "pourkoi")), ("parce que", ("pcq", "psk", "parske")),
    ("comment", ("commen", "comen", "koman")), ("combien", ("cb", "combi1", "combien")), ("quand", ("kan", "kand", "qd")),
    ("demain", ("dem1", "2m1", "demin")), ("hier", ("ier", "yer")), ("heures", ("h", "heure", "eures")),
    ("semaine", ("semain", "sem", "smaine")), ("conseillère", ("conseiere", "conseillere", "consseillère")),
    ("conseiller", ("conseillé", "conseiler")), ("je suis", ("jsuis", "chui", "jsui")), ("j'ai", ("jai", "g", "jé", "j ai")),
    ("c'est", ("c", "cé", "ces", "sé")), ("je ne", ("jne", "je")), ("je veux", ("jveux", "jve")), ("je vais", ("jvais", "jvé")),
    ("je peux", ("jpeux", "jpe")), ("je sais", ("jsais", "jsé", "chais")), ("il y a", ("ya", "y a", "ila")),
    ("vous", ("vs", "vou")), ("nous", ("ns", "nou")), ("pour", ("pr", "pour")), ("dans", ("ds", "dan")), ("avec", ("ac", "avc", "avek")),
    ("sans", ("ss", "san")), ("que", ("ke", "q")), ("qui", ("ki",)), ("quoi", ("koi",)), ("pas", ("pa",)), ("plus", ("+", "plu")),
    ("moins", ("-", "moin")), ("mais", ("mé", "mai")), ("fait", ("fé", "fai")), ("faire", ("fr", "fer")), ("était", ("été", "étai")),
    ("suis", ("sui",)), ("tout", ("tt", "tou")), ("très", ("tré", "tres")), ("trop", ("tro",)), ("bien", ("bi1", "bn")),
    ("merci", ("mrc", "mersi")), ("désolé", ("dsl", "dezolé")), ("problème", ("pb", "problem")), ("message", ("msg",)),
    ("même", ("mm", "meme")), ("encore", ("encor", "enkor")), ("jamais", ("jms", "jamé")), ("chez", ("ché",)), ("mon", ("mn", "mon")),
)  # fmt: skip
# Endings and letters that sound alike, as voice typing and tired people exchange them.
SOUNDS = (
    (r"é\b", "er"), (r"er\b", "é"), (r"ez\b", "é"), (r"és\b", "er"), (r"eau", "o"), (r"au", "o"), (r"ph", "f"), (r"qu", "k"),
    (r"ç", "ss"), (r"ss", "s"), (r"ll", "l"), (r"tt", "t"), (r"mm", "m"), (r"nn", "n"), (r"ent\b", ""), (r"s\b", ""), (r"e\b", ""),
    (r"t\b", ""), (r"ai", "é"), (r"è", "ai"), (r"ain\b", "in"), (r"en", "an"), (r"an", "en"), (r"tion\b", "sion"), (r"ge", "je"),
)  # fmt: skip
HOMOPHONES = (("ces", "c'est"), ("c'est", "ces"), ("à", "a"), ("et", "est"), ("ou", "où"), ("on", "ont"), ("ça", "sa"), ("ai", "et"),
              ("mes", "mais"), ("leur", "leurs"), ("peux", "peu"), ("dans", "d'en"), ("cent", "sans"))  # fmt: skip
HESITATIONS = ("euh", "bah", "du coup", "voilà", "en fait", "alors", "ben", "enfin", "quoi")
# An AZERTY telephone: the letters beside each.
BESIDE = {
    "a": "zq", "z": "ae", "e": "zr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip", "p": "om",
    "q": "as", "s": "qd", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl", "l": "km", "m": "lp",
    "w": "xq", "x": "wc", "c": "xv", "v": "cb", "b": "vn", "n": "bh",
}  # fmt: skip

Noise = Callable[[str, random.Random], str]


def without_accents(text: str, chance: random.Random) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def in_sms(text: str, chance: random.Random) -> str:
    """Most words that have a short form in it, then a sound or two spelt as heard."""
    for word, forms in SMS:
        if chance.random() < 0.75:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", chance.choice(forms), text, flags=re.IGNORECASE)
    return as_heard(text.lower(), chance)


def as_heard(text: str, chance: random.Random) -> str:
    """Some words spelt by ear."""
    for pattern, sound in chance.sample(SOUNDS, 4):
        text = re.sub(pattern, lambda found, sound=sound: sound if chance.random() < 0.5 else found.group(), text)
    return text


def dictated(text: str, chance: random.Random) -> str:
    """No punctuation, words that sound alike, a hesitation."""
    words = re.sub(r"[.,;:!?…«»\"()]", " ", text.lower()).split()
    swaps = dict(chance.sample(HOMOPHONES, 6))
    words = [swaps.get(word, word) for word in words]
    words.insert(chance.randint(0, len(words)), chance.choice(HESITATIONS))
    return " ".join(words)


def mistyped(text: str, chance: random.Random) -> str:
    """One slip in twelve letters or so: a neighbour, a letter lost, doubled or out of turn."""
    letters = list(text)
    for _ in range(1 + len(text) // 24):
        at = chance.randrange(len(letters))
        letter = letters[at].lower()
        if letter in BESIDE:
            slip = chance.randrange(4)
            letters[at] = (chance.choice(BESIDE[letter]), "", letter * 2, letter)[slip]
            if slip == 3 and at + 1 < len(letters) and letters[at + 1].isalpha():
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def glued(text: str, chance: random.Random) -> str:
    """Apostrophes lost, a space lost or one too many."""
    text = re.sub(r"['’]", lambda _: chance.choice(("", " ")), text)
    gaps = [gap.start() for gap in re.finditer(r"(?<=[a-zà-ÿ]) (?=[a-zà-ÿ])", text)]
    if gaps:
        at = chance.choice(gaps)
        text = text[:at] + text[at + 1 :]
    return text


def insistent(text: str, chance: random.Random) -> str:
    """Letters drawn out, all in capitals, marks without end."""
    vowels = [found.start() for found in re.finditer(r"[aeiouy](?=\W|$)", text, re.IGNORECASE)]
    if vowels:
        at = chance.choice(vowels)
        text = text[:at] + text[at] * chance.randint(3, 5) + text[at + 1 :]
    return (text.upper() if chance.random() < 0.5 else text) + chance.choice(("", "!!!", "???", "..."))


KINDS: dict[str, Noise] = {
    "accents": without_accents,
    "sms": in_sms,
    "heard": as_heard,
    "dictated": dictated,
    "mistyped": mistyped,
    "glued": glued,
    "insistent": insistent,
}


def noisy(text: str, copies: int) -> list[str]:
    """At most `copies` other writings of `text`, each by another kind of noise; none is the text itself."""
    chance = random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
    made = [KINDS[kind](text, chance) for kind in chance.sample(list(KINDS), len(KINDS))]
    return list(dict.fromkeys(one for one in made if one.strip() and one != text))[:copies]
