"""What is remembered: plain, frozen, and silent about what is private."""

from actions.records.codes import Codes, LinkCode
from actions.records.contract import (
    APPOINTMENT_KINDS,
    APPOINTMENT_STATES,
    COMMITMENT_STATES,
    CONTRACT_STATES,
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
from actions.records.talk import DESTINATIONS, Chat, ChatKey, Lesson, Letter, Linked, Parcel

__all__ = [
    "APPOINTMENT_KINDS", "APPOINTMENT_STATES", "COMMITMENT_STATES", "CONTRACT_STATES", "DEGREES", "DESTINATIONS",
    "ENDINGS", "GROUNDS", "OBJECTIVE_STATES", "ORGANISATION_KINDS", "PATHS", "PERIOD_KINDS", "REASONS", "RECOGNISES",
    "REGISTRATIONS", "REVIEW_KINDS", "ROLES", "SIDES", "VERSION_STATES", "Account", "AccountLine", "Advisor",
    "Appointment", "Chat", "ChatKey", "Codes", "Commitment", "Consent", "Contract", "Credentials", "Declared",
    "Diagnostic", "Held", "Judged", "Lesson", "Letter", "Line", "LinkCode", "Linked", "Minimum", "Objective",
    "Organisation", "Parcel", "Period", "Person", "PlanAction", "Receipt", "Review", "Terms", "Trace", "Version",
]  # fmt: skip
