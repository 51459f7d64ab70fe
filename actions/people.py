"""Who is in this chat: the first words to anyone, and to a person."""

from __future__ import annotations

from datetime import date

from actions.escalation import human
from actions.person import Speaker
from actions.questions import Outcome, says
from actions.records import Person
from actions.reply import Reply
from content.values import Said

OF_AGE = 18  # code civil, article 414


def introduction(who: Speaker) -> Reply:
    """An automatic assistant, who runs it, that it decides nothing, what is kept, and what an advisor sees."""
    return Reply("people.introduction", {"run_by": who.house.run_by})


def greeting(who: Speaker) -> Outcome:
    if who.person is None:
        return says("people.welcome_unknown")
    return says("people.welcome", name=Said(who.person.given_name))


def unknown(who: Speaker) -> Outcome:
    """What needs a contract was asked, and nobody has linked this chat to one."""
    return says("people.no_contract" if who.person else "people.not_linked", run_by=who.house.run_by)


def linked(who: Speaker) -> tuple[Reply, ...]:
    """The first words to a person who is linked."""
    if who.person is None:
        return ()
    young = (Reply("people.minor"),) if is_minor(who.person, who.today) else ()
    linked = Reply("people.linked", {"name": Said(who.person.given_name), "human": human(who)})
    return (*young, linked)


def initials(person: Person) -> str:
    """« A. D. »: enough for the right person to know, and nothing for another."""
    names = (name.strip() for name in (person.given_name, person.family_name or ""))
    return " ".join(f"{name[0].upper()}." for name in names if name)


def is_minor(person: Person, today: date) -> bool:
    if person.born_on is None:
        return False
    birthday_to_come = (today.month, today.day) < (person.born_on.month, person.born_on.day)
    return today.year - person.born_on.year - birthday_to_come < OF_AGE
