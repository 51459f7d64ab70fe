"""The rows, a page per subject. Whatever a person wrote, and their name, is `Sealed`."""

from actions.store.tables.base import ACTIVITIES, CHANNELS, MOST_MINUTES_A_DAY, Row
from actions.store.tables.contracts import (
    Appointments,
    Commitments,
    Contracts,
    Diagnostics,
    Minimums,
    Objectives,
    Periods,
    PlanActions,
    Referents,
    Versions,
)
from actions.store.tables.ledger import Declarations, Receipts, Reviews
from actions.store.tables.office import (
    AccountCodes,
    Accounts,
    ApiRequests,
    ApiTokens,
    Audit,
    Broadcasts,
    Imports,
    Recipients,
    Sessions,
)
from actions.store.tables.people import (
    Advisors,
    Consents,
    DataRequests,
    NameWords,
    Organisations,
    People,
)
from actions.store.tables.talk import Attempts, Chats, Inbox, Lessons, LinkCodes, Outbox

__all__ = [
    "ACTIVITIES", "CHANNELS", "MOST_MINUTES_A_DAY", "AccountCodes", "Accounts", "Advisors", "ApiRequests",
    "ApiTokens", "Appointments", "Attempts", "Audit", "Broadcasts", "Chats", "Commitments", "Consents",
    "Contracts", "DataRequests", "Declarations", "Diagnostics", "Imports", "Inbox", "Lessons", "LinkCodes",
    "Minimums", "NameWords", "Objectives", "Organisations", "Outbox", "People", "Periods", "PlanActions",
    "Receipts", "Recipients", "Referents", "Reviews", "Row", "Sessions", "Versions",
]  # fmt: skip
