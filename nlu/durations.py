"""Time spent, as people write it in French: « 1h30 », « deux heur et demi », « de 9h à midi » → minutes.

A wrong value is worse than none: « quelques heures », « 2 ou 3h » and a clock time alone give nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.amounts import BARE, COUNTED, HOURS, MIDNIGHT, MINUTES, NOON, TIME, WHOLE, Amount, amounts
from nlu.numbers import UNIT
from nlu.texts import fold

LONGEST = 7 * 24 * 60
# The earliest hour that, without « de », is read as a time of day: « 7h-12h », but « 2h-3h » is vague.
MORNING = 7 * 60
LONG_DAY = 13 * 60
NEAR = 30  # characters looked at before an amount

_TO = re.compile(
    r"[ ]?(?:-+>?|→|/|~)[ ]?|[ ]?(?:a|o|au|to|till?|until|jusqu'a|jusqua|jusque|jusk'?a?)[ ]"
    r"|[ ,]+(?:et |and )?(?:(?:j'?ai |je suis |i )?(?:fini|termine|sorti|parti|reparti|finish|end)(?:e?[sd]?|t)"
    r"|left) (?:a |vers |at |around )?"
)
_AND = re.compile(r"[ ](?:et|and)[ ]")
_OR = re.compile(r"[ ]ou[ ]|[ ]or[ ]")
_BUT_FOR = re.compile(r"[ ,]+(?:(?:sauf|moins|hormis|minus|less|except)|(?P<with>avec|with))[ ]")
_BREAK = re.compile(
    r"[ ](?:de |pour |for |of )?(?:la |a |the )?(?:pauses?|break|repas|manger|dejeuner|lunch)(?![a-z])"
)
_FROM = re.compile(r"(?<![a-z])(?:(?:de|du|from|depuis|des)[ ]|d')$")
_AMONG = re.compile(r"(?<![a-z])(?:entre|between)[ ]$")
_THE = re.compile(r"(?<![a-z])(?:les?|the)[ ]$")
_CHANGED = re.compile(r"(?:pass|chang|modifi)[a-z]* de $")
# « passez mes journées de huit heures à sept », « go up from five to seven hours »: the second is the new length.
_CHANGES = re.compile(
    r"(?<![a-z])(?:passe[rz]|change[rz]|modifie[rz]|rame?ne[rz]?|baisse[rz]|monte[rz]|augmente[rz]|up|down"
    r"|raise|increase"
    r"|reduced?|lower|change|amend|brought|bring)(?![a-z])[^.;!?0-9]*(?<![a-z])(?:from|de)[ ]$"
)
_AT = re.compile(
    r"(?<![a-z'])(?:(?<!on )(?<!elle )(?<!ca )a|vers|des|jusqu'a|jusque|depuis|a partir de"
    r"|sur les coups de|aux alentours de|from|by"
    r"|autour de|il est|il etait|at|around|since|until|il y a|ya|y a|y'a|dans)[ ](?:les |environ |env "
    r"|about )?$"
)
# « il faut ramener ma formation de lundi à trois heures »: a new length, unless it is an hour to come at.
_SET_TO = re.compile(
    r"(?<![a-z])(?:r?amene[rz]?|rem(?:ettre|ettez|ets?|e)|met(?:tre|tez|s)?|(?:pass|mont|port|chang|fix|limit)e[rz]"
    r"|(?:corrig|modifi|rectifi|ajust|baiss|augment)e[rz]?|abaissee?|descend(?:re|ez|s)?|redui(?:re|sez|s)"
    r"|arrondir)(?![a-z])(?:(?!rappel|rdv|rendez|reveil|heure|[.;!?\n0-9]).)*"
    r"(?<![a-z])(?:a|au)[ ]$"
)
LONG_SET = 8 * 60
_RIDE = re.compile(r"(?<![a-z])(?:bus|train|car|tram|rer|metro|navette|avion) de $")
_BEFORE_OR_AFTER = re.compile(r"(?<![a-z])(?:avant|apres|before|after)[ ]$")
_LEFT = re.compile(r"(?<![a-z])(?:reste|restait|manque)(?: encore| plus que| que| a faire)?[ ]$")
_LATE = re.compile(
    r"[ ]de (?:retard|moins|plus|trop|repos|trajet|route|transport|bus|sommeil)(?![a-z])|[ ]d'avance"
    r"|[ ](?:more|less|extra|late|ago|too (?:long|short|much|many)|of sleep)(?![a-z])"
)
_FEWER = re.compile(r"(?<![a-z])(?:avec|with|moins|less|minus|sauf|hormis|except)[ ]$")
_SLEPT = re.compile(r"(?<![a-z])(?:dormi|slept|dors)[ ](?:que )?$")
_AGO = re.compile(r"(?<![a-z])(?:il y a|il ya|ya|y a|y'a|dans)[ ]$")
_VAGUE = re.compile(
    r"(?<![a-z])(?:quelques?|plusieurs|qq|qqs|kelke|des|(?:dizaine|vingtaine|paire) d(?:e |')"
    r"|moins d(?:e |')|sur"
    rf"|sur (?:les|mes)"
    rf"|(?<!lundi )(?<!mardi )(?<!credi )(?<!jeudi )(?<!dredi )(?<!medi )(?<!manche )(?<!le )"
    rf"(?:(?<![0-9/.:])[1-6]|{UNIT})[ ]?(?:,|ou|a|-|/|)[ ]?)[ ]?$"
)
_OR_MORE = re.compile(rf"[ ]ou[ ](?:{UNIT}|[0-9])(?![0-9]*[ ]?min)|[ ]?(?:par|/)[ ]?sem|[ ]?/[ ]?(?:24|j)")
# « entretien lundi 10h », « l'atelier de 14h »: the hour at which it begins, not its length.
_MEETING = re.compile(
    r"(?:(?:rdv|rendez[ -]?vous|entretien|entrevue|reunion|convoque?e?|convocation|interview|appointment"
    r"|meeting)s?[ ](?:de |le )?"
    r"(?:(?:(?:on|for|le|de)[ ])?(?:[a-z]{3,6}di|dimanche|hier|demain|aujourd'hui|[a-z]{3,6}day)[ ]"
    r"(?:matin[ ]|soir[ ]|prochain[ ]|dernier[ ])?)?|(?:l'atelier"
    r"|seance|forum|cours) de )$"
)
_DONE = re.compile(
    r"(?<![a-z])(?:fai[ts]|passe|travaille|bosse|pendant|total|duree?|pris|did|spent)[ ](?:environ |en tout |de )?$"
)
_OF_WHAT = re.compile(r"[ ]?(?:de |d'|du )[ ]?(?!l'apr)[a-z]")
_ENDS_PIECE = re.compile(
    r"[ ]*(?:$|[.,;!?\n)]|-(?= )|et (?!demi)|and (?!a half)|then|at |in the|on |for |with |demain|hier|aujourd"
    r"|today|yest|yday"
    r"|[a-z]{3,6}di(?![a-z])|dimanche|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}(?![a-z]))"
)
_LATER = re.compile(r"soir|apr|afternoon|evening|p\.?[ ]?m")
_UNTIL = re.compile(r"[ ](?:to|till?|until|a)[ ]")
_COUNTED = re.compile(rf"[ ]?(?:(?:{COUNTED}|cv|lettres?|ateliers?|entretiens?|rdv)(?![a-z])|[%€/])")
_APART = re.compile(r"[.;,\n]|[ ](?:et|puis|ensuite|and|then)[ ]|[+&]")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of text tells time spent, and how many whole minutes."""

    start: int
    end: int
    minutes: int


def spans(text: str) -> list[Span]:
    """The durations of `text`, in order, none over another."""
    folded = fold(text)
    found = _read(folded, list(amounts(folded)))
    return [Span(one.start, one.end, one.minutes) for one in _without(folded, found)]


def minutes_in(text: str) -> int | None:
    """Whole minutes of the first duration in `text`; None when it speaks of none."""
    return next((span.minutes for span in spans(text)), None)


def _read(folded: str, pieces: list[Amount]) -> list[Amount]:
    found: list[Amount] = []
    at = 0
    while at < len(pieces):
        pair = pieces[at : at + 2]
        read = _pair(folded, *pair) if len(pair) == 2 else None
        if read is None and _lasts(folded, pieces[at]):
            found.append(pieces[at])
        if read is not None and read.minutes > 0:
            found.append(read)
        at += 1 if read is None else 2
    return [one for one in found if 0 < one.minutes <= LONGEST]


def _pair(folded: str, first: Amount, second: Amount) -> Amount | None:
    """What two amounts make together: a range, or nothing sure (0 minutes); None when they stand apart."""
    between = folded[first.end : second.start]
    before = folded[max(0, first.start - NEAR) : first.start]
    if _OR.fullmatch(between) and second.kind != BARE:
        return Amount(first.start, second.end, MINUTES, 0, "")
    among = _AMONG.search(before)
    if between == " " and first.kind == second.kind == HOURS and _follow(first, second):
        return Amount(first.start, second.end, MINUTES, second.minutes - first.minutes, "")
    if not (_AND if among else _TO).fullmatch(between) or {first.kind, second.kind} & {MINUTES, WHOLE}:
        return None
    if first.kind == BARE and (_THE.search(before) or (second.kind == BARE and "au" in between)):
        return None  # « le 12 à 14h », « du 3 au 7 »: days of the month
    if second.kind == BARE and _COUNTED.match(folded, second.end):
        return None if first.kind == HOURS else Amount(first.start, second.end, MINUTES, 0, "")
    start = _FROM.search(before) or among
    if _CHANGED.search(before) or _CHANGES.search(folded[max(0, first.start - 2 * NEAR) : first.start]):
        length = second.minutes if max(first.minutes, second.minutes) <= LONG_SET else 0
        return Amount(first.start, second.end, MINUTES, length, "")
    minutes = (
        _range(first, second)
        if _FROM.search(before) and _surely(folded, first, second)
        else _loose(folded, first, second, bool(among), between)
    )
    if minutes is None:
        return None
    return Amount(first.start - (len(start.group()) if start else 0), second.end, MINUTES, minutes, "")


def _follow(first: Amount, second: Amount) -> bool:
    """« 8h 12h », « 13h30 17h »: a morning or an afternoon; « 7h 8h » may be the lengths of two days."""
    return MORNING <= first.minutes <= second.minutes - 60 and second.minutes >= 11 * 60 and second.minutes < MIDNIGHT


def _surely(folded: str, first: Amount, second: Amount) -> bool:
    """« de 14 à 16 », « de neuf à onze »; « de deux à trois pages » are no times."""
    bare = first.kind == second.kind == BARE
    return not bare or first.minutes >= MORNING or bool(_ENDS_PIECE.match(folded, second.end))


def _loose(folded: str, first: Amount, second: Amount, among: bool, between: str) -> int | None:
    """A range without « de »: « 9h-12h » are times; « 2h-3h » is vague; « 1h à 14h » a length first."""
    late = second.minutes >= MORNING + 60
    if first.kind == BARE and second.kind == BARE:
        english = _UNTIL.fullmatch(between) and " a " not in between
        early = first.minutes < MORNING and not english
        joined = among or _UNTIL.fullmatch(between) or between.strip() == "-"
        sure = not early and joined and _ENDS_PIECE.match(folded, second.end)
        return _range(first, second) if sure or (among and first.minutes >= MORNING) else None
    if first.kind == TIME or second.kind == TIME or first.minutes >= MORNING:
        alone = first.kind == HOURS and first.minutes < 5 * 60 and " a " in between
        return None if alone else _range(first, second)
    if late:
        return _range(first, second) if first.minutes >= 5 * 60 or among else None
    return _range(first, second) if first.minutes > second.minutes and first.minutes >= 5 * 60 else 0


def _range(first: Amount, second: Amount) -> int:
    """Minutes between two times of day: over midnight, or over noon on a twelve-hour dial."""
    start, end = first.minutes, second.minutes
    if max(start, end) > MIDNIGHT + 59:
        return 0
    # « de 4 heures à 5 heures de l'après-midi »: what is said of the end goes for the start.
    if second.kind == TIME and end - start > NOON and first.kind != TIME and _LATER.search(second.words):
        start += NOON
    if end < start and start < NOON + 60 and end < MORNING:
        end += NOON  # « 11h30-1h30 »
    return end - start if end >= start else end + MIDNIGHT - start


def _lasts(folded: str, one: Amount) -> bool:
    """Is this amount a length of time, from what stands around it?"""
    before = folded[max(0, one.start - NEAR) : one.start]
    if one.kind == BARE or _VAGUE.search(before) or _LEFT.search(before):
        return False
    if _OR_MORE.match(folded, one.end) or _LATE.match(folded, one.end) or _SLEPT.search(before):
        return False
    if _BREAK.match(folded, one.end) and not _FEWER.search(before):
        return False
    if one.kind == WHOLE:
        return True
    if one.kind == MINUTES:
        return not _AGO.search(before)
    if one.kind == TIME and (":" not in one.words or one.minutes >= MORNING + 60):
        return False
    return not _is_time_of_day(folded, one, before)


def _is_time_of_day(folded: str, one: Amount, before: str) -> bool:
    of_what = _OF_WHAT.match(folded, one.end)
    if one.minutes < MIDNIGHT and folded.strip() == one.words.strip():
        return False  # the whole of an answer
    if one.minutes < LONG_SET and _SET_TO.search(folded[max(0, one.start - 2 * NEAR) : one.start]):
        return False
    if (
        _AT.search(before)
        or (one.minutes >= 5 * 60 and _RIDE.search(before))
        or (_BEFORE_OR_AFTER.search(before) and not of_what)
    ):
        return True
    if one.minutes >= LONG_DAY and one.minutes % 60 and one.minutes < MIDNIGHT:
        return not (of_what or _DONE.search(before))  # « atelier 14h30 »: nobody spends that long in one go
    return 8 * 60 <= one.minutes <= 20 * 60 + 59 and not of_what and bool(_MEETING.search(before))


def _without(folded: str, found: list[Amount]) -> list[Amount]:
    """`found` without the parts of a day that an exact length makes precise, less what « sauf » takes."""
    kept: list[Amount] = []
    for one in found:
        last = kept[-1] if kept else None
        between = folded[last.end : one.start] if last else ""
        if last and _is_taken_off(folded, last, one):
            kept[-1] = Amount(last.start, one.end, MINUTES, max(0, last.minutes - one.minutes), "")
        elif last and one.kind == WHOLE != last.kind and not _APART.search(between):
            continue
        elif last and last.kind == WHOLE != one.kind and _says_more(between):
            kept[-1] = one
        else:
            kept.append(one)
    return [one for one in kept if one.minutes]


def _is_taken_off(folded: str, last: Amount, one: Amount) -> bool:
    """« toute la matinée sauf une heure », « de 8h à 16h avec une heure de pause »."""
    less = _BUT_FOR.fullmatch(folded, last.end, one.start)
    return bool(less and (not less["with"] or _BREAK.match(folded, one.end)))


def _says_more(between: str) -> bool:
    return not _APART.search(between) or not between.strip(" ,:(")
