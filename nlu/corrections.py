"""What a correction carries: the corrected values alone, also a lone day or a lone activity.

Each value that the message says is weighed by the words before it: « c'était 3h » outweighs « j'ai mis 2h »,
which outweighs « vous avez noté 2h »; what is denied weighs nothing. A day or an activity that is said once
names the record and is carried.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from nlu import activities, dates, durations
from nlu.amounts import NUMBER, value
from nlu.entries import masked, read
from nlu.texts import composed, fold
from nlu.understanding import Entry

DENIED, BY_BOT, TOLD, NAMED, RIGHT = range(-1, 4)
MOST = 40  # nobody says more values in one correction
NEAR = 90  # characters looked at before a value
MINUTES, DAY, ACTIVITY = "minutes", "day", "activity"

_WROTE = r"(?:mis|mi|note|ecri[ts]?|inscrit|compris|entendu|enregistre|compte|marque|saisi|rentre|range|pris)"
_TOLD = r"(?:mis|mi|me|dit?|note|ecri[ts]?|tape|declare|marque|compte|saisi|rentre|valide|appele|cru|confondu)"
# The last that is found before a value weighs it. « non » stands for « c'est plutôt », « et non » for « pas ».
_MARKS = {
    DENIED: r"pas?(?! mal)|et non(?: pas| plus)?|mais non|ni|jamais|au lieu d[e']|a la place d[eu']|plutot qu[e']"
    r"|not|nt|never|isn't|wasn't|didn't|instead of|in place of|rather than",
    BY_BOT: rf"(?:tu|t'|ta|t'as|vous|on|il|elle|ca|bot|appli|machine|recu|releve|systeme|ligne)(?: (?:m'|l'|me )?"
    rf"(?:as|a|ai|avez|avais|aviez|ont|est))?(?: |')?(?:m[ae']s? |en |l'|y )?(?:as |a |avez |est )?{_WROTE}"
    rf"|(?:m'a[sv]?(?:ez)?|m'avez|ma|ta|avez|as) {_WROTE}|{_WROTE} (?:comme|sous|en)|est note|apparait"
    r"|(?:you|u|it|it's|thing|bot)(?:'ve| have| has| had)?(?: got me down for)?"
    r" (?:put|wrote|written|recorded|saved|heard|got|says?|said|understood|showing|have|rounded)"
    r"|(?:saved|showing|recorded|heard|you have|you've|counted|rounded)",
    TOLD: rf"(?:j'?ai|j'avais|jai|je|j|g|moi)(?: t'avais| t'ai| vous ai| avais)? {_TOLD}|{_TOLD}|avais {_TOLD}"
    r"|(?:i|i'd|i've)(?: \w+)? (?:say|said|put|typed|told|wrote|write|entered|recorded|declared|sent|called|gave)"
    r"|told you|called|typed|put it as|from|remplace[rz]?|changer?|change[rz]?|modifie[rz]?|passe[rz]?|replace"
    r"|substituer|chng|transforme[rz]?",
    RIGHT: r"c'?est|c'?etait|c|c'?t|sont?|etait|etaient|est|is|it's|its|was|are|were|be|read|mais|mes?(?= c)|but|or"
    r"|alors que|en fait|en realite|en verite|vrai(?: est)?|really?|actually|plutot|donc|so|make(?: it)?|meant"
    r"|ment|oups|oops|pardon|non|nan|no|voulais dire|veux dire|remet(?:s|tez|tre)?|mets?|mettez|mettre|namely|soit"
    r"|disons|devait|devrait|doit|should(?: be| say)?|correct|par|by|en fait une|put|avais|avait|namely|lire"
    r"|duree?|lasted|precise[rz]?|vaut|->|→",
}  # fmt: skip
_NEW = re.compile(r"[ ](?:par|by|en|as|to|into|a|->|→)[ ](?:un[e]? |an? |the |l'|la |le )?$")
_CANCELS = (
    r"(?:annul|suppr|effac|enlev|retir|vir|ot|cancel|delet|remov|eras|wip|withdraw|scrap|undo|disregard|jet|sors)"
    r"(?:e[rzs]?|ons|ez|ed|ing|imer|imez|ime|ete?|al)?"
    r"|(?<!ai )(?<!je )(?<!avais )(?<!j')oublie[rz]?(?= [lmct])|laisse[rz]? tomber|del|take|get rid|rub"
    r"|rature[rz]?|drop|strike|struck|sauter"
)
_TAKES_BACK = re.compile(
    rf"(?<![a-z])(?:{_CANCELS})(?:[ -](?:moi|le|la|les|it|that|this|out|off|away|of|down))*(?![a-z])|\bjamais\b"
)
_TAKE_WHAT = re.compile(r"(?<![a-z])(?:take|rub)(?![^.;!?]* (?:off|out|away|down)(?![a-z]))")
# « enlevez une heure », « take off half an hour »: the record stays, less something.
_A_PART = re.compile(
    rf"(?<![a-z])(?:{_CANCELS}|ajoute[rz]?|rajoute[rz]?|add|plus|less|moins|descend[sz]?|baisse[rz]?|deduire"
    rf"|retrancher?|[-+](?=[0-9]))(?:[ -](?:moi|y|en|off|out|away|about))*"
    r"(?:[ ](?:environ |about |seulement )?(?:d'|de )?)?$"
)
_CANCELLED = re.compile(rf"(?<![a-z])(?:{_CANCELS})(?![a-z])(?:(?!c'e|mets|remet|put )[^.;!?,]){0, 40}$")
_REST_OF = re.compile(r"(?<![a-z])(?:pause|trajet|lunch|break|retard)s? (?:de |d'|of )$")
_OF_REST = re.compile(
    r"[^.;,!?0-9]{0,20} (?:en|de) trop(?![a-z])|[ ](?:de |d'|of |for )?(?:pause|trajet|route|retard|transport"
    r"|bus|lunch|break)"
)
_MARK = re.compile(
    "(?<![a-z])(?:" + "|".join(f"(?P<m{weight + 1}>{words})" for weight, words in _MARKS.items()) + ")(?![a-z])"
)
_BY_A_PART = re.compile(
    r"(?<![a-z])(?:baiss|descend|diminu|redui|raccourci)[^.;!?0-9]*(?<![a-z])d'$|(?<![0-9h])[ (,]?[-+][ ]?$"
)
# « début 10 h », « fini à 16h »: hours of the clock.
_CLOCK = re.compile(r"(?<![a-z])(?:debut|fin|arrive[rse]*|commence[rse]*|sortie?|sorti)(?![a-z])")
MORNING = 8 * 60
# « ce matin je relis », « les 4h de dimanche, enregistrées hier »: days of telling.
_READ_AGAIN = re.compile(
    r"[ ,]*(?:en |soir |matin )*(?:je|j'ai|i)[ ](?:me |m'|l')?(?:re)?(?:lis|lu|regard|vois|verifi|check|look)"
)
_WRITTEN_ON = re.compile(
    r"(?:declare|enregistre|saisi|rentre|envoye|effectue|sent|submitted|made|entered|told you)e?s?[ ](?:it )?$"
)
_STOP = re.compile(r"[.;!?\n]")
_ONLY_LISTS = re.compile(
    r"[ ,]*(?:(?:et|and|&|de|du|des|d'|l'|la|le|les|un|une|a|an|the|on|of|for|pour|in|au|aux)[ ,]*)*"
)
_BARE = re.compile(
    rf"(?<![a-z0-9,.:/])(?P<n>{NUMBER})(?=[ ]*(?:$|[.,;!?\n)]|(?:seule?|only|now|change|pas|not|nt|et pas"
    rf"|because|parce|car|and|hein|instead|when|altogether)(?![a-z])))"
)
_JUST_RIGHT = re.compile(
    rf"(?<![a-z])(?:{_MARKS[RIGHT]}|i said|j'ai dit|je disais|a|to|au lieu|fait(?: que)?|en)[ ,]*(?:actually "
    rf"|really |only |just |que |en |bien |est |etre |be )*$"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """One value that the message says, where, and how much it weighs."""

    start: int
    end: int
    kind: str
    value: Hashable
    weight: int = NAMED


def pieces(text: str, today: date) -> tuple[Entry, ...]:
    """The pieces of entries in `text`: whole ones, or a lone day or activity; none where nothing is told."""
    text = composed(text)
    folded = fold(text)
    said = _weighed(folded, _said(text, folded, today))
    if len({one.value for one in _best(said, MINUTES)}) > 1 and (several := _several(text, said, today)):
        return several
    if not _is_new(folded, _best(said, MINUTES)):
        said = [one for one in said if one.kind != MINUTES]
    chosen = {kind: next(reversed(_best(said, kind)), None) for kind in (MINUTES, DAY, ACTIVITY)}
    values = {kind: one.value for kind, one in chosen.items() if one}
    return (Entry(**values, words=text.strip()),) if values else ()  # type: ignore[arg-type]


def _is_new(folded: str, lengths: Sequence[_Said]) -> bool:
    """« vous avez noté 6h » alone is the slip; « supprime les 3h » says no new length."""
    weight = max((one.weight for one in lengths), default=DENIED)
    return weight == RIGHT or (weight > BY_BOT and not _TAKES_BACK.search(folded))


def takes_back(text: str, found: tuple[Entry, ...]) -> bool:
    """« annule », « supprime le truc de lundi »: nothing is to stand in its place."""
    folded = fold(composed(text))
    if any(piece.minutes for piece in found) or _TAKE_WHAT.search(folded):
        return False
    parts = (_A_PART.search(folded[max(0, one.start - NEAR) : one.start]) for one in durations.spans(folded))
    return _TAKES_BACK.search(folded) is not None and not any(parts)


def _said(text: str, folded: str, today: date) -> list[_Said]:
    lengths = durations.spans(text)
    days = dates.spans(masked(text, lengths), today)
    taken: list[durations.Span | dates.Span] = [*lengths, *days]
    kinds = [one for one in activities.spans(text) if not any(_over(one, other) for other in taken)]
    found = [
        *(_Said(one.start, one.end, MINUTES, one.minutes) for one in lengths),
        *(_Said(one.start, one.end, DAY, one.days[0]) for one in days),
        *(_Said(one.start, one.end, ACTIVITY, one.kind) for one in kinds),
    ]
    return sorted([*found, *_bare(folded, found)], key=lambda one: one.start)[:MOST]


def _over(one: activities.Span, other: durations.Span | dates.Span) -> bool:
    return one.start < other.end and other.start < one.end


def _bare(folded: str, found: Sequence[_Said]) -> Iterator[_Said]:
    """« j'ai dit 6h alors que c'était deux »: the number takes the unit of the length said beside it."""
    length = next((one for one in found if one.kind == MINUTES), None)
    if length is None:
        return
    unit = 1 if "min" in folded[length.start : length.end] and "h" not in folded[length.start : length.end] else 60
    for one in islice(_BARE.finditer(folded), MOST):
        apart = all(one.end() <= other.start or other.end <= one.start() for other in found)
        right = _JUST_RIGHT.search(folded[max(0, one.start() - NEAR) : one.start()])
        if apart and right and 0 < value(one["n"]) * unit <= 24 * 60:
            yield _Said(one.start(), one.end(), MINUTES, value(one["n"]) * unit)


def _weighed(folded: str, said: Sequence[_Said]) -> list[_Said]:
    done: list[_Said] = []
    for one in said:
        before = done[-1] if done else None
        done.append(replace(one, weight=_weight(folded, one, before)))
    return done


def _weight(folded: str, one: _Said, before: _Said | None) -> int:
    start = max(before.end if before else 0, one.start - NEAR)
    lead = _STOP.split(folded[start : one.start])[-1]
    if one.kind == MINUTES and _is_part(folded, one):
        return DENIED
    if one.kind == DAY and _READ_AGAIN.match(folded, one.end):
        return DENIED
    if one.kind == DAY and _WRITTEN_ON.search(lead):
        return BY_BOT
    marks = list(_MARK.finditer(lead))
    last = marks[-1] if marks else None
    weight = int((last.lastgroup or "m4")[1:]) - 1 if last else NAMED
    if weight == DENIED and last and "," in lead[last.end() :]:
        weight = NAMED
    if before and before.kind == one.kind and before.weight < RIGHT and _NEW.search(lead) and not last:
        return RIGHT
    return before.weight if before and before.weight == RIGHT and _ONLY_LISTS.fullmatch(lead) else weight


def _is_part(folded: str, one: _Said) -> bool:
    """A length that is not the record's: what is added, taken away, or spent at rest."""
    near = folded[max(0, one.start - NEAR) : one.start]
    if one.value in range(MORNING, 24 * 60) and _CLOCK.search(folded):
        return True
    return bool(
        _A_PART.search(near)
        or _BY_A_PART.search(near)
        or _CANCELLED.search(near)
        or _OF_REST.match(folded, one.end)
        or _REST_OF.search(near)
    )


def _best(said: Sequence[_Said], kind: str) -> list[_Said]:
    """The values of one kind that weigh most; none when all are denied, nor a length that is to go."""
    alike = [one for one in said if one.kind == kind]
    most = max((one.weight for one in alike), default=DENIED)
    return [one for one in alike if one.weight == most > DENIED]


def _several(text: str, said: Sequence[_Said], today: date) -> tuple[Entry, ...]:
    """« c'était 2h lundi et 1h mardi »: the pieces that the right values make, the others made blank."""
    right = {kind: _best(said, kind) for kind in (MINUTES, DAY, ACTIVITY)}
    if any(one.weight < RIGHT for one in right[MINUTES]):
        return ()
    for one in said:
        if one not in right[one.kind]:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    found = tuple(entry for entry in read(text, today).entries if entry.minutes)
    return found if len({entry.day for entry in found}) == len(found) > 1 else ()
