"""The pieces durations are made of: « 1h30 », « une heure et demie », « midi », « 45 min », a bare « 14 ».

A piece is not yet a duration: « 10h » may be a length or a time of day. `nlu.durations` looks around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from nlu import numbers

HALF_DAY, DAY = 240, 420
# What `nlu.numbers` does not read, and « un » only where it counts: « an hour », « cent vingt minutes ».
MORE_NUMBERS = {
    "cent vingts?|cent vint|a hundred and twenty": 120, "cent": 100, "ninety": 90, "eighty": 80,
    "seventy": 70, "nineteen": 19, "eighteen": 18, "seventeen": 17, "sixteen": 16, "fourteen": 14,
    "thirteen": 13, "twelve": 12, r"an?(?= (?:hour|hr)|\Z)": 1,
    r"too(?= (?:hour|hr)|\Z)": 2,  # as voice typing writes it
}  # fmt: skip
WORD = rf"(?:(?:{'|'.join(MORE_NUMBERS)})(?![a-z])|{numbers.WORD})"
NUMBER = rf"(?:[0-9]{{1,3}}|{WORD})"
NOON, MIDNIGHT = 12 * 60, 24 * 60

HOURS = "hours"  # a length, or a time of day
TIME = "time"  # a time of day for sure
MINUTES = "minutes"  # a length for sure
BARE = "bare"  # a number that only a range can make a time of day
WHOLE = "whole"  # a part of a day as a whole: yields to an exact length

MONTHS = (
    "janvier|janv|jan|fevrier|fevr|fev|mars|avril|avr|mai|juin|juillet|juil|aout|aou|septembre|sept|sep"
    "|octobre|oct|novembre|nov|decembre|dec"
)
# Counted by the piece: « 1h 15 candidatures » is one hour, « de 10 à 12 offres » is no time.
COUNTED = (
    "candidatures?|offres?|annonces?|mails?|appels?|entreprises?|employeurs?|personnes?|fois|jours?"
    "|semaines?|ans?"
    f"|euros?|km|demarches?|eme|mois|heures?|h|minutes?|mins?|mn|{MONTHS}"
)
UNCOUNTED = rf"(?![0-9a-z]|[.,:/][0-9]|[ ]?(?:{COUNTED})(?![a-z])|[ ]?[%€/])"
# A bare « h » or « min » may lack the space after it: « 2h30de cv ».
GLUED = r"(?=(?:de|du|des|cv)(?![a-z])|d')"
HOUR = rf"(?:(?:heures?|heurs?|eures?|hueres?|heues?|hours?|hurs?|hrs?|h)(?![a-z])|h{GLUED})"
MINUTE = rf"(?:(?:minutt?es?|minuts?|minits?|mins?|mns?)(?![a-z])|(?:min|mn){GLUED})"
SIZE = r"(?:(?:petite|bonne|grosse|grande|longue|pleine|full|whole|good|long|solid|bloody)s?[ ])?"
TENS_OF_MINUTES = (
    "(?:(?:cinquante|quarante|trente|trante|vingt)[ -]cinq|cinquante|cinkante|quarante|carante|trente"
    "|trante|vingt"
    "|vint|quinze|quinz|dix|cinq|(?:fifty|forty|thirty|twenty)[ -]five|fifty|forty|thirty|twenty|fifteen|ten)"
)
END = r"(?![0-9a-z])"
PARTS_OF_HOUR = {
    rf"(?:et |and )?(?:une? |a )?(?:demi[es]?s?|dmi|dmy|demy|half|1/2){END}": 30,
    rf"(?:et |and )?(?:un |1 |a )?(?:quart|quarter|1/4){END}": 15,
    rf"(?:et |and )?(?:(?:trois|3) quarts?|three[ -]quarters|3/4){END}": 45,
    rf"moins (?:le |un )?quart{END}": -15,
    rf"moins (?:vingt|20){END}": -20,
    rf"moins (?:dix|10){END}": -10,
    rf"moins (?:cinq|5){END}": -5,
}
REST = (
    rf"(?:[0-5][0-9](?:[ ]?(?:{MINUTE}|m(?![a-z])))?(?![0-9]|:[0-9]|[ ]?{HOUR})"
    rf"|[0-9](?:[ ]?{MINUTE})?(?![0-9a-z./:])"
    rf"|,?[ ](?:et |and |& ?|n )?{NUMBER}[ ]?{MINUTE}"
    rf"|[ ][0-5][0-9]{UNCOUNTED}"
    rf"|[ ](?:et |and )?{TENS_OF_MINUTES}(?![ -](?:et )?{WORD}){UNCOUNTED}"
    rf"|[ ]?(?:{'|'.join(PARTS_OF_HOUR)}))"
)
OF_DAY = (
    r"(?:[ ](?:du mat(?:in)?|du soir|de l'apres[ -]?m(?:idi)?|de l'aprem|in the (?:morning|afternoon|evening)"
    r"|am|pm)(?![a-z])|[ap]m(?![a-z])|[ ]?[ap]\.[ ]?m(?![a-z])\.?)"
)
NO_LETTER = r"(?<![a-z0-9])"
NO_DIGIT = r"(?<![0-9])(?<![0-9][.,:])(?:(?<![0-9]/)|(?<=h[0-9][0-9]/))"
WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
ENTIRE = r"(?:(?:the |a |one |my |1 )?(?:whole|full|entire)|all)(?: damn| bloody| long)?"
HALVES = {
    r"(?:one|1) and a half hours?|(?:one|1) hour and a half": 90,
    r"(?:trois|troi|3)[ -]quarts?[ ]d'[ ]?h(?:eure)?s?|3/4[ ]?(?:d')?[ ]?(?:heures?|h)"
    r"|three quarters of an hour": 45,
    r"(?:une |1 |un |la )?(?:petite |bonne |grosse )?(?:demi|dmi|1/2)[ -]?(?:heures?|heurs?|eures?|h)": 30,
    r"half an hour|a half[ -]hour|(?<!and )half[ -](?:hour|hr)": 30,
    r"(?:un |1 |le )?(?:petit |bon )?quart[ ]d'[ ]?h(?:eure)?s?|1/4[ ]?(?:d')?[ ]?(?:heures?|h)"
    r"|(?:a )?quarter of an hour": 15,
}  # fmt: skip
PART_OF_DAY = "|".join((
    r"(?:toute? (?:l'|une |la )?|l'|une |un |1 |la )?(?:demi|1/2)[ -]?journee",
    r"(?:tt|toute?s?|tte?) (?:la |le |l')?(?:matinee?|matine|mat(?:in)?)(?! les)|(?:la |une |1 )(?:matinee|matine)",
    r"(?:(?:tt|toute?|tte?) (?:l'|la |le )?|l'|une |un |1 )(?:apres[ -]?midi|aprem|aprm)",
    r"(?<=passe )(?:ma|mon|sa) (?:matinee|apres[ -]?midi|aprem)",
    r"(?:ma|mon) (?:matinee|apres[ -]?midi|aprem)"
    r"(?= (?:du|de (?:lun|mar|mercre|jeu|vendre|same)di|de dimanche|d'hier|entiere|a [a-z]+er(?![a-z])))",
    rf"{ENTIRE} ?(?:of )?(?:the |this |my )?(?:morn(?:ing)?|afternoon|aft)",
    rf"{ENTIRE}(?= {WEEKDAYS} (?:morn|aft))",
    rf"spent(?= (?:(?:the |this |my |all |most of |yesterday ){{1,2}}|{WEEKDAYS} )(?:morning|afternoon))",
    r"(?<!two )(?<!2 )(?<!three )(?<!3 )(?:a |one |1 )?half[ -]?day|half a day",
))  # fmt: skip
WHOLE_DAY = "|".join((
    r"toute? (?:la |le )?(?:journee|jour)|(?:la |une |1 )journee|journee (?:entiere|complete)",
    r"journee(?= de (?:stage|formation|travail|chantier|boulot|cours|immersion|mission))",
    rf"{ENTIRE} ?(?:the |of the )?day(?! before| after|s)|{ENTIRE}(?= {WEEKDAYS}(?! morn| aft))",
))  # fmt: skip
# « en fin de matinée », « dans la journée » say when, « la matinée d'hier » which.
SAYS_WHEN = r"(?<!dans )(?<!de )(?<!d')(?<!milieu )(?<!avant )(?<!apres )(?<!en )(?<!vers )"
SAYS_WHICH = r"(?![a-z0-9]| (?:derniere|prochaine|d'hier|d'aujourd))"


@dataclass(frozen=True, slots=True)
class Amount:
    """A piece of folded text: its kind, its whole minutes (since midnight for a time), its words."""

    start: int
    end: int
    kind: str
    minutes: int
    words: str


def _rows(rows: dict[str, int]) -> Callable[[str], int]:
    compiled = [(re.compile(pattern), minutes) for pattern, minutes in rows.items()]
    return lambda words: next((minutes for pattern, minutes in compiled if pattern.match(words)), 0)


_NUMBER = re.compile(NUMBER)
_UP_TO_HOUR = re.compile(rf"[ ]?{SIZE}{HOUR}")
_END_OF_DAY = re.compile(rf"{OF_DAY}$")
_part_of_hour = _rows(PARTS_OF_HOUR)
_more_numbers = _rows({rf"(?:{words})\Z": number for words, number in MORE_NUMBERS.items()})


def value(words: str) -> int:
    """The number that a match of NUMBER writes."""
    return _more_numbers(words) or numbers.value(words)


def _number(words: str) -> int:
    found = _NUMBER.search(words)
    return value(found.group()) if found else 0


def _rest(words: str) -> int:
    return _part_of_hour(words.strip()) or _number(words)


def _hours(words: str) -> int:
    number = _NUMBER.match(words)
    if not number:
        return 0
    hour = _UP_TO_HOUR.match(words, number.end())
    return value(number.group()) * 60 + (_rest(words[hour.end() :]) if hour else 0)


def _half_past(words: str) -> int:
    return _number(words) * 60 + 30


def _decimal(words: str) -> int:
    whole, part = re.findall(r"[0-9]+", words)[:2]
    return round(float(f"{whole}.{part}") * 60)


def _past(words: str) -> int:
    """« half past one », « ten past nine », « quarter to six »."""
    before, away, hour = re.split(r" (past|to) ", words, maxsplit=1)
    minutes = 30 if "half" in before else 15 if "quarter" in before else _number(before)
    return _number(hour) * 60 + (minutes if away == "past" else -minutes)


def _colon(words: str) -> int:
    hours, minutes = re.findall(r"[0-9]+", words)[:2]
    return int(hours) * 60 + int(minutes)


def _of_day(words: str) -> int:
    bare = _END_OF_DAY.sub("", words)
    time = _colon(bare) if re.search(r"[0-9][:.][0-9]", bare) else _hours(bare) or _number(words) * 60
    if re.search(r"soir|apres|aprem|afternoon|evening|p\.?[ ]?m\.?$", words) and time < NOON:
        return time + NOON
    return 0 if time == NOON and re.search(r"a\.?[ ]?m\.?$", words) else time


def _noon(words: str) -> int:
    name = words.split(" ", maxsplit=1)[0]
    return (NOON if name in ("midi", "noon") else MIDNIGHT) + _rest(words[len(name) :])


def _o_clock(words: str) -> int:
    hours, _, minutes = words.partition(".")
    return value(hours) * 60 + int(minutes or 0)


_COUNT = rf"(?:{NO_DIGIT}[0-9]{{1,3}}|(?:{NO_LETTER}|(?<=[dlu]')){WORD})"
# Order counts: the first form that fits at a place wins, so the longer ones stand above.
FORMS: tuple[tuple[str, str, Callable[[str], int]], ...] = (
    (MINUTES, rf"(?:{NO_DIGIT}(?:{NO_LETTER}|(?<=d'))(?:{'|'.join(HALVES)})){END}", _rows(HALVES)),
    (MINUTES, rf"{NO_DIGIT}[0-9]{{1,2}}[.,][0-9]{{1,2}}[ ]?{HOUR}", _decimal),
    (MINUTES, rf"{_COUNT}[ ](?:(?:and|n|&) (?:a )?half|et demie?|1/2)[ ]{HOUR}", _half_past),
    (MINUTES, rf"{_COUNT}[ ](?:and|n|&) (?:a )?half(?=[ ]*(?:$|[.,;!?\n)]|on |for |yesterday|today))", _half_past),
    (TIME, rf"(?:(?:half|(?:a )?quarter|{WORD}) past|(?:a )?(?:quarter|twenty) to) (?:[0-9]{{1,2}}"
    rf"|{WORD}){END}", _past),
    (TIME, rf"{_COUNT}(?:[:.][0-5][0-9]|[ ]?{HOUR}{REST}?)?{OF_DAY}", _of_day),
    (HOURS, rf"{_COUNT}[ ]?{SIZE}{HOUR}(?:{REST}|(?![0-9]))", _hours),
    (MINUTES, rf"{_COUNT}[ ]?{SIZE}{MINUTE}", _number),
    (TIME, rf"{NO_DIGIT}[0-9]{{1,2}}:[0-5][0-9](?![0-9:])", _colon),
    (TIME, rf"{NO_LETTER}(?<!apres )(?<!apres-)(?<!d')(?:midi|minuit|noon"
           rf"|midnight)(?:[ ](?:et )?(?:demie?|quart|trente|quinze|[0-5][0-9]))?{END}", _noon),
    (WHOLE, rf"{SAYS_WHEN}{NO_LETTER}(?:{PART_OF_DAY}){SAYS_WHICH}", lambda words: HALF_DAY),
    (WHOLE, rf"{SAYS_WHEN}{NO_LETTER}(?:{WHOLE_DAY}){SAYS_WHICH}", lambda words: DAY),
    (BARE, rf"{NO_DIGIT}(?<![0-9]-)(?:[01]?[0-9]|2[0-4])(?:\.[0-5][0-9])?(?![0-9a-z]|[.,:/][0-9])", _o_clock),
    (BARE, rf"{NO_LETTER}(?!cent|une? |un$|a )(?:{WORD})", _o_clock),
)  # fmt: skip
_ANY = re.compile(
    "(?=[a-z0-9])(?:" + "|".join(f"(?P<f{index}>{pattern})" for index, (_, pattern, _) in enumerate(FORMS)) + ")"
)
# Nobody tells more in one message; a text made to be slow is cut there.
MOST = 150


def amounts(folded: str) -> Iterator[Amount]:
    """The amounts of a folded text, in order, none over another."""
    for found in islice(_ANY.finditer(folded), MOST):
        kind, _, read = FORMS[int((found.lastgroup or "f0")[1:])]
        yield Amount(found.start(), found.end(), kind, read(found.group()), found.group())
