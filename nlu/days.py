"""Days said by their name or by their distance: « lundi dernier », « avant-hier », « ya 2 jours ».

Past preferred: « lundi » is the last Monday, today included.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlu.amounts import MONTHS
from nlu.numbers import NUMBER, value

NAMES = (
    "lundis?|lundit|lundy|lindi|lun di[ts]?|lundii?|mondays?|mondy|munday",
    "mardis?|mardit|mardy|mar dits?|mardii?|tuesdays?|tuesdy|teusday|tusday|tueday",
    "mercredis?|mercredit|mecredi|mercedi|merdredi|mercrdi|mercrredi|merkredi|mer credit?|mercerdi|mecredit"
        "|wednesdays?|wensday|wednsday|wenesday|wednesdy|wendsday|wedensday",
    "jeudis?|jeudit|jeudy|judi|jeu dits?|jedi|jeudii?|thursdays?|thurday|thursdy|thrusday|thirsday|thursay",
    "vendredis?|vendredit|vendrdi|venredi|vendedi|vendre dit?|vandredi|vendridi|fridays?|fryday|firday|frida",
    "samedis?|samedit|samdi|same dits?|samdit|saturdays?|satday|saterday|saturdy|sturday|satruday",
    "dimanches?|dimache|dimanch|dimenche|di manche|dimanceh|sundays?|sundy|sunnday",
)  # fmt: skip
SHORT = ("lun|mon", "mar|tues?", "mer|merc|weds?", "jeu|thurs?|thur?", "ven|vend|fri", "sam|sat", "dim|sun")
_SHORTS = "|".join(SHORT)
# « mer » and « jeu » are words too: a day only before a point, a colon or the number of the day.
_OTHER = r"jour|[ap]m(?![a-z])|[0-9]|n |and |et |to |o |a |for |from |was |is |no |were |morn|aft|even|mat"
r"|aprem|soir|nite|nt "
_NO_DAY_BEFORE = "".join(
    rf"(?<!\b{word} )" for word in ("en", "la", "du", "de", "un", "le", "les", "avec", "chez", "with", "i",
    "the", "in", "we",
                                 "she", "he", "me", "te", "se", "my", "ce", "nous", "mon", "ma", "just")
)  # fmt: skip
SHORT_NAME = (
    rf"(?:{_NO_DAY_BEFORE}(?<!')(?:{_SHORTS})(?=\.|[ ]?[:,;!?)+&/\n-]|[ ]?$|[ ](?:le[ ])?[0-9_](?!er)"
    rf"|[ ]+(?:{_OTHER}|(?:{_SHORTS})(?![a-z])))"
    r"|(?:tues|wed|weds|thu|thurs?|fri)(?![a-z])(?<!nous tues)(?<!tu tues))\.?"
)
NAME = rf"(?:(?:{'|'.join(NAMES)})(?![a-z])|{SHORT_NAME})"
MOMENT = (
    r"(?:[ ](?:au[ ]|o[ ]|dans (?:la |l')|en (?:(?:debut|fin|milieu) (?:de |d'))?|fin d'|d')?"
    r"(?:matin|mat|matinee|morning|afternoon|evening|night|am|pm|soir|soiree|apres[ -]?midis?|aprem|aprm|apm"
    r"|nuit)(?![a-z]))?"
)
LAST = r"last|derni[a-z]{2,4}|derner|passee?s?|precedent|d'avant|denier"
NEXT = r"prochaine?s?|suivant|qui vient|d'apres(?![ -]?m)"
WEEKDAY = (
    r"(?:last |next |on )?(?<!premier )(?<!second )(?<!xieme )(?<!seme )"
    rf"(?<!les )(?<!tout les )(?<!chaque )(?P<name>{NAME})"
    rf"(?:[ ](?:(?P<last>{LAST})(?![a-z])|(?P<next>{NEXT})(?![a-z])|en (?P<weeks>huit|8|quinze"
    rf"|15)(?![0-9a-z])))?{MOMENT}"
)
YESTERDAY = r"(?:yesterday|yesturday|yesterdy|yestarday|ystrday|ystday|yestrday|yesteday|yday|yest|ytd)"
# The day, counted from today; « lendemain » and « veille » from the day said before, when there is one.
WORDS = {
    r"avant[ -]?avant[ -]?h?ier|avan avan h?ier": -3,
    rf"avant?[ -]?h?ier|avan[ -]?tier|avt[ -]?h?ier|(?:the )?(?:day|d) (?:before|b4|befor) {YESTERDAY}": -2,
    r"(?:apres|apre|apr)[ -]?demain|(?:the )?day after (?:tomorrow|2moro|2morrow)": 2,
    rf"h?ier|hyer|iere|{YESTERDAY}(?:'?s)?|last nite|(?:la )?(?:derniere nuit|nuit derniere)|last night": -1,
    r"(?:la|le jour) (?:veille|precedent|d'avant)(?: au soir)?(?! d)": -1,
    r"demain|demin|2m[1i]|2main|tomorrow|tomorow|2moro|2morrow|2morow|tmrw|tmr|tomoz": 1,
    r"(?:le )?lendemain(?! d)|(?:le )?jour suivant|le jour d'apres|un jour apres": 1,
    r"auj?ourd[' ]?h?ui|aujour d'hui|aujourdui|ojd|ajd|auj|aujd|aujourd'?8|today|2day|tday|(?:this|dis|ths"
    r"|thi) (?:morn(?:ing?)?|afternoon|aft|evening|midday)|tonight|2night|2nite"
    r"|tonite": 0,
    r"(?:ce|c) (?:matin|midi|soir|jour)"
    r"|cett?e? (?:apres[ -]?midi|aprem|aprm|apm|matinee|soiree|journee)": 0,
}
FROM_DAY_BEFORE = re.compile(
    r"(?:la |le |le jour |jour )(?:veille|lendemain|suivant|precedent|d'a)|lendemain|jour suivant"
)
DISTANCE = {"jour": 1, "journee": 1, "day": 1, "j": 1, "semaine": 7, "sem": 7, "week": 7}
UNITS = r"(?P<unit>journee|jour|day|semaine|sem|week|j)s?(?![a-z])"
AGO = (
    rf"(?:il y a|il ya|ya|y a|y'a)(?: environ| a peu pres)? (?P<ago>{NUMBER}) ?{UNITS}",
    rf"(?P<ago>{NUMBER}) days? ago(?P<unit>)",
)
AHEAD = (rf"dans (?P<ahead>{NUMBER}) ?{UNITS}", rf"(?P<ahead>{NUMBER}) ?{UNITS} (?:plus tard|apres(?! l))")
_NAMES = [re.compile(rf"(?:{names}|(?:{short})\.?)$") for names, short in zip(NAMES, SHORT, strict=True)]
_WORDS = [(re.compile(rf"(?:{pattern})(?![a-z])"), days) for pattern, days in WORDS.items()]
_HOLIDAYS = {
    "noel": (12, 25), "nouvel an": (1, 1), "jour de l'an": (1, 1),
    "toussaint": (11, 1), "fete du travail": (5, 1),
    "saint[ -]sylvestre": (12, 31), "armistice": (11, 11),
}  # fmt: skip
HOLIDAY = rf"(?:{'|'.join(_HOLIDAYS)})(?![a-z])"
WORD = rf"(?:{'|'.join(WORDS)})(?![a-z]){MOMENT}"
ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
MONTH = rf"(?:{'|'.join(ENGLISH_MONTHS)}|{MONTHS})(?![a-z])\.?"


def number_of(name: str) -> int:
    """0 for Monday … 6 for Sunday."""
    return next(number for number, names in enumerate(_NAMES) if names.match(name.strip()))


def last(weekday: int, today: date) -> date:
    """The last such weekday, `today` included."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def weekday(found: re.Match[str], today: date) -> date:
    """The day that a match of WEEKDAY means."""
    number = number_of(found["name"])
    said = found.group()
    if found["last"] or said.startswith("last "):
        return last(number, today - timedelta(days=1))
    after = last(number, today) + timedelta(days=7)
    if found["weeks"]:
        first = after if number != today.weekday() else today
        return first + timedelta(days=7 if found["weeks"] in ("huit", "8") else 14)
    return after if found["next"] or said.startswith("next ") else last(number, today)


def is_plain(found: re.Match[str]) -> bool:
    """Nothing is said of which week: « lundi », not « lundi dernier »."""
    return not (found["last"] or found["next"] or found["weeks"]) and " " not in found.group().split(found["name"])[0]


def word(said: str, today: date) -> date:
    """The day that a match of WORD means."""
    return today + timedelta(days=next(days for pattern, days in _WORDS if pattern.match(said)))


def distance(found: re.Match[str], today: date) -> date | None:
    """The day that a match of AGO or AHEAD means; None for weeks ago, which name a week and no day."""
    groups = found.groupdict()
    step = DISTANCE[groups["unit"] or "day"]
    if groups.get("ahead"):
        return today + timedelta(days=value(groups["ahead"]) * step)
    return today - timedelta(days=value(groups["ago"])) if step == 1 else None


def holiday(said: str, today: date) -> date:
    """The last such feast, `today` included; « la prochaine » is the next one."""
    month, day = next(when for name, when in _HOLIDAYS.items() if re.search(name, said))
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)
