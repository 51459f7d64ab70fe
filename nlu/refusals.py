"""What a message takes back or leaves out: a corrected value, a negation, « rien », « pareil qu'hier »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.clauses import Clause
from nlu.durations import Span

NEAR = 40  # characters looked at before a word

# « c'était 3h pas 2h », « au lieu de 2h », « remplace 2h par 3h »: the value that no longer holds.
_INSTEAD = re.compile(
    r"(?<![a-z])(?:(?:pas?|et non|ni|au lieu d|a la place d|a la place|plutot qu)(?:e |'|es )?[ ]?"
    r"(?:les |des |mes |de |pas )?|(?:not?t?|nt|instead of|rather than)(?: the| for)?[ ])$"
)
_REPLACED = re.compile(
    r"(?<![a-z])(?:remplace|change|modifie|corrige|transforme|passe)[rz]?[ ](?:les |mes |de |mon )?$"
)
_BY = re.compile(r"[ ](?:par|en|a|->|→)[ ]$")
_HAD_SAID = re.compile(
    r"(?<![a-z])(?:mis|note|ecrit|dit|declare|marque|compte|enregistre|rentre|saisi)[a-z]{0,3}(?![a-z])"
)
_BUT_WAS = re.compile(
    r"(?<![a-z])(?:mais|alors que|en fait|en realite|c'est|c'etait|non|plutot|erreur|vrai)(?![a-z])"
)
_NO_RATHER = re.compile(
    r"(?<![a-z])(?:non|nan|pardon|oups|plutot|je voulais dire|je veux dire|enfin|no|sorry|i mean|i meant|or rather"
    r"|make that|well)[ ,]*(?:plutot|c'est|c'etait|actually|it was|it's|sorry|no)?[ ,]*$"
)
_SUM_BEFORE = re.compile(
    r"(?<![a-z])(?:donc|soit|total|en tout|ca fait|so|that'?s|makes|=)[ :]*(?:un total de |de |a total of )?$"
)
_SUM_AFTER = re.compile(r"[ ](?:en tout|au total|total|in all|in total|altogether)(?![a-z])")
_UP_TO = re.compile(
    r"(?<![a-z])(?:depuis|sauf|excepte|hormis|except|jusqu'a|jusqu'au|jusque|d'ici|avant|a partir d[eu]|since"
    r"|until)[ ](?:le )?$"
)
# « pas mal de CV » denies nothing.
_DENIED = re.compile(
    r"(?<![a-z])(?:pas(?! mal| que| seulement| loin| moins)|jamais|aucune?|rien|sans|ni|annul[a-z]+"
    r"|supprim[a-z]+"
    r"|effac[a-z]+|enlev[a-z]+|retir[a-z]+|didn't|did not|cancel|delete)(?![a-z])"
)
_SPOKEN_FOR = re.compile(r"(?<![a-z])(?:j'?ai|j'|je|fait|mais|on)(?![a-z])")

_A_DAY = r"aujourd|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|ce matin|ces|ce week"
_NOTHING = re.compile(
    r"(?<![a-z])rien[ ](?:(?:pu|su|eu|de|reussi a|pour|a|vraiment)[ ])*"
    rf"(?:fait|foutu|fichu|branle|glande|faire|declarer|signaler|noter|du tout|cette|la|l'|semaine"
    rf"|{_A_DAY})"
    r"|(?<![a-z])(?<!ca )(?<!ne )(?<!cela )(?:fait|foutu) rien(?![a-z])|(?<![a-z])rien de rien"
    r"|(?<!pige )(?<!capte )(?<!comprends )(?<!comprend )que dalle|(?<![a-z])nada(?![a-z])"
    r"|(?<![0-9.,:h])(?<![a-z])(?:0|zero|aucune?)[ ]?(?:heures?|h|activites?|demarches?|minutes?"
    r"|min)(?![a-z0-9])"
    r"|(?<![a-z])pas (?:du tout )?(?:travaille|bosse|avance)(?: du tout)?(?: cette| la| pour|[ .!]*$)"
    r"|(?<![a-z])pas fait d'(?:heure|activite)|(?<![a-z])nothing|(?:did not|didn't"
    r"|haven't) do(?:ne)? anything"
)
_ONLY_NOTHING = re.compile(r"[ ]*(?:(?:non|ben|bah|euh)[ ,]+)?(?:rien|zero|0)(?: du tout)?[ .!]*")
_SAME = re.compile(
    r"(?<![a-z])(?:memes? (?:choses?|trucs?|heures?|horaires?|activites?|programme|duree)|pareil(?:le)?"
    r"|idem|comme"
    r"|identique|kif[ -]kif|same(?: thing)?|copie[rz]?)[ ]*(?:que?[ ]|qu'|as[ ]|au?[ ])?"
    r"(?:celles? d|ceux d|ce que j'ai fait|la journee d|pour|lors d)?(?:e |')?[ ]?(?:le |la |du )?$"
)
_SAME_AGAIN = re.compile(r"(?<![a-z])(?:pareil(?:le)?|idem|meme chose|la meme|same)(?![a-z])")


_ANOTHER = re.compile(
    r"(?<![a-z])une? (?:deuxieme|seconde?|autre|troisieme)(?= *$| *[,;.]| (?:de|d'|pour|pendant)(?![a-z]))"
    r"|(?<![a-z])(?:a second|another|a third)(?: one)(?![a-z])"
)
_DAYS_ADDED_UP = re.compile(
    r"(?<![a-z])(?:en tout|au total|total|in all|in total|altogether|confondus?|reparti[a-z]*|a eux (?:deux"
    r"|trois))(?![a-z])"
)
_DOING = re.compile(
    r"(?<![a-z])(?:(?:j'?ai|j ai|je|jai|je|g|on a|i|i've|we) (?:did|do |had|went|attended|met |saw|been|done|eu"
    r"|u |fait|fe|fai"
    r"|vu|passe|suivi|participe|assiste|ete|rencontre|effectue)|suis alle|fait (?:un|une|du|de la|mon|ma)(?![a-z])"
    r"|(?:^|\n)[ ]*(?:un|une|a|an) )"
)
_SENTENCE = re.compile(r"[.;!?\n]")


def adds_days_up(folded: str, clause: Clause) -> bool:
    """« 14h au total », « les deux jours confondus »: the length is that of all the days together."""
    return bool(_DAYS_ADDED_UP.search(folded, clause.start, clause.end))


def tells_doing(folded: str, clause: Clause) -> bool:
    """« j'ai eu », « I went »: what is named was done, not only met on the way."""
    return bool(_DOING.search(folded, clause.start, clause.end))


def words_beside(folded: str, start: int, end: int) -> int:
    """How many words stand in the sentence around `start` and `end`."""
    before = _SENTENCE.split(folded[max(0, start - NEAR) : start])[-1]
    after = _SENTENCE.split(folded[end : end + NEAR])[0]
    return len(before.split()) + len(after.split())


def taken_back(folded: str, spans: Sequence[Span]) -> list[Span]:
    """The durations that the message itself corrects or only adds up, and which therefore do not count."""
    done = [spans[0]] if len(spans) > 2 and spans[0].minutes == sum(span.minutes for span in spans[1:]) else []
    for place, span in enumerate(spans):
        before = folded[max(0, span.start - NEAR) : span.start]
        after = folded[span.end : spans[place + 1].start] if place + 1 < len(spans) else ""
        if _INSTEAD.search(before) or _gives_way(before, after) or _adds_up(folded, spans[: place + 1]):
            done.append(span)
    return done


def _adds_up(folded: str, spans: Sequence[Span]) -> bool:
    """« 2h de CV et 1h de lettre, donc 3h en tout »."""
    *parts, total = spans
    said = _SUM_BEFORE.search(folded[: total.start][-NEAR:]) or _SUM_AFTER.match(folded, total.end)
    return bool(said and parts) and total.minutes == sum(part.minutes for part in parts)


def unsaid(folded: str, wrong: Sequence[Span]) -> str:
    """`folded` with the values taken back, and the « pas » that does it, made blank: they deny nothing else."""
    for span in wrong:
        found = _INSTEAD.search(folded[max(0, span.start - NEAR) : span.start])
        start = span.start - (len(found.group()) if found else 0)
        folded = folded[:start] + " " * (span.end - start) + folded[span.end :]
    return folded


def _gives_way(before: str, after: str) -> bool:
    if not after or _INSTEAD.search(after):
        return False
    replaced = _REPLACED.search(before) and _BY.search(after)
    return bool(replaced or (_HAD_SAID.search(before) and _BUT_WAS.search(after)) or _NO_RATHER.search(after))


def denied(folded: str, clause: Clause) -> bool:
    """Is what the clause tells denied: « j'ai pas fait les 2h de mardi », « annule mes 2h »?"""
    first = next((token for token in clause.tokens if token.kind != "day"), None)
    end = first.start if first else clause.end
    found = _DENIED.search(folded, clause.start, end)
    if found and found.group() == "rien":  # « mercredi rien jeudi 4h »: each day has its own
        return not any(found.end() <= token.start < end for token in clause.tokens)
    return found is not None


def goes_on(folded: str, clause: Clause) -> bool:
    """Does the clause only add to the one before: « (pas de CV) et d'atelier »?"""
    speaks = _SPOKEN_FOR.search(folded, clause.start, clause.end)
    return clause.link in ("and", "comma") and not speaks and clause.duration is None


def nothing_done(folded: str) -> bool:
    """« rien cette semaine », « 0 heure »."""
    return bool(_NOTHING.search(folded) or _ONLY_NOTHING.fullmatch(folded))


def same_before(folded: str, start: int) -> bool:
    """Do the words before `start` say « the same as »?"""
    return bool(_SAME.search(folded[max(0, start - NEAR) : start]))


def another(folded: str, clause: Clause) -> bool:
    """« … et mardi un deuxième »: of the kind of the piece before."""
    return bool(_ANOTHER.search(folded, clause.start, clause.end))


def same_again(folded: str, clause: Clause) -> bool:
    """« mardi pareil »: as the piece before."""
    return bool(_SAME_AGAIN.search(folded, clause.start, clause.end))


def only_bounds(folded: str, start: int) -> bool:
    """« depuis lundi 6h de CV »: the day that begins here bounds the time, it is not the day of it."""
    return bool(_UP_TO.search(folded[max(0, start - NEAR) : start]))
