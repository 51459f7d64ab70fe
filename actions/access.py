"""Who may do what: one table of deeds by role, and whose contracts each account reaches.

An advisor reaches the people they are the referent of; a manager, their organisation's; an administrator nobody's.
No one reaches another organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.records import Account, Contract

_WITH_PEOPLE = frozenset({
    "see_people", "make_contract", "amend_contract", "review_hours", "link_person", "write_to_people",
})  # fmt: skip
MAY: Mapping[str, frozenset[str]] = {
    "advisor": _WITH_PEOPLE,
    "manager": _WITH_PEOPLE
    | {"name_referent", "transfer_contract", "import_contracts", "see_audit", "answer_requests"},
    "administrator": frozenset({"manage_accounts", "manage_tokens", "manage_settings", "see_account_audit"}),
}


class NotAllowed(Exception):
    """This account may not do that."""


@dataclass(frozen=True)
class Scope:
    """The contracts that an account reaches: its organisation's; of these only its own where `advisor_id` is set."""

    organisation_id: int
    advisor_id: int | None


def may(account: Account, deed: str) -> bool:
    return deed in MAY[account.role]


def scope_for(account: Account, deed: str) -> Scope:
    """Raises NotAllowed. Every query about people takes the scope that this gives."""
    if not may(account, deed):
        raise NotAllowed
    return Scope(account.organisation_id, account.advisor_id if account.role == "advisor" else None)


def reaches(scope: Scope, contract: Contract) -> bool:
    """Whether this contract is within the scope; when it is not, nobody should learn that it exists."""
    same = contract.organisation.id == scope.organisation_id
    return same and scope.advisor_id in (None, contract.referent.id)
