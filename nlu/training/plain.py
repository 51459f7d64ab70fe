"""The normalising step that the comparison tries: SMS words in full, numbers and durations as what they are."""

import re

FULL = {
    "g": "j'ai", "jé": "j'ai", "jai": "j'ai", "ke": "que", "q": "que", "ki": "qui", "koi": "quoi", "pa": "pas", "c": "c'est",
    "cé": "c'est", "sé": "c'est", "slt": "salut", "bjr": "bonjour", "rdv": "rendez-vous", "pr": "pour", "ds": "dans",
    "vs": "vous", "ns": "nous", "dsl": "désolé", "tt": "tout", "bcp": "beaucoup", "pk": "pourquoi", "pq": "pourquoi",
    "kan": "quand", "kand": "quand", "qd": "quand", "cb": "combien", "combi1": "combien", "2m1": "demain",
    "auj": "aujourd'hui", "ajd": "aujourd'hui", "mtn": "maintenant", "mnt": "maintenant", "tjrs": "toujours",
    "svp": "s'il vous plaît", "stp": "s'il te plaît", "esk": "est-ce que", "kesk": "qu'est-ce que", "chui": "je suis",
    "jsuis": "je suis", "jveux": "je veux", "jve": "je veux", "jpeux": "je peux", "jpe": "je peux", "jsais": "je sais",
    "jsé": "je sais", "jvais": "je vais", "ya": "il y a", "ier": "hier", "fé": "fait", "fai": "fait", "mé": "mais",
    "avc": "avec", "mm": "même", "pb": "problème", "qqn": "quelqu'un", "qqch": "quelque chose", "ché": "chez",
}  # fmt: skip
_DURATION = re.compile(r"\b\d{1,2}\s?(?:h|heures?)\s?\d{0,2}\b|\b\d+\s?(?:min|mn|minutes?)\b")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def normal(text: str) -> str:
    """`text` in lower case, with its SMS words in full and its numbers alike."""
    text = _DURATION.sub(" unedurée ", text.lower().replace("’", "'"))
    text = _WORD.sub(lambda word: FULL.get(word.group(), word.group()), _NUMBER.sub(" unnombre ", text))
    return _DRAWN_OUT.sub(r"\1", text)
