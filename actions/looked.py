"""Who looked at a person's file, and did what: the audit, in plain words, for the person themself."""

from __future__ import annotations

from actions.person import Speaker
from actions.questions import Outcome, says
from actions.records import Person, Trace
from actions.store.work import Work
from content.values import Clock, Lines, Phrase
from nlu.understanding import Understanding

SHOWN = 10
# deed → its words in content/<language>/audit.yaml; a deed that is not here is told in general words
DEEDS: tuple[str, ...] = (
    "copy_given", "words_erased", "chats_left", "erase_asked", "correct_asked", "copy_asked", "request_settled",
    "person_erased", "contract_seen", "contract_read", "declarations_read", "contract_begun", "version_begun",
    "version_saved", "version_proposed", "version_signed", "version_refused", "version_withdrawn",
    "proposal_questioned", "proposal_disagreed", "proposal_discussed", "contract_ended", "contract_transferred",
    "contract_received", "referent_named", "commitment_noted", "objective_noted", "line_validated",
    "line_requalified", "line_asked", "period_noted", "period_cancelled", "appointment_noted", "appointment_moved",
    "appointment_planned", "appointment_held", "appointment_missed", "appointment_cancelled", "letter_seen",
    "letter_printed", "linked", "unlinked", "link_not_me",
)  # fmt: skip


async def who_looked(work: Work, who: Speaker, asked: Understanding) -> Outcome:
    """The last lines about the person, the newest first."""
    if who.person is None:
        return says("people.not_linked", run_by=who.house.run_by)
    traces = await work.audit.of_person(who.person.id, limit=SHOWN)
    if not traces:
        return says("audit.nothing")
    lines = tuple(_line(trace, who.person) for trace in traces)
    return says("audit.who_looked", lines=Lines(lines))


def deed_in_words(deed: str) -> Phrase:
    return Phrase(f"audit.deed_{deed}") if deed in DEEDS else Phrase("audit.other_deed")


def _line(trace: Trace, person: Person) -> Phrase:
    at = Clock(person.local(trace.at))
    return Phrase("audit.line", {"at": at, "who": _who(trace), "deed": deed_in_words(trace.deed)})


def _who(trace: Trace) -> Phrase:
    if trace.name:
        return Phrase("audit.by_name", {"name": trace.name})
    return Phrase(f"audit.by_{trace.by}")
