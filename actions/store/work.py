"""One transaction with every page of the store at hand."""

from __future__ import annotations

from actions.store.accounts import Accounts
from actions.store.appointments import Appointments
from actions.store.audit import Audit
from actions.store.broadcasts import Broadcasts
from actions.store.caseload import Caseload
from actions.store.connection import Connection
from actions.store.contracts import Contracts
from actions.store.conversations import Conversations
from actions.store.declarations import Declarations
from actions.store.erasure import Erasure
from actions.store.exchange import Exchange
from actions.store.export import Export
from actions.store.inbox import Inbox
from actions.store.intake import Intake
from actions.store.lessons import Lessons
from actions.store.outbox import Outbox
from actions.store.people import People
from actions.store.periods import Periods
from actions.store.requests import Requests
from actions.store.reviews import Reviews
from actions.store.versions import Versions


class Work:
    """What an action reads and writes through; all of it is kept, or nothing."""

    def __init__(self, connection: Connection) -> None:
        self.people = People(connection)
        self.contracts = Contracts(connection)
        self.versions = Versions(connection)
        self.caseload = Caseload(connection)
        self.broadcasts = Broadcasts(connection)
        self.audit = Audit(connection)
        self.accounts = Accounts(connection)
        self.declarations = Declarations(connection)
        self.reviews = Reviews(connection)
        self.periods = Periods(connection)
        self.appointments = Appointments(connection)
        self.conversations = Conversations(connection)
        self.lessons = Lessons(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.intake = Intake(connection)
        self.exchange = Exchange(connection)
        self.requests = Requests(connection)
        self.export = Export(connection)
        self.erasure = Erasure(connection)
