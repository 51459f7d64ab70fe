"""What is remembered: plain, frozen, and silent about what is private."""

from actions.records.caseload import DUE, SORTS, Broadcast, Case, Delivery, Mark, Waiting, Wanted
from actions.records.contract import (
    APPOINTMENT_KINDS,
    APPOINTMENT_STATES,
    COMMITMENT_STATES,
    CONTRACT_STATES,
    CURRENT,
    DEGREES,
    ENDINGS,
    OBJECTIVE_STATES,
    PATHS,
    PERIOD_KINDS,
    REASONS,
    SIDES,
    VERSION_STATES,
    Appointment,
    Commitment,
    Contract,
    Diagnostic,
    Minimum,
    Objective,
    Period,
    PlanAction,
    Terms,
    Version,
)
from actions.records.ledger import RECOGNISES, REVIEW_KINDS, Declared, Held, Judged, Line, Receipt, Review
from actions.records.office import ROLES, Account, AccountLine, Credentials, Trace
from actions.records.people import GROUNDS, ORGANISATION_KINDS, REGISTRATIONS, Advisor, Consent, Organisation, Person
from actions.records.talk import DESTINATIONS, Chat, ChatKey, Lesson, Letter, Parcel

__all__ = [
    "APPOINTMENT_KINDS", "APPOINTMENT_STATES", "COMMITMENT_STATES", "CONTRACT_STATES", "CURRENT", "DEGREES",
    "DESTINATIONS", "DUE", "ENDINGS", "GROUNDS", "OBJECTIVE_STATES", "ORGANISATION_KINDS", "PATHS",
    "PERIOD_KINDS", "REASONS", "RECOGNISES", "REGISTRATIONS", "REVIEW_KINDS", "ROLES", "SIDES", "SORTS",
    "VERSION_STATES", "Account", "AccountLine", "Advisor", "Appointment", "Broadcast", "Case", "Chat",
    "ChatKey", "Commitment", "Consent", "Contract", "Credentials", "Declared", "Delivery", "Diagnostic", "Held",
    "Judged", "Lesson", "Letter", "Line", "Mark", "Minimum", "Objective", "Organisation", "Parcel", "Period",
    "Person", "PlanAction", "Receipt", "Review", "Terms", "Trace", "Version", "Waiting", "Wanted",
]  # fmt: skip
